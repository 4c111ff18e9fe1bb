"""Pools, nights and least people from files, with every mistake in them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from capplan.errors import InvalidInput
from capplan.schedule_inputs.nights import hours_within
from capplan.shifts.pool import build_pool
from capplan.shifts.timeline import Timeline
from tests.milp import optimum
from tests.shifts.sample_pool import LEAST, MODEL, needed, read


def problems(folder: Path, model: str = MODEL, **changed: str) -> str:
    with pytest.raises(InvalidInput) as told:
        read(folder, changed, model)
    return "\n".join(str(problem) for problem in told.value.problems)


@pytest.mark.parametrize(
    ("start_h", "hours", "opens_h", "closes_h", "within"),
    [(22, 8, 22, 6, 8), (20, 8, 22, 6, 6), (5, 8, 22, 6, 1), (8, 8, 22, 6, 0), (0, 24, 22, 6, 8), (22, 48, 22, 6, 16),
     (6, 4, 6, 6, 4), (1, 2, 0, 5, 2)],
)  # fmt: skip
def test_hours_in_a_window(start_h: int, hours: int, opens_h: int, closes_h: int, within: float) -> None:
    found = hours_within(np.array([60 * start_h]), np.array([60 * hours]), 60.0 * opens_h, 60.0 * closes_h)
    assert found.tolist() == [within]


def test_teams_of_a_pool_share_its_horizon(tmp_path: Path) -> None:
    (case,) = read(tmp_path).pools
    assert case.line.count == 48
    krk, mnl = case.teams
    assert {team.line.count for team in case.teams} == {48}
    assert mnl.line.local(0).isoformat() == "2026-03-28T08:00:00+08:00"
    shifts = mnl.covering.shifts
    # the day shift of 06:00 begins two hours before the horizon, and the one of the day after the last is in it
    begins = shifts.begins[list(shifts.start).index(360)]
    assert begins.tolist() == [-50, -26, -2, 22, 46]
    assert shifts.works[list(shifts.start).index(360)].tolist() == [False, False, True, True, True]
    # Warsaw puts its clock on in the night to the 29th
    assert krk.line.local(24).isoformat() == "2026-03-29T01:00:00+01:00"
    assert krk.line.local(25).isoformat() == "2026-03-29T03:00:00+02:00"


def test_floors_and_what_teams_are_useful_for(tmp_path: Path) -> None:
    (case,) = read(tmp_path).pools
    pool = case.pool
    assert pool.queues == ("voice:en", "voice:de")
    assert pool.may.tolist() == [[True, True], [True, False]]
    assert pool.kept.tolist() == [0.8, 1.0]
    assert pool.floors.counts.tolist() == [[True, False], [True, True]]
    assert np.flatnonzero(pool.floors.least[0]).tolist() == [8, 9, 10, 11, 32, 33, 34, 35]
    assert (pool.floors.least[1] == 1.0).all()
    assert pool.floors.price.tolist() == [150.0, np.inf]
    # at 08:00: (3 + 1.6) / 0.8 people in Kraków, 3 in Manila
    assert [team.required[8] for team in pool.teams] == pytest.approx([6.0, 3.0])


def test_a_block_of_a_weekday_reaches_over_midnight(tmp_path: Path) -> None:
    night = "pool,language,from,to,weekdays,people\nworld,de,22:00,02:00,fri|sun,1\n"
    (case,) = read(tmp_path, {"least_people": night}).pools
    # Friday night ends on Saturday, the first day; Sunday night is cut by the end
    assert np.flatnonzero(case.pool.floors.least[0]).tolist() == [0, 1, 46, 47]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('teams = ["KRK", "MNL"]', 'teams = ["KRK", "MNL", "KRK"]', "a team may be in one pool, once: KRK"),
        ('teams = ["KRK", "MNL"]', 'teams = ["KRK", "SYD"]', "the teams of a pool need queues: SYD"),
        (
            'queues = ["voice:en"]',
            'queues = ["voice:en"]\nshare = 0.5',
            "nobody has a fixed share of a queue: MNL",
        ),
        ('teams = ["KRK", "MNL"]', 'teams = ["KRK"]', "voice:en (pool world, team MNL)"),
        ('"Asia/Manila"', '"Asia/Kolkata"', "midnight in Asia/Kolkata is within an interval of UTC"),
        (
            'severe = ["voice:de"]',
            'severe = ["voice:fr"]',
            "no team of the pool works the severe queue: voice:fr",
        ),
        (
            '["KRK", "MNL"]',
            '["MNL"]\n[pool.two]\nteams = ["SYD"]\n[team.SYD]\nqueues = ["x:en"]\n[pool.three]\n'
            'teams = ["SYD"]',
            "a team may be in one pool, once: SYD",
        ),
        ('time_zone = "UTC"', 'timezone = "UTC"', "Did you mean 'time_zone'"),
    ],
)
def test_a_pool_that_cannot_be(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in problems(tmp_path, MODEL.replace(old, new, 1))


def test_rows_for_nobody_are_all_told(tmp_path: Path) -> None:
    said = problems(
        tmp_path,
        queue_requirement=needed().replace("voice,de", "vioce,de"),
        least_people=LEAST
        + "wolrd,en,08:00,09:00,,1,\nworld,fr,08:00,09:00,,1,\nworld,en,08:00,09:30,xmas,1,\n",
        interval_requirement="team,date,interval_start,agents\nKRK,2026-03-28,08:00,1\n",
    )
    for each in (
        "no team of a pool works vioce:de",
        "Did you mean 'voice:de'?",
        "the model has no pool 'wolrd'",
        "no team of pool world works a queue in 'fr'",
        "the block falls between intervals",
        "not a weekday",
        "KRK is of pool world: what it covers is in queue_requirement.csv",
    ):
        assert each in said


def test_a_pool_needs_its_table(tmp_path: Path) -> None:
    assert "queue_requirement.csv: the file is missing" in problems(tmp_path, queue_requirement="")


def test_a_pool_takes_what_capplan_require_wrote(tmp_path: Path) -> None:
    from capplan.schedule_inputs import read_schedule

    read(tmp_path / "tables")
    rows = ["queue,language,utc_start,agents"]
    rows += [f"voice,{tongue},2026-03-28T{hour:02}:00Z,2" for tongue in ("en", "de") for hour in range(24)]
    (tmp_path / "agents_by_interval.csv").write_text("\n".join(rows) + "\n")
    inputs = read_schedule(tmp_path / "tables" / "schedule.toml", tmp_path / "tables", tmp_path)
    required = inputs.pools[0].pool.required
    assert required[:, :24].tolist() == [[2.0] * 24] * 2
    assert not required[:, 24:].any()


def test_the_clock_of_a_team_in_a_pool() -> None:
    line = Timeline(date(2026, 3, 28), 2, 30, "Asia/Kolkata", pool_zone="UTC")
    assert line.position(0, 0) == -11
    assert line.shift_days == range(-2, 3)
    typical = Timeline(date(2026, 3, 28), 2, 30, "Asia/Kolkata", cyclic=True, pool_zone="UTC")
    assert (typical.position(0, 0), typical.count, typical.shift_days) == (-11, 96, range(2))
    assert typical.local(0).isoformat() == "2026-03-28T05:30:00"


def test_who_is_on_tour_on_days_whose_shifts_lie_beyond_the_horizon(tmp_path: Path) -> None:
    # the day after the last one begins in Manila within the horizon, its night shift does not
    tours = "tour,team,pattern\nsix,MNL,1110111\n"
    night = "shift,team,start_from,shortest_h,pay_per_h\nnight,MNL,22:00,8,1\n"
    rows = [f"voice,en,2026-03-{day},{hour}:00,2" for day in (28, 29) for hour in range(14, 22)]
    needed = "queue,language,date,interval_start,agents\n" + "\n".join(rows) + "\n"
    model = MODEL.replace('["KRK", "MNL"]', '["MNL"]').replace('severe = ["voice:de"]', "")
    model = model.replace("most_severe_h = 3", "").replace('queues = ["voice:en", "voice:de"]', "")
    changed = {"tour_rules": tours, "shift_rules": night, "queue_requirement": needed, "least_people": "",
               "night_rules": "", "shift_breaks": ""}  # fmt: skip
    (case,) = read(tmp_path, changed, model).pools
    program, parts = build_pool(case.pool)
    _, x = optimum(program.arrays())
    assert program.value("short", x).sum() == 0.0
    assert parts[0].value("on_tour", x).tolist() == [2.0]
