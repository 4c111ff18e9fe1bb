"""Options that several commands share. Each can also come from an environment variable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

__all__ = [
    "accept_feasible_option", "gap_option", "input_options", "inputs_option", "json_option", "model_argument",
    "outputs_option", "seed_option", "solve_options", "talk_options",
]  # fmt: skip

F = TypeVar("F", bound=Callable[..., Any])
FOLDER = click.Path(file_okay=False, path_type=Path)


def model_argument(function: F) -> F:
    """The planning model."""
    return click.argument("model", type=click.Path(dir_okay=False, path_type=Path))(function)


def _together(*decorators: Callable[[F], F]) -> Callable[[F], F]:
    def decorate(function: F) -> F:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


inputs_option = click.option(
    "--inputs",
    type=click.Path(path_type=Path),
    default="inputs",
    show_default=True,
    envvar="CAPPLAN_INPUTS",
    show_envvar=True,
    help="Folder of input tables, or a workbook (.xlsx).",
)

input_options = _together(
    inputs_option,
    click.option(
        "--scenario",
        metavar="NAME",
        envvar="CAPPLAN_SCENARIO",
        show_envvar=True,
        help="Scenario of the planning model; none: as it stands.",
    ),
)

outputs_option = click.option(
    "--outputs",
    type=FOLDER,
    default="outputs",
    show_default=True,
    envvar="CAPPLAN_OUTPUTS",
    show_envvar=True,
    help="Folder for the run folders.",
)

gap_option = click.option(
    "--gap",
    type=click.FloatRange(0, 1),
    metavar="G",
    envvar="CAPPLAN_GAP",
    show_envvar=True,
    help="Proven relative gap to stop at; 0.01 is one percent.",
)

seed_option = click.option(
    "--seed",
    type=click.IntRange(0, 2_000_000_000),
    metavar="N",
    envvar="CAPPLAN_SEED",
    show_envvar=True,
    help="Seed of the search.",
)

accept_feasible_option = click.option(
    "--accept-feasible",
    is_flag=True,
    envvar="CAPPLAN_ACCEPT_FEASIBLE",
    show_envvar=True,
    help="Exit with 0 even when the gap was not reached.",
)

solve_options = _together(
    outputs_option,
    click.option(
        "--backend",
        type=click.Choice(["auto", "ortools", "pulp", "highs"]),
        default="auto",
        show_default=True,
        envvar="CAPPLAN_BACKEND",
        show_envvar=True,
        help="Solver back end.",
    ),
    click.option(
        "--solver",
        metavar="NAME",
        envvar="CAPPLAN_SOLVER",
        show_envvar=True,
        help="Solver inside the back end, for example scip, CBC or GUROBI.",
    ),
    click.option(
        "--time-limit",
        type=click.FloatRange(min=0, min_open=True),
        metavar="S",
        envvar="CAPPLAN_TIME_LIMIT",
        show_envvar=True,
        help="Seconds to search at most, from the moment the program is built.",
    ),
    gap_option,
    seed_option,
)

json_option = click.option(
    "--json",
    "as_json",
    is_flag=True,
    envvar="CAPPLAN_JSON",
    show_envvar=True,
    help="Print one JSON object on stdout.",
)

log_option = click.option(
    "--log",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    envvar="CAPPLAN_LOG",
    show_envvar=True,
    help="Write every step of the search to a file, as JSON lines.",
)

talk_options = _together(
    json_option,
    click.option(
        "--quiet",
        is_flag=True,
        envvar="CAPPLAN_QUIET",
        show_envvar=True,
        help="Say nothing on stderr but errors.",
    ),
    click.option(
        "--log-format",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        envvar="CAPPLAN_LOG_FORMAT",
        show_envvar=True,
        help="Form of the log lines on stderr.",
    ),
)
