"""The extensive form: columns in common, costs, the guide said of the whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.uncertainty.extensive import Copy, Extensive
from capplan.uncertainty.first_stage import first_stage
from capplan.uncertainty.programs import Future, programmed
from tests.small_plan import SmallPlan, small_plan


def _copy(plan: SmallPlan, weight: float, whole: bool = True) -> Copy:
    facts, requirement = plan.facts()
    made = plan.formulation()
    first = first_stage(made.given, facts.horizon.day(2))
    return programmed(made.given.model, Future("one", weight, facts, requirement), first, whole).copy


@pytest.fixture(scope="module")
def copies() -> list[Copy]:
    return [_copy(small_plan(), 0.25), _copy(small_plan(leave=0.1), 0.75)]


def test_only_the_first_stage_is_in_common(copies: list[Copy]) -> None:
    made = Extensive.of(copies)
    one, other = made.places
    assert np.array_equal(np.intersect1d(one, other), np.arange(made.decided))
    assert np.array_equal(one[copies[0].decided], other[copies[1].decided])
    assert made.arrays.shape[0] == sum(copy.arrays.shape[0] for copy in copies)


def test_the_cost_is_that_of_the_futures_by_their_chance(copies: list[Copy]) -> None:
    made = Extensive.of(copies)
    x = np.random.default_rng(0).random(made.arrays.shape[1])
    parts = [copy.weight * copy.arrays.cost @ made.point(k, x) for k, copy in enumerate(copies)]
    assert made.arrays.cost @ x == pytest.approx(sum(parts))
    rows = [copy.arrays.matrix @ made.point(k, x) for k, copy in enumerate(copies)]
    assert made.arrays.matrix @ x == pytest.approx(np.concatenate(rows))


def test_bounds_in_common_keep_to_every_future(copies: list[Copy]) -> None:
    column = copies[1].decided[0]
    upper = copies[1].arrays.column_upper.copy()
    upper[column] = 0.5
    tighter = replace(copies[1], arrays=replace(copies[1].arrays, column_upper=upper))
    for order in ([copies[0], tighter], [tighter, copies[0]]):
        assert Extensive.of(order).arrays.column_upper[0] == 0.5


@pytest.mark.parametrize("whole", [True, False])
def test_series_name_every_whole_column_once(whole: bool) -> None:
    made = Extensive.of([_copy(small_plan(), 0.5, whole), _copy(small_plan(leave=0.1), 0.5, whole)])
    named = np.concatenate([index.ravel() for index in made.guide.series])
    assert len(np.unique(named)) == len(named)
    assert made.arrays.integer[named].all()
    real = max(place.max() for place in made.places) + 1
    asked = np.flatnonzero(made.arrays.integer[:real])
    assert np.array_equal(np.sort(named[named < real]), asked)
    # what stands in for the other stage is nothing
    assert np.all(made.arrays.column_upper[real:] == 0.0) and made.arrays.matrix[:, real:].nnz == 0
    assert np.all(made.guide.series[0][made.guide.series[0] < real] < made.decided)


def test_parts_hold_every_column_once_and_sites_stay_together(copies: list[Copy]) -> None:
    made = Extensive.of(copies)
    together = np.concatenate(made.guide.parts)
    assert np.array_equal(np.sort(together), np.arange(made.arrays.shape[1]))
    part = np.full(made.arrays.shape[1], -1)
    for number, columns in enumerate(made.guide.parts):
        part[columns] = number
    for k, copy in enumerate(copies):
        for number, columns in enumerate(copy.guide.parts):
            assert np.all(part[made.places[k][columns]] == number)


def test_futures_of_other_first_stages_are_refused(copies: list[Copy]) -> None:
    with pytest.raises(ValueError, match="same first stage"):
        Extensive.of([copies[0], replace(copies[1], decided=copies[1].decided[:-1])])
