"""Moves of classes: each lowers the cost, and when none is left no single one would."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from capplan.program import Arrays
from capplan.solve.moves import PAYS, REACH, _moves, move
from capplan.solve.relaxation import Hold, Relaxation
from tests.milp import Infeasible, optimum
from tests.solve.searches import classes_program, relaxation


def never() -> bool:
    return False


def started(arrays: Arrays, series: np.ndarray, values: np.ndarray) -> tuple[Relaxation, np.ndarray]:
    relaxed = relaxation(arrays)
    x = relaxed.hold(Hold.at(series, values.astype(float)))
    assert x is not None
    return relaxed, x


def cost_with(arrays: Arrays, series: np.ndarray, values: np.ndarray) -> float:
    """The cost of the rest with the classes held, by another solver."""
    lower, upper = arrays.column_lower.copy(), arrays.column_upper.copy()
    lower[series] = upper[series] = values
    held = replace(arrays, column_lower=lower, column_upper=upper)
    if (values < arrays.column_lower[series]).any() or (values > arrays.column_upper[series]).any():
        return np.inf
    try:
        return optimum(held, relaxed=True)[0]
    except Infeasible:
        return np.inf


def neighbours(values: np.ndarray):
    """One class more, one less, or one that starts up to ``REACH`` weeks earlier or later."""
    teams, weeks = values.shape
    for team in range(teams):
        for here in range(weeks):
            for change in (1.0, -1.0):
                other = values.copy()
                other[team, here] += change
                yield other
            for there in range(max(0, here - REACH), min(weeks, here + REACH + 1)):
                if there != here:
                    other = values.copy()
                    other[team, here] -= 1.0
                    other[team, there] += 1.0
                    yield other


def random_classes(seed: int, shape: tuple[int, ...], seats: float) -> np.ndarray:
    """Classes in the seats there are, at random."""
    rng, values = np.random.default_rng(seed), np.zeros(shape)
    for week in range(shape[1]):
        for team in rng.integers(0, shape[0], int(rng.integers(0, seats + 1))):
            values[team, week] += 1.0
    return values


def test_a_class_too_many_goes_and_one_too_late_comes_earlier(make_program) -> None:
    # a class of week t works from week t on: 4 hours a week are needed, an hour missed costs 5, a class 3
    weeks = 4
    classes, missed = np.arange(weeks), np.arange(weeks, 2 * weeks)
    table = np.zeros((weeks, 2 * weeks))
    for week in range(weeks):
        table[week, classes[: week + 1]] = 4.0
        table[week, missed[week]] = 1.0
    arrays = make_program(
        [3.0] * weeks + [5.0] * weeks, table, at_least=4.0, upper=[2.0] * weeks + [np.inf] * weeks,
        integer=[True] * weeks + [False] * weeks,
    )  # fmt: skip
    for values in ([[0, 0, 1, 0]], [[0, 0, 2, 1]], [[2, 2, 2, 2]], [[0, 0, 0, 0]], [[0, 0, 0, 1]]):
        relaxed, x = started(arrays, classes[None, :], np.array(values))
        found = move(relaxed, x, classes[None, :], never, 100)
        assert found[classes].tolist() == [1.0, 0.0, 0.0, 0.0]
        assert relaxed.objective == pytest.approx(3.0)
        assert relaxed.lower[classes].tolist() == relaxed.upper[classes].tolist() == [1.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize("seed", range(8))
def test_moves_end_where_no_single_move_pays(seed: int) -> None:
    arrays, series = classes_program(weeks=5)
    relaxed, x = started(arrays, series, random_classes(seed, series.shape, 2.0))
    before = relaxed.objective
    found = move(relaxed, x, series, never, 10_000)
    cost = cost_with(arrays, series, found[series])
    assert float(arrays.cost @ found) == pytest.approx(cost) == relaxed.objective
    assert cost <= before + 1e-9
    least = min(cost_with(arrays, series, values) for values in neighbours(found[series]))
    assert least >= cost * (1.0 - 2.0 * PAYS)


@pytest.mark.parametrize("seed", range(5))
def test_every_move_that_is_made_lowers_the_cost(seed: int) -> None:
    arrays, series = classes_program()
    relaxed, x = started(arrays, series, random_classes(seed, series.shape, 2.0))
    costs = []

    def enough() -> bool:
        # asked before every search for the next move
        costs.append(relaxed.objective)
        return False

    found = move(relaxed, x, series, enough, 200)
    assert len(costs) > 1 and all(after < before for before, after in pairwise(costs))
    assert float(arrays.cost @ found) == pytest.approx(relaxed.objective) == costs[-1]
    # what did not pay was undone: the classes held are those of the plan returned
    assert relaxed.lower[series].tolist() == relaxed.upper[series].tolist() == np.rint(found[series]).tolist()


@pytest.mark.parametrize("most", [0, 1, 3, 7])
def test_no_more_solves_are_made_than_asked_for(most: int, monkeypatch) -> None:
    arrays, series = classes_program()
    relaxed, x = started(arrays, series, np.zeros(series.shape))
    solves, hold = [], relaxed.hold
    monkeypatch.setattr(relaxed, "hold", lambda asked: (solves.append(1), hold(asked))[1])
    found = move(relaxed, x, series, never, most)
    assert len(solves) == most
    if most == 0:
        assert found is x


def test_enough_or_a_stop_ends_the_moves() -> None:
    arrays, series = classes_program()
    relaxed, x = started(arrays, series, np.zeros(series.shape))
    assert move(relaxed, x, series, lambda: True, 100) is x
    relaxed.clock.stop.set()
    assert move(relaxed, x, series, never, 100) is x


def test_moves_that_the_reduced_costs_rule_out_are_not_solved(make_program, monkeypatch) -> None:
    # five hours at half a unit of money: neither of the dearer ones is worth a try
    arrays = make_program(
        [2.0, 1.0, 0.5], [[1.0, 1.0, 1.0]], at_least=5.0, upper=5.0, integer=[True, True, False]
    )
    relaxed, x = started(arrays, np.array([[0, 1]]), np.array([[0, 0]]))

    def tried(asked: Hold) -> None:
        raise AssertionError("a solve was made")

    monkeypatch.setattr(relaxed, "hold", tried)
    assert move(relaxed, x, np.array([[0, 1]]), never, 100) is x


def test_the_move_that_promises_most_comes_first() -> None:
    arrays, series = classes_program()
    relaxed, x = started(arrays, series, np.zeros(series.shape))
    price = relaxed.reduced_costs()
    gains = [
        float(price[step.columns] @ (step.lower - x[step.columns])) for step in _moves(relaxed, x, series)
    ]
    assert len(gains) > 3 and gains == sorted(gains) and gains[0] < gains[-1] < 0.0
