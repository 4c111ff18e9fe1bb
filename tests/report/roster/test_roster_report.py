"""The tables, the summary and the folder of a roster that is worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from capplan.report.roster import roster_summary, roster_text, write_roster
from capplan.report.roster.tables import roster_tables
from capplan.report.tables import csv_text
from capplan.roster_facts import Fairness
from capplan.rostering import Roster
from capplan.rostering.roster import cost_lines
from tests.rostering.small_roster import cover, people, small, wishes

SATURDAY = date(2026, 3, 28)


def by_hand(zone: str = "Europe/Berlin") -> Roster:
    """A: D N off, B: off N D, over the night in which clocks go forward (28 to 29 March 2026)."""
    given = people(2, 3, team=("chat", "chat"), pay=[2.0, 0.0], least_min=[960.0, 0.0])
    facts = small(
        3,
        first=SATURDAY,
        people=given,
        cover=cover(
            [{"wanted": 2.0, "short_price": 10.0}, {"day": 1, "shift": 1, "wanted": 1.0, "over_price": 3.0}]
        ),
        wishes=wishes((0, 1, -1, False, 4.0), (1, 2, 0, True, 5.0)),
        fairness=Fairness(2.0, 6.0),
    )
    facts = replace(facts, time_zone=zone)
    facts.people.may_work[0, 2] = False
    shift_of = np.array([[0, 1, -1], [-1, 1, 0]])
    return Roster(facts, shift_of, cost_lines(facts, shift_of), 40.0, 0.2, False, "HiGHS 1", 1.0)


def test_the_cost_line_by_line() -> None:
    assert by_hand().costs == {
        "pay": 32.0, "refused_requests": 4.0, "too_few": 10.0, "too_many": 3.0, "nights": 0.0, "weekends": 0.0,
    }  # fmt: skip
    assert by_hand().cost == 49.0


def test_the_tables() -> None:
    tables = {name: csv_text(table) for name, table in roster_tables(by_hand()).items()}
    assert tables["roster.csv"] == (
        "person,team,date,shift,start,end,paid_h\n"
        "A,chat,2026-03-28,D,2026-03-28T09:00+01:00,2026-03-28T17:00+01:00,8\n"
        "A,chat,2026-03-29,N,2026-03-29T22:00+02:00,2026-03-30T06:00+02:00,8\n"
        "B,chat,2026-03-29,N,2026-03-29T22:00+02:00,2026-03-30T06:00+02:00,8\n"
        "B,chat,2026-03-30,D,2026-03-30T09:00+02:00,2026-03-30T17:00+02:00,8\n"
    )
    assert tables["roster_grid.csv"] == "person,2026-03-28,2026-03-29,2026-03-30\nA,D,N,away\nB,,N,D\n"
    assert tables["hours_per_person.csv"].splitlines()[1:] == [
        "A,chat,16,16,inf,2,1,1,2,1,1,0,4",
        "B,chat,16,0,inf,2,1,1,2,1,1,1,0",
    ]
    assert tables["cover.csv"].splitlines()[1:] == [
        "2026-03-28,D,,0,2,inf,1,1,0,10",
        "2026-03-29,N,,0,1,inf,2,0,1,3",
    ]
    assert tables["requests.csv"].splitlines()[1:] == [
        "A,2026-03-29,,off,4,no",
        "B,2026-03-30,D,work,5,yes",
    ]


def test_summary_and_text() -> None:
    found = roster_summary(by_hand(), "march")
    assert (found["cost"], found["bound"], found["gap"], found["within_gap"]) == (49.0, 40.0, 0.2, False)
    assert (found["people_too_few"], found["people_too_many"], found["requests_refused"]) == (1.0, 1.0, 1)
    text = roster_text(by_hand())
    assert "2 people work 4 shifts in 3 days from 2026-03-28, 16 to 16 paid hours each" in text
    assert "1 of 2 wishes are refused (gap 20.00%)" in text
    assert text.splitlines()[-1].split() == ["cost", "49.00"]


def test_the_folder_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_roster(by_hand(), tmp_path / name, "march", {"written": name})
    one, two = (
        {
            path.relative_to(tmp_path / name): path.read_bytes()
            for path in (tmp_path / name).rglob("*")
            if path.is_file()
        }
        for name in ("one", "two")
    )
    assert {str(path) for path in one} == {
        "roster.csv", "roster_grid.csv", "hours_per_person.csv", "cover.csv", "gaps.csv", "requests.csv",
        "summary.json", "run.json", "calendars/people/A.ics", "calendars/people/B.ics", "calendars/teams/chat.ics",
    }  # fmt: skip
    assert {path for path in one if one[path] != two[path]} == {Path("run.json")}


@pytest.mark.parametrize("zone", ["UTC", "Asia/Manila"])
def test_a_zone_without_changes(zone: str) -> None:
    rows = roster_tables(by_hand(zone))["roster.csv"]
    assert {start[-6:] for start in rows["start"]} == {"+00:00" if zone == "UTC" else "+08:00"}
