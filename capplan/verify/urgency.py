"""What comes first and what is late: shortage, clocks, and the work that errors bring."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.verify.case import Case
from capplan.verify.findings import HOURS, SHARE
from capplan.verify.novices import right_of_row
from capplan.verify.service import priced_by_service
from capplan.verify.work import hours_each

__all__ = [
    "check_clocks",
    "check_rework",
    "check_shortage",
    "late_work_cost",
    "may_be_late",
    "order_cost",
    "rework_h",
]

Float = NDArray[np.float64]
DEARER = 1.01


def check_shortage(case: Case) -> None:
    """Protected shares, shares in proportion, and the table of both."""
    rules, queues, required = case.model.shortage, case.facts.queues, case.required_h
    if rules is None:
        return
    short = np.nan_to_num(case.run.coverage["short_h"])
    axes = (queues.name, case.weeks)
    least = np.array([rules.protected.get(name, 0.0) for name in queues.priority])[:, None]
    held = np.broadcast_to(least > 0.0, short.shape)
    case.ledger.at_most(
        "shortage", "short_h of protected", axes, (1.0 - least) * required, short, HOURS, held
    )
    all_short, all_required = np.zeros_like(short), np.zeros_like(short)
    for name in set(queues.priority):
        same = np.array(queues.priority) == name
        all_short[same], all_required[same] = short[same].sum(axis=0), required[same].sum(axis=0)
    fair = _part(all_short, all_required)
    if rules.order == "proportional":
        most = (fair + rules.tolerance) * required
        case.ledger.at_most("shortage", "short_h in proportion", axes, most, short, HOURS)
    columns = {
        "required_h": required,
        "short_h": short,
        "short_share": _part(short, required),
        "short_share_of_priority": fair,
    }
    _check_table(case, "shortage", columns)


def order_cost(case: Case) -> Float:
    """[t] what the strict order adds to the price of unmet hours: no pace makes up for urgency."""
    rules, unmet = case.model.shortage, case.model.coverage.unmet_price
    if rules is None or rules.order != "strict":
        return np.zeros(len(case.weeks))
    pace = case.facts.pairs.pace
    step = DEARER * max(1.0, float(pace.max(initial=1.0))) / min(1.0, float(pace.min(initial=1.0)))
    ranked = sorted((price, name) for name, price in unmet.items() if name in case.facts.queues.priority)
    weighed: dict[str, float] = {}
    below = 0.0
    for price, name in ranked:
        below = max(price, step * below)
        weighed[name] = below - price
    added = np.array([weighed.get(name, 0.0) for name in case.facts.queues.priority])
    added[priced_by_service(case)] = 0.0
    return np.asarray(added @ np.nan_to_num(case.run.coverage["short_h"]))


def may_be_late(case: Case) -> NDArray[np.bool_]:
    """[q] whether late work has a price."""
    clocks, queues = case.model.clocks, case.facts.queues
    if clocks is None or not case.model.coverage.backlog:
        return np.zeros(len(queues.name), dtype=bool)
    return ~queues.real_time & np.isin(queues.priority, list(clocks.late_price))


def late_work_cost(case: Case) -> Float:
    """[q, t] price of the hours that wait beyond what may wait."""
    clocks, found = case.model.clocks, case.run.coverage
    backlog = np.nan_to_num(found["backlog_h"])
    if clocks is None:
        return np.zeros_like(backlog)
    price = np.array([clocks.late_price.get(name, 0.0) for name in case.facts.queues.priority])
    late = np.maximum(
        backlog - np.where(np.isnan(found["backlog_limit_h"]), np.inf, found["backlog_limit_h"]), 0.0
    )
    return np.asarray(np.where(may_be_late(case), price, 0.0)[:, None] * late)


def check_clocks(case: Case) -> None:
    """The table of clocks, its risk classes and turnarounds."""
    clocks, queues = case.model.clocks, case.facts.queues
    if clocks is None:
        return
    found = case.run.coverage
    backlog, limit = np.nan_to_num(found["backlog_h"]), found["backlog_limit_h"]
    turnaround_h = queues.turnaround_periods * case.facts.horizon.period_h
    for q, name in enumerate(queues.name):
        most = clocks.turnaround_h.get(queues.priority[q])
        if most is not None and not queues.real_time[q]:
            case.ledger.at_most("clocks", f"turnaround of {name}", (), most, turnaround_h[q], HOURS)
    columns = {
        "turnaround_h": np.broadcast_to(turnaround_h[:, None], backlog.shape),
        "backlog_h": backlog,
        "late_h": np.maximum(backlog - limit, 0.0),
        "short_h": np.nan_to_num(found["short_h"]),
    }
    _check_table(case, "clocks", columns)


def rework_h(case: Case) -> Float:
    """[q, t] hours of work that the wrong decisions of the plan bring, afresh from the allocation."""
    accuracy, trust, work = case.facts.accuracy, case.facts.trust, case.work
    hours = np.zeros_like(case.required_h)
    if case.model.rework is None or accuracy is None:
        return hours
    pairs = zip(case.facts.pairs.team.tolist(), case.facts.pairs.queue.tolist(), strict=True)
    right = dict(zip(pairs, accuracy.of_pair.tolist(), strict=True))
    wrong = np.zeros_like(hours)
    errs = np.nan_to_num(1.0 - right_of_row(case))
    np.add.at(wrong, (work.queue, work.period), errs * work.contacts)
    each = hours_each(case.requirement, case.required_h)
    arcs = zip(trust.error_from, trust.error_to, trust.error_share, trust.error_delay, strict=True)
    for source, target, share, delay in arcs:
        known = [a for (_, q), a in right.items() if q == source and not np.isnan(a)]
        before = case.requirement.demand.volume[source, 0] * (1.0 - sum(known) / len(known)) if known else 0.0
        for t in range(hours.shape[1]):
            errors = wrong[source, t - int(delay)] if t >= delay else before
            hours[target, t] += share * errors * each[target, t]
    return hours


def check_rework(case: Case) -> None:
    """The table of what errors bring."""
    if "rework" in case.run.sheets:
        hours, each = rework_h(case), hours_each(case.requirement, case.required_h)
        _check_table(case, "rework", {"rework_h": hours, "contacts": _part(hours, each)})


def _check_table(case: Case, name: str, columns: dict[str, Float]) -> None:
    """Rows by queue and period; a share agrees to a millionth, hours as all hours do."""
    queues, table = case.facts.queues, case.run.sheets[name]
    queue = table.positions(
        ("queue", "language"), tuple(zip(queues.queue, queues.language, strict=True)), case.ledger
    )
    week = table.positions(("week_start",), case.weeks, case.ledger)
    row = np.flatnonzero((queue >= 0) & (week >= 0))
    at = (queue[row], week[row])
    names = [f"{queues.name[q]} in {case.weeks[t]}" for q, t in zip(*at, strict=True)]
    for column, values in columns.items():
        tolerance = SHARE if "share" in column else HOURS
        case.ledger.equal(name, column, (names,), values[at], table.numbers[column][row], tolerance)


def _part(one: Float, other: Float) -> Float:
    return np.divide(one, other, out=np.zeros_like(one), where=other > 0.0)
