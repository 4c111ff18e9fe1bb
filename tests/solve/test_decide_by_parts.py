"""Contracts and roles decided part by part: whole, held, never worse anew, and only where it goes together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.solve import SolveOptions
from capplan.solve.contract import Claim, Found
from capplan.solve.highs_backend import _engine
from capplan.solve.parts import decide, turns
from capplan.solve.parts.decide import decide_by_parts
from capplan.solve.parts.split import Split
from capplan.solve.relaxation import Relaxation
from tests.milp import optimum
from tests.solve.searches import relaxation
from tests.solve.site_program import WEEKS, sites

FEW = np.concatenate([np.arange(site * WEEKS, site * WEEKS + 3) for site in range(3)])
"""People hired in the first three weeks at every site."""

ORDER = (0, 1, 2)


@pytest.fixture(autouse=True)
def far_apart(monkeypatch) -> None:
    """Sites as alike as these want much of the same."""
    monkeypatch.setattr(decide, "APART", 1.0)


def engine_of(split: Split):
    relaxed = relaxation(split.arrays)
    return _engine(SolveOptions("highs", threads=1), relaxed.clock)


def decided(split: Split, order=ORDER, engine=None):
    relaxed = relaxation(split.arrays)
    assert relaxed.solve() is not None and relaxed.objective is not None
    root, prices = relaxed.objective, relaxed.prices()
    x = decide_by_parts(relaxed, split, prices, FEW, order, engine or engine_of(split), 0)
    return relaxed, root, x


def test_what_is_decided_is_whole_and_held_at_its_optimum() -> None:
    split, _ = sites()
    relaxed, root, x = decided(split)
    assert x is not None and np.allclose(x[FEW], np.rint(x[FEW]))
    assert np.array_equal(relaxed.lower[FEW], relaxed.upper[FEW]) and np.allclose(relaxed.lower[FEW], x[FEW])
    others = np.setdiff1d(np.flatnonzero(split.arrays.integer), FEW)
    assert np.all(relaxed.lower[others] < relaxed.upper[others])
    integer = np.zeros_like(split.arrays.integer)
    integer[FEW] = True
    # within a few per cent of the best way to decide them, and no better
    best, _ = optimum(replace(split.arrays, integer=integer))
    assert root <= best * (1.0 + 1e-9) and best - 1e-6 <= relaxed.objective <= 1.03 * best


def test_every_part_has_what_it_wants_at_the_prices() -> None:
    split, _ = sites()
    relaxed, _, x = decided(split, order=())
    assert x is not None
    prices = relaxation(split.arrays)
    prices.solve()
    y = np.where(split.shared_rows, prices.prices(), 0.0)
    for part in ORDER:
        own = split.columns(part, turns.Width.OWN)
        rows = np.flatnonzero(split.part_of_row == part)
        arrays = split.arrays
        integer = np.zeros(len(own), bool)
        integer[np.isin(own, FEW)] = True
        alone = replace(
            arrays,
            cost=(arrays.cost - arrays.matrix.T @ y)[own],
            column_lower=arrays.column_lower[own],
            # what nobody could use: the answer is the same, and there is one
            column_upper=np.minimum(arrays.column_upper[own], 1e4),
            integer=integer,
            row_lower=arrays.row_lower[rows],
            row_upper=arrays.row_upper[rows],
            entries=decide.priced(split, prices.prices()).programs[part].entries,
        )
        least, _ = optimum(alone)
        lower, upper = alone.column_lower.copy(), alone.column_upper.copy()
        here = np.flatnonzero(integer)
        lower[here] = upper[here] = x[own[here]]
        assert optimum(replace(alone, column_lower=lower, column_upper=upper))[0] == pytest.approx(
            least, rel=1e-3
        )


def test_deciding_anew_is_never_dearer() -> None:
    split, _ = sites()
    once, _, _ = decided(split, order=())
    anew, _, _ = decided(split, order=ORDER * 2)
    assert anew.objective <= once.objective * (1.0 + 1e-9)


def test_what_does_not_go_together_is_not_held(monkeypatch) -> None:
    monkeypatch.setattr(decide, "APART", -1.0)
    split, _ = sites()
    relaxed, root, x = decided(split)
    assert x is None and relaxed.objective == pytest.approx(root)
    assert np.all(relaxed.lower[FEW] < relaxed.upper[FEW])


def test_a_part_that_cannot_decide_in_time_leaves_all_as_it_is() -> None:
    split, _ = sites()
    relaxed, root, x = decided(split, engine=lambda arrays, **asked: Found(Claim.LIMIT))
    assert x is None and relaxed.objective == pytest.approx(root)


def test_turns_begin_with_what_is_decided_and_go_without_where_no_plan_comes_of_it(monkeypatch) -> None:
    split, asked = sites()
    relaxed = relaxation(split.arrays)
    x = relaxed.solve()
    assert x is not None
    for held in (True, False):
        found = turns.Turns(relaxed.beside(relaxed.clock), split, asked, x, relaxed.prices(), 0)
        found.few = FEW
        found.decide(engine_of(split))
        assert found.decided is not None
        wanted = np.rint(found.decided[FEW])
        if not held:
            monkeypatch.setattr(found, "decided", np.full(len(x), np.nan))
            first = found._first
            monkeypatch.setattr(
                found,
                "_first",
                lambda start, way, first=first: not np.isnan(start).any() and first(start, way),
            )
        assert found.first()
        assert np.array_equal(np.rint(found.x[FEW]), wanted) == held
    # as if nothing had been decided
    fresh = turns.Turns(relaxed.beside(relaxed.clock), split, asked, x, relaxed.prices(), 0)
    assert fresh.first() and fresh.cost == pytest.approx(found.cost)


def deciding(split: Split, relaxed: Relaxation, engine) -> decide._Deciding:
    whole = np.zeros(split.arrays.shape[1], bool)
    whole[FEW] = True
    return decide._Deciding(relaxed, split, relaxed.prices(), whole, engine, 0)


def test_what_all_want_costs_at_least_more_than_the_relaxation_and_no_more_than_the_best_way() -> None:
    split, _ = sites()
    relaxed = relaxation(split.arrays)
    relaxed.solve()
    _, least = deciding(split, relaxed, engine_of(split)).wanted()
    integer = np.zeros_like(split.arrays.integer)
    integer[FEW] = True
    best, _ = optimum(replace(split.arrays, integer=integer))
    assert relaxed.objective * (1.0 - 1e-6) <= least <= best * (1.0 + 1e-6)


def test_what_is_dearer_for_the_whole_is_taken_back() -> None:
    split, _ = sites()
    relaxed, _, x = decided(split, order=())
    assert x is not None
    before, held = relaxed.objective, relaxed.lower.copy()

    def one_fewer(arrays, **asked) -> Found:
        values = np.zeros(arrays.shape[1])
        values[np.flatnonzero(arrays.integer)] = np.rint(x[FEW[:3]]) - (1.0, 0.0, 0.0)
        return Found(Claim.SOLVED, values, 0.0)

    after = deciding(split, relaxed, one_fewer).anew(0, x)
    assert np.array_equal(after, x)
    assert relaxed.objective == before and np.array_equal(relaxed.lower, held)
