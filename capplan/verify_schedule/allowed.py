"""Which shifts and breaks the rules allow: windows, lengths, weekdays, limits, pay, and breaks in their windows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from capplan.verify_schedule.run_files import Row, Run, minute_of

__all__ = ["WEEKDAYS", "applying_breaks", "breaks_taken", "number", "shifts_allowed", "start_of"]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CLOSE = 1e-6
Place = tuple[str, str]


def number(row: Row, name: str, default: float = 0.0) -> float:
    """A cell as a number."""
    return float(row.get(name) or default)


def applying_breaks(run: Run, team: str, shift: str, length_min: float) -> list[Row]:
    """The breaks that a shift of a length has."""
    return [
        row
        for row in run.of_team("shift_breaks", team)
        if row.get("shift", "") in ("", shift) and length_min >= 60.0 * number(row, "from_h") - CLOSE
    ]


def _lengths(rule: Row) -> set[int]:
    shortest = number(rule, "shortest_h")
    longest, step = number(rule, "longest_h", shortest), number(rule, "length_every_h", 0.5)
    found, hours = set(), shortest
    while hours <= longest + CLOSE:
        found.add(round(60.0 * hours))
        hours += step
    return found


def _starts(rule: Row) -> set[int]:
    first = minute_of(rule["start_from"])
    last = minute_of(rule.get("start_to") or rule["start_from"])
    last += 1440 if last < first else 0
    return {at % 1440 for at in range(first, last + 1, int(number(rule, "start_every_min", 30.0)))}


def _rule_of(run: Run, team: str, row: Row, start: int, minutes: int) -> Row | None:
    day = WEEKDAYS[date.fromisoformat(row["date"]).weekday()]
    for rule in run.of_team("shift_rules", team):
        days = {name.strip() for name in rule.get("weekdays", "").split("|") if name.strip()}
        fits = start in _starts(rule) and minutes in _lengths(rule) and (not days or day in days)
        if rule["shift"] == row["shift"] and fits:
            return rule
    return None


def shifts_allowed(run: Run, team: str) -> Iterator[tuple[str, Place]]:
    """What is wrong with the shifts of a team, each with its place."""
    clock = run.clock(team)
    per_shift: dict[tuple[str, str, int, int], float] = defaultdict(float)
    for row in (row for row in run.tables["shifts"] if row["team"] == team):
        place = (team, f"{row['shift']} {row['start']}")
        begin, end = clock.minutes(row["start"]), clock.minutes(row["end"])
        minutes, people = end - begin, float(row["people"])
        if abs(minutes - 60.0 * number(row, "length_h")) > CLOSE:
            yield "length_h is not the time from start to end", place
        start = start_of(run, row)
        rule = None if start is None else _rule_of(run, team, row, start, minutes)
        if rule is None or start is None:
            yield "no rule allows the shift", place
            continue
        per_shift[(row["shift"], row["date"], start, minutes)] += people
        yield from _money_and_people(run, row, rule, minutes, people, place)
    yield from _limits(run, team, per_shift)


def start_of(run: Run, row: Row) -> int | None:
    """The start of the day that a shift stands for: its clock time, or the one that the clock skips just before it.

    None where the moment is not that of the start on its date. Of an hour that is shown twice the first is meant.
    """
    clock, written = run.clock(row["team"]), minute_of(row["start"][11:16])
    days = (date.fromisoformat(row["date"]) - run.model.start).days
    since = clock.minutes(row["start"]) - clock.midnight(days)
    starts = {at for rule in run.of_team("shift_rules", row["team"]) for at in _starts(rule)}
    if run.model.cyclic:
        return written if since == written else None
    if row["start"][:10] != row["date"] or since > written:
        return None
    # on the day that the clock is put on, the minutes passed tell 02:30, the clock 03:30
    skips = clock.midnight(days + 1) - clock.midnight(days) < 1440
    return since if skips and since in starts and written not in starts else written


def _money_and_people(
    run: Run, row: Row, rule: Row, minutes: int, people: float, place: Place
) -> Iterator[tuple[str, Place]]:
    unpaid = sum(
        number(pause, "minutes")
        for pause in applying_breaks(run, row["team"], row["shift"], minutes)
        if pause.get("paid", "no") != "yes"
    )
    paid_h = (minutes - unpaid) / 60.0
    if abs(paid_h - number(row, "paid_h")) > CLOSE:
        yield "paid_h is not the length without unpaid breaks", place
    premium = sum(number(night, "premium_per_h") * hours for night, hours in _at_night(run, row, minutes))
    if any(night.get("forbidden") == "yes" for night, _ in _at_night(run, row, minutes)):
        yield "night work that a rule forbids", place
    cost = people * (paid_h * number(rule, "pay_per_h") + number(rule, "cost_per_shift") + premium)
    if abs(cost - number(row, "cost")) > CLOSE * max(1.0, abs(cost)):
        yield "cost is not people times pay", place
    if people <= 0.0 or (run.model.cover.whole_people and abs(people - round(people)) > CLOSE):
        yield "people are not a whole number above 0", place


def _at_night(run: Run, row: Row, minutes: int) -> Iterator[tuple[Row, float]]:
    """The night rules that a shift falls under, with its hours in their windows, minute by minute of the clock."""
    start = start_of(run, row) or 0
    for night in run.of_team("night_rules", row["team"]):
        if night.get("shift", "") not in ("", row["shift"]):
            continue
        opens, closes = minute_of(night["from"]), minute_of(night["to"])
        length = (closes - opens) % 1440 or 1440
        inside = sum((at - opens) % 1440 < length for at in range(start, start + minutes))
        if inside:
            yield night, inside / 60.0


def _limits(
    run: Run, team: str, people: dict[tuple[str, str, int, int], float]
) -> Iterator[tuple[str, Place]]:
    """Least and most people of every start and length on every day that a rule allows."""
    by_date = {(row["shift"], row["date"]): row for row in run.of_team("shift_days", team)}
    clock, end, pooled = run.clock(team), run.end(team), run.model.pool_of(team) is not None
    first, last = (0, 0) if run.model.cyclic else (-2, 1) if pooled else (-1, 0)
    for rule in run.of_team("shift_rules", team):
        days = {name.strip() for name in rule.get("weekdays", "").split("|") if name.strip()}
        for position in range(first, run.model.day_count + last):
            day = run.model.start + timedelta(days=position)
            if days and WEEKDAYS[day.weekday()] not in days:
                continue
            limits = by_date.get((rule["shift"], day.isoformat()), rule)
            most, least = number(limits, "most_people", float("inf")), number(limits, "least_people")
            for start in _starts(rule):
                for minutes in _lengths(rule):
                    there = people.get((rule["shift"], day.isoformat(), start, minutes), 0.0)
                    place = (team, f"{rule['shift']} {day} {start // 60:02}:{start % 60:02}")
                    if there > most + CLOSE:
                        yield "more people than most_people", place
                    begin = clock.midnight(position) + start
                    within = run.model.cyclic or (begin >= 0 and begin + (minutes if pooled else 0) <= end)
                    if position >= 0 and within and there < least - CLOSE:
                        yield "fewer people than least_people", place


def breaks_taken(run: Run, team: str) -> Iterator[tuple[str, Place]]:
    """Everybody takes every break of the shift once, in its window."""
    clock = run.clock(team)
    taken: dict[tuple[str, str, float, str], float] = defaultdict(float)
    for row in (row for row in run.tables["breaks"] if row["team"] == team):
        place = (team, f"{row['break']} of {row['shift']} {row['start']}")
        after = clock.minutes(row["begins"]) - clock.minutes(row["start"])
        rules = [
            pause
            for pause in applying_breaks(run, row["team"], row["shift"], 60.0 * number(row, "length_h"))
            if pause["break"] == row["break"]
        ]
        if not rules:
            yield "no rule gives the shift this break", place
            continue
        low, high = (60.0 * number(rules[0], name) for name in ("earliest_h", "latest_h"))
        if not low - CLOSE <= after <= high + CLOSE:
            yield "the break begins outside of its window", place
        if abs(number(row, "minutes") - number(rules[0], "minutes")) > CLOSE:
            yield "the break does not last as long as it must", place
        taken[(row["shift"], row["start"], number(row, "length_h"), row["break"])] += float(row["people"])
    for row in (row for row in run.tables["shifts"] if row["team"] == team):
        for pause in applying_breaks(run, row["team"], row["shift"], 60.0 * number(row, "length_h")):
            key = (row["shift"], row["start"], number(row, "length_h"), pause["break"])
            if abs(taken.pop(key, 0.0) - float(row["people"])) > CLOSE:
                yield (
                    "not everybody takes the break once",
                    (team, f"{pause['break']} of {row['shift']} {row['start']}"),
                )
    for shift, start, _, name in taken:
        yield "a break of a shift that nobody works", (team, f"{name} of {shift} {start}")
