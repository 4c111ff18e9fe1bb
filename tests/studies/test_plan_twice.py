"""The second search: better plans, the bound of the first."""

from dataclasses import replace

import pytest

from capplan.errors import NoPlanInTime
from capplan.formulation.goal import Goal
from capplan.solve import Outcome, Solution
from capplan.studies.hires_held import held_of
from capplan.studies.plan_twice import plan_twice
from tests.studies.here import exactly, in_process, short_plan


@pytest.fixture(scope="module")
def setting(tmp_path_factory):
    with in_process():
        yield short_plan(tmp_path_factory.mktemp("twice"))


@pytest.fixture
def searches(monkeypatch):
    """What is searched, the first time badly: a tenth of an hour short in every queue and week more than need be."""
    seen = []

    def search(arrays, options=None, tell=None, guide=None):
        seen.append(arrays)
        best = exactly(arrays)
        if len(seen) > 1:
            return best
        x = best.x.copy()
        free = ~arrays.integer & (arrays.cost > 0.0) & (arrays.column_upper > x + 1.0)
        x[free] += 0.1
        cost = float(arrays.cost @ x)
        return replace(best, x=x, objective=cost, gap=(cost - best.objective) / cost)

    monkeypatch.setattr("capplan.pipeline.solve", search)
    return seen


def test_the_better_plan_is_kept_with_the_bound_of_the_first_search(setting, searches):
    inputs = setting.load()
    plan = plan_twice(inputs, setting.line)
    assert len(searches) == 2
    best = exactly(searches[0]).objective
    assert plan.result.objective == pytest.approx(best) == plan.result.bound
    assert plan.result.gap == pytest.approx(0.0, abs=1e-9) and plan.result.status == "within_gap"


def test_a_plan_that_is_proven_is_not_searched_again(setting, monkeypatch):
    seen = []
    monkeypatch.setattr("capplan.pipeline.solve", lambda arrays, *rest: seen.append(1) or exactly(arrays))
    plan = plan_twice(setting.load(), setting.line, Goal("hires", 6.0))
    assert len(seen) == 1 and plan.walk.hires.sum() <= 6.0 + 1e-6


def test_a_worse_second_search_changes_nothing(setting, monkeypatch):
    seen = []

    def search(arrays, *rest):
        seen.append(1)
        found = exactly(arrays)
        return replace(found, gap=0.1, bound=0.9 * found.objective)

    monkeypatch.setattr("capplan.pipeline.solve", search)
    plan = plan_twice(setting.load(), setting.line)
    assert len(seen) == 2 and plan.result.bound == pytest.approx(0.9 * plan.result.objective)


def test_where_time_ran_out_the_plan_begun_with_is_kept_and_nothing_is_proven(setting, monkeypatch):
    inputs, seen = setting.load(), []
    neighbour = plan_twice(inputs, setting.line, Goal("hires", 6.0))

    def search(arrays, *rest):
        seen.append(arrays)
        late = Solution(Outcome.NO_PLAN_IN_TIME, None, None, None, None, "test", "milp", "0", 0.0)
        return late if len(seen) == 1 else exactly(arrays)

    monkeypatch.setattr("capplan.pipeline.solve", search)
    plan = plan_twice(inputs, setting.line, Goal("hires", 9.0), held_of(neighbour))
    assert len(seen) == 2 and (plan.walk.hires == neighbour.walk.hires).all()
    assert (plan.result.bound, plan.result.gap, plan.result.status) == (None, None, "gap_not_reached")
    seen.clear()
    with pytest.raises(NoPlanInTime):
        plan_twice(inputs, setting.line, Goal("hires", 9.0))
