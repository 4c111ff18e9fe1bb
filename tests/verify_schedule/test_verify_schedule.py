"""The checker finds nothing in a right schedule, and finds each of many things that are made wrong in its files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import capplan.report.schedule.write as writing
from capplan.errors import InvalidInput
from capplan.report.schedule.team import TeamSchedule
from capplan.shifts import cover
from capplan.solve import SolveOptions
from capplan.verify_schedule import verify_schedule
from capplan.verify_schedule.on_tours import arranged
from tests.shifts.sample_week import MODEL, RULES, needed, read, sample
from tests.shifts.schedule_files import without_pictures

Change = Callable[[pd.DataFrame], pd.DataFrame]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with tours, written without pictures."""
    to = tmp_path_factory.mktemp("schedule") / "run"
    with pytest.MonkeyPatch.context() as patch:
        without_pictures(patch)
        writing.write_schedule(*sample(True), to)
    return to


def changed(folder: Path, to: Path, file: str, change: Change) -> list[str]:
    """What is found after a change of one table."""
    shutil.copytree(folder, to)
    table = pd.read_csv(to / file, dtype={"pattern": str}, keep_default_na=False)
    change(table).to_csv(to / file, index=False)
    return [str(finding) for finding in verify_schedule(to).findings]


def set_first(column: str, value: object) -> Change:
    def change(table: pd.DataFrame) -> pd.DataFrame:
        table[column] = table[column].astype(object)
        table.loc[0, column] = value
        return table

    return change


def where(column: str, value: object, target: str, to: object) -> Change:
    """Set ``target`` in the first row with a value."""

    def change(table: pd.DataFrame) -> pd.DataFrame:
        row = table.index[table[column] == value][0]
        table[target] = table[target].astype(object)
        table.loc[row, target] = to
        return table

    return change


def without_first(table: pd.DataFrame) -> pd.DataFrame:
    return table.iloc[1:]


def test_a_right_schedule(folder: Path) -> None:
    report = verify_schedule(folder)
    assert [str(finding) for finding in report.findings] == []
    assert report.checks["intervals"] == 167
    assert min(report.checks.values()) > 0


def test_a_right_schedule_without_tours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_pictures(monkeypatch)
    writing.write_schedule(*sample(False), tmp_path / "run")
    assert verify_schedule(tmp_path / "run").ok


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("shifts.csv", set_first("people", 5), "more people than most_people"),
        ("shifts.csv", set_first("people", 0.5), "people are not a whole number above 0"),
        ("shifts.csv", set_first("paid_h", 9.5), "paid_h is not the length without unpaid breaks"),
        ("shifts.csv", set_first("cost", 1.0), "cost is not people times pay"),
        ("shifts.csv", set_first("shift", "early"), "no rule allows the shift"),
        ("shifts.csv", set_first("end", "2026-03-23T23:00+01:00"), "length_h is not the time from start to end"),
        ("shifts.csv", without_first, "a break of a shift that nobody works"),
        ("breaks.csv", without_first, "not everybody takes the break once"),
        ("breaks.csv", set_first("minutes", 30), "the break does not last as long as it must"),
        ("breaks.csv", set_first("break", "tea"), "no rule gives the shift this break"),
        ("breaks.csv", set_first("begins", "2026-03-23T08:00+01:00"), "the break begins outside of its window"),
        ("staffing_by_interval.csv", set_first("staffed", 77), "staffed is 77"),
        ("staffing_by_interval.csv", set_first("required", 77), "required is 77"),
        ("staffing_by_interval.csv", set_first("short", 77), "short is 77"),
        ("staffing_by_interval.csv", without_first, "166 intervals in place of 167"),
        ("tours.csv", without_first, "those who work are not those who are on"),
        ("tours.csv", set_first("people", 9), "more people on tours than there are"),
        ("tours.csv", where("tour", "nights", "people", 4), "more people than most_people of the tour"),
        ("tours.csv", where("tour", "five", "pattern", "1111110"), "not as many days on as the rule says"),
        ("tours.csv", where("tour", "five", "pattern", "1101110"), "too few days off together"),
        ("tours.csv", where("tour", "nights", "pattern", "1111100"), "not the pattern of the rule"),
        ("tours.csv", where("tour", "five", "last_start", "15:00"), "starts differ by more than the band"),
        ("tours.csv", where("tour", "five", "shift", "night"), "the tour may not work this shift"),
        ("tours.csv", where("tour", "five", "phase_weeks", 1), "the pattern has no such week"),
        ("tours.csv", set_first("tour", "six"), "no rule allows the tour"),
        ("assumptions/shift_days.csv", None, "fewer people than least_people"),
        ("assumptions/tour_rules.csv", set_first("longest_stretch", 3), "too many working days in a row"),
        ("assumptions/tour_rules.csv", set_first("least_rest_h", 16), "too little rest between two days"),
        ("assumptions/team_heads.csv", set_first("heads", 7), "people_there is more than heads without absence"),
        ("assumptions/interval_requirement.csv", set_first("agents", 7), "on_work is"),
    ],
)  # fmt: skip
def test_what_is_made_wrong_is_found(
    folder: Path, tmp_path: Path, file: str, change: Change | None, said: str
) -> None:
    if change is None:
        shutil.copytree(folder, tmp_path / "run")
        (tmp_path / "run" / file).write_text("team,shift,date,least_people\n,night,2026-03-24,8\n")
        found = [str(finding) for finding in verify_schedule(tmp_path / "run").findings]
    else:
        found = changed(folder, tmp_path / "run", file, change)
    assert any(said in finding for finding in found), found


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda told: told.update(objective=1.0), "the objective is 1.00"),
        (lambda told: told["teams"][0]["costs"].update(tours=1.0), "tours cost"),
        (lambda told: told["teams"][0].update(opened_shifts=99), "not 99"),
    ],
)
def test_a_summary_that_says_something_else(
    folder: Path, tmp_path: Path, change: Callable[[dict[str, object]], None], said: str
) -> None:
    shutil.copytree(folder, tmp_path / "run")
    path = tmp_path / "run" / "summary.json"
    told = json.loads(path.read_text())
    change(told)
    path.write_text(json.dumps(told))
    assert any(said in str(finding) for finding in verify_schedule(tmp_path / "run").findings)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [("cover", {"must_meet": True}, "short, but must_meet is on"), ("opening", {"most": 1}, "opening.most")],
)
def test_rules_of_the_model(
    folder: Path, tmp_path: Path, key: str, value: dict[str, object], said: str
) -> None:
    shutil.copytree(folder, tmp_path / "run")
    path = tmp_path / "run" / "assumptions" / "schedule_model.json"
    model = json.loads(path.read_text())
    model[key].update(value)
    path.write_text(json.dumps(model))
    assert any(said in str(finding) for finding in verify_schedule(tmp_path / "run").findings)


def test_a_folder_that_is_no_schedule(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="the file of the schedule is missing"):
        verify_schedule(tmp_path)


@pytest.mark.parametrize(
    ("bands", "working", "possible"),
    [
        ([(420, 540, 2.0), (660, 660, 1.0)], {420: 1.0, 540: 1.0, 660: 1.0}, True),
        ([(420, 540, 2.0), (660, 660, 1.0)], {420: 1.0, 660: 2.0}, False),
        ([(420, 540, 2.0)], {420: 1.0}, False),
        ([(420, 540, 1.0), (480, 600, 1.0)], {420: 1.0, 600: 1.0}, True),
        ([(420, 540, 1.0), (480, 600, 1.0)], {600: 2.0}, False),
        ([], {}, True),
    ],
)
def test_who_works_can_be_who_is_on(
    bands: list[tuple[int, int, float]], working: dict[int, float], possible: bool
) -> None:
    assert arranged(bands, working) is possible


SKIPPED = RULES.replace("night,KRK,22:00,22:00,60,8,8,1,25", "night,KRK,02:00,02:00,60,8,8,1,15")


@pytest.mark.parametrize(
    ("model", "changed"),
    [
        (MODEL.replace("days = 7", "days = 7\ncyclic = true"), {"interval_requirement": needed()}),
        (MODEL, {"shift_rules": SKIPPED}),
    ],
    ids=["cyclic nights", "a start that the clock skips"],
)
def test_other_clocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: str, changed: dict[str, str]
) -> None:
    without_pictures(monkeypatch)
    inputs = read(tmp_path / "in", changed, model.replace("price = 4.0", "price = 0.0"))
    found = [(case, cover(case.covering, SolveOptions(gap=0.05))) for case in inputs.teams]
    teams = [TeamSchedule(case, schedule) for case, schedule in found if schedule is not None]
    assert teams[0].schedule.people[-1].sum() > 0
    writing.write_schedule(inputs, teams, tmp_path / "run")
    assert [str(finding) for finding in verify_schedule(tmp_path / "run").findings] == []
