from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import capplan.report.schedule.write as writing
from capplan.report import plots
from capplan.report.plots.hour_by_day import hour_by_day
from capplan.report.plots.scheduled import scheduled
from capplan.report.schedule.summary import schedule_summary, schedule_text
from capplan.report.schedule.tables import requirement_rows, schedule_tables
from capplan.report.schedule.team import TeamSchedule
from capplan.report.schedule.words import gap_text
from capplan.shifts import Breaks, Schedule
from capplan.shifts.breaks import places
from capplan.shifts.gaps import Gap, gaps
from tests.shifts.sample_week import read, sample

HEAD = "team,date,interval_start,agents\n"
ONE = """start = 2026-03-28
days = 2
interval_minutes = 60
[cover]
short_price = 30.0
[team.KRK]
time_zone = "Europe/Warsaw"
"""


@pytest.fixture
def by_hand(tmp_path: Path) -> TeamSchedule:
    """The night on which Warsaw puts its clocks on: three people, and one on the day after."""
    needed = HEAD + "KRK,2026-03-28,23:00,2\nKRK,2026-03-29,12:00,1\nKRK,2026-03-29,20:00,1\n"
    (case,) = read(tmp_path, {"interval_requirement": needed}, ONE).teams
    shifts, breaks = case.covering.shifts, case.covering.breaks
    people, away = np.zeros(shifts.works.shape), np.zeros((len(places(breaks)[0]), shifts.days))
    people[shifts.name.index("night"), 1] = 3
    people[0, 2] = 1  # day 07:00, 8 h
    away[2, 2] = 1  # its meal, at the last place: noon
    any_search = sample(False)[1][0].schedule.search
    return TeamSchedule(case, Schedule(case.covering, people, away, np.zeros(0), any_search))


def test_hours_by_hand(by_hand: TeamSchedule) -> None:
    hours = by_hand.hours
    assert (hours.required, hours.paid, hours.present, hours.staffed) == (4.0, 31.0, 32.0, 31.0)
    assert (hours.short, hours.spare) == (2.0, 29.0)
    assert hours.efficiency == pytest.approx(2 / 31)
    assert by_hand.most_present == 3.0


def test_tables_by_hand(by_hand: TeamSchedule) -> None:
    tables = schedule_tables([by_hand])
    assert tables["shifts.csv"].to_dict("records") == [
        {"team": "KRK", "shift": "night", "date": "2026-03-28", "start": "2026-03-28T22:00+01:00",
         "end": "2026-03-29T07:00+02:00", "length_h": 8.0, "paid_h": 8.0, "people": 3.0, "cost": 600.0},
        {"team": "KRK", "shift": "day", "date": "2026-03-29", "start": "2026-03-29T07:00+02:00",
         "end": "2026-03-29T15:00+02:00", "length_h": 8.0, "paid_h": 7.0, "people": 1.0, "cost": 140.0},
    ]  # fmt: skip
    (pause,) = tables["breaks.csv"].to_dict("records")
    assert (pause["break"], pause["begins"], pause["minutes"], pause["people"]) == (
        "meal", "2026-03-29T12:00+02:00", 60, 1.0,
    )  # fmt: skip
    intervals = tables["staffing_by_interval.csv"].set_index(["date", "interval_start"])
    assert len(intervals) == 47
    assert intervals.loc[("2026-03-28", "23:00"), ["required", "staffed", "spare"]].tolist() == [2, 3, 1]
    noon = intervals.loc[("2026-03-29", "12:00")]
    assert noon[["present", "on_break", "staffed", "short"]].tolist() == [1, 1, 0, 1]
    assert noon["utc_start"] == "2026-03-29T10:00Z"


def test_gaps_in_words(by_hand: TeamSchedule) -> None:
    noon, evening = gaps(by_hand.schedule)
    assert gap_text(by_hand, noon) == (
        "KRK, 2026-03-29 12:00 to 13:00: 1 person short at most (1.0 h), one more person costs more than the hours "
        "it fills; cheapest remedy: one more person on day 07:00 of 2026-03-29, for 140.00, it fills up to 1.0 h."
    )
    assert gap_text(by_hand, evening).startswith("KRK, 2026-03-29 20:00 to 21:00: 1 person short")
    assert (
        "no shift may be worked then; cheapest remedy: let day 11:00 of 2026-03-29 begin 1 h later"
        in gap_text(by_hand, evening)
    )
    nothing = Gap(12, 12, 12, 1.0, 1.0, "no_shift", -1, -1, 0, float("nan"), 0.0)
    assert gap_text(by_hand, nothing).endswith("cheapest remedy: allow a shift at all.")


def test_what_was_asked_for_is_said_as_a_table_of_inputs(by_hand: TeamSchedule) -> None:
    rows = [row for row in requirement_rows(by_hand) if row["agents"]]
    assert rows[0] == {"team": "KRK", "date": "2026-03-28", "interval_start": "23:00", "agents": 2.0}


def test_summary_adds_up() -> None:
    inputs, teams = sample(True)
    told = schedule_summary([*teams, *teams], "schedule", "EUR")
    (one,) = schedule_summary(teams, "schedule", "EUR")["teams"]
    assert told["objective"] == pytest.approx(2 * one["objective"])
    assert one["objective"] == pytest.approx(sum(one["costs"].values()), abs=0.05)
    assert told["gap"] == pytest.approx(one["gap"], abs=1e-4)
    assert one["people_on_tours"] <= one["heads"] == 7
    assert told["schedule_inefficiency"] == pytest.approx(
        1 - (one["staffed_h"] - one["spare_h"]) / one["staffed_h"], abs=1e-5
    )
    json.dumps(told, allow_nan=False)
    assert "KRK: " in schedule_text(teams, "EUR").splitlines()[0]


def test_a_team_that_ran_out_of_time_is_told() -> None:
    _, (team,) = sample(True)
    late = replace(team.schedule.search, status="gap_not_reached", bound=None, gap=None)
    told = schedule_summary([team, TeamSchedule(team.case, replace(team.schedule, search=late))], "m", "EUR")
    assert (told["status"], told["bound"], told["gap"]) == ("gap_not_reached", None, None)


def test_the_folder_is_the_same_byte_for_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plots, "TEAM_PLOTS", {})
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        writing.write_schedule(*sample(True), folder)
    files = [path.relative_to(folders[0]) for path in sorted(folders[0].rglob("*")) if path.is_file()]
    assert {"shifts.csv", "breaks.csv", "tours.csv", "gaps.csv", "summary.json", "run.json"} <= {
        str(p) for p in files
    }
    for file in files:
        if file.name != "run.json":
            assert (folders[0] / file).read_bytes() == (folders[1] / file).read_bytes(), file


def test_efficiency_by_queue(by_hand: TeamSchedule) -> None:
    rules = by_hand.case.rules.model_copy(update={"queues": ("voice:de", "voice:en"), "share": 0.5})
    team = TeamSchedule(replace(by_hand.case, rules=rules), by_hand.schedule)
    table = schedule_tables([team])["schedule_efficiency.csv"]
    assert table.equals(
        pd.DataFrame(
            {"queue": ["voice:de", "voice:en"], "staffed_h": [15.5] * 2, "schedule_efficiency": [2 / 31] * 2}
        )
    )


def test_hour_by_day_says_where_it_is_short(by_hand: TeamSchedule) -> None:
    axes = hour_by_day(by_hand)
    assert axes.get_title(loc="left").startswith("Shortest on Sun 29 at 12:00, 1.0 people missing; 6 % of")
    shown = axes.collections[0].get_array().reshape(2, 24)  # type: ignore[union-attr]
    assert shown[0, 23] == 1.0 and shown[1, 12] == -1.0
    assert shown.mask[1, 2] and shown.mask[0, 12] and not shown.mask[1, 3]
    said = {text.get_position(): text.get_text() for text in axes.texts}
    assert (said[23.5, 0.3], said[23.5, 0.72]) == ("3.0", "2.0")  # on duty over required
    assert (said[12.5, 1.3], said[12.5, 1.72]) == ("0.0", "1.0")


def test_scheduled_shows_people_and_requirement(by_hand: TeamSchedule) -> None:
    axes = scheduled(by_hand)
    assert axes.get_title(loc="left") == "2 of 4 h short, 29 h to spare"
    (line,) = (line for line in axes.get_lines() if len(line.get_xdata()) > 2)
    assert line.get_ydata()[23] == 2.0
    assert [label.get_text() for label in axes.get_xticklabels()] == ["Sat 28", "Sun 29"]


def test_a_long_schedule_shows_its_worst_week(tmp_path: Path) -> None:
    needed = HEAD + "KRK,2026-04-08,20:00,1\n"
    (case,) = read(tmp_path, {"interval_requirement": needed}, ONE.replace("days = 2", "days = 21")).teams
    covering = replace(case.covering, breaks=Breaks())
    nobody, none = np.zeros(covering.shifts.works.shape), np.zeros((0, covering.shifts.days))
    bare = Schedule(covering, nobody, none, np.zeros(0), sample(False)[1][0].schedule.search)
    axes = scheduled(TeamSchedule(case, bare))
    assert [label.get_text() for label in axes.get_xticklabels()][0] == "Sat 4"
    rows = [label.get_text() for label in hour_by_day(TeamSchedule(case, bare)).get_yticklabels()]
    assert rows == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
