"""A run folder to explain, made once in a process: calls that the people of the first weeks cannot all take."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command_line import RULES, capplan
from tests.small_inputs import MODEL, tables, write

BUSY = tables()["forecast"].replace(",voice,en,10", ",voice,en,280")


MADE: list[Path] = []


def planned_run(factory: pytest.TempPathFactory) -> Path:
    """The folder of the run."""
    if not MADE:
        folder = factory.mktemp("planned")
        write(folder, {"forecast": BUSY}, MODEL.replace("[hiring]", RULES + "[hiring]"))
        done = capplan(folder, "plan", "small.toml", "--quiet", "--outputs", "out")
        assert done.returncode == 0, done.stderr
        MADE.append(folder / "out/small/base")
    return MADE[0]
