"""The report of a pool: pictures of its queues and teams, its words, and the fit of its queues."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.report.plots.hour_by_day import hour_by_day
from capplan.report.plots.queue_by_team import queue_by_team
from capplan.report.plots.scheduled import scheduled
from capplan.report.schedule.pool import PooledSchedule
from capplan.report.schedule.summary import schedule_summary, schedule_text
from capplan.report.schedule.tables import schedule_tables
from tests.shifts.sample_pool import sample


def pool() -> PooledSchedule:
    return sample()[1].pools[0]


def test_a_queue_is_drawn_team_on_team() -> None:
    ax = queue_by_team(pool(), 0)
    texts = [text.get_text() for text in ax.texts][:-1]  # the last one is the explanation
    assert texts[0] == "required" and texts[-1] == "short"
    assert set(texts[1:-1]) == {"KRK", "MNL"}
    tops = [part.get_paths()[0].vertices[:, 1].max() for part in ax.collections[:2]]
    assert max(tops) == pytest.approx(3.0)  # the areas end at what is required: nothing of it is short
    german = [text.get_text() for text in queue_by_team(pool(), 1).texts][:-1]
    assert german == ["required", "KRK", "short"]


def test_of_many_teams_the_smallest_are_drawn_together() -> None:
    one = pool()
    found = one.schedule
    names = tuple(f"team {n}" for n in range(8))
    given = tuple((8.0 - n) * np.ones_like(found.given[0]) for n in range(8))
    many = replace(found, pool=replace(found.pool, names=names, kept=np.ones(8)), given=given)
    texts = [text.get_text() for text in queue_by_team(replace(one, schedule=many), 0).texts]
    assert texts[1:-2] == [*names[:5], "other teams"]


def test_teams_on_clocks_of_their_own_are_drawn_on_their_days() -> None:
    krk, mnl = pool().teams
    days = [label.get_text() for label in scheduled(mnl).get_xticklabels()]
    assert days == ["Sat 28", "Sun 29", "Mon 30"]
    rows = [label.get_text() for label in hour_by_day(mnl).get_yticklabels()]
    assert rows == days
    assert [label.get_text() for label in scheduled(krk).get_xticklabels()] == ["Sat 28", "Sun 29", "Mon 30"]


def test_the_fit_of_queues_is_that_of_the_teams_that_give_them_hours() -> None:
    one = pool()
    table = schedule_tables(one.teams, [one])["schedule_efficiency.csv"].set_index("queue")
    staffed = sum(team.hours.staffed for team in one.teams)
    assert table["staffed_h"].sum() == pytest.approx(staffed)
    krk = one.teams[0].hours
    assert table.loc["voice:de", "schedule_efficiency"] == pytest.approx(krk.efficiency)
    useful = (table["staffed_h"] * table["schedule_efficiency"]).sum()
    assert useful == pytest.approx(sum(given.sum() for given in one.schedule.given))


def test_a_summary_counts_the_money_of_a_pool_once() -> None:
    one = pool()
    told = schedule_summary(one.teams, "m", "EUR", [one])
    assert told["objective"] == pytest.approx(one.schedule.search.objective, abs=0.01)
    assert sum(told["costs"].values()) == pytest.approx(told["objective"], abs=0.02)
    assert told["short_h"] == pytest.approx(one.schedule.short.sum(), abs=1e-4)
    assert "pool world: 2 teams on 2 queues" in schedule_text(one.teams, "EUR", [one])
