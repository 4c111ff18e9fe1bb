"""Automation initiatives that a plan starts, and what follows: contacts taken, hours relieved.

Hours afresh from the decisions of initiatives.csv: of deferrable queues by their share of the load, of real-time ones
as they are sized again with what is left (as the required hours themselves are).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.facts import Facts
from capplan.planning_model import PlanningModel
from capplan.project_facts import Initiatives
from capplan.requirements.initiatives import taken_h
from capplan.requirements.required import Requirement
from capplan.verify.findings import Ledger
from capplan.verify.read_run import Run

__all__ = ["RULE", "Begun", "begun"]

Float = NDArray[np.float64]
RULE = "initiatives"


@dataclass(frozen=True)
class Begun:
    """``started`` [n] the first period, -1 for none; ``share`` [n, t] of the full effect; hours [n, q, t]."""

    started: NDArray[np.int64]
    share: Float
    relieved_h: Float
    contacts: Float  # [n, t] taken
    back: Float  # [n] contacts that come back within the plan


def begun(
    model: PlanningModel,
    facts: Facts,
    requirement: Requirement,
    run: Run,
    sized_h: Float,
    each: Float,
    ledger: Ledger,
) -> Begun | None:
    """The decisions of initiatives.csv and what follows; None where the plan decides on none.

    ``sized_h`` [q, t] are hours required without initiatives, ``each`` [q, t] those of one contact.
    """
    rules, planned = model.initiatives, facts.initiatives
    if rules is None or planned is None:
        return None
    started = _decisions(planned, run, ledger)
    share = np.array([_share(planned, n, int(t), len(run.weeks), rules.delay) for n, t in enumerate(started)])
    share = share.reshape(len(started), len(run.weeks))
    volume = requirement.demand.volume
    sized = facts.queues.real_time | (facts.queues.rules.blend_with >= 0)
    as_sized = taken_h(facts, requirement) if (planned.queues & sized).any() else None
    hours, contacts = np.zeros((len(started), *sized_h.shape)), np.zeros_like(share)
    back = np.zeros(len(started))
    for n in range(len(started)):
        here, a = np.flatnonzero(planned.queues[n]), float(planned.deflected[n])
        if as_sized is not None and (planned.queues[n] & sized).any():
            hours[n] = share[n] * as_sized[n]
        else:
            hours[n, here] = share[n] * a * float(planned.handle_time[n]) * sized_h[here]
        contacts[n] = share[n] * a * volume[here].sum(axis=0)
        for q in here:
            target, lag = int(planned.bounce_queue[n, q]), int(planned.bounce_periods[n])
            if target < 0:
                continue
            for t in range(lag, len(run.weeks)):
                returned = float(planned.bounced[n] * share[n, t - lag] * a * volume[q, t - lag])
                hours[n, target, t] -= returned * each[target, t]
                back[n] += returned
    return Begun(started, share, hours, contacts, back)


def _decisions(planned: Initiatives, run: Run, ledger: Ledger) -> NDArray[np.int64]:
    """[n] the period in which each starts; every initiative has one row."""
    table = run.sheets["initiatives"]
    row_of = table.positions(("initiative",), planned.name, ledger)
    days = {label: t for t, label in enumerate(run.weeks)}
    started = np.full(len(planned.name), -1)
    for n, name in enumerate(planned.name):
        rows = np.flatnonzero(row_of == n)
        ledger.that(RULE, len(rows) == 1, f"rows of {name} in initiatives.csv", "one", str(len(rows)))
        for row in rows[:1]:
            word, day = str(table.labels["decision"][row]), str(table.labels["start"][row])
            wanted = "the first day of a period" if word == "start" else "no day"
            fits = (word == "start" and day in days) or (word == "not_started" and day == "")
            if ledger.that(
                RULE, fits, f"start of {name}, {word or 'without a decision'}", wanted, day or "none"
            ):
                started[n] = days.get(day, -1)
    return started


def _share(planned: Initiatives, n: int, start: int, periods: int, delay: str) -> Float:
    """[t] of the full effect, by its launch, its ramp and the risk that it is late."""
    if start < 0:
        return np.zeros(periods)
    ramp, risk = max(1, int(planned.ramp_periods[n])), float(planned.delay_risk[n])
    launch = start + int(planned.build_periods[n])

    def launched(day: int) -> Float:
        return np.array([min(1.0, max(0.0, (t - day + 1) / ramp)) for t in range(periods)])

    late = launched(launch + int(planned.delay_periods[n]))
    if delay == "none":
        return launched(launch)
    if delay == "late":
        return late if risk > 0.0 else launched(launch)
    return (1.0 - risk) * launched(launch) + risk * late
