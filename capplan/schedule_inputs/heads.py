"""People who may have a tour: heads of a plan or a table, less those on leave, the fewest of any week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np

from capplan.errors import InvalidInput, Problem
from capplan.run_folder import read_result
from capplan.shifts.timeline import Timeline
from capplan.validation.typed import TypedTable

__all__ = ["heads_of_run", "heads_of_table", "people_there"]

ByWeek = dict[tuple[str, str], float]
CLOSE = 1e-6


def heads_of_run(run: Path) -> ByWeek:
    """Productive heads by team and first day of a week, from the headcount of a plan. Raises InvalidInput."""
    rows = read_result(run, "headcount.csv", ("week_start", "team"), ("productive_heads",))
    if rows is None:
        raise InvalidInput([Problem(str(run / "headcount.csv"), "the headcount of the plan is missing")])
    return {(row["team"], row["week_start"]): row["productive_heads"] for row in rows}


def heads_of_table(table: TypedTable) -> ByWeek:
    """Heads by team and first day of a week, from team_heads.csv."""
    days = table.day("week_start").astype("datetime64[D]").astype(str).tolist()
    keys = zip(table.text("team").tolist(), days, strict=True)
    return dict(zip(keys, table.number("heads").tolist(), strict=True))


def people_there(
    heads: ByWeek, team: str, line: Timeline, absence: float, whole: bool, problems: list[Problem], file: str
) -> float:
    """People of the team who may have a tour over the whole horizon; infinite where the source does not name it."""
    if not any(name == team for name, _ in heads):
        return float("inf")
    weeks = list(_weeks(heads, team, line))
    if not weeks:
        problems.append(Problem(file, f"no heads of team {team} in the weeks of the schedule",
                                allowed=f"weeks from {line.start} on"))  # fmt: skip
        return float("inf")
    there = min(weeks) * (1.0 - absence)
    return float(np.floor(there + CLOSE)) if whole else there


def _weeks(heads: ByWeek, team: str, line: Timeline) -> Iterator[float]:
    """The heads of the weeks that overlap the horizon."""
    end = line.day(line.days)
    for (name, week), value in heads.items():
        if name != team or week == "NaT" or np.isnan(value):
            continue
        if week < end.isoformat() and week > (line.start - timedelta(days=7)).isoformat():
            yield value
