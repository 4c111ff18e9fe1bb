"""The files of a roster to its facts, and every problem of them at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from capplan.errors import InvalidInput
from capplan.roster_facts import ANY, RosterFacts
from capplan.roster_model import load_roster_model
from capplan.roster_run import read_case
from tests.roster_files import MODEL, TABLES, write_roster_files


def facts(folder: Path, changed: dict[str, str] | None = None, model: str = MODEL) -> RosterFacts:
    return read_case(write_roster_files(folder, changed, model), folder / "inputs", {}).facts


def problems(folder: Path, changed: dict[str, str] | None = None, model: str = MODEL) -> list[str]:
    with pytest.raises(InvalidInput) as told:
        facts(folder, changed, model)
    return [str(problem) for problem in told.value.problems]


def test_limits_are_ones_own_or_those_of_the_model(tmp_path: Path) -> None:
    people = TABLES["people"].replace("last_shift\n", "last_shift,longest_work\n")
    people = (
        people.replace("2,\n", "2,,6\n", 1)
        .replace("late\n", "late,\n")
        .replace("1,\n", "1,,\n")
        .replace("0,\n", "0,,\n")
    )
    found = facts(tmp_path, {"people": people}).people
    assert found.names == ("Ada", "Ben", "Cem", "Güneş Ak")
    assert found.longest_work.tolist() == [6, 5, 5, 5]
    assert found.shortest_off.tolist() == [2] * 4
    assert found.shortest_work.tolist() == [1] * 4
    assert found.longest_off.tolist() == [np.inf] * 4
    assert found.least_min.tolist() == [3600.0, 1200.0, 3600.0, 3600.0]
    assert found.most_of_shift.tolist() == [[np.inf, np.inf, most] for most in (4, 4, 6, 4)]
    assert (found.worked_before.tolist(), found.off_before.tolist()) == ([0, 3, 0, 0], [2, 0, 1, 0])
    assert found.last_shift.tolist() == [ANY, 1, ANY, ANY]


def test_leave_skills_and_fixed_shifts_say_who_may_and_must(tmp_path: Path) -> None:
    found = facts(tmp_path).people
    assert found.may_work[1].any(axis=1).tolist() == [True] * 5 + [False] * 9  # leave to the end and beyond
    assert not found.may_work[1, :, 2].any()  # Ben has no skill for nights
    assert found.may_work[0].all()
    assert np.argwhere(found.must_work).tolist() == [[2, 7, 0]]


def test_wishes_are_for_every_day_and_weighted_by_seniority(tmp_path: Path) -> None:
    found = facts(tmp_path).wishes
    rows = zip(found.person, found.day, found.shift, found.work, found.price, strict=True)
    assert [tuple(row) for row in rows] == [
        (0, 2, ANY, False, 5.0),
        (0, 3, ANY, False, 5.0),
        (1, 1, 1, True, 6.0),
    ]


def test_a_date_counts_before_a_weekday_before_every_day(tmp_path: Path) -> None:
    cover = facts(tmp_path).cover
    assert len(cover.day) == 14 * 4
    wanted = {
        (d, s, k): w for d, s, k, w in zip(cover.day, cover.shift, cover.skill, cover.wanted, strict=True)
    }
    assert [wanted[day, 0, ANY] for day in range(5, 9)] == [1, 0, 1, 1]  # Sunday is day 6
    assert wanted[13, 0, ANY] == 1  # Sunday, 5 April
    assert [wanted[day, 1, ANY] for day in range(4, 7)] == [1, 0, 1]  # 28 March is day 5
    price = {
        (d, s, k): p
        for d, s, k, p in zip(cover.day, cover.shift, cover.skill, cover.short_price, strict=True)
    }
    assert (price[5, 1, ANY], price[6, 1, ANY], price[0, 0, 0]) == (50.0, 100.0, 3.0)


def test_when_a_person_is_there_and_what_they_may_work(tmp_path: Path) -> None:
    people = (
        "person,first_day,last_day,weekdays,shifts\nAda,2026-03-25,2026-03-27,,\nBen,,,monday|sunday,\n"
        "Cem,,,,early|late\n"
    )
    cover, shifts = (
        "shift,wanted\nearly,1\n",
        "shift,start,length_h\nearly,6:00,8\nlate,14:00,8\nnight,22:00,8\n",
    )
    changed = {
        "people": people,
        "roster_cover": cover,
        "roster_shifts": shifts,
        "requests": "person,first_day,kind\nAda,2026-03-25,off\n",
    }
    found = facts(tmp_path, {**changed, "shift_limits": "shift,most\nlate,3\n"}).people.may_work
    assert np.flatnonzero(found[0].any(axis=1)).tolist() == [2, 3, 4]
    assert np.flatnonzero(found[1].any(axis=1)).tolist() == [0, 6, 7, 13]
    assert found[2].all(axis=0).tolist() == [True, True, False]


def test_every_problem_of_model_and_tables_at_once(tmp_path: Path) -> None:
    changed = {
        "people": TABLES["people"].replace("Ben,chat,de,20,80", "Ben,chat,de,sixty,80"),
        "requests": TABLES["requests"].replace("Cem,2026-03-30,,early,fixed", "Sem,2026-03-30,,early,fixd"),
    }
    model = MODEL.replace("longest_work", "longest_wrk").replace("days = 14", "days = 1")
    found = problems(tmp_path, changed, model)
    assert len(found) == 5
    assert found[0].startswith(
        "roster.toml:2: days: must be greater than or equal to 2 (found '1'; allowed: at least 2)"
    )
    assert "unknown key (found 'longest_wrk'" in found[1]
    assert found[1].endswith("Did you mean 'longest_work'?")
    assert found[2].startswith("people.csv:3: least_h: not a number (found 'sixty'")
    assert found[3].startswith("requests.csv:5: kind: not one of the choices (found 'fixd'")
    assert found[4].startswith("requests.csv:5: person: ")
    assert found[4].endswith("Did you mean 'Cem'?")


CONTRADICTIONS = [
    (
        "people",
        "Ada,chat,de|night,60,80",
        "Ada,chat,de|night,90,80",
        "least_h: more hours at least than at most",
    ),
    ("people", "0,2,\n", "1,2,\n", "off_before: days off and days worked before the roster"),
    ("people", "0,2,\n", "0,2,late\n", "last_shift: a last shift, but worked_before is 0"),
    (
        "roster_shifts",
        "early,06:00,8.5,8",
        "early,06:00,8.5,9",
        "paid_h: more hours are paid than the shift has",
    ),
    (
        "roster_shifts",
        "late,14:00,8.5",
        "late,20:00,24",
        "length_h: the rest after the shift reaches beyond the next day",
    ),
    ("roster_shifts", "yes,night", "yes,nigt", "skill: nobody in people.csv has the skill"),
    ("roster_cover", ",,late,,,1,2,,", ",,late,,,3,2,,", "wanted: more people wanted than at most"),
    ("roster_cover", ",,late,,,1,2,,", ",,late,,3,,2,,", "at_most: fewer people at most than at least"),
    ("roster_cover", ",,late,,,1,2,,", ",,late,,2,1,,,", "wanted: fewer people wanted than at least"),
    ("roster_cover", ",,late,,,1,2,,", ",,late,,,,,,", "at_least: the row asks for nothing"),
    ("roster_cover", "2026-03-28,,", "2026-03-28,monday,", "weekday: a date and a weekday"),
    ("roster_cover", "2026-03-28,,", "2026-04-28,,", "date: not a day of the roster"),
    ("roster_cover", "early,de", "early,fr", "skill: nobody in people.csv has the skill"),
    ("requests", "2026-03-25,2026-03-26", "2026-03-25,2026-03-24", "last_day: before the first day"),
    ("requests", "2026-03-25,2026-03-26", "2026-03-25,2026-04-26", "last_day: not a day of the roster"),
    ("requests", "Cem,2026-03-30,,early", "Cem,2026-03-30,,", "shift: a fixed shift is not named"),
    ("requests", "2026-04-29,,leave", "2026-04-29,late,leave", "shift: leave is for whole days"),
    ("requests", "Cem,2026-03-30,,early", "Ben,2026-03-30,,early", "person: the shift is fixed on a day"),
]


@pytest.mark.parametrize(("table", "old", "new", "message"), CONTRADICTIONS)
def test_contradictions_are_told(tmp_path: Path, table: str, old: str, new: str, message: str) -> None:
    assert old in TABLES[table]
    found = problems(tmp_path, {table: TABLES[table].replace(old, new)})
    assert len(found) == 1
    assert found[0].startswith(f"{table}.csv:")
    assert message in found[0]


def test_a_missing_table_and_a_missing_folder(tmp_path: Path) -> None:
    path = write_roster_files(tmp_path)
    (tmp_path / "inputs" / "people.csv").unlink()
    with pytest.raises(InvalidInput, match=r"people\.csv: the file is missing"):
        read_case(path, tmp_path / "inputs", {})
    with pytest.raises(InvalidInput, match="the folder of input tables is not there"):
        read_case(path, tmp_path / "nowhere", {})


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Europe/Berlin", "Europe/Berln", "no such time zone"),
        ("days = 14", "", "days: the key is missing"),
        ("days = 14", "days = ", "not TOML"),
        ("days = 14", 'days = 14\nweekend = ["saturday", "monday"]', "must follow one another"),
    ],
)
def test_problems_of_the_model(tmp_path: Path, old: str, new: str, message: str) -> None:
    found = problems(tmp_path, model=MODEL.replace(old, new))
    assert len(found) == 1
    assert message in found[0]


def test_options_are_laid_on_the_model(tmp_path: Path) -> None:
    path = write_roster_files(tmp_path)
    assert load_roster_model(path, {"seed": 7}).solve.model_dump() == {
        "gap": 0.0, "time_limit_s": 60.0, "seed": 7, "workers": 1,
    }  # fmt: skip
