"""Deferrable work, oldest first: what waits, how old it is, and what is left at the end.

Work arrives evenly through a period; the backlog at the start arrived evenly over the time that its oldest
item has waited (at least one period). Work done and hours left unmet take the oldest first. What is left of
an arrival is its youngest part, so the age of the oldest hour is known and is held against the turnaround.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.verify.case import Case
from capplan.verify.findings import HOURS, Tolerance, text
from capplan.verify.urgency import may_be_late, rework_h
from capplan.verify.work import hours_each

__all__ = ["check_backlog"]

Float = NDArray[np.float64]


@dataclass
class Arrival:
    """Hours that arrived evenly between two moments (in periods); the ``left`` ones are the youngest."""

    begin: float
    end: float
    hours: float
    left: float

    def oldest(self) -> float:
        """When the oldest hour that is left arrived."""
        return self.end - (self.end - self.begin) * self.left / self.hours

    def after(self, moment: float) -> float:
        """Hours that arrived after a moment."""
        return self.hours * min(1.0, max(0.0, (self.end - moment) / (self.end - self.begin)))


def opening_h(case: Case) -> Float:
    """[q] hours waiting at the start: items at the handle time of the first period."""
    each = hours_each(case.requirement, case.sized_h)[:, 0]
    return np.where(case.facts.queues.real_time, 0.0, case.facts.backlog.open_items * each)


def check_backlog(case: Case) -> None:
    """Backlog columns of coverage.csv, the turnaround of every deferrable queue, and the end of the plan."""
    queues, found, ledger = case.facts.queues, case.run.coverage, case.ledger
    done = case.work.queue_work_h + np.nan_to_num(found["short_h"])
    opening, weeks, errors_h = opening_h(case), case.weeks, rework_h(case)
    for q, name in enumerate(queues.name):
        if queues.real_time[q]:
            for column in ("backlog_start_h", "backlog_h"):
                ledger.equal("backlog", f"{column} of {name}", (weeks,), 0.0, found[column][q], HOURS)
            continue
        turnaround = float(queues.turnaround_periods[q]) if case.model.coverage.backlog else 0.0
        spread = max(1.0, float(case.facts.backlog.oldest_age_periods[q]))
        # Rounded hours of every period add up in the backlog, so the size of the queue sets the allowance.
        size = float(np.max(np.abs(case.required_h[q]), initial=0.0))
        allowance = Tolerance(max(HOURS.absolute, HOURS.relative * max(size, float(opening[q]))))
        first = Arrival(-spread, 0.0, float(opening[q]), float(opening[q]))
        waiting, limit = _forward(case, q, first, done[q], errors_h[q], turnaround, allowance)
        before = np.concatenate([[opening[q]], waiting[:-1]])
        ledger.equal(
            "backlog", f"backlog_start_h of {name}", (weeks,), before, found["backlog_start_h"][q], allowance
        )
        ledger.equal("backlog", f"backlog_h of {name}", (weeks,), waiting, found["backlog_h"][q], allowance)
        if case.model.coverage.backlog and np.isfinite(turnaround):
            what = f"backlog_limit_h of {name}"
            ledger.equal("turnaround", what, (weeks,), limit, found["backlog_limit_h"][q], allowance)
        _check_end(case, q, float(waiting[-1]), float(opening[q]), allowance)


def _forward(
    case: Case, q: int, first: Arrival, done: Float, errors_h: Float, turnaround: float, allowance: Tolerance
) -> tuple[Float, Float]:
    """Hours waiting at the end of every period, and the most of the forecast that may wait; too old hours are found.

    What errors bring waits in the same line, but adds nothing to what may wait. Where lateness has a price, hours
    that are too old are no fault before the end: they are billed.
    """
    name, ledger = case.facts.queues.name[q], case.ledger
    arrivals = [first] if first.hours > 0.0 else []
    line = deque(arrivals)
    waiting, limit = np.zeros(len(case.weeks)), np.zeros(len(case.weeks))
    for t, week in enumerate(case.weeks):
        arrival = Arrival(float(t), t + 1.0, float(case.required_h[q, t]), float(case.required_h[q, t]))
        arrivals.append(arrival)
        both = arrival.hours + float(errors_h[t])
        line.append(Arrival(float(t), t + 1.0, both, both))
        beyond = _take(line, float(done[t]))
        ahead = f"work_h and short_h of {name} in {week}"
        there = text(float(done[t]) - beyond)
        ledger.that(
            "backlog", beyond <= allowance.absolute, ahead, f"at most {there} h waiting", text(float(done[t]))
        )
        waiting[t] = sum(item.left for item in line)
        if np.isfinite(turnaround):
            cutoff = t + 1.0 - turnaround
            limit[t] = sum(item.after(cutoff) for item in arrivals)
            late = sum(max(0.0, item.left - item.after(cutoff)) for item in line)
            oldest = max((t + 1.0 - item.oldest() for item in line if item.left > 0.0), default=0.0)
            if may_be_late(case)[q] and t + 1 < len(case.weeks):
                continue
            ledger.that(
                "turnaround", late <= allowance.absolute, f"backlog of {name} at the end of {week}",
                f"no work older than {text(turnaround)} periods",
                f"{text(late)} h that are older, the oldest {text(oldest)} periods",
            )  # fmt: skip
    return waiting, limit


def _take(line: deque[Arrival], hours: float) -> float:
    """Do so many hours of work, the oldest first; hours for which there was no work are returned."""
    while line and hours > 0.0:
        taken = min(hours, line[0].left)
        line[0].left -= taken
        hours -= taken
        if line[0].left <= 0.0:
            line.popleft()
    return hours


def _check_end(case: Case, q: int, last: float, opening: float, allowance: Tolerance) -> None:
    """What may be left after the last period."""
    rule = case.model.coverage.end_backlog
    if rule == "turnaround":
        return
    most = 0.0 if rule == "none" else opening
    what = f"backlog_h of {case.facts.queues.name[q]} at the end of the plan"
    case.ledger.at_most("end_backlog", what, (), most, last, allowance)
