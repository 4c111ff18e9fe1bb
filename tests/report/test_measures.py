"""What a planner reads off a plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from capplan.report import measures
from tests.report.sample_plan import make_plan, with_short


def test_hours_bought_on_demand_count_as_available_and_own_hours_include_overtime():
    plan = make_plan()
    available = measures.available_h(plan)
    np.testing.assert_array_equal(available[2], plan.staffing.assigned_h[2])
    expected = plan.staffing.productive_h[0] + plan.staffing.overtime_productive_h[0]
    np.testing.assert_allclose(available[0], expected)


def test_a_slow_team_does_less_standard_work_than_it_gives_hours():
    plan = make_plan()
    flex = plan.facts.pairs.team == 2
    assert plan.assigned_h[flex].sum() > 0.0
    np.testing.assert_allclose(measures.pair_work_h(plan)[flex], 0.9 * plan.assigned_h[flex])


def test_spare_hours_of_a_slow_team_count_at_its_pace():
    plan = make_plan()
    spare = np.full_like(plan.staffing.spare_h, 10.0)
    slow = measures.spare_standard_h(replace(plan, staffing=replace(plan.staffing, spare_h=spare)))[2]
    np.testing.assert_allclose(slow, 9.0)


def test_short_hours_go_to_the_sites_that_work_on_the_queue():
    short = measures.short_by_site(with_short(make_plan(), queue=0, period=4, hours=50.0))
    assert short[0, 4] == 50.0  # only LIS speaks German
    assert short.sum() == 50.0


def test_short_hours_of_a_queue_nobody_works_on_are_shared_by_those_who_may():
    plan = with_short(make_plan(), queue=1, period=4, hours=50.0)
    idle = replace(plan, assigned_h=np.zeros_like(plan.assigned_h))
    np.testing.assert_allclose(measures.short_by_site(idle)[:, 4], [25.0, 25.0])


def test_shares_of_queues_by_site_sum_to_one():
    np.testing.assert_allclose(measures.queue_spread(make_plan()).sum(axis=0), 1.0)


def test_net_staffing_is_spare_less_short():
    plan = make_plan()
    net, share = measures.net_staffing(plan)
    expected = measures.spare_standard_h(plan).sum() - plan.coverage.short_h.sum()
    np.testing.assert_allclose(net.sum(), expected)
    assert np.sign(share[1, 2]) == -1.0
    assert np.sign(share[1, 8]) == 1.0


def test_a_share_of_nothing_or_of_no_limit_has_no_value():
    shares = measures.share_of(np.array([1.0, 1.0, 1.0]), np.array([0.0, np.inf, 4.0]))
    np.testing.assert_array_equal(shares, [np.nan, np.nan, 0.25])
