"""The inputs that come with capplan are sound under every model and scenario that comes with it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from capplan.validation import check

ROOT = Path(__file__).resolve().parents[2]


def _cases() -> list[tuple[str, str | None]]:
    cases: list[tuple[str, str | None]] = []
    for path in sorted((ROOT / "models").glob("*.toml")):
        scenarios = tomllib.loads(path.read_text(encoding="utf-8")).get("scenario", {})
        cases += [(path.name, name) for name in (None, *scenarios)]
    return cases


@pytest.mark.parametrize(("model", "scenario"), _cases())
def test_the_starter_inputs_are_sound(model: str, scenario: str | None) -> None:
    assert check(ROOT / "models" / model, ROOT / "inputs", scenario) == []
