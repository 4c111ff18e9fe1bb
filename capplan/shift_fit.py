"""Shift fit: what a schedule says of its queues, fed back to the requirement of a plan.

Index    q queue    l language

Given    staffed_h[q,l]              hours on duty that the schedule has for a queue in a language      h
         schedule_efficiency[q,l]    share of them that falls where it is required

Equation schedule_efficiency[q] = sum over l: staffed_h * schedule_efficiency  /  sum over l: staffed_h

A plan requires required_h = hours on duty / schedule_efficiency. queues.csv has one figure for a queue in all its
languages, so those of a queue are weighed by their hours: what they need together is right, and languages that the
schedule leaves out are taken to be like the others.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from capplan.errors import InvalidInput, Problem
from capplan.run_folder import read_result
from capplan.scenario import Change

__all__ = ["FILE", "changes_of"]

FILE = "schedule_efficiency.csv"
NUMBERS = ("staffed_h", "schedule_efficiency")
DIGITS = 6


def changes_of(run: Path) -> tuple[Change, ...]:
    """The schedule efficiency of every queue of a schedule, as changes of queues.csv.

    Raises InvalidInput where the folder is no schedule, its schedule is for no queues, or a figure is no share.
    """
    rows = read_result(run, FILE, ("queue",), NUMBERS)
    if rows is None:
        raise InvalidInput(
            [Problem(str(run / FILE), "the file is missing", allowed="a folder of capplan schedule")]
        )
    if not rows:
        cause = "A schedule knows its queues with --requirement, or where its pool names them."
        raise InvalidInput([Problem(FILE, "the schedule is for no queue", cause=cause)])
    wrong = [
        Problem(FILE, "not a share", row["line"], name, f"{row[name]:g}", allowed)
        for row in rows
        for name, allowed, right in (
            ("schedule_efficiency", "above 0 and at most 1", 0.0 < row["schedule_efficiency"] <= 1.0),
            ("staffed_h", "hours above 0", 0.0 < row["staffed_h"] < np.inf),
        )
        if not right
    ]
    if wrong:
        raise InvalidInput(wrong)
    hours: dict[str, list[float]] = {}
    for row in rows:
        queue, staffed = row["queue"].split(":")[0], row["staffed_h"]
        sums = hours.setdefault(queue, [0.0, 0.0])
        sums[0] += staffed * row["schedule_efficiency"]
        sums[1] += staffed
    return tuple(
        Change(table="queues", where={"queue": (queue,)}, column="schedule_efficiency",
               set=round(useful / staffed, DIGITS))
        for queue, (useful, staffed) in hours.items()
    )  # fmt: skip
