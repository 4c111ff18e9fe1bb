"""The inputs that come with capplan are sound under every model and scenario that comes with it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from capplan.roster_run import read_case
from capplan.schedule_inputs.model import load_schedule_model
from capplan.validation import check

ROOT = Path(__file__).resolve().parents[2]


def _cases() -> list[tuple[str, str | None]]:
    cases: list[tuple[str, str | None]] = []
    for path in sorted((ROOT / "models").glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        if path.name in ("roster.toml", "schedule.toml"):
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
