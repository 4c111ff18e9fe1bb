"""The checker finds nothing in a right schedule of a pool, and each of many things made wrong in its files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import capplan.report.schedule.write as writing
from capplan.scheduling import ScheduleLine, make_schedule
from capplan.verify_schedule import verify_schedule
from tests.shifts.sample_pool import LEAST, MODEL, NIGHTS, needed, read, sample
from tests.shifts.schedule_files import without_pictures

Change = Callable[[pd.DataFrame], pd.DataFrame]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("pool") / "run"
    inputs, made = sample()
    with pytest.MonkeyPatch.context() as patch:
        without_pictures(patch)
        writing.write_schedule(inputs, made.teams, to, made.pools)
    return to


def test_a_right_schedule(folder: Path) -> None:
    report = verify_schedule(folder)
    assert [str(finding) for finding in report.findings] == []
    assert report.checks["pools"] == 96


def test_a_typical_week_of_a_pool_is_right_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = MODEL.replace("days = 2", "days = 2\ncyclic = true").replace("gap = 0.0", "gap = 0.05")
    inputs = read(tmp_path, model=model)
    made = make_schedule(inputs, ScheduleLine())
    without_pictures(monkeypatch)
    writing.write_schedule(inputs, made.teams, tmp_path / "run", made.pools)
    assert [str(finding) for finding in verify_schedule(tmp_path / "run").findings] == []
    manila = made.teams[1].case.line
    assert (manila.position(0, 0), manila.lead_in) == (-8, 0)


def first_where(column: str, value: object, target: str, to: object) -> Change:
    def change(table: pd.DataFrame) -> pd.DataFrame:
        row = table.index[table[column] == value][0]
        table[target] = table[target].astype(object)
        table.loc[row, target] = to
        return table

    return change


def add_up(column: str, by: float) -> Change:
    """The whole column moved, so that no row stands out from the others."""

    def change(table: pd.DataFrame) -> pd.DataFrame:
        table[column] = table[column].astype(float) + by
        return table

    return change


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("queue_people.csv", first_where("queue", "voice:de", "people", 9), "9 people work queues, 2 are on duty"),
        ("queue_people.csv", first_where("team", "MNL", "queue", "voice:de"), "the team may not work the queue"),
        ("queue_people.csv", first_where("team", "MNL", "interval_start", "27:00"), "no such interval"),
        ("queue_people.csv", lambda table: table.iloc[1:], "worked is"),
        ("queue_people.csv", lambda table: table.iloc[1:], "but 0 people work queues"),
        ("queue_cover.csv", add_up("short", 0.1), "short is"),
        ("queue_cover.csv", lambda table: table[table["queue"] != "voice:de"], "0 intervals in place of 48"),
        ("assumptions/queue_requirement.csv", add_up("agents", 1.0), "required is"),
        ("severe_work.csv", first_where("team", "KRK", "people", 9), "people on severe queues, "),
        ("severe_work.csv", first_where("team", "KRK", "people", 9), "h of a person on severe queues"),
        ("severe_work.csv", lambda table: table.iloc[1:], "people work severe queues, "),
        ("severe_work.csv", first_where("team", "KRK", "at", "2026-03-29T23:00+02:00"), "outside of the shift"),
        ("least_people_kept.csv", add_up("missing", 1.0), "and the table says otherwise"),
        ("least_people_kept.csv", lambda table: table.iloc[1:], "and the table says otherwise"),
        ("assumptions/least_people.csv", first_where("language", "en", "people", 5),
         "fewer people on duty than the least"),
        ("assumptions/night_rules.csv", first_where("team", "KRK", "forbidden", "yes"),
         "night work that a rule forbids"),
        ("assumptions/night_rules.csv", first_where("team", "KRK", "premium_per_h", 6), "cost is not people times"),
        ("assumptions/night_rules.csv", first_where("team", "KRK", "from", "21:00"), "cost is not people times"),
    ],
)  # fmt: skip
def test_what_is_made_wrong_is_found(
    folder: Path, tmp_path: Path, file: str, change: Change, said: str
) -> None:
    shutil.copytree(folder, tmp_path / "run")
    path = tmp_path / "run" / file
    change(pd.read_csv(path, keep_default_na=False)).to_csv(path, index=False)
    found = [str(finding) for finding in verify_schedule(tmp_path / "run").findings]
    assert any(said in finding for finding in found), found


def test_a_cost_of_the_pool_that_does_not_follow(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "run")
    path = tmp_path / "run" / "assumptions" / "schedule_model.json"
    path.write_text(path.read_text().replace('"short_price": 200.0', '"short_price": 100.0'))
    found = [str(finding) for finding in verify_schedule(tmp_path / "run").findings]
    assert any("short cost 20.00, not 40.00" in finding for finding in found), found


def test_the_sample_has_what_it_is_to_show() -> None:
    inputs, made = sample()
    (pool,) = made.pools
    assert pool.schedule.short.sum() > 0.0
    assert "price_per_h" in LEAST and "forbidden" in NIGHTS and needed().count("\n") == 73
    krk, mnl = made.teams
    assert {krk.case.line.zone, mnl.case.line.zone} == {"Europe/Warsaw", "Asia/Manila"}
    # the nights of Manila are forbidden, those of Kraków paid for
    night = [k for k, name in enumerate(krk.schedule.case.shifts.name) if name == "night"]
    assert krk.schedule.people[night].sum() > 0.0
    assert krk.schedule.case.shifts.cost[night] == pytest.approx(8 * 10 + 8 * 5)
    barred = mnl.schedule.case.shifts.barred
    assert barred is not None and barred.any() and not mnl.schedule.people[barred].any()
