"""The shifts and the cover of a roster from a schedule: who is wanted on each shift is what was scheduled for it.

Each kind of shift with its start and length is a shift of the roster, named as full_time_0800_8.5h. Whoever works the
whole of the quiet hours (00:00 to 04:00) works at night.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from capplan.errors import InvalidInput, Problem
from capplan.nearest import did_you_mean, listing
from capplan.read import RawTable
from capplan.roster_model import RosterModel
from capplan.roster_tables import TABLES
from capplan.run_folder import read_result

__all__ = ["FILE", "tables_of"]

FILE = "shifts.csv"
TEXTS = ("team", "shift", "date", "start")
NUMBERS = ("length_h", "paid_h", "people")
QUIET_END_H = 4.0
DAY_H = 24.0
CLOSE = 1e-6


def tables_of(run: Path, team: str | None, model: RosterModel) -> dict[str, RawTable]:
    """roster_shifts and roster_cover of a team, on the days of the model. The only team needs no name.

    Raises InvalidInput where the folder is no schedule, or not one of such a team and of these days.
    """
    rows = read_result(run, FILE, TEXTS, NUMBERS)
    if rows is None:
        raise InvalidInput(
            [Problem(str(run / FILE), "the file is missing", allowed="a folder of capplan schedule")]
        )
    rows = [row for row in rows if row["team"] == _team(rows, team)]
    days = {str(day) for day in _days(model)}
    inside = [row for row in rows if row["date"] in days]
    problems = list(_broken(inside)) + list(_elsewhere(inside, model.time_zone))
    if not inside:
        told = f"{min(row['date'] for row in rows)} to {max(row['date'] for row in rows)}"
        problems.append(Problem(FILE, "no shift on the days of the roster", value=told,
                                allowed=f"days from {model.start} on"))  # fmt: skip
    if problems:
        raise InvalidInput(problems)
    return {"roster_shifts": _shifts(inside, run), "roster_cover": _cover(inside, days, run)}


def _broken(rows: list[dict[str, Any]]) -> Iterator[Problem]:
    for row in rows:
        if abs(row["people"] - round(row["people"])) > CLOSE:
            allowed = "a schedule with cover.whole_people"
            yield Problem(FILE, "a part of a person", row["line"], "people", f"{row['people']:g}", allowed)


def _elsewhere(rows: list[dict[str, Any]], time_zone: str) -> Iterator[Problem]:
    """The first shift whose distance from UTC is not that of the roster; a cyclic schedule has none."""
    for row in rows:
        start = datetime.fromisoformat(row["start"])
        if (
            start.tzinfo is not None
            and start.utcoffset() != start.astimezone(ZoneInfo(time_zone)).utcoffset()
        ):
            message = f"the clock of the schedule is not that of the roster, {time_zone}"
            yield Problem(FILE, message, row["line"], "start", row["start"], "time_zone as in the schedule")
            return


def _days(model: RosterModel) -> np.ndarray[Any, Any]:
    return np.datetime64(model.start) + np.arange(model.days)


def _team(rows: list[dict[str, Any]], team: str | None) -> str:
    names = list(dict.fromkeys(str(row["team"]) for row in rows))
    if team is None and len(names) == 1:
        return names[0]
    if team is None or team not in names:
        message = (
            "a roster is for one team: say which" if team is None else "the schedule has no shift of the team"
        )
        raise InvalidInput([Problem(FILE, message, None, "team", team, listing(names) or "none",
                                    None if team is None else did_you_mean(team, names))])  # fmt: skip
    return team


def _name(row: dict[str, Any]) -> str:
    return f"{row['shift']}_{row['start'][11:13]}{row['start'][14:16]}_{row['length_h']:g}h"


def _shifts(rows: list[dict[str, Any]], run: Path) -> RawTable:
    found = {
        _name(row): {
            "start": row["start"][11:16],
            "length_h": f"{row['length_h']:g}",
            "paid_h": f"{row['paid_h']:.15g}",
            "night": "yes" if _quiet(row) else "no",
        }
        for row in rows
    }
    return _raw("roster_shifts", [{"shift": name, **found[name]} for name in sorted(found)], run)


def _quiet(row: dict[str, Any]) -> bool:
    """Whether the shift holds all hours from a midnight to ``QUIET_END_H``."""
    start = int(row["start"][11:13]) + int(row["start"][14:16]) / 60.0
    midnight = 0.0 if start == 0.0 else DAY_H
    return bool(start + row["length_h"] >= midnight + QUIET_END_H)


def _cover(rows: list[dict[str, Any]], days: set[str], run: Path) -> RawTable:
    """Every shift on every day: nobody is wanted where nobody is scheduled."""
    wanted = {(day, name): 0.0 for day in sorted(days) for name in sorted({_name(row) for row in rows})}
    for row in rows:
        wanted[(row["date"], _name(row))] += row["people"]
    told = [
        {"date": day, "shift": name, "wanted": f"{round(people)}"} for (day, name), people in wanted.items()
    ]
    return _raw("roster_cover", told, run)


def _raw(name: str, rows: list[dict[str, str]], run: Path) -> RawTable:
    table = next(table for table in TABLES if table.name == name)
    frame = pd.DataFrame(rows, dtype=str)
    return RawTable(table.file, run / FILE, {c: c for c in frame.columns}, frame, np.arange(2, len(rows) + 2))
