"""Rows that switches imply: found where a point breaks them, kept by every plan, as strong as a fractional switch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from capplan.entries import Entries
from capplan.program import Arrays
from capplan.solve.switch_rows import broken_rows, tightened
from capplan.solve.switches import Switches
from tests.milp import optimum
from tests.solve.searches import relaxation

LEAST, MOST = 4.0, 20.0


def teams(weeks: int = 3) -> Arrays:
    """Two teams work a queue for some weeks, hours [team, week]; the cheap one alone has too few in the last week.

    Of the dear one the relaxation takes what is missing then, and nothing in the other weeks.
    """
    need = np.full(weeks, 10.0)
    need[-1] = 12.0
    cost = np.repeat([1.0, 5.0], weeks)
    upper = np.repeat([10.0, MOST], weeks)
    matrix = sparse.hstack([sparse.eye_array(weeks)] * 2, format="csr")
    return Arrays(
        cost=cost,
        column_lower=np.zeros(2 * weeks),
        column_upper=upper,
        integer=np.zeros(2 * weeks, bool),
        row_lower=need,
        row_upper=np.full(weeks, np.inf),
        entries=Entries.of(sparse.csr_matrix(matrix)),
    )


def switches(weeks: int = 3) -> Switches:
    """One for each team: no hours, or at least four in every week."""
    each, none = np.ones(2 * weeks), np.zeros(2 * weeks)
    return Switches(
        2,
        np.arange(2 * weeks),
        np.repeat([0, 1], weeks),
        none,
        none,
        LEAST * each,
        np.repeat([10.0, MOST], weeks),
    )


def with_columns(arrays: Arrays, found: Switches) -> Arrays:
    """The program with a column for every switch, from nought to one."""
    count, bounds = arrays.shape[1], len(found.columns)
    pick = sparse.csr_matrix((np.ones(bounds), (np.arange(bounds), found.columns)), shape=(bounds, count))
    least = sparse.csr_matrix((-found.on_lower, (np.arange(bounds), found.of)), shape=(bounds, found.count))
    most = sparse.csr_matrix((-found.on_upper, (np.arange(bounds), found.of)), shape=(bounds, found.count))
    none = sparse.csr_matrix((arrays.shape[0], found.count))
    matrix = sparse.vstack(
        [sparse.hstack(each) for each in ((arrays.matrix, none), (pick, least), (pick, most))], format="csr"
    )
    zero, endless = np.zeros(bounds), np.full(bounds, np.inf)
    return Arrays(
        cost=np.append(arrays.cost, np.zeros(found.count)),
        column_lower=np.append(arrays.column_lower, np.zeros(found.count)),
        column_upper=np.append(arrays.column_upper, np.ones(found.count)),
        integer=np.append(arrays.integer, np.zeros(found.count, bool)),
        row_lower=np.concatenate([arrays.row_lower, zero, -endless]),
        row_upper=np.concatenate([arrays.row_upper, endless, zero]),
        entries=Entries.of(matrix),
    )


def test_a_row_is_found_where_hours_of_one_week_ask_for_some_in_another() -> None:
    x = np.array([10.0, 10.0, 10.0, 0.0, 0.0, 2.0])
    rows = broken_rows(switches(), x, teams())
    # two of twenty hours are a tenth of a switch, so a tenth of four hours is due in the two weeks without any
    assert rows.toarray().tolist() == [[0, 0, 0, 1.0, 0, -0.2], [0, 0, 0, 0, 1.0, -0.2]]
    assert rows @ x == pytest.approx([-0.4, -0.4])


def test_the_upper_bound_of_a_column_counts_where_it_is_less_than_the_switch_allows() -> None:
    arrays = teams()
    upper = arrays.column_upper.copy()
    upper[5] = 5.0
    rows = broken_rows(switches(), np.array([10.0, 10, 10, 0, 4.0, 2.0]), replace(arrays, column_upper=upper))
    # two of five hours are the larger part
    assert rows.toarray()[0].tolist() == [0, 0, 0, 1.0, 0, -0.8]


def test_a_switch_that_leaves_hours_when_it_is_off_implies_nothing() -> None:
    some = switches()
    loose = replace(some, off_upper=np.ones(len(some.columns)))
    assert broken_rows(loose, np.array([10.0, 10, 10, 0, 0, 2.0]), teams()).shape == (0, 6)
    assert broken_rows(Switches(), np.zeros(6), teams()).shape == (0, 6)


def test_points_with_every_switch_on_or_off_keep_every_row() -> None:
    draw, some, arrays = np.random.default_rng(1), switches(5), teams(5)
    tried = 0
    for _ in range(50):
        rows = broken_rows(some, draw.uniform(0.0, some.on_upper) * draw.integers(0, 2, 10), arrays)
        on = draw.integers(0, 2, 2).astype(bool)[some.of]
        plan = np.where(on, draw.uniform(some.on_lower, some.on_upper), 0.0)
        assert np.all(rows @ plan >= -1e-9)
        tried += rows.shape[0]
    assert tried > 100


def test_the_bound_is_that_of_fractional_switches() -> None:
    arrays, some, told = teams(), switches(), []
    least, _ = optimum(with_columns(arrays, some))
    relaxed = relaxation(arrays)
    kept, prices = tightened(relaxed, some, lambda: False, told.append)
    # two hours of twenty at a price of 5, and four tenths of an hour that spare one of the cheap team in two weeks
    assert told[0] == pytest.approx(optimum(arrays)[0]) == pytest.approx(40.0)
    assert told[-1] == pytest.approx(least) == pytest.approx(40.0 + 2 * 0.4 * 4.0)
    # with these rows alone, at these prices
    assert optimum(kept)[0] == pytest.approx(least)
    assert kept.shape[0] == len(prices) == 5 and np.all(prices[3:] > 0.0)


def test_nothing_is_added_once_it_is_over() -> None:
    arrays = teams()
    kept, prices = tightened(relaxation(arrays), switches(), lambda: True, lambda value: pytest.fail("told"))
    assert kept.shape == arrays.shape and len(prices) == 3
