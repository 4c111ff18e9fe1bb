"""Arrival profiles: intervals of one length, and shares that sum to 1."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.facts import Profile
from capplan.tables import WEEKDAYS
from capplan.validation import opening_hours
from capplan.validation.typed import Inputs, TypedTable, rows_where

__all__ = ["build_profiles", "check", "notes"]

HOUR, DAY = 60, 1440
TOLERANCE = 1e-6


def check(inputs: Inputs) -> Iterator[Problem]:
    """Real-time queues without a profile, unequal intervals, shares that do not sum to 1."""
    table, queues = inputs["profile"], inputs["queues"]
    if table.sound:
        for row in rows_where((queues.text("work") == "real_time") & queues.given("queue")):
            if queues.text("queue")[row] not in table.text("queue"):
                yield queues.problem(
                    row,
                    "queue",
                    "a real-time queue needs a profile",
                    f"rows for it in {table.table.file}",
                )
    for queue in table.names():
        rows = np.flatnonzero(table.text("queue") == queue)
        uneven = list(_intervals(table, queue, rows))
        yield from uneven
        yield from _sums(table, queue, rows)
        if not uneven:
            yield from opening_hours.closed_arrivals(inputs, queue, _minutes(table, rows), rows)


def _steps(table: TypedTable, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Rows whose interval has an earlier one on the same weekday, and the minutes between the two starts."""
    weekday, start = table.text("weekday")[rows], table.number("interval_start")[rows]
    order = np.lexsort((start, weekday))
    same_day = weekday[order][1:] == weekday[order][:-1]
    minutes = np.diff(start[order])
    usable = same_day & (minutes > 0)
    return rows[order[1:][usable]], minutes[usable]


def _minutes(table: TypedTable, rows: NDArray[np.int64]) -> int:
    """The length of the intervals: the most frequent step between starts; an hour with one interval a day."""
    _, minutes = _steps(table, rows)
    if not len(minutes):
        return HOUR
    different, counts = np.unique(minutes, return_counts=True)
    return int(different[np.argmax(counts)])


def _intervals(table: TypedTable, queue: str, rows: NDArray[np.int64]) -> Iterator[Problem]:
    length = _minutes(table, rows)
    later, steps = _steps(table, rows)
    if length > HOUR or HOUR % length:
        yield table.problem(
            int(later[np.argmax(steps == length)]),
            "interval_start",
            f"the intervals of {queue} are {length} minutes long",
            "5, 6, 10, 12, 15, 20, 30 or 60 minutes",
        )
        return
    uneven = later[steps % length > 0]
    off = rows[table.number("interval_start")[rows] % length > 0]
    for row in np.unique(np.concatenate([uneven, off]))[:1]:
        yield table.problem(
            int(row),
            "interval_start",
            f"most intervals of {queue} are {length} minutes long, this one does not fit",
            f"starts that are a multiple of {length} minutes after midnight",
        )


def _sums(table: TypedTable, queue: str, rows: NDArray[np.int64]) -> Iterator[Problem]:
    given = table.given("staffed_share")[rows]
    if given.any() and not given.all():
        yield table.problem(
            int(rows[np.argmin(given)]),
            "staffed_share",
            f"{queue} has it in some intervals and not in others",
            "a share in every row of the queue, or in none",
        )
    for column, wanted in (("share", True), ("staffed_share", bool(given.all()))):
        values = table.number(column)[rows]
        total = float(values.sum())
        if wanted and table.sound and not np.isnan(values).any() and abs(total - 1.0) > TOLERANCE:
            hint = "Percentages?" if abs(total - 100) < 1 else None
            hint = "Each weekday sums to 1? They sum to 1 over the week." if abs(total - 7) < 0.1 else hint
            found = Problem(
                table.table.file,
                f"the shares of {queue} sum to {total:.6f}",
                int(table.lines[rows[0]]),
                column,
                f"{total:.6f}",
                "shares that sum to 1 over the week (within 0.000001)",
                hint,
            )
            yield found


def notes(inputs: Inputs) -> Iterator[str]:
    """Profiles of one interval a day, staffing profiles of real-time queues, opening hours without use."""
    yield from opening_hours.notes(inputs)
    table, queues = inputs["profile"], inputs["queues"]
    real_time = set(queues.text("queue")[queues.text("work") == "real_time"].tolist())
    for queue in table.names():
        rows = np.flatnonzero(table.text("queue") == queue)
        if len(np.unique(table.number("interval_start")[rows])) == 1:
            yield f"profile.csv: {queue} has one interval a day; it is taken to last an hour"
        if queue in real_time and table.given("staffed_share")[rows].any():
            yield f"profile.csv: staffed_share of {queue} is not used: real-time work is done as it arrives"


def build_profiles(inputs: Inputs) -> dict[str, Profile]:
    """The profiles by queue; intervals that the file does not name have share 0."""
    table, queues = inputs["profile"], inputs["queues"]
    real_time = set(queues.text("queue")[queues.text("work") == "real_time"].tolist())
    found = {}
    for queue in table.names():
        rows = np.flatnonzero(table.text("queue") == queue)
        minutes = _minutes(table, rows)
        day = np.array(
            [WEEKDAYS.index(name) for name in table.text("weekday")[rows].tolist()], dtype=np.int64
        )
        where = (day, (table.number("interval_start")[rows] // minutes).astype(np.int64))
        share = np.zeros((len(WEEKDAYS), DAY // minutes))
        share[where] = table.number("share")[rows]
        staffed = None
        if table.given("staffed_share")[rows].all() and queue not in real_time:
            staffed = np.zeros_like(share)
            staffed[where] = table.number("staffed_share")[rows]
        opened = opening_hours.opened(inputs, queue, minutes) if queue in real_time else None
        found[queue] = Profile(minutes, share, staffed, opened)
    return found
