"""What leads from the heads at the start to those at the end, how far along they are, and what waits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.report.measures import backlog_by_queue, headcount_steps, tenure_mix_heads
from capplan.report.plots import PLOTS
from capplan.report.plots.areas import AREAS
from tests.report.sample_plan import make_plan


def test_steps_lead_from_the_first_count_to_the_last():
    plan = make_plan()
    (first, at_start), *between, (last, at_end) = headcount_steps(plan)
    assert (first, last) == ("at the start", "at the end")
    assert at_start == pytest.approx((plan.walk.start + plan.walk.training_start)[:, 0].sum())
    assert at_start + sum(heads for _, heads in between) == pytest.approx(at_end)
    assert dict(between)["hires"] == pytest.approx(plan.walk.hires.sum())
    assert dict(between)["attrition"] < 0.0
    assert "releases" not in dict(between)  # nobody is released


def test_releases_are_a_step_of_their_own_and_go():
    plan = make_plan()
    gone = np.zeros_like(plan.walk.releases)
    gone[0, 3] = 2.0
    released = replace(plan, walk=replace(plan.walk, releases=gone))
    assert dict(headcount_steps(released))["releases"] == -2.0


def test_the_mix_sums_to_all_heads_and_new_people_are_on_their_way():
    plan = make_plan()
    mix, walk = tenure_mix_heads(plan), plan.walk
    assert sum(mix.values()) == pytest.approx((walk.heads + walk.trainees).sum(axis=0))
    assert mix["in training"] == pytest.approx(walk.trainees.sum(axis=0))
    teams = plan.facts.teams
    age = np.arange(teams.hazard.shape[1])
    here = (age >= teams.training_periods[:, None]) & (age < teams.mature_age[:, None])
    slower = teams.productivity < teams.productivity[:, -1:]
    assert mix["gaining pace"][0] == pytest.approx((teams.opening * (here & slower)).sum())
    assert mix["at full pace"][0] == pytest.approx((teams.opening * (here & ~slower)).sum())
    assert mix["tenured"][0] > 0.0 and mix["gaining pace"].max() > 0.0


def test_who_is_young_and_loses_no_pace_is_at_full_pace():
    plan = make_plan()
    teams = plan.facts.teams
    quick = replace(teams, productivity=np.ones_like(teams.productivity))
    mix = tenure_mix_heads(replace(plan, facts=replace(plan.facts, teams=quick)))
    assert mix["gaining pace"] == pytest.approx(0.0)
    before = tenure_mix_heads(plan)
    assert mix["at full pace"] == pytest.approx(before["at full pace"] + before["gaining pace"])
    assert mix["at full pace"].max() > 0.0


def test_a_backlog_is_told_by_queue_over_its_languages_the_most_first():
    plan = make_plan()
    hours = np.zeros_like(plan.coverage.backlog_h)
    hours[0, 2], hours[1, 4] = 10.0, 25.0
    waiting = replace(plan, coverage=replace(plan.coverage, backlog_h=hours))
    found = backlog_by_queue(waiting)
    idle = replace(plan, coverage=replace(plan.coverage, backlog_h=np.zeros_like(hours)))
    assert backlog_by_queue(idle) == {}
    assert PLOTS["backlog"](idle).get_title(loc="left") == "No work waits from one period to the next"
    assert sum(h.sum() for h in found.values()) == 35.0
    sums = [h.sum() for h in found.values()]
    assert sums == sorted(sums, reverse=True)
    assert PLOTS["backlog"](waiting).get_title(loc="left") == (
        "Most work waits at the end of the week of 2 Feb: 25 h; none is left at the end of the plan"
    )
    assert [area.lines for area in AREAS["backlog"](waiting)][2:5:2] == [
        (f"{plan.facts.queues.queue[0]} 10 h",),
        (f"{plan.facts.queues.queue[1]} 25 h",),
    ]
