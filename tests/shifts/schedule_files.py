"""Schedules as files: a model, and tables beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from capplan.report import plots

START = date(2026, 3, 2)  # a Monday


def without_pictures(patch: pytest.MonkeyPatch) -> None:
    """Drawing takes longer than all else."""
    patch.setattr(plots, "TEAM_PLOTS", {})
    patch.setattr(plots, "QUEUE_PLOTS", {})


def write_files(folder: Path, model: str, tables: Mapping[str, str]) -> Path:
    """Write schedule.toml and the tables into ``folder``; the path of the model."""
    folder.mkdir(exist_ok=True)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    path = folder / "schedule.toml"
    path.write_text(model, encoding="utf-8")
    return path


def clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def requirement(team: str, minutes: int, agents: list[float], start: date = START) -> str:
    """interval_requirement.csv of one team: consecutive intervals from the first midnight on."""
    rows = ["team,date,interval_start,agents"]
    for i, people in enumerate(agents):
        day, minute = divmod(i * minutes, 1440)
        rows.append(f"{team},{start + timedelta(days=day)},{clock(minute)},{people:g}")
    return "\n".join(rows) + "\n"


def write_cover_case(folder: Path, case: dict[str, Any], periods_h: list[int], first_h: int) -> Path:
    """A plain covering problem: ``periods_h`` hours of each period, the first of which begins at ``first_h``."""
    step = int(np.gcd.reduce(periods_h))
    owner = np.repeat(np.arange(len(periods_h)), np.array(periods_h) // step)
    owner = np.roll(owner, first_h // step)  # intervals from midnight on to periods
    agents = np.array(case["demand"], float)[owner]
    whole, days = owner.size * step // 24, owner.size * step // 24
    rules = ["team,shift,start_from,shortest_h,weekdays,cost_per_shift"]
    week = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    for k, covers in enumerate(case["coverage"]):
        there = np.array(covers, dtype=bool)[owner]
        begin = int(np.flatnonzero(there & ~np.roll(there, 1))[0])
        day, minute = divmod(begin * step * 60, 1440)
        weekdays = week[day] if whole > 1 else ""
        rules.append(f",s{k},{clock(minute)},{there.sum() * step},{weekdays},{case['shift_cost'][k]}")
    model = f"""start = {START}
days = {days}
interval_minutes = {60 * step}
cyclic = true
[cover]
must_meet = true
whole_people = {str(case["integer"]).lower()}
"""
    tables = {
        "shift_rules": "\n".join(rules) + "\n",
        "interval_requirement": requirement("all", 60 * step, list(agents)),
    }
    return write_files(folder, model, tables)
