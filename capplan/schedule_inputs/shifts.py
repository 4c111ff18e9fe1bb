"""The shifts of a team, one for each start and length that a rule allows, and their breaks.

A shift lasts from its start to its end, breaks included; it is paid without its unpaid breaks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.horizon import WEEKDAYS as DAY_NAMES
from capplan.schedule_inputs.nights import night_cost
from capplan.shifts.facts import Breaks, Shifts
from capplan.shifts.timeline import Timeline
from capplan.validation.typed import TypedTable

__all__ = ["WEEKDAYS", "Made", "make_shifts", "of_team"]

Float = NDArray[np.float64]
WEEKDAYS = tuple(name[:3] for name in DAY_NAMES)
DAY_MINUTES = 1440
CLOSE = 1e-9


@dataclass(frozen=True)
class Made:
    """Shifts with their breaks, and for every break whether it is paid."""

    shifts: Shifts
    breaks: Breaks
    paid: tuple[bool, ...]


@dataclass(frozen=True)
class _Break:
    name: str
    minutes: int
    paid: bool
    earliest: int
    latest: int


def of_team(table: TypedTable, team: str) -> list[int]:
    """The rows that hold for a team: its own and those of every team."""
    return [row for row, name in enumerate(table.text("team").tolist()) if name in ("", team)]


def make_shifts(
    tables: dict[str, TypedTable], team: str, line: Timeline, problems: list[Problem]
) -> Made | None:
    """Every start and length that the rules of a team allow; None where there is none, with a problem."""
    rules = tables["shift_rules"]
    rows: list[tuple[int, int, int]] = []
    for row in of_team(rules, team):
        rows += [(row, start, minutes) for start, minutes in _starts_and_lengths(rules, row, line, problems)]
    if not rows:
        problems.append(Problem(rules.table.file, f"team {team} has no shift", allowed="at least one rule"))
        return None
    rule, start, minutes = (np.array(part, dtype=np.int64) for part in zip(*rows, strict=True))
    pauses = [_breaks_of(tables["shift_breaks"], team, rules.text("shift")[r], m, line, problems)
              for r, m in zip(rule, minutes, strict=True)]  # fmt: skip
    unpaid = np.array([sum(pause.minutes for pause in of if not pause.paid) for of in pauses])
    paid_h = (minutes - unpaid) / 60.0
    begins = np.array(
        [[line.position(day, int(at)) for day in line.shift_days] for at in start], dtype=np.int64
    )
    length = minutes // line.minutes
    works = _works(rules, rule, line) & (begins < line.count) & (begins + length[:, None] > 0)
    least, most = _limits(tables["shift_days"], rules, rule, line, team)
    nights, names = tables["night_rules"], rules.text("shift")[rule]
    premium, barred = night_cost(nights, of_team(nights, team), names, start, minutes)
    by_night = works & (most > 0.0) & barred[:, None]
    works &= ~barred[:, None]
    shifts = Shifts(
        name=tuple(names.tolist()),
        start=start,
        end=(start + minutes) % DAY_MINUTES,
        length=length,
        paid_h=paid_h,
        cost=paid_h * rules.number("pay_per_h")[rule] + rules.number("cost_per_shift")[rule] + premium,
        works=works & (most > 0.0),
        begins=begins,
        least=np.where(works, least, 0.0),
        most=most,
        barred=by_night if barred.any() else None,
    )
    return _with_breaks(shifts, pauses, line)


def _starts_and_lengths(
    rules: TypedTable, row: int, line: Timeline, problems: list[Problem]
) -> list[tuple[int, int]]:
    """Start and length in minutes, of every shift of a rule. Bad cells are reported elsewhere: nothing then."""
    first, last, every = (rules.number(name)[row] for name in ("start_from", "start_to", "start_every_min"))
    shortest, longest, step_h = (
        rules.number(name)[row] for name in ("shortest_h", "longest_h", "length_every_h")
    )
    if np.isnan([first, every, shortest, step_h]).any():
        return []
    last = first if np.isnan(last) else last + (DAY_MINUTES if last < first else 0)
    longest = shortest if np.isnan(longest) else longest
    if longest < shortest:
        problems.append(rules.problem(row, "longest_h", "less than shortest_h"))
        return []
    lengths = [shortest + step_h * n for n in range(int((longest - shortest) / step_h + CLOSE) + 1)]
    found = [(int(at) % DAY_MINUTES, round(60.0 * hours))
             for at in np.arange(first, last + 1.0, every) for hours in lengths]  # fmt: skip
    odd = [name for name, values in (("start_from", [at for at, _ in found]), ("shortest_h", [n for _, n in found]))
           if any(value % line.minutes for value in values)]  # fmt: skip
    for name in odd:
        allowed = f"whole intervals of {line.minutes} minutes"
        problems.append(rules.problem(row, name, "starts and lengths fall between intervals", allowed))
    horizon = line.count * line.minutes
    if not odd and line.cyclic and max(minutes for _, minutes in found) > horizon:
        problems.append(rules.problem(row, "shortest_h", "a shift is longer than the cyclic horizon"))
        return []
    return [] if odd else found


def _works(rules: TypedTable, rule: NDArray[np.int64], line: Timeline) -> NDArray[np.bool_]:
    """[k, d] whether the weekday is one of the rule."""
    weekday = np.array([line.day(day).weekday() for day in line.shift_days])
    named = rules.labels("weekdays")
    allowed = np.array([[not names or day in names for day in WEEKDAYS] for names in named], dtype=np.bool_)
    return np.asarray(allowed[rule][:, weekday], dtype=np.bool_)


def _limits(
    days: TypedTable, rules: TypedTable, rule: NDArray[np.int64], line: Timeline, team: str
) -> tuple[Float, Float]:
    """[k, d] least and most people, those of a date in the place of those of the rule."""
    count = len(line.shift_days)
    least = np.repeat(rules.number("least_people")[rule][:, None], count, axis=1)
    most = np.repeat(rules.limit("most_people")[rule][:, None], count, axis=1)
    names = rules.text("shift")[rule]
    for row in of_team(days, team):
        day = days.day("date")[row]
        if np.isnat(day):
            continue
        position = int((day - np.datetime64(line.day(-line.lead_in))) / np.timedelta64(1, "D"))
        if 0 <= position < count:
            of = names == days.text("shift")[row]
            least[of, position] = days.number("least_people")[row]
            most[of, position] = days.limit("most_people")[row]
    return least, most


def _breaks_of(
    table: TypedTable, team: str, shift: str, minutes: int, line: Timeline, problems: list[Problem]
) -> list[_Break]:
    """The breaks of a shift in the order of their windows, which must not overlap nor leave the shift."""
    found: list[tuple[int, _Break]] = []
    for row in of_team(table, team):
        name = str(table.text("shift")[row])
        cells = [table.number(column)[row] for column in ("minutes", "earliest_h", "latest_h", "from_h")]
        if name not in ("", shift) or np.isnan(cells).any() or minutes < 60.0 * cells[3]:
            continue
        long, earliest, latest = (round(value) for value in (cells[0], 60.0 * cells[1], 60.0 * cells[2]))
        fault = _window_fault(long, earliest, latest, minutes, line.minutes)
        if fault is not None:
            _once(problems, table.problem(row, fault[0], fault[1], fault[2]))
            continue
        found.append(
            (row, _Break(table.text("break")[row], long, table.text("paid")[row] == "yes", earliest, latest))
        )
    found.sort(key=lambda pair: pair[1].earliest)
    for (_, before), (row, after) in zip(found, found[1:], strict=False):
        if before.latest + before.minutes > after.earliest:
            message = f"its window overlaps with that of {before.name}"
            _once(problems, table.problem(row, "earliest_h", message))
    return [pause for _, pause in found]


def _window_fault(
    long: int, earliest: int, latest: int, minutes: int, interval: int
) -> tuple[str, str, str | None] | None:
    """Column, message and what is allowed."""
    if long % interval or earliest % interval or latest % interval:
        column = "minutes" if long % interval else "earliest_h" if earliest % interval else "latest_h"
        return column, "it falls between intervals", f"whole intervals of {interval} minutes"
    if latest < earliest:
        return "latest_h", "before earliest_h", None
    if latest + long > minutes:
        return "latest_h", f"the break may end after a shift of {minutes / 60.0:g} h", None
    return None


def _once(problems: list[Problem], problem: Problem) -> None:
    if problem not in problems:
        problems.append(problem)


def _with_breaks(shifts: Shifts, pauses: list[list[_Break]], line: Timeline) -> Made:
    flat = [(k, pause) for k, of in enumerate(pauses) for pause in of]
    columns = [(k, p.minutes, p.earliest, p.latest) for k, p in flat]
    shift, long, earliest, latest = np.array(columns, dtype=np.int64).reshape(-1, 4).T
    breaks = Breaks(
        tuple(pause.name for _, pause in flat),
        shift,
        long // line.minutes,
        earliest // line.minutes,
        latest // line.minutes,
    )
    return Made(shifts, breaks, tuple(pause.paid for _, pause in flat))
