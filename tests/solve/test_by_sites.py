"""A program that falls into sites: at which prices its bound is proven."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from capplan.solve import by_sites
from capplan.solve.clock import Beside
from capplan.solve.contract import Claim, Found
from capplan.solve.parts import Turns
from capplan.solve.switches import Switches
from tests.milp import optimum
from tests.solve.searches import Listener, is_plan, relaxation
from tests.solve.site_program import WEEKS, sites

HIRED = np.arange(3 * WEEKS)
"""People hired at the three sites."""


@pytest.mark.parametrize("solved", [True, False])
def test_sites_are_proven_with_what_switches_imply_where_the_relaxation_is_solved(
    solved, monkeypatch
) -> None:
    split, asked = sites()
    relaxed, asked_for = relaxation(split.arrays), []
    x = relaxed.solve()
    assert x is not None and relaxed.objective is not None
    # a site hires in some weeks only, and the most that it hires ask for nearly as many in every other week
    none, most = np.zeros(len(HIRED)), np.full(len(HIRED), float(x[HIRED].max()))
    switches = Switches(3, HIRED, HIRED // WEEKS, none, none, 0.999 * most, most)
    turns = Turns(relaxed.beside(relaxed.clock), split, asked, x, relaxed.prices(), 0)
    listener = Listener(split.arrays)
    best = SimpleNamespace(reporter=listener, x=None)
    monkeypatch.setattr(
        by_sites, "prove_by_parts", lambda split, prices, *rest: asked_for.append((split, prices))
    )
    given = (relaxed, switches) if solved else None
    (step,) = by_sites.proving(turns, given, best, 0, lambda *none, **nothing: None, Beside(listener))
    step(split.arrays, lambda: False)
    ((proven, prices),) = asked_for
    assert len(prices) == proven.arrays.shape[0]
    extra = proven.arrays.shape[0] - split.arrays.shape[0]
    if not solved:
        assert extra == 0 and not listener.bounds
        return
    # each row is one of a site's own, and their bound is above that of the relaxation
    assert extra > 0 and (proven.part_of_row[-extra:] >= 0).all()
    assert listener.best_bound > relaxed.objective * (1.0 + 1e-6)
    assert listener.best_bound == pytest.approx(optimum(proven.arrays, relaxed=True)[0])


def test_where_hard_rules_leave_sites_in_turn_no_room_what_is_broken_is_mended(monkeypatch) -> None:
    split, asked = sites()
    relaxed = relaxation(split.arrays)
    x = relaxed.solve()
    assert x is not None
    turns = Turns(relaxed.beside(relaxed.clock), split, asked, x, relaxed.prices(), 0)
    monkeypatch.setattr(turns, "first", lambda: False)
    asked, parts = replace(asked, apart=HIRED[:2]), len(split.whole_numbers)
    assert by_sites.first_plan(turns, asked, lambda *none, **nothing: Found(Claim.LIMIT))
    assert np.isfinite(turns.cost) and is_plan(split.arrays, turns.x)
    # what is set apart is a part of its own from then on
    assert (turns.split.part[HIRED[:2]] == parts).all() and (turns.split.part < parts).sum() == len(
        split.part
    ) - 2
