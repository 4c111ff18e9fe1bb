"""The tours of a team: patterns of days on and off, each with the shifts of one band of starts.

``days_on`` a week: every pattern of seven days with so many, no longer stretch than allowed (the week repeats), and
enough days off together. ``pattern``: that one, begun in each of its weeks. The shifts of a tour have one length and
starts within a band; from the latest end to the earliest start of the next day must lie the least rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.schedule_inputs.shifts import of_team
from capplan.shifts.facts import Shifts, Tours
from capplan.shifts.timeline import Timeline
from capplan.validation.typed import TypedTable

__all__ = ["make_tours", "rests", "weekly_patterns"]

Index = NDArray[np.int64]
DAY_MINUTES = 1440
WEEK = 7


def weekly_patterns(days_on: int, longest_stretch: int, days_off_together: int) -> list[str]:
    """Every week as 1 and 0 that repeats itself within the limits, the working days first in order."""
    found = []
    for days in combinations(range(WEEK), days_on):
        week = "".join("1" if day in days else "0" for day in range(WEEK))
        if longest(week, "1") <= longest_stretch and longest(week, "0") >= days_off_together:
            found.append(week)
    return found


def longest(pattern: str, sign: str) -> int:
    """The longest run of a sign in a pattern that repeats itself; the days of a year where there is no other sign."""
    if pattern.strip(sign) == "":
        return 366
    other = "0" if sign == "1" else "1"
    return max(len(run) for run in (pattern + pattern).split(other))


def rests(start: Index, length_min: Index, least_rest_h: float) -> bool:
    """Whether any of the shifts may follow any other on the next day."""
    # starts after midnight belong to their own day, so the longest rest that is lost is between the extremes
    return bool(start.min() + DAY_MINUTES - (start + length_min).max() >= 60.0 * least_rest_h)


def make_tours(
    rules: TypedTable, team: str, shifts: Shifts, line: Timeline, heads: float, problems: list[Problem]
) -> Tours | None:
    """The tours of a team; None where no rule is for it. A rule that allows no tour is a problem."""
    rows = of_team(rules, team)
    if not rows:
        return None
    made: list[_Made] = []
    for kind, row in enumerate(rows):
        patterns = _patterns(rules, row, line, problems)
        bands = _bands(rules, row, shifts, line)
        fault = _no_band(rules, row, shifts) if patterns and not bands else None
        if fault is not None:
            problems.append(rules.problem(row, *fault))
        cost = float(rules.number("cost_per_week")[row]) * line.days / WEEK
        name = str(rules.text("tour")[row])
        made += [
            _Made(name, pattern, phase, _days_on(pattern, phase, line), band, cost, kind)
            for pattern in patterns
            for phase in range(len(pattern) // WEEK)
            for band in bands
        ]
    if not made:
        return None
    return Tours(
        tuple(each.name for each in made),
        tuple(each.pattern for each in made),
        np.array([each.phase for each in made], dtype=np.int64),
        np.array([each.on for each in made], dtype=np.bool_),
        np.array([each.band for each in made], dtype=np.bool_),
        np.array([each.cost for each in made], dtype=np.float64),
        np.array([each.kind for each in made], dtype=np.int64),
        rules.limit("most_people")[rows],
        heads,
    )


@dataclass(frozen=True)
class _Made:
    """One tour: see ``Tours``."""

    name: str
    pattern: str
    phase: int
    on: NDArray[np.bool_]
    band: NDArray[np.bool_]
    cost: float
    kind: int


def _no_band(rules: TypedTable, row: int, shifts: Shifts) -> tuple[str, str] | None:
    """Column and message where a rule has no shift; a rule for every team may be for others than this one."""
    named = rules.labels("shifts")[row]
    if not named or named & set(shifts.name):
        return "least_rest_h", "no shift leaves the least rest"
    return ("shifts", "the team has none of these shifts") if rules.given("team")[row] else None


def _days_on(pattern: str, phase: int, line: Timeline) -> NDArray[np.bool_]:
    """[d] the days of the horizon, those before it too, on which a tour works."""
    days = np.array(line.shift_days) + WEEK * phase
    return np.array([pattern[day % len(pattern)] == "1" for day in days], dtype=np.bool_)


def _patterns(rules: TypedTable, row: int, line: Timeline, problems: list[Problem]) -> list[str]:
    pattern = "".join(str(rules.text("pattern")[row]).split())
    days_on, stretch = rules.number("days_on")[row], rules.number("longest_stretch")[row]
    together = rules.number("days_off_together")[row]
    if bool(pattern) == bool(rules.given("days_on")[row]):
        problems.append(rules.problem(row, "days_on", "give either days_on or a pattern"))
        return []
    if np.isnan([stretch, together]).any() or (not pattern and np.isnan(days_on)):
        return []
    if not pattern:
        found = weekly_patterns(int(days_on), int(stretch), int(together))
        if not found:
            problems.append(
                rules.problem(row, "days_on", "no week keeps the limits on stretches and days off")
            )
        return found
    fault = None
    if set(pattern) - {"0", "1"} or len(pattern) % WEEK or "1" not in pattern:
        fault = "not whole weeks of 1 and 0 with a day on"
    elif longest(pattern, "1") > stretch:
        fault = f"more than {stretch:g} working days in a row"
    elif line.cyclic and (line.days % len(pattern)):
        fault = f"a pattern of {len(pattern)} days does not fit a cyclic horizon of {line.days}"
    if fault is not None:
        problems.append(rules.problem(row, "pattern", fault, "as 1111100 1111001"))
        return []
    return [pattern]


def _bands(rules: TypedTable, row: int, shifts: Shifts, line: Timeline) -> list[NDArray[np.bool_]]:
    """[k] the shifts of each band that leaves enough rest: of one kind and length, starts in steps of a band."""
    named = rules.labels("shifts")[row]
    band_h, rest_h = rules.number("start_band_h")[row], rules.number("least_rest_h")[row]
    if np.isnan([band_h, rest_h]).any():
        return []
    groups: dict[tuple[str, int, int], list[int]] = {}
    anchors: dict[tuple[str, int], int] = {}
    order = np.lexsort((shifts.start, shifts.length))
    for k in order.tolist():
        if named and shifts.name[k] not in named:
            continue
        kind = (shifts.name[k], int(shifts.length[k]))
        anchor = anchors.get(kind)
        if anchor is None or shifts.start[k] - anchor > 60.0 * band_h:
            anchor = anchors[kind] = int(shifts.start[k])
        groups.setdefault((*kind, anchor), []).append(k)
    found = []
    for members in groups.values():
        if rests(shifts.start[members], shifts.length[members] * line.minutes, rest_h):
            band = np.zeros(len(shifts), dtype=np.bool_)
            band[members] = True
            found.append(band)
    return found
