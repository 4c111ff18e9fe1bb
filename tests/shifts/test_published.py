"""Published covers and shift designs at their optimum, from files where files can say them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from capplan.schedule_inputs import read_schedule
from capplan.shifts import cover
from tests.shifts.coverings import EXACT, minimum_shift_design
from tests.shifts.schedule_files import requirement, write_cover_case, write_files

WEEK = [24] * 7
PERIODS = {  # hours of each period, and when the first begins
    "union_airways": ([2] * 9 + [6], 6),
    "ctu_call_centre_24h": ([1] * 24, 0),
    "winston_post_office": (WEEK, 0),
    "bus_crew_24h": ([4] * 6, 0),
    "taha_bus_24h": ([4] * 6, 0),
    "mamo_170_nurses_lp": (WEEK, 0),
    "mamo_171_nurses_lp": (WEEK, 0),
}


def cases(shared_data: Path, name: str) -> dict[str, dict[str, Any]]:
    text = (shared_data / "shift_cover_small" / name).read_text(encoding="utf-8")
    return {case["id"]: case for case in json.loads(text)}


def test_every_case_of_the_folder_is_tried(shared_data: Path) -> None:
    assert set(cases(shared_data, "set_cover_cases.json")) == set(PERIODS)
    assert set(cases(shared_data, "other_cases.json")) == {"gurobi_workforce"}


@pytest.mark.parametrize("name", PERIODS)
def test_a_cover_at_its_optimum(shared_data: Path, tmp_path: Path, name: str) -> None:
    case = cases(shared_data, "set_cover_cases.json")[name]
    model = write_cover_case(tmp_path, case, *PERIODS[name])
    (team,) = read_schedule(model, tmp_path).teams
    found = cover(team.covering, EXACT)
    assert found is not None
    assert sum(found.costs.values()) == pytest.approx(case["optimum"], rel=1e-6)
    assert found.search.bound == pytest.approx(case["optimum"], rel=1e-6)
    assert (found.staffed >= team.covering.required - 1e-6).all()


def test_temporary_workers_where_workers_are_shifts_of_one(shared_data: Path, tmp_path: Path) -> None:
    case = cases(shared_data, "other_cases.json")["gurobi_workforce"]
    days = list(case["data"]["shift_requirement"])
    there = case["data"]["availability"]
    rules = "shift,start_from,shortest_h,most_people\n" + "".join(f"{name},00:00,24,1\n" for name in there)
    away = "shift,date,most_people\n" + "".join(
        f"{name},2026-03-{2 + d:02},0\n"
        for name in there
        for d, day in enumerate(days)
        if day not in there[name]
    )
    needed = requirement("shop", 1440, [float(n) for n in case["data"]["shift_requirement"].values()])
    model = (
        "start = 2026-03-02\nweeks = 2\ninterval_minutes = 1440\ncyclic = true\n[cover]\nshort_price = 1.0\n"
    )
    path = write_files(
        tmp_path, model, {"shift_rules": rules, "shift_days": away, "interval_requirement": needed}
    )
    (team,) = read_schedule(path, tmp_path).teams
    found = cover(team.covering, EXACT)
    assert found is not None
    assert found.short.sum() == pytest.approx(case["optimum"]["primary_temps"])


@pytest.mark.parametrize("name", ["DataSet1_RandomExample1", "DataSet1_RandomExample4"])
def test_minimum_shift_design(shared_data: Path, name: str) -> None:
    folder = shared_data / "shift_design_tuwien"
    known = json.loads((folder / "best_known.json").read_text(encoding="utf-8"))["instances"][name]
    case = minimum_shift_design(folder / f"{name}.dzn")
    found = cover(case, replace(EXACT, time_limit_s=120.0))
    assert found is not None
    assert known["check_status"].startswith("proved optimal")
    assert found.search.bound == pytest.approx(known["check_value"], rel=1e-6)
    assert sum(found.costs.values()) == pytest.approx(known["check_value"], rel=1e-6)
    assert np.allclose(found.people, np.rint(found.people))
