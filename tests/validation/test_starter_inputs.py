"""The inputs that come with capplan are sound under every model and scenario that comes with it."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from capplan.roster_facts import ANY
from capplan.roster_run import read_case
from capplan.schedule_inputs.model import load_schedule_model
from capplan.scheduling import ScheduleLine, make_schedule, read_schedule
from capplan.validation import check

ROOT = Path(__file__).resolve().parents[2]


def _cases() -> list[tuple[str, str | None]]:
    cases: list[tuple[str, str | None]] = []
    for path in sorted((ROOT / "models").glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        if path.name in ("follow_the_sun.toml", "krakow_roster.toml", "roster.toml", "schedule.toml"):
            continue
        scenarios = content.get("scenario", {})
        cases += [(path.name, name) for name in (None, *scenarios)]
    return cases


@pytest.mark.parametrize(("model", "scenario"), _cases())
def test_the_starter_inputs_are_sound(model: str, scenario: str | None) -> None:
    assert check(ROOT / "models" / model, ROOT / "inputs", scenario) == []


def test_the_starter_roster_and_schedule_are_sound() -> None:
    case = read_case(ROOT / "models" / "roster.toml", ROOT / "inputs" / "roster", {})
    assert len(case.facts.people.names) > 5
    assert set(load_schedule_model(ROOT / "models" / "schedule.toml").team) == {"KRK_DE", "AUS_EN", "MNL_EN"}


def test_the_starter_roster_of_a_schedule_has_people_for_its_shifts(tmp_path: Path) -> None:
    shifts = [f"KRK_DE,day,{day},{day}T09:00+01:00,8.5,8,2" for day in ("2026-03-23", "2026-03-28")]
    header = "team,shift,date,start,length_h,paid_h,people"
    (tmp_path / "shifts.csv").write_text("\n".join([header, *shifts]) + "\n", encoding="utf-8")
    model, inputs = ROOT / "models" / "krakow_roster.toml", ROOT / "inputs" / "krakow_roster"
    case = read_case(model, inputs, {}, tmp_path, "KRK_DE")
    assert case.facts.shifts.names == ("day_0900_8.5h",)
    assert case.facts.cover.wanted.sum() == 4.0
    # shifts are named by the schedule: the wishes of the starter name none
    assert set(case.facts.wishes.shift.tolist()) == {ANY}


def test_the_starter_of_a_pool_covers_its_queues_by_turns_of_the_clock(tmp_path: Path) -> None:
    inputs = tmp_path / "inputs"
    shutil.copytree(ROOT / "inputs" / "follow_the_sun", inputs)
    rows = [
        f"{queue},en,2026-03-24,{hour:02}:{minute},2"
        for queue in ("payments_voice", "creator_support_chat")
        for hour in (1, 2, 3, 4, 5, 16, 17, 18, 19, 20)
        for minute in ("00", "30")
    ]
    (inputs / "queue_requirement.csv").write_text(
        "\n".join(["queue,language,date,interval_start,agents", *rows]) + "\n", encoding="utf-8"
    )
    read = read_schedule(ROOT / "models" / "follow_the_sun.toml", inputs, None, None)
    made = make_schedule(read, ScheduleLine(60.0, 0.05, 0), lambda step: None)
    on = {team.case.name: team.schedule.people.sum() for team in made.teams}
    # 03:00 in London is noon at Manila, where nobody works at night; 18:00 is noon at Chicago
    assert on["MNL_EN"] >= 4 and on["AUS_EN"] >= 4
    (pool,) = made.pools
    # the fraction of a person that shrinkage adds is not worth a shift
    assert pool.schedule.short.sum() < 0.05 * pool.schedule.pool.required.sum()
    assert pool.schedule.missing.sum() == 0.0
