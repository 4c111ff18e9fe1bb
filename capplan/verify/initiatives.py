"""Automation initiatives: their starts are allowed, and the tables and the money follow from them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.project_facts import Initiatives
from capplan.verify.begun import RULE, Begun
from capplan.verify.case import Case
from capplan.verify.findings import HOURS, MONEY, SHARE

__all__ = ["check_initiatives", "project_costs"]

Float = NDArray[np.float64]


def check_initiatives(case: Case) -> None:
    """Starts on the first of a month, not too early, not too many at once; the figures of both tables."""
    rules, planned, found = case.model.initiatives, case.facts.initiatives, case.begun
    if rules is None or planned is None or found is None:
        return
    horizon, ledger = case.facts.horizon, case.ledger
    building = np.zeros(len(case.weeks))
    for n, name in enumerate(planned.name):
        start = int(found.started[n])
        if start < 0:
            continue
        day, before = horizon.day(start), horizon.day(start - 1)
        first = start == 0 or day.month != before.month
        ledger.that(RULE, first, f"start of {name}", "the first period of a month", day.isoformat())
        early = start < planned.earliest[n]
        ledger.that(RULE, not early, f"start of {name}", "not before its earliest day", day.isoformat())
        building[start : start + int(planned.build_periods[n])] += 1.0
    if rules.most_at_once is not None:
        most = float(rules.most_at_once)
        ledger.at_most(RULE, "initiatives built at once", (case.weeks,), most, building, HOURS)
    _check_tables(case, planned, found)


def _check_tables(case: Case, planned: Initiatives, found: Begun) -> None:
    table, ledger = case.run.sheets["initiatives"], case.ledger
    row_of = table.positions(("initiative",), planned.name, ledger)
    cost, running = project_costs(case)
    gone = planned.deflected * planned.handle_time
    expected = {
        "deflected": (planned.deflected, SHARE),
        "residual_handle_time": ((1.0 - gone) / (1.0 - planned.deflected), SHARE),
        "contacts_taken": (found.contacts.sum(axis=1), HOURS),
        "contacts_back": (found.back, HOURS),
        "relieved_h": (found.relieved_h.sum(axis=(1, 2)), HOURS),
        "cost": (cost.sum(axis=1), MONEY),
        "running_cost": (running.sum(axis=1), MONEY),
    }
    rows = np.flatnonzero(row_of >= 0)
    names = [planned.name[n] for n in row_of[rows]]
    for column, (values, tolerance) in expected.items():
        written = table.numbers[column][rows]
        ledger.equal(RULE, column, (names,), values[row_of[rows]], written, tolerance)
    _check_hours(case, planned, found)


def _check_hours(case: Case, planned: Initiatives, found: Begun) -> None:
    """initiative_hours.csv adds up to what follows from the decisions."""
    table, ledger, queues = case.run.sheets["initiative_hours"], case.ledger, case.facts.queues
    keys = tuple(zip(queues.queue, queues.language, strict=True))
    n = table.positions(("initiative",), planned.name, ledger)
    q = table.positions(("queue", "language"), keys, ledger)
    t = table.positions(("week_start",), case.weeks, ledger)
    row = np.flatnonzero((n >= 0) & (q >= 0) & (t >= 0))
    written = np.zeros_like(found.relieved_h)
    np.add.at(written, (n[row], q[row], t[row]), np.nan_to_num(table.numbers["relieved_h"][row]))
    axes = (planned.name, queues.name, case.weeks)
    ledger.equal(RULE, "relieved_h", axes, found.relieved_h, written, HOURS)


def project_costs(case: Case) -> tuple[Float, Float]:
    """[n, t] what initiatives cost when they start, and while they run; nothing where the plan decides on none."""
    planned, found = case.facts.initiatives, case.begun
    if planned is None or found is None:
        none = np.zeros((0, len(case.weeks)))
        return none, none
    once, running = np.zeros_like(found.share), np.zeros_like(found.share)
    for n, start in enumerate(found.started.tolist()):
        if start >= 0:
            once[n, start] = planned.cost[n]
            running[n, start + int(planned.build_periods[n]) :] += planned.run_cost[n]
            running[n] += planned.fee[n] * found.contacts[n]
    return once, running
