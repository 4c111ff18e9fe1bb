"""The same program ends with the same plan and the same bound, whichever line of the search is held up."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from capplan.guide import guide
from capplan.program import Arrays
from capplan.solve import Guide, SolveOptions
from capplan.solve import search as module
from capplan.solve.contract import Found
from capplan.solve.highs_backend import _engine
from capplan.solve.relaxation import Relaxation
from tests.solve.searches import Listener, classes_program, random_plan
from tests.solve.site_program import sites

LATE_S = 0.01
"""How long a line is held up at each of its solves, many times what these take."""


def found_by_search(arrays: Arrays, asked: Guide, gap: float) -> tuple[Found, int]:
    """The search in this process, and how many plans and bounds it told."""
    listener, options = Listener(arrays, gap), SolveOptions("highs", gap=gap, threads=1)
    return module.search(arrays, options, asked, listener, _engine(options, listener)), len(listener.bounds)  # type: ignore[arg-type]


@pytest.fixture(params=["search", "proof"])
def held_up(request, monkeypatch):
    """From the call on, each solve of one of the two lines comes late."""

    def hold_up() -> None:
        solve = Relaxation.solve

        def late(self: Relaxation) -> np.ndarray | None:
            x = solve(self)
            if (threading.current_thread() is threading.main_thread()) == (request.param == "search"):
                time.sleep(LATE_S)
            return x

        monkeypatch.setattr(Relaxation, "solve", late)
        prove = module.Proof._prove

        def proof(self: module.Proof) -> None:
            if request.param == "proof":
                time.sleep(10 * LATE_S)
            prove(self)

        monkeypatch.setattr(module.Proof, "_prove", proof)

    return hold_up


@pytest.mark.parametrize("gap", [0.3, 0.1, 0.03, 1e-6])
@pytest.mark.parametrize("program", ["classes", "tiny 1", "tiny 4", "tiny 7", "sites"])
def test_a_line_that_is_held_up_changes_nothing(held_up, program, gap, monkeypatch) -> None:
    if program == "classes":
        arrays, series = classes_program()
        asked = Guide((series,), (series[:, :1],))
    elif program == "sites":
        monkeypatch.setattr(module, "SMALL_ROWS", 10)
        split, asked = sites()
        arrays = split.arrays
        parts = [np.flatnonzero(split.part == k) for k in range(5)]
        asked = Guide(asked.series, (asked.series[0][:, :1],), parts=tuple(parts))
    else:
        formulation = random_plan(int(program.split()[1]))
        arrays, asked = formulation.arrays, guide(formulation)
    at_once, _ = found_by_search(arrays, asked, gap)
    held_up()
    late, _ = found_by_search(arrays, asked, gap)
    assert at_once.x is not None and late.x is not None
    assert at_once.x.tobytes() == late.x.tobytes()
    assert (at_once.claim, at_once.bound) == (late.claim, late.bound)
