"""Whether blocks of offline work are where they may be, and how many of them are held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from capplan.verify_schedule.allowed import WEEKDAYS, applying_breaks, number
from capplan.verify_schedule.run_files import Row, Run, minute_of

__all__ = ["blocks_held", "missed_price"]

CLOSE = 1e-6
WEEK = 7
Place = tuple[str, str]


def blocks_held(run: Run, team: str) -> Iterator[tuple[str, Place]]:
    """What is wrong with the offline work of a team, each with its place."""
    rules = {rule["activity"]: rule for rule in run.of_team("offline_work", team)}
    taken: dict[tuple[str, str, float], float] = defaultdict(float)
    for row in _rows(run, team):
        place = (team, f"{row['activity']} {row['begins']}")
        rule = rules.get(row["activity"])
        faults = ["no rule has this work"] if rule is None else list(_faults(run, row, rule))
        yield from ((fault, place) for fault in faults)
        taken[(row["shift"], row["start"], number(row, "length_h"))] += number(row, "people")
    there: dict[tuple[str, str, float], float] = defaultdict(float)
    for row in run.tables["shifts"]:
        if row["team"] == team:
            there[(row["shift"], row["start"], number(row, "length_h"))] += number(row, "people")
    for key, people in taken.items():
        if people > there[key] + CLOSE:
            yield "more people in blocks than work the shift", (team, f"{key[0]} {key[1]}")
    for name, rule in rules.items():
        for week, missed in _missed(run, team, rule).items():
            if missed < -CLOSE:
                yield "more blocks than are asked for", (team, f"{name}, week {week + 1}")
            if missed > CLOSE and not rule.get("price"):
                yield f"{missed:g} blocks are not held", (team, f"{name}, week {week + 1}")


def missed_price(run: Run, team: str) -> float:
    """Money for blocks that are not held."""
    return sum(
        number(rule, "price") * sum(max(missed, 0.0) for missed in _missed(run, team, rule).values())
        for rule in run.of_team("offline_work", team)
    )


def _rows(run: Run, team: str) -> list[Row]:
    return [row for row in run.tables["offline_blocks"] if row["team"] == team]


def _missed(run: Run, team: str, rule: Row) -> dict[int, float]:
    """Blocks of a rule that are not held, by week."""
    days = run.model.day_count
    found = {week: number(rule, "blocks_a_week") for week in range(-(-days // WEEK))}
    for row in _rows(run, team):
        if row["activity"] == rule["activity"]:
            day = (date.fromisoformat(row["date"]) - run.model.start).days
            found[min(max(day, 0), days - 1) // WEEK] -= number(row, "people")
    return found


def _faults(run: Run, row: Row, rule: Row) -> Iterator[str]:
    shifts = {name.strip() for name in rule.get("shifts", "").split("|") if name.strip()}
    if shifts and row["shift"] not in shifts:
        yield "the work may not be in this shift"
    days = {name.strip() for name in rule.get("weekdays", "").split("|") if name.strip()}
    if days and WEEKDAYS[date.fromisoformat(row["date"]).weekday()] not in days:
        yield "the work may not be on this weekday"
    minutes = number(row, "minutes")
    if abs(minutes - number(rule, "minutes")) > CLOSE:
        yield "the block does not last as long as it must"
    clock = run.clock(row["team"])
    begin = clock.minutes(row["begins"])
    after = begin - clock.minutes(row["start"])
    length = 60.0 * number(row, "length_h")
    if after < -CLOSE or after + minutes > length + CLOSE:
        yield "the block leaves the shift"
    for pause in applying_breaks(run, row["team"], row["shift"], length):
        first, last = (
            60.0 * number(pause, "earliest_h"),
            60.0 * number(pause, "latest_h") + number(pause, "minutes"),
        )
        if after < last - CLOSE and after + minutes > first + CLOSE:
            yield f"the block touches the window of {pause['break']}"
    if not run.model.cyclic and not 0 <= begin <= run.end(row["team"]) - minutes:
        yield "the block lies outside of the schedule"
    opens = minute_of(rule["from"]) if rule.get("from") else 0
    closes = minute_of(rule["to"]) if rule.get("to") else 1440
    span = (closes - opens) % 1440 or 1440
    minute = (_start_minute(row) + after) % 1440
    if (minute - opens) % 1440 + minutes > span + CLOSE:
        yield "the block lies outside of from and to"


def _start_minute(row: Row) -> int:
    """The minute of the day at which the shift begins by its clock."""
    return minute_of(row["start"][11:16])
