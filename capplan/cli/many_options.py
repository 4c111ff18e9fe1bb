"""Options of studies that make many plans."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

__all__ = ["SOME_FAILED", "many_options"]

SOME_FAILED = 7

F = TypeVar("F", bound=Callable[..., Any])

OPTIONS = (
    click.option(
        "--workers",
        type=click.IntRange(1, 512),
        default=2,
        show_default=True,
        envvar="CAPPLAN_WORKERS",
        show_envvar=True,
        help="Plans made side by side on this machine.",
    ),
    click.option(
        "--scheduler",
        metavar="ADDRESS",
        envvar="CAPPLAN_SCHEDULER",
        show_envvar=True,
        help="Dask scheduler whose workers make the plans, as tcp://host:8786; they need the same folders.",
    ),
    click.option(
        "--resume/--no-resume",
        default=True,
        show_default=True,
        envvar="CAPPLAN_RESUME",
        show_envvar=True,
        help="Use plans that an earlier study made of the same rules, inputs and options.",
    ),
    click.option(
        "--to",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        envvar="CAPPLAN_TO",
        show_envvar=True,
        help="Folder of the results; none: a folder of the study in the outputs of the model.",
    ),
)


def many_options(function: F) -> F:
    """``--workers``, ``--scheduler``, ``--resume`` and ``--to``."""
    for option in reversed(OPTIONS):
        function = option(function)
    return function
