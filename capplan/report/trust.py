"""Tables of Trust & Safety rules: who is at the desks, who is new, what is late, short, or comes back as an error.

Each is written where its section of the planning model is on.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.cohorts import aged
from capplan.formulation.nesting import new_at
from capplan.formulation.presence import HOURS_OF_A_DAY
from capplan.plan import Plan
from capplan.report.long import long_table
from capplan.requirements.items import hours_per_item

__all__ = ["trust_tables"]

Float = NDArray[np.float64]


def trust_tables(plan: Plan) -> dict[str, pd.DataFrame]:
    """presence.csv, nesting.csv, clocks.csv, shortage.csv, rework.csv: those whose section is on."""
    found = {
        "presence.csv": _presence(plan),
        "nesting.csv": _nesting(plan),
        "clocks.csv": _clocks(plan),
        "shortage.csv": _shortage(plan),
        "rework.csv": _rework(plan),
    }
    return {name: table for name, table in found.items() if table is not None}


def _presence(plan: Plan) -> pd.DataFrame | None:
    """By desk and period: hours of people asked for, missing, and there in the language in all."""
    presence, absent_h = plan.facts.trust.presence, plan.absent_h
    if presence is None or absent_h is None or plan.model.presence is None:
        return None
    labels = plan.facts.horizon.labels
    holds = np.arange(len(labels)) >= plan.model.presence.first_period
    days = plan.facts.horizon.period_h / HOURS_OF_A_DAY
    asked, absent = (np.zeros((len(presence.desk), len(labels))) for _ in range(2))
    np.add.at(asked, presence.desk_of, presence.least_h[:, None] * days * holds)
    np.add.at(absent, presence.desk_of, absent_h)
    staffing = plan.staffing
    there = staffing.productive_h + staffing.overtime_productive_h - staffing.undertime_productive_h
    there = np.where(plan.facts.teams.on_demand[:, None], staffing.assigned_h, there)
    speaks = np.array([[name in names for names in plan.facts.teams.languages] for name in presence.language])
    keys = {"language": presence.language, "desk": presence.desk}
    values = {
        "least_people": np.broadcast_to(presence.least_people[:, None], asked.shape),
        "required_h": asked,
        "absent_h": absent,
        "speakers_h": speaks.astype(np.float64) @ there,
    }
    return long_table(labels, keys, values)


def _nesting(plan: Plan) -> pd.DataFrame | None:
    """By team and period: people in nesting, heads in production, and the share of the ones in the others."""
    if plan.model.nesting is None:
        return None
    facts, heads = plan.facts, plan.walk.heads
    nesting = aged(facts, plan.walk.hires, new_at(facts))
    here = np.flatnonzero(~facts.teams.on_demand)
    keys = {
        "site": [facts.sites.name[s] for s in facts.teams.site[here]],
        "team": [facts.teams.name[p] for p in here],
    }
    share = np.divide(nesting, heads, out=np.zeros_like(heads), where=heads > 0.0)
    values = {"nesting": nesting[here], "heads": heads[here], "nesting_share": share[here]}
    return long_table(facts.horizon.labels, keys, values)


def _clocks(plan: Plan) -> pd.DataFrame | None:
    """By deferrable queue with a turnaround and period: what waits, what may wait, and what is late."""
    if plan.model.clocks is None:
        return None
    queues, coverage, horizon = plan.facts.queues, plan.coverage, plan.facts.horizon
    here = np.flatnonzero(np.isfinite(queues.turnaround_periods))
    backlog, limit = coverage.backlog_h[here], coverage.backlog_limit_h[here]
    keys = {
        "queue": [queues.queue[q] for q in here],
        "language": [queues.language[q] for q in here],
        "risk_class": [queues.priority[q] for q in here],
    }
    turnaround_h = queues.turnaround_periods[here] * horizon.period_h
    values = {
        "turnaround_h": np.broadcast_to(turnaround_h[:, None], backlog.shape),
        "backlog_h": backlog,
        "late_h": np.maximum(backlog - limit, 0.0),
        "short_h": coverage.short_h[here],
    }
    return long_table(horizon.labels, keys, values)


def _shortage(plan: Plan) -> pd.DataFrame | None:
    """By queue and period: the share that stays short, beside that of all queues of its priority."""
    if plan.model.shortage is None:
        return None
    queues, required, short = plan.facts.queues, plan.coverage.required_h, plan.coverage.short_h
    priority = np.array(queues.priority)
    together = (priority[:, None] == priority[None, :]).astype(np.float64)
    keys = {"queue": queues.queue, "language": queues.language, "priority": queues.priority}
    values = {
        "required_h": required,
        "short_h": short,
        "short_share": _share(short, required),
        "short_share_of_priority": _share(together @ short, together @ required),
    }
    return long_table(plan.facts.horizon.labels, keys, values)


def _rework(plan: Plan) -> pd.DataFrame | None:
    """By queue that errors bring work to and period: the contacts they bring, and the hours of work."""
    if plan.rework_h is None:
        return None
    queues, here = plan.facts.queues, np.unique(plan.facts.trust.error_to)
    hours = plan.rework_h[here]
    keys = {"queue": [queues.queue[q] for q in here], "language": [queues.language[q] for q in here]}
    values = {"contacts": _share(hours, hours_per_item(plan.requirement)[here]), "rework_h": hours}
    return long_table(plan.facts.horizon.labels, keys, values)


def _share(part: Float, whole: Float) -> Float:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0.0)
