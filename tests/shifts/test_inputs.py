"""From files to coverings: what every cell becomes, and every mistake at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from capplan.errors import InvalidInput
from capplan.schedule_inputs import read_schedule
from tests.shifts.sample_week import HEADS, MODEL, RULES, TOURS, needed, read, tables
from tests.shifts.schedule_files import write_files

BREAK_HEAD = "shift,break,minutes,earliest_h,latest_h\n"


def weekdays(rules: str) -> str:
    """The same rules with a column for weekdays, blank."""
    head, *rows = rules.splitlines()
    return "\n".join([f"{head},weekdays", *(f"{row}," for row in rows)]) + "\n"


def refused(folder: Path, changed: dict[str, str], model: str = MODEL) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read(folder, changed, model)
    return [str(problem) for problem in caught.value.problems]


def test_shifts_are_every_start_and_length_of_the_rules_of_the_team(tmp_path: Path) -> None:
    (team,) = read(tmp_path).teams
    shifts = team.covering.shifts
    assert list(zip(shifts.name, shifts.start // 60, shifts.length, strict=True)) == [
        ("day", 7, 8), ("day", 7, 9), ("day", 9, 8), ("day", 9, 9), ("day", 11, 8), ("day", 11, 9), ("night", 22, 8),
    ]  # fmt: skip
    assert shifts.paid_h.tolist() == [
        7,
        8,
        7,
        8,
        7,
        8,
        8,
    ]  # without the meal; the rest of long shifts is paid
    assert shifts.cost.tolist() == [140, 160, 140, 160, 140, 160, 200]
    assert shifts.most[:, 0].tolist() == [4] * 6 + [np.inf]
    # of the Sunday before only the night reaches into the week
    assert shifts.works[:, 0].tolist() == [False] * 6 + [True]
    assert shifts.begins[6, 0] == -2
    breaks = team.covering.breaks
    assert list(zip(breaks.name, breaks.shift, breaks.earliest, breaks.latest, strict=True))[:3] == [
        ("meal", 0, 3, 5), ("meal", 1, 3, 5), ("rest", 1, 6, 6),
    ]  # fmt: skip


def test_the_requirement_is_on_the_clock_of_the_team_and_grossed_up(tmp_path: Path) -> None:
    (team,) = read(tmp_path).teams
    assert team.line.count == 7 * 24 - 1
    assert team.covering.required[9] == pytest.approx(3.0)
    assert team.covering.required[6 * 24 : 6 * 24 + 6] == pytest.approx([1, 1, 1, 1, 1, 2])


def test_prices_are_by_interval(tmp_path: Path) -> None:
    (team,) = read(tmp_path, model=MODEL.replace("interval_minutes = 60", "interval_minutes = 30")).teams
    assert (team.covering.prices.short, team.covering.prices.spare) == (15.0, 0.5)
    assert team.covering.prices.opened == 4.0


def test_an_hour_that_the_clock_shows_twice_takes_two_rows(tmp_path: Path) -> None:
    model = MODEL.replace("2026-03-23", "2026-10-25").replace("days = 7", "days = 1").replace("0.2", "0.0")
    once = "team,date,interval_start,agents\nKRK,2026-10-25,02:00,3\n"
    (team,) = read(tmp_path / "a", {"interval_requirement": once}, model).teams
    assert team.on_work.tolist() == [0, 0, 3, 3, *[0] * 21]
    (team,) = read(tmp_path / "b", {"interval_requirement": once + "KRK,2026-10-25,02:00,1\n"}, model).teams
    assert team.on_work.tolist() == [0, 0, 3, 1, *[0] * 21]
    third = once + "KRK,2026-10-25,02:00,1\n" * 2
    (found,) = refused(tmp_path / "c", {"interval_requirement": third}, model)
    assert "interval_requirement.csv:4: interval_start: the interval has a row already" in found


def test_tours_are_patterns_with_bands_and_heads_that_are_there(tmp_path: Path) -> None:
    (team,) = read(tmp_path, {"tour_rules": TOURS, "team_heads": HEADS}).teams
    tours = team.covering.tours
    assert tours is not None
    assert tours.heads == 7  # of 8 a tenth is away; the week after does not count
    five = [j for j, name in enumerate(tours.name) if name == "five"]
    assert len(five) == 7 * 4  # seven patterns; two lengths with starts 07:00 to 09:00, or 11:00
    assert {tuple(np.flatnonzero(tours.shifts[j])) for j in five} == {(0, 2), (4,), (1, 3), (5,)}
    assert tours.cost[five[0]] == 7.0
    nights = tours.name.index("nights")
    assert tours.on[nights].tolist() == [False, True, True, True, True, False, False, False]
    assert tours.most_of_kind.tolist() == [np.inf, 3.0]


def test_a_rule_for_every_team_may_be_for_the_shifts_of_others(tmp_path: Path) -> None:
    others = "tour,team,shifts,days_on\nfew,,early,3\nfive,,day,5\n"
    (team,) = read(tmp_path, {"tour_rules": others}).teams
    assert team.covering.tours is not None
    assert set(team.covering.tours.name) == {"five"}
    (found,) = refused(tmp_path, {"tour_rules": others.replace("few,,", "few,KRK,")})
    assert "tour_rules.csv:2: shifts: the team has none of these shifts" in found


def test_people_on_some_days_only(tmp_path: Path) -> None:
    days = "shift,date,least_people,most_people\nnight,2026-03-24,1,2\nday,2026-03-29,,0\n"
    (team,) = read(tmp_path, {"shift_days": days}).teams
    shifts = team.covering.shifts
    assert (shifts.least[6, 2], shifts.most[6, 2]) == (1.0, 2.0)
    assert not shifts.works[:6, 7].any()
    assert shifts.works[6, 7]


AGENTS = "queue,language,utc_start,agents\n" + "".join(
    f"voice,de,2026-03-{day}T{hour:02}:{minute}Z,{agents}\n"
    for day, hour, minute, agents in (
        (28, 22, "00", 4),
        (28, 23, "00", 2),
        (29, 0, "00", 6),
        (29, 1, "00", 8),
    )
)


def test_the_requirement_of_capplan_require_goes_by_the_instant(tmp_path: Path) -> None:
    (tmp_path / "requirement").mkdir()
    (tmp_path / "requirement" / "agents_by_interval.csv").write_text(AGENTS)
    model = MODEL.replace("2026-03-23", "2026-03-29").replace("days = 7", "days = 1")
    model = model.replace("interval_minutes = 60", "interval_minutes = 30").replace("0.2", "0.0")
    path = write_files(
        tmp_path / "in", model + 'queues = ["voice:de"]\nshare = 0.5\n', tables(interval_requirement="")
    )
    (team,) = read_schedule(path, tmp_path / "in", tmp_path / "requirement").teams
    # midnight of Warsaw is 23:00 UTC, and 01:00 UTC is 03:00 there, after the hour that is skipped
    assert team.on_work.tolist() == [1, 1, 3, 3, 4, 4, *[0] * 40]
    wrong = write_files(tmp_path / "in", model + 'queues = ["voice:en"]\n', tables(interval_requirement=""))
    with pytest.raises(InvalidInput, match="Did you mean 'voice:de'"):
        read_schedule(wrong, tmp_path / "in", tmp_path / "requirement")


def test_every_problem_at_once(tmp_path: Path) -> None:
    found = refused(
        tmp_path,
        {
            "shift_rules": weekdays(RULES) + "late,,10:10,,,4.25,3,,20,,mon|tus\n",
            "shift_breaks": BREAK_HEAD + "day,a,60,3,5\nday,b,60,5,7.5\nnite,c,5,1,2\n",
            "tour_rules": "tour,days_on,pattern,least_rest_h\nx,5,11,\ny,,111110,\nz,5,,20\n",
            "interval_requirement": needed() + "KRK,2026-03-22,08:00,1\nKRK,2026-03-23,08:10,x\n",
        },
    )
    for part in (
        "shift_rules.csv:5: weekdays: not a weekday",
        "shift_rules.csv:5: longest_h: less than shortest_h",
        "shift_breaks.csv:3: latest_h: it falls between intervals",
        "shift_breaks.csv:4: shift: there is no such name in shift_rules.csv",
        "tour_rules.csv:2: days_on: give either days_on or a pattern",
        "tour_rules.csv:3: pattern: not whole weeks of 1 and 0",
        "tour_rules.csv:4: least_rest_h: no shift leaves the least rest",
        "interval_requirement.csv:169: interval_start: no interval of the schedule begins then",
        "interval_requirement.csv:170: agents: not a number",
    ):
        assert any(part in problem for problem in found), (part, found)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "short_price",
            "short_prise",
            "schedule.toml:6: cover.short_prise: unknown key (found 'short_prise'",
        ),
        ("days = 7", "days = 7\nweeks = 1", "give either weeks or days"),
        ("minutes = 60", "minutes = 50", "interval_minutes must divide the day"),
        ("shrinkage = 0.2", "shrinkage = 1.2", "schedule.toml:14: team.KRK.shrinkage: must be less than 1"),
        ("Europe/Warsaw", "Europe/Krakow", "no such time zone"),
        ("start = 2026-03-23\n", "", "start: the key is missing"),
    ],
)
def test_mistakes_of_the_model(tmp_path: Path, old: str, new: str, said: str) -> None:
    (found,) = refused(tmp_path, {}, MODEL.replace(old, new))
    assert said in found


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"shift_rules": ""}, "shift_rules.csv: the file is missing"),
        ({"interval_requirement": ""}, "interval_requirement.csv: the file is missing"),
        ({"shift_breaks": BREAK_HEAD + "day,a,60,3,5\nday,b,60,5,6\n"},
         "shift_breaks.csv:3: earliest_h: its window overlaps with that of a"),
        ({"shift_breaks": BREAK_HEAD + "night,a,60,3,7.5\n"},
         "latest_h: it falls between intervals"),
        ({"shift_breaks": BREAK_HEAD + "night,a,60,3,8\n"},
         "the break may end after a shift of 8 h"),
        ({"tour_rules": TOURS, "team_heads": "team,week_start,heads\nKRK,2025-03-24,8\n"},
         "team_heads.csv: no heads of team KRK in the weeks of the schedule"),
        ({"tour_rules": "tour,pattern,longest_stretch\nx,1111110 1111110,5\n"},
         "tour_rules.csv:2: pattern: more than 5 working days in a row"),
    ],
)  # fmt: skip
def test_mistakes_of_tables(tmp_path: Path, changed: dict[str, str], said: str) -> None:
    assert any(said in problem for problem in refused(tmp_path, changed))
