"""What must hold for the least cost of any plan: it cannot fall with volume nor rise with freedom."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.small_plan import SmallPlan

SETTINGS = settings(
    max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
SLACK = 1e-6  # of the cost: what the optimality tolerance of the solver may leave


@st.composite
def plans(draw: st.DrawFn, teams: int | None = None) -> SmallPlan:
    """Small plans of one to three teams at one or two sites with one or two queues."""
    periods = draw(st.integers(4, 6))
    count = teams or draw(st.integers(1, 3))
    queues = draw(st.integers(1, 2))
    hours = st.integers(0, 300).map(float)
    return SmallPlan(
        required_h=tuple(tuple(draw(hours) for _ in range(periods)) for _ in range(queues)),
        heads=tuple(float(draw(st.integers(0, 6))) for _ in range(count)),
        rates=tuple(float(draw(st.integers(500, 1500))) for _ in range(count)),
        sites=tuple(draw(st.integers(0, 1)) for _ in range(count)),
        paces=tuple(draw(st.sampled_from([0.8, 1.0, 1.1])) for _ in range(count)),
        real_time=tuple(draw(st.booleans()) for _ in range(queues)),
        leave=draw(st.sampled_from([0.0, 0.02, 0.1])),
        trainees=float(draw(st.integers(0, 2))),
        turnaround=draw(st.sampled_from([0.5, 1.0, 2.0])),
        unmet_price=draw(st.sampled_from([20.0, 60.0, 200.0])),
    )


def _no_dearer(first: float, second: float) -> bool:
    return first <= second + SLACK * max(1.0, abs(second))


@SETTINGS
@given(plans(), st.integers(0, 1), st.floats(1.0, 80.0))
def test_more_volume_is_never_cheaper(plan: SmallPlan, queue: int, more_h: float) -> None:
    queue = min(queue, len(plan.required_h) - 1)
    required = [list(hours) for hours in plan.required_h]
    required[queue] = [hours + more_h for hours in required[queue]]
    assert _no_dearer(plan.cost(), replace(plan, required_h=tuple(map(tuple, required))).cost())


@SETTINGS
@given(plans())
def test_one_more_team_at_one_more_site_is_never_dearer(plan: SmallPlan) -> None:
    plan = replace(plan, trainees=0.0)  # the new team starts empty
    wider = replace(
        plan,
        heads=(*plan.heads, 0.0),
        rates=(*plan.rates, 900.0),
        sites=(*plan.sites, max(plan.sites) + 1),
        paces=(*plan.paces, 1.0),
    )
    assert _no_dearer(wider.cost(), plan.cost())


@SETTINGS
@given(plans())
def test_all_prices_doubled_double_the_cost(plan: SmallPlan) -> None:
    dearer = replace(
        plan,
        rates=tuple(2.0 * rate for rate in plan.rates),
        unmet_price=2.0 * plan.unmet_price,
        class_cost=2.0 * plan.class_cost,
        recruiting_cost=2.0 * plan.recruiting_cost,
        severance=2.0 * plan.severance,
        seat_cost=2.0 * plan.seat_cost,
    )
    assert dearer.cost() == pytest.approx(2.0 * plan.cost(), rel=SLACK)


@SETTINGS
@given(plans(), st.randoms(use_true_random=False))
def test_the_order_of_teams_and_queues_does_not_matter(plan: SmallPlan, random: object) -> None:
    teams, queues = list(range(len(plan.heads))), list(range(len(plan.required_h)))
    random.shuffle(teams)  # type: ignore[attr-defined]
    random.shuffle(queues)  # type: ignore[attr-defined]
    renamed = replace(
        plan,
        required_h=tuple(plan.required_h[q] for q in queues),
        real_time=tuple(plan.real_time[q] for q in queues),
        heads=tuple(plan.heads[p] for p in teams),
        rates=tuple(plan.rates[p] for p in teams),
        sites=tuple(1 - plan.sites[p] for p in teams),
        paces=tuple(plan.paces[p] for p in teams),
    )
    assert renamed.cost() == pytest.approx(plan.cost(), rel=SLACK)


RELAXED = {
    "more overtime": {"overtime_share": 0.3},
    "more undertime": {"undertime_share": 0.2},
    "smaller classes": {"class_min": 1.0},
    "larger classes": {"class_max": 8.0},
    "more classes a period": {"classes_per_period": 3.0},
    "more rooms": {"rooms": 6.0},
    "more releases": {"release_most": 4.0},
    "a longer turnaround": {"turnaround": 3.0},
    "fractional classes": {"whole": False},
}


@settings(SETTINGS, max_examples=5)
@pytest.mark.parametrize("change", RELAXED.values(), ids=RELAXED.keys())
@given(plan=plans())
def test_a_relaxed_limit_is_never_dearer(change: dict[str, float], plan: SmallPlan) -> None:
    assert _no_dearer(replace(plan, **change).cost(), plan.cost())


@SETTINGS
@given(plans(teams=2), st.integers(0, 3))
def test_more_seats_are_never_dearer(plan: SmallPlan, spare: int) -> None:
    plan = replace(plan, sites=(0, 0), seats=sum(plan.heads) + 2 * plan.trainees + spare)
    assert _no_dearer(replace(plan, seats=plan.seats + 5.0).cost(), plan.cost())
