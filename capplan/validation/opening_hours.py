"""Opening hours of real-time queues: whole intervals, no overlap, and no arrivals while closed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.tables import WEEKDAYS
from capplan.validation.typed import Inputs, TypedTable

__all__ = ["closed_arrivals", "notes", "opened"]

DAY = 1440


def _spans(table: TypedTable, queue: str) -> Iterator[tuple[int, int, int, int]]:
    """Row, weekday, first and last minute of every readable row of a queue; it closes at midnight at 00:00."""
    for row in np.flatnonzero(table.text("queue") == queue):
        name = str(table.text("weekday")[row])
        opens, closes = table.number("opens")[row], table.number("closes")[row]
        if name in WEEKDAYS and np.isfinite(opens) and np.isfinite(closes):
            yield int(row), WEEKDAYS.index(name), int(opens), int(closes) or DAY


def opened(inputs: Inputs, queue: str, minutes: int) -> NDArray[np.bool_] | None:
    """[7, n] whether an interval lies in the opening hours; None for a queue without rows."""
    spans = list(_spans(inputs["opening_hours"], queue))
    if not spans:
        return None
    result = np.zeros((len(WEEKDAYS), DAY // minutes), dtype=np.bool_)
    for _, day, first, last in spans:
        result[day, first // minutes : last // minutes] = True
    return result


def closed_arrivals(inputs: Inputs, queue: str, minutes: int, rows: NDArray[np.int64]) -> Iterator[Problem]:
    """Hours that are no whole intervals, that overlap or end before they begin; arrivals while closed."""
    table, profile = inputs["opening_hours"], inputs["profile"]
    taken = np.zeros((len(WEEKDAYS), DAY), dtype=np.bool_)
    sound = True
    for row, day, first, last in _spans(table, queue):
        for column, minute in (("opens", first), ("closes", last)):
            if minute % minutes:
                sound = False
                yield table.problem(
                    row,
                    column,
                    f"the intervals of {queue} are {minutes} minutes long",
                    "the edge of an interval",
                )
        if last <= first:
            sound = False
            yield table.problem(
                row,
                "closes",
                f"{queue} closes before it opens",
                "a later time; 00:00 for midnight",
                "A shift over midnight takes two rows, one for each day.",
            )
        elif taken[day, first:last].any():
            yield table.problem(row, "opens", f"{queue} is open then already", "hours that do not overlap")
        taken[day, first:last] = True
    mask = opened(inputs, queue, minutes)
    if mask is None or not sound:
        return
    share = profile.number("share")
    for row in rows:
        name, start = str(profile.text("weekday")[row]), profile.number("interval_start")[row]
        readable = name in WEEKDAYS and np.isfinite(start)
        if share[row] > 0 and readable and not mask[WEEKDAYS.index(name), int(start) // minutes]:
            yield profile.problem(
                int(row),
                "share",
                f"{queue} is closed then by opening_hours.csv, and contacts that arrive would be lost",
                "0 while the queue is closed",
            )


def notes(inputs: Inputs) -> Iterator[str]:
    """Opening hours of queues that do not use them."""
    table, queues = inputs["opening_hours"], inputs["queues"]
    real_time = set(queues.text("queue")[queues.text("work") == "real_time"].tolist())
    for queue in table.names():
        if queue not in real_time:
            yield f"opening_hours.csv: {queue} is not real-time work and does not use opening hours"
