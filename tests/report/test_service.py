"""What a plan says of service: the table, the summary, the sentence and the terminal."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from capplan.pipeline import solve_formulation
from capplan.plan import Plan
from capplan.report.plots import service_reached
from capplan.report.service import service_table
from capplan.report.summary import summary
from capplan.report.terminal import show
from capplan.solve import SolveOptions
from tests.formulation.test_service import one_queue
from tests.report.sample_plan import make_plan


@cache
def _plan() -> Plan:
    """80 of 100 required hours: 10 of the 20 missing cost a point each, 10 cost three (1,000 contacts a week)."""
    return solve_formulation(one_queue(2.0), SolveOptions(gap=1e-9, time_limit_s=60.0), 0.0, None)


def test_the_table_has_what_the_hours_come_to() -> None:
    table = service_table(_plan())
    assert len(table) == 4
    row = table.iloc[1]
    assert (row["queue"], row["language"], row["target"], row["answer_within_s"]) == ("queue1", "en", 0.8, 20)
    assert row["service_level_required"] == pytest.approx(0.9)
    assert row["service_level"] == pytest.approx(0.5)
    assert row["late_contacts"] == pytest.approx(400.0)
    assert row["short_h"] == pytest.approx(20.0)


def test_the_summary_says_what_is_answered_and_what_is_late() -> None:
    content = summary(_plan(), "test", "base")
    assert content["service_level"] == pytest.approx(0.5)
    assert content["late_contacts"] == pytest.approx(1600.0)
    assert content["cost"]["late_contacts"] == pytest.approx(3200.0)
    assert content["cost_to_serve"] == pytest.approx(0.0)
    queue = content["queues"]["queue1:en"]
    assert (queue["service_target"], queue["service_worst"]) == (0.8, pytest.approx(0.5))
    assert queue["service_worst_week"] == "2026-01-05"
    assert "real-time queues answer 50.0 % in time" in content["sentence"]


def test_the_terminal_lists_the_queues_farthest_below_their_target() -> None:
    stream = io.StringIO()
    show(summary(_plan(), "test", "base"), stream)
    (line,) = [
        line for line in stream.getvalue().splitlines() if line.startswith("queue1:en") and "80.0 %" in line
    ]
    assert line.split() == ["queue1:en", "50.0", "%", "80.0", "%", "50.0", "%", "2026-01-05"]


def test_a_plan_without_service_levels_says_nothing_of_them() -> None:
    content = summary(make_plan(), "test", "base")
    assert content["service_level"] is None
    assert content["late_contacts"] == 0.0
    assert "in time" not in content["sentence"]
    assert service_table(make_plan()).empty
    stream = io.StringIO()
    show(content, stream)
    assert "in time" not in stream.getvalue()


def _two_languages(second: float) -> Plan:
    """Queue one in two languages, 1,000 and 3,000 contacts a week; the second language is answered so far."""
    plan = _plan()
    queues, volume = plan.facts.queues, plan.requirement.demand.volume
    both = replace(
        queues,
        name=("queue1:en", "queue1:de"),
        queue=("queue1", "queue1"),
        language=("en", "de"),
        service_level=np.array([0.8, 0.8]),
    )
    level = np.vstack([plan.coverage.service_level, np.full((1, 4), second)])
    demand = replace(plan.requirement.demand, volume=np.vstack([volume, 3.0 * volume]))
    return replace(
        plan,
        facts=replace(plan.facts, queues=both),
        coverage=replace(plan.coverage, service_level=level),
        requirement=replace(plan.requirement, demand=demand),
    )


def test_the_picture_tells_the_worst_week_and_weighs_languages_by_contacts() -> None:
    ax = service_reached(_two_languages(0.9))
    assert ax.get_title(loc="left") == "queue1:en falls to 50.0 % in the week of 5 Jan (target 80 %)"
    bold = [line for line in ax.lines if line.get_linewidth() > 2.0]
    assert [np.asarray(line.get_ydata())[0] for line in bold] == [pytest.approx(0.8)]


def test_the_picture_says_so_when_every_target_is_met() -> None:
    plan = _two_languages(0.9)
    level = np.vstack([np.full((1, 4), 0.85), np.full((1, 4), 0.9)])
    met = replace(plan, coverage=replace(plan.coverage, service_level=level))
    finding = service_reached(met).get_title(loc="left")
    assert finding.startswith("Every queue meets its target; closest is queue1:en with 85.0 %")
