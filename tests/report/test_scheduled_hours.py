"""Who a schedule has on the work against who the plan requires, by hand; and a schedule of other queues."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from capplan.beside import read_beside
from capplan.errors import InvalidInput
from capplan.page.charts import charts_of_plan
from capplan.plan import Plan
from capplan.report.plots import PLOTS
from capplan.report.scheduled_hours import scheduled_hours
from tests.report.sample_plan import make_plan, with_agents

HEAD = "team,date,interval_start,utc_start,staffed"
EN, DE = "payments_voice:en", "payments_voice:de"


def write_schedule(
    folder: Path,
    rows: tuple[str, ...],
    start: str = "2026-01-28",  # a Wednesday, in the fourth week of the plan
    **queues: tuple[str, ...],
) -> Path:
    """The two files that are read: 10 % of the time is spent away from the work, each team has half of its queues."""
    teams = {name: {"queues": own, "share": 0.5, "shrinkage": 0.1} for name, own in queues.items()}
    model = {"start": start, "weeks": 1, "interval_minutes": 30, "team": teams}
    (folder / "assumptions").mkdir(parents=True)
    (folder / "assumptions/schedule_model.json").write_text(json.dumps(model))
    (folder / "staffing_by_interval.csv").write_text("\n".join([HEAD, *rows]) + "\n")
    return folder


@pytest.fixture
def plan() -> Plan:
    return with_agents(make_plan())


def beside(plan: Plan, folder: Path) -> Plan:
    return replace(plan, scheduled=read_beside([folder], plan.facts).scheduled)


def test_people_on_the_work_are_held_against_the_part_of_the_hours_that_the_teams_stand_for(plan, tmp_path):
    rows = (
        "LIS,2026-02-03,11:00,2026-02-03T10:00Z,10",  # Tue 10:00, the clock of the plan
        "LIS,2026-02-03,11:30,2026-02-03T10:30Z,0",
        "LIS,2026-02-04,20:00,2026-02-04T20:00Z,2",  # Wed 20:00, where nobody is required
        "OTH,2026-02-03,10:00,2026-02-03T10:00Z,50",  # works another queue too
    )
    read = write_schedule(tmp_path / "week", rows, LIS=(EN,), OTH=(DE, "spam:en"))
    plan = beside(plan, read)
    found = scheduled_hours(plan)
    assert found.period == 3 and found.of_week
    assert found.part == {EN: 0.5} and found.left_out == ("OTH",)
    # the mean of 10 and 0 less a tenth, against half of nine people
    assert found.scheduled[1, 10] == pytest.approx(4.5) and found.required[1, 10] == pytest.approx(4.5)
    assert found.scheduled[2, 20] == pytest.approx(1.8) and found.required[2, 20] == 0.0
    assert np.isnan(found.scheduled[2, 21]) and found.scheduled[0, 9] == 0.0
    # 39 hours of two people are not scheduled, of 39 x 2 + 4.5
    told = PLOTS["scheduled_by_hour"](plan).get_title(loc="left").replace("\n", " ")
    assert (
        told
        == "Most are missing on Mon 09:00: 0 scheduled, 2 required; 94.5 % of required hours are not scheduled"
    )


def test_two_teams_of_a_queue_stand_for_all_of_it_and_a_week_outside_is_held_against_the_busiest(
    plan, tmp_path
):
    rows = ("A,2027-02-02,10:00,,20", "B,2027-02-02,10:00,,0")  # a week that repeats has no UTC
    plan = beside(plan, write_schedule(tmp_path / "week", rows, "2027-02-01", A=(EN,), B=(EN,)))
    found = scheduled_hours(plan)
    assert (found.period, found.of_week, found.part) == (3, False, {EN: 1.0})
    assert found.scheduled[1, 10] == pytest.approx(18.0) and found.required[1, 10] == pytest.approx(9.0)
    sizing = replace(plan.facts.sizing, time_zone="Asia/Manila")
    assert scheduled_hours(replace(plan, facts=replace(plan.facts, sizing=sizing))).scheduled[1, 18] == 18.0


def test_the_page_has_the_picture_with_a_schedule_only(plan, tmp_path):
    rows = ("LIS,2026-02-03,10:00,2026-02-03T10:00Z,10",)
    assert "scheduled_by_hour" not in {chart.name for chart in charts_of_plan(plan)}
    with_schedule = beside(plan, write_schedule(tmp_path / "week", rows, LIS=(EN,)))
    (chart,) = (one for one in charts_of_plan(with_schedule) if one.name == "scheduled_by_hour")
    (area,) = (area for area in chart.wide.areas if area.title == "Tue 10:00 to 11:00")
    assert area.lines == ("9.0 scheduled", "4.5 required")


def test_a_schedule_of_other_queues_is_said(plan, tmp_path):
    rows = ("LIS,2026-02-03,10:00,2026-02-03T10:00Z,10",)
    folder = write_schedule(tmp_path / "week", rows, LIS=("spam:en",))
    said = "The schedule week has no queue that this plan answers in real time"
    assert read_beside([folder], plan.facts).notes == (f"{said}.",)
    assert scheduled_hours(beside(plan, folder)) is None
    assert PLOTS["scheduled_by_hour"](beside(plan, folder)).get_title(loc="left") == said


def test_the_schedule_whose_fit_the_queues_have_stands_beside_the_plan(plan, tmp_path):
    folder = write_schedule(tmp_path / "week", ("A,2026-02-03,10:00,,1",), A=(EN,))
    assert read_beside([], plan.facts, folder).scheduled.name == "week"
    assert read_beside([], plan.facts, tmp_path).scheduled is None


def test_every_folder_that_cannot_stand_beside_a_plan_is_told_before_the_search(plan, tmp_path):
    rows = ("A,2026-02-03,10:00,ten,1", "A,2026-02-03,10:30,,many")
    first = write_schedule(tmp_path / "first", rows[:1], A=(EN,))
    second = write_schedule(tmp_path / "second", rows, A=(EN,))
    (tmp_path / "none").mkdir()
    with pytest.raises(InvalidInput) as raised:
        read_beside([first, second, tmp_path / "none"], plan.facts)
    told = [problem.message for problem in raised.value.problems]
    assert told == ["the file of the run is missing", "a second schedule", "not a moment"]
    with pytest.raises(InvalidInput) as raised:
        read_beside([second], plan.facts)
    assert [problem.message for problem in raised.value.problems] == ["not a number"]
