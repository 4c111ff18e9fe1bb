"""Coverings by hand and from the published instances."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from capplan.shifts import Breaks, Covering, Prices, Schedule, Shifts
from capplan.shifts.result import Search
from capplan.shifts.solved import build, schedule_of
from capplan.solve import SolveOptions
from tests.milp import optimum

EXACT = SolveOptions(backend="highs", gap=0.0, time_limit_s=60.0)


def shifts_by_hand(
    rows: list[tuple[int, int]],
    *,
    days: int = 1,
    per_day: int = 24,
    cost: list[float] | None = None,
    **more: Any,
) -> Shifts:
    """Shifts (first interval of the day, intervals); an interval lasts as long as ``per_day`` of them fill a day."""
    start, length = (np.array(part, dtype=np.int64) for part in zip(*rows, strict=True))
    minutes = 1440 // per_day
    shape = (len(rows), days)
    values: dict[str, Any] = {
        "name": tuple(f"s{k}" for k in range(len(rows))),
        "start": start * minutes,
        "end": (start + length) * minutes % 1440,
        "length": length,
        "paid_h": length * minutes / 60.0,
        "cost": np.ones(len(rows)) if cost is None else np.array(cost, float),
        "works": np.ones(shape, dtype=bool),
        "begins": start[:, None] + per_day * np.arange(days),
        "least": np.zeros(shape),
        "most": np.full(shape, np.inf),
    }
    return Shifts(**{**values, **more})


def one_break(case_shifts: Shifts, earliest: int, latest: int, length: int = 1) -> Breaks:
    """The same break for every shift."""
    count = len(case_shifts)
    return Breaks(
        ("meal",) * count,
        np.arange(count),
        np.full(count, length),
        np.full(count, earliest),
        np.full(count, latest),
    )


def minimum_shift_design(path: Path) -> Covering:
    """A published instance: minutes over and under, and a weight for each shift that is opened; one cyclic week."""
    given = {
        name: json.loads(text)
        for name, text in re.findall(r"(\w+)\s*=\s*([^;]+);", path.read_text(encoding="utf-8"))
    }
    minutes, days = given["interval"], given["days"]
    types = zip(*(given[name] for name in ("minStart", "maxStart", "minLength", "maxLength")), strict=True)
    rows = sorted({(s, n) for a, b, c, e in types for s in range(a, b + 1) for n in range(c, e + 1)})
    prices = Prices(float(minutes), float(minutes), float(given["weightShiftInstances"]))
    shifts = shifts_by_hand(rows, days=days, per_day=1440 // minutes, cost=[0.0] * len(rows))
    return Covering(np.array(given["demand"], float), shifts, prices, cyclic=True)


def solved(case: Covering, *, relaxed: bool = False) -> Schedule:
    """The best schedule, found in this process."""
    program = build(case)
    value, x = optimum(program.arrays(), relaxed=relaxed)
    search = Search("within_gap", value, value, 0.0, 0, 0, "test", 0.0)
    found = schedule_of(replace(case, whole=case.whole and not relaxed), program, x, search)
    if not found.case.whole:
        return replace(found, case=case)
    rounded = {name: np.rint(getattr(found, name)) for name in ("away", "on_tour", "offline")}
    return replace(found, **rounded)
