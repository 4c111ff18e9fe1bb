"""Tables of hours: what teams give, where it goes, what queues get."""

from __future__ import annotations

import numpy as np
import pandas as pd

from capplan.plan import Plan
from capplan.report.long import long_table
from capplan.report.measures import own_part, pair_work_h, share_of

__all__ = ["allocation_table", "coverage_table", "staffing_table"]

LEAST_H = 1e-9
STAFFING = (
    "contract_h",
    "productive_h",
    "overtime_paid_h",
    "overtime_productive_h",
    "undertime_paid_h",
    "undertime_productive_h",
    "assigned_h",
    "spare_h",
)


def staffing_table(plan: Plan) -> pd.DataFrame:
    """staffing.csv: from contract hours to assigned and spare hours, by team and period."""
    teams, sites = plan.facts.teams, plan.facts.sites
    keys = {"site": [sites.name[s] for s in teams.site], "team": teams.name}
    values = {name: getattr(plan.staffing, name) for name in STAFFING}
    return long_table(plan.facts.horizon.labels, keys, values)


def allocation_table(plan: Plan) -> pd.DataFrame:
    """allocation.csv: who works on what; only rows with hours. ``share`` is of the queue's work."""
    facts, pairs = plan.facts, plan.facts.pairs
    site = facts.teams.site[pairs.team]
    work = pair_work_h(plan)
    share = np.nan_to_num(share_of(work, plan.coverage.work_h[pairs.queue]))
    keys = {
        "queue": [facts.queues.queue[q] for q in pairs.queue],
        "language": [facts.queues.language[q] for q in pairs.queue],
        "site": [facts.sites.name[s] for s in site],
        "vendor": [facts.sites.vendor[s] or "in-house" for s in site],
        "team": [facts.teams.name[p] for p in pairs.team],
    }
    values = {
        "productive_h": plan.assigned_h,
        "pace": np.broadcast_to(pairs.pace[:, None], work.shape),
        "work_h": work,
        "share": share,
        "volume": (plan.requirement.demand.volume * own_part(plan))[pairs.queue] * share,
    }
    table = long_table(facts.horizon.labels, keys, values)
    return table[table["productive_h"] > LEAST_H].reset_index(drop=True)


def coverage_table(plan: Plan) -> pd.DataFrame:
    """coverage.csv: from volume to required hours, and what becomes of them, by queue and period."""
    queues, coverage = plan.facts.queues, plan.coverage
    values = {
        "volume": plan.requirement.demand.volume,
        "aht_s": plan.requirement.demand.aht_s,
        "workload_h": plan.requirement.workload_h,
        "required_h": coverage.required_h,
        "work_h": coverage.work_h,
        "short_h": coverage.short_h,
        "backlog_start_h": coverage.backlog_start_h,
        "backlog_h": coverage.backlog_h,
        "backlog_limit_h": coverage.backlog_limit_h,
    }
    keys = {"queue": queues.queue, "language": queues.language}
    return long_table(plan.facts.horizon.labels, keys, values)
