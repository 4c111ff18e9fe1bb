"""A roster whose shifts and cover are those of a schedule."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import capplan.report.schedule.write as writing
from capplan.errors import InvalidInput
from capplan.roster_run import RosterCase, find_and_check, read_case
from tests.roster_files import write_roster_files
from tests.shifts.sample_week import sample
from tests.shifts.schedule_files import without_pictures

MODEL = 'start = 2026-03-24\ndays = 2\ntime_zone = "Europe/Warsaw"\n[prices]\nshort = 100\nover = 1\n'
HEADER = "team,shift,date,start,length_h,paid_h,people\n"
ROWS = (
    "A,day,2026-03-24,2026-03-24T08:00+01:00,8.5,8,2\n"
    "A,day,2026-03-25,2026-03-25T08:00+01:00,8.5,8,1\n"
    "A,night,2026-03-24,2026-03-24T22:00+01:00,8,8,1\n"
    "A,day,2026-03-26,2026-03-26T08:00+01:00,8.5,8,7\n"
    "B,day,2026-03-24,2026-03-24T08:00+01:00,8.5,8,9\n"
)
PEOPLE = "person\nAda\nBen\nCem\n"


def files(folder: Path, model: str) -> Path:
    path = write_roster_files(folder, {"people": PEOPLE}, model)
    for name in ("requests", "shift_limits", "forbidden_successions"):
        (folder / "inputs" / f"{name}.csv").unlink()
    return path


def case(folder: Path, rows: str = ROWS, team: str | None = "A", model: str = MODEL) -> RosterCase:
    run = folder / "run"
    run.mkdir()
    (run / "shifts.csv").write_text(HEADER + rows, encoding="utf-8")
    return read_case(files(folder, model), folder / "inputs", {}, run, team)


def test_the_people_scheduled_are_wanted(tmp_path: Path) -> None:
    facts = case(tmp_path).facts
    assert facts.shifts.names == ("day_0800_8.5h", "night_2200_8h")
    assert facts.shifts.night.tolist() == [False, True]
    assert facts.shifts.paid_min.tolist() == [480, 480]
    wanted = np.zeros((2, 2))
    wanted[facts.cover.day, facts.cover.shift] = facts.cover.wanted
    assert wanted.tolist() == [[2, 1], [1, 0]]
    # the files of the folder that speak of other shifts are not read
    assert "early" not in facts.shifts.names


def test_a_roster_covers_the_schedule(tmp_path: Path) -> None:
    roster = find_and_check(case(tmp_path))
    assert (roster.cost, roster.within_gap) == (0.0, True)


def test_a_written_schedule_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_pictures(monkeypatch)
    inputs, teams = sample(False)
    writing.write_schedule(inputs, teams, tmp_path / "schedule")
    facts = read_case(files(tmp_path, MODEL), tmp_path / "inputs", {}, tmp_path / "schedule").facts
    people = teams[0].schedule.people[:, 2:4]  # the day before the horizon is the first
    assert facts.cover.wanted.sum() == people.sum() > 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"team": None}, "a roster is for one team: say which"),
        ({"team": "AA"}, "the schedule has no shift of the team"),
        ({"rows": ROWS.replace("8.5,8,2", "8.5,8,1.5")}, "a part of a person"),
        ({"model": MODEL.replace("2026-03-24", "2026-05-01")}, "no shift on the days of the roster"),
        ({"model": MODEL.replace("Warsaw", "London")}, "the clock of the schedule is not that of the roster"),
    ],
)
def test_a_schedule_that_does_not_fit(tmp_path: Path, changed: dict[str, str], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        case(tmp_path, **changed)
