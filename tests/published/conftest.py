"""Reading and solving published cases, with every back end in turn."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from capplan.errors import MissingSolver
from capplan.program import Program
from capplan.solve import BACKENDS, SolveOptions, solve
from tests.published.published_case import Case, Plan, read_case

GAP = 1e-9


@pytest.fixture
def published(shared_data: Path) -> Callable[[str, str], Case]:
    """Reads a variant of a case: ``published("red_tomato", "base_continuous")``."""
    return lambda name, variant: read_case(shared_data, name, variant)


@pytest.fixture(params=BACKENDS)
def least_cost(request: pytest.FixtureRequest) -> Callable[[Program], Plan]:
    """Solves a program to its optimum, with each back end in turn. In CI none may be missing."""
    options = SolveOptions(backend=request.param, gap=GAP, time_limit_s=60.0)

    def solved(program: Program) -> Plan:
        try:
            return Plan.of(program, solve(program.arrays(), options))
        except MissingSolver as missing:
            if os.environ.get("CI"):
                raise
            pytest.skip(str(missing))

    return solved
