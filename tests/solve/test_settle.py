"""From the point of a solver to a plan."""

from __future__ import annotations

import math

import numpy as np
import pytest

from capplan.errors import CapplanError
from capplan.solve import Outcome, SolveOptions, solve
from capplan.solve.contract import Claim
from capplan.solve.settle import classify, relative_gap, sane_bound, snapped, violation
from capplan.solve.supervise import Report, run_worker


def test_whole_numbers_become_exact_and_bounds_hold(make_program):
    arrays = make_program(
        [1, 1, 1], [[1, 1, 1]], lower=[0, 0, -1], upper=[9, 2, 1], integer=[True, False, True]
    )
    x = snapped(arrays, np.array([2.9999999, 2.0000004, -0.0000001]))
    assert x.tolist() == [3.0, 2.0, 0.0]
    assert math.copysign(1.0, x[2]) == 1.0


def test_a_violation_is_measured_against_the_size_of_the_row(make_program):
    arrays = make_program([1, 1], [[1, -1], [1000, 0]], at_least=[0, 2000], at_most=[0, np.inf])
    assert violation(arrays, np.array([2.0, 2.0])) == 0.0
    assert violation(arrays, np.array([1.999, 2.0])) == pytest.approx(0.0005)
    assert violation(arrays, np.array([0.5, 0.25])) == pytest.approx(0.75)


def test_a_bound_that_proves_nothing_is_none():
    assert sane_bound(-math.inf, 5.0) is None
    assert sane_bound(-1e30, 5.0) is None
    assert sane_bound(math.nan, None) is None
    assert sane_bound(6.0, 5.0) is None
    assert sane_bound(5.00001, 5.0) == 5.0
    assert sane_bound(4.0, 5.0) == 4.0
    assert sane_bound(-1e-9, 0.0) == 0.0


def test_the_gap_is_relative_to_the_plan():
    assert relative_gap(200.0, 190.0) == pytest.approx(0.05)
    assert relative_gap(-100.0, -110.0) == pytest.approx(0.1)
    assert relative_gap(None, 1.0) is relative_gap(1.0, None) is None
    assert classify(0.05, 0.05) is Outcome.WITHIN_GAP
    assert classify(0.051, 0.05) is classify(None, 0.05) is Outcome.GAP_NOT_REACHED


def far_from_whole(arrays, options, guide, seen, on_event, grace_s=0.0, claim=Claim.SOLVED):
    """A first answer whose integer column is within a solver's tolerance of 1, but not within the row's."""
    if arrays.integer.any():
        return Report("stub", "0", claim, np.array([0.9999, 99.99]), 99.0)
    return run_worker(arrays, options, guide, seen, on_event, grace_s)


def test_rounding_that_breaks_a_row_is_repaired_by_a_second_solve(make_program, monkeypatch):
    monkeypatch.setattr("capplan.solve.run.run_worker", far_from_whole)
    arrays = make_program(
        [0.0, 1.0], [[100.0, -1.0]], at_least=0.0, at_most=0.0, lower=[0.5, 0.0], integer=[1, 0]
    )
    solution = solve(arrays, SolveOptions("highs", gap=0.02))
    assert solution.x.tolist() == [1.0, 100.0]
    assert (solution.objective, solution.outcome) == (100.0, Outcome.WITHIN_GAP)


def test_an_optimal_plan_that_cannot_be_repaired_is_an_error(make_program, monkeypatch):
    monkeypatch.setattr("capplan.solve.run.run_worker", far_from_whole)
    arrays = make_program(
        [0.0, 1.0], [[100.0, -1.0]], at_least=0.0, at_most=0.0, upper=99.995, integer=[1, 0]
    )
    with pytest.raises(CapplanError, match="breaks the rows"):
        solve(arrays, SolveOptions("highs"))
