"""Neighbourhoods take turns: a better plan is kept, a worse one never, and those that paid come first."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from capplan.guide import guide
from capplan.solve import Guide
from capplan.solve import neighbourhoods as module
from capplan.solve.core import Core
from capplan.solve.dive import UP, Care, dive
from capplan.solve.narrow import in_core
from capplan.solve.neighbourhoods import improve
from tests.milp import optimum
from tests.solve.searches import classes_program, is_plan, random_plan, relaxation

QUICK = Care(windows=4, shift=UP, tries=False)


def never() -> bool:
    return False


def of_teams(series: np.ndarray) -> Guide:
    return Guide((series,), neighbourhoods=tuple(series))


def dear_plan():
    """Plenty of classes from a quick dive."""
    arrays, series = classes_program()
    relaxed = relaxation(arrays)
    x = dive(relaxed, relaxed.solve(), Guide((series,)), QUICK)
    assert x is not None
    return arrays, series, relaxed, x


def test_a_plan_gets_better_turn_by_turn_and_stays_a_plan() -> None:
    arrays, series, relaxed, x = dear_plan()
    before, heard = x.copy(), [x]
    found = improve(relaxed, x, of_teams(series), never, heard.append)
    costs = [float(arrays.cost @ each) for each in heard]
    assert len(heard) > 1 and all(after < before for before, after in pairwise(costs))
    assert all(is_plan(arrays, each) for each in heard)
    assert found is heard[-1]
    assert costs[-1] >= optimum(arrays)[0] - 1e-6
    assert np.array_equal(x, before)
    # every plan differs from the last one in the classes of one team only
    for one, other in pairwise(heard):
        assert (np.rint(one[series]) != np.rint(other[series])).any(axis=1).sum() == 1


@pytest.mark.parametrize("seed", range(100))
def test_a_tiny_plan_is_never_spoilt(seed: int) -> None:
    formulation = random_plan(seed)
    asked = guide(formulation)
    core = Core.of(formulation.arrays, asked)
    near, relaxed = in_core(core, asked), relaxation(core.arrays)
    x = dive(relaxed, relaxed.solve(), near, QUICK)
    assert x is not None
    cost, least = float(core.arrays.cost @ x), optimum(core.arrays)[0]
    heard = [cost]
    found = improve(relaxed, x, near, never, lambda better: heard.append(float(core.arrays.cost @ better)))
    assert is_plan(core.arrays, found)
    assert all(after < before for before, after in pairwise(heard))
    assert float(core.arrays.cost @ found) == heard[-1] >= least - 1e-6 * max(1.0, abs(least))


def test_one_team_too_many_is_found_by_its_own_neighbourhood_only() -> None:
    arrays, series = classes_program()
    relaxed = relaxation(arrays)
    best = optimum(arrays)[1]
    # the best plan and a class more, which nobody needs, in the last week
    spare = best.copy()
    spare[series[1, -1]] += 1.0
    asked = of_teams(series)
    for team, neighbourhood in enumerate(asked.neighbourhoods):
        one = Guide((series,), neighbourhoods=(neighbourhood,))
        found = improve(relaxed, spare, one, never, lambda x: None)
        saved = float(arrays.cost @ spare) - float(arrays.cost @ found)
        assert saved == pytest.approx(30.0 if team == 1 else 0.0, abs=1e-6)


class _Turns:
    """Stands in for a dive in a neighbourhood: what it saves turn by turn, 0 when nothing is left."""

    def __init__(self, saves: dict[int, list[float]]) -> None:
        self.saves, self.order = saves, []

    def again(self, relaxed, x, columns, guide, enough):
        which = int(columns[0])
        self.order.append(which)
        left = self.saves[which]
        saved = left.pop(0) if left else 0.0
        if saved is None:
            return None
        better = x.copy()
        better[0] -= saved
        return better


def turns(make_program, monkeypatch, saves: dict[int, list[float]], enough=never):
    arrays = make_program([1.0, 0.0, 0.0, 0.0], [[1.0, 1.0, 1.0, 1.0]], at_least=0.0)
    stand_in, heard = _Turns(saves), []
    monkeypatch.setattr(module, "_again", stand_in.again)
    asked = Guide((np.array([[1, 2, 3]]),), neighbourhoods=tuple(np.array([which]) for which in saves))
    found = improve(
        relaxation(arrays),
        np.array([100.0, 0, 0, 0]),
        asked,
        lambda: enough(stand_in.order) if enough is not never else False,
        lambda x: heard.append(float(x[0])),
    )
    return stand_in.order, heard, float(found[0])


def test_neighbourhoods_that_paid_last_time_come_first(make_program, monkeypatch) -> None:
    order, heard, cost = turns(make_program, monkeypatch, {1: [1.0, 3.0], 2: [], 3: [8.0]})
    # each once; then 3, which saved most, and 1; 1 saves 3, so 3 and 2 are tried again for a tenth of it
    assert order[:5] == [1, 2, 3, 3, 1]
    assert heard == [99.0, 91.0, 88.0] and cost == 88.0
    # in the end each was tried after the last plan and saved nothing
    assert sorted(order[5:]) == [1, 2, 3]


def test_what_saves_next_to_nothing_or_fails_or_costs_more_is_not_kept(make_program, monkeypatch) -> None:
    order, heard, cost = turns(make_program, monkeypatch, {1: [1e-5], 2: [-5.0], 3: [None]})
    assert order == [1, 2, 3]
    assert heard == [] and cost == 100.0


def test_turns_stop_when_it_is_enough(make_program, monkeypatch) -> None:
    order, heard, _ = turns(
        make_program, monkeypatch, {1: [1.0] * 9, 2: [1.0] * 9}, enough=lambda order: len(order) >= 3
    )
    assert len(order) == 3 and heard == [99.0, 98.0, 97.0]


def test_nothing_is_tried_after_a_stop_or_in_the_last_second(monkeypatch) -> None:
    arrays, series, relaxed, x = dear_plan()
    monkeypatch.setattr(module, "_again", lambda *asked: pytest.fail("a neighbourhood was tried"))
    assert improve(relaxed, x, of_teams(series), lambda: True, lambda better: None) is x
    relaxed.clock.seconds = 1.0
    assert improve(relaxed, x, of_teams(series), never, lambda better: None) is x
    relaxed.clock.seconds = 9.0
    relaxed.clock.stop.set()
    assert improve(relaxed, x, of_teams(series), never, lambda better: None) is x
    assert improve(relaxed, x, Guide((series,)), never, lambda better: None) is x
