"""How people age: learning curves, attrition by tenure, and who is there when the plan starts.

The age of a person counts periods since the class started; the training stage is part of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.validation.typed import Inputs, TypedTable, rows_where

__all__ = ["Ages", "ages", "check", "notes"]

STAGES = ("training", "nesting", "ramp")
# Beyond these a rate looks as if it were written for another period: (period, below, above).
USUAL = {"annual": (0.05, 0.90), "monthly": (0.002, 0.25), "weekly": (0.0005, 0.08)}

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Ages:
    """The age part of ``facts.Teams``; see there."""

    training_periods: NDArray[np.int64]
    nesting_periods: NDArray[np.int64]
    mature_age: NDArray[np.int64]
    hazard: Float
    productivity: Float
    opening: Float


def check(inputs: Inputs) -> Iterator[Problem]:
    """Curves with gaps or stages out of order, attrition without a first band or at another site."""
    yield from _curves(inputs["learning_curves"])
    yield from _bands(inputs)


def _curves(table: TypedTable) -> Iterator[Problem]:
    weeks, stage, output = table.number("week"), table.text("stage"), table.number("productivity")
    for name in table.names():
        rows = np.flatnonzero((table.text("curve") == name) & ~np.isnan(weeks))
        rows = rows[np.argsort(weeks[rows], kind="stable")]
        expected = 1
        for row in rows.tolist():
            if weeks[row] > expected and table.sound:
                yield table.problem(
                    row, "week", f"week {expected} of curve {name} is missing", "1, 2, 3 ... without gaps"
                )
            expected = int(weeks[row]) + 1
        latest = 0
        for row in rows[np.isin(stage[rows], STAGES)].tolist():
            rank = STAGES.index(str(stage[row]))
            if rank < latest:
                yield table.problem(
                    row,
                    "stage",
                    f"{stage[row]} after {STAGES[latest]} in curve {name}",
                    "training, then nesting, then ramp",
                )
            latest = max(latest, rank)
    for row in rows_where((stage == "training") & (output > 0)):
        yield table.problem(
            row,
            "productivity",
            "nobody produces in training",
            "0 while in training",
            "Does nesting begin here?",
        )


def _bands(inputs: Inputs) -> Iterator[Problem]:
    table, teams = inputs["attrition"], inputs["teams"]
    where = dict(zip(teams.text("team").tolist(), teams.text("site").tolist(), strict=True))
    sites, names = table.text("site"), table.text("team")
    for row in rows_where(table.given("team") & table.given("site")):
        own = where.get(str(names[row]))
        if own is not None and own != sites[row]:
            yield table.problem(
                row, "team", f"the team sits at {own}, not at {sites[row]}", f"a team of {sites[row]}"
            )
    tenure = table.number("tenure_from_weeks")
    groups = dict.fromkeys(zip(sites.tolist(), names.tolist(), strict=True))
    for site, team in groups:
        rows = np.flatnonzero((sites == site) & (names == team))
        if table.sound and not np.isnan(tenure[rows]).any() and tenure[rows].min() > 0:
            row = int(rows[np.argmin(tenure[rows])])
            yield table.problem(
                row,
                "tenure_from_weeks",
                f"no rate from the start for {team or site}",
                "a first band from 0",
                "Age counts from the first day of the class, training included.",
            )


def notes(inputs: Inputs) -> Iterator[str]:
    """Attrition rates that look like those of another period."""
    table = inputs["attrition"]
    for row in range(len(table)):
        period, rate = str(table.text("rate_period")[row]), table.number("rate")[row]
        low, high = USUAL.get(period, (0.0, 1.0))
        if rate > high or 0 < rate < low:
            yield (
                f"attrition.csv:{table.lines[row]}: {rate:g} {period} is unusually "
                f"{'high' if rate > high else 'low'}: is it the rate of another period?"
            )


def ages(inputs: Inputs) -> Ages:
    """The arrays by age of every team, as long as the slowest team needs to become mature, and one more."""
    teams, curves, attrition = inputs["teams"], inputs["learning_curves"], inputs["attrition"]
    longest = max(
        (
            int(values.max())
            for values in (curves.number("week"), attrition.number("tenure_from_weeks"))
            if len(values)
        ),
        default=0,
    )
    people = teams.text("staffing") == "headcount"
    productivity = np.ones((len(teams), longest + 1))
    hazard = np.zeros_like(productivity)
    stages = np.zeros((2, len(teams)), dtype=np.int64)
    for team in rows_where(people):
        rows = np.flatnonzero(
            (curves.text("curve") == teams.text("curve")[team]) & (teams.text("curve")[team] != "")
        )
        productivity[team, curves.number("week")[rows].astype(np.int64) - 1] = curves.number("productivity")[
            rows
        ]
        stages[:, team] = [np.sum(curves.text("stage")[rows] == stage) for stage in STAGES[:2]]
        hazard[team] = _hazard(inputs, int(team), longest)
    changes = (np.diff(productivity, axis=1) != 0) | (np.diff(hazard, axis=1) != 0)
    mature = (
        np.where(changes.any(axis=1), longest - np.argmax(changes[:, ::-1], axis=1), 0)
        if longest
        else (np.zeros(len(teams), dtype=np.int64))
    )
    count = int(mature.max(initial=0)) + 1
    return Ages(
        stages[0],
        stages[1],
        mature.astype(np.int64),
        hazard[:, :count],
        productivity[:, :count],
        _opening(inputs, count),
    )


def _hazard(inputs: Inputs, team: int, longest: int) -> Float:
    """The share of one team that leaves at the end of a period, by age; its own bands replace the site's."""
    teams, table = inputs["teams"], inputs["attrition"]
    rows = np.flatnonzero((table.text("team") == teams.text("team")[team]) & table.given("team"))
    if not len(rows):
        rows = np.flatnonzero((table.text("site") == teams.text("site")[team]) & ~table.given("team"))
    if not len(rows):
        return np.zeros(longest + 1)
    rows = rows[np.argsort(table.number("tenure_from_weeks")[rows], kind="stable")]
    rates = np.array(
        [
            inputs.horizon.period_rate(table.number("rate")[row], str(table.text("rate_period")[row]))
            for row in rows
        ]
    )
    band = np.searchsorted(table.number("tenure_from_weeks")[rows], np.arange(longest + 1), side="right") - 1
    return np.asarray(rates[band], dtype=np.float64)


def _opening(inputs: Inputs, count: int) -> Float:
    table = inputs["headcount"]
    opening = np.zeros((len(inputs["teams"]), count))
    age = np.minimum(table.number("tenure_weeks"), count - 1).astype(np.int64)
    np.add.at(opening, (table.positions("team", inputs["teams"].names()), age), table.number("heads"))
    return opening
