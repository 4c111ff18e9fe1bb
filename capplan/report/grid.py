"""The weekly capacity grid, the planner's home page: metrics as rows, periods as columns.

Three levels: the whole plan, every site, every queue. What belongs to a queue reaches a site by
``measures.queue_spread``, so the rows of the sites add up to the whole plan, and so do those of the queues.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.plan import Plan
from capplan.report.costs import cost_by_period
from capplan.report.measures import (
    available_h,
    head_hours,
    own_part,
    pair_work_h,
    queue_spread,
    share_of,
    site_pairs,
    spare_standard_h,
    sum_by,
)

__all__ = ["METRICS", "grid_table"]

Float = NDArray[np.float64]
Rows = dict[str, Float]

METRICS = {
    "forecast volume": "contacts",
    "volume for people": "contacts",
    "AHT": "s",
    "workload hours": "h",
    "required hours": "h",
    "staffed hours": "h",
    "productive hours of one head": "h",
    "required FTE": "FTE",
    "staffed FTE": "FTE",
    "over/under FTE": "FTE",
    "over/under": "%",
    "occupancy at requirement": "%",
    "available hours at work": "%",
    "overtime hours": "h",
    "undertime hours": "h",
    "backlog items": "items",
    "backlog hours": "h",
    "heads at start": "heads",
    "graduates": "heads",
    "transfers in": "heads",
    "attrition": "heads",
    "releases": "heads",
    "transfers out": "heads",
    "heads at end": "heads",
    "attrition share": "%",
    "trainees": "heads",
    "new hires": "heads",
    "classes": "classes",
    "shrinkage": "%",
    "seats required": "seats",
    "seats available": "seats",
    "seat utilisation": "%",
    "short hours": "h",
    "cost": "",  # the base currency
}
WALK_METRICS = {
    "heads at start": "start",
    "graduates": "graduates",
    "transfers in": "transfers_in",
    "attrition": "attrition",
    "releases": "releases",
    "transfers out": "transfers_out",
    "heads at end": "end",
    "trainees": "trainees",
    "new hires": "hires",
    "classes": "classes",
}


def _demand(plan: Plan) -> Rows:
    """Demand and service by queue, [q, t]."""
    queues, coverage = plan.facts.queues, plan.coverage
    volume, own = plan.requirement.demand.volume, plan.requirement.demand.volume * own_part(plan)
    ratio = share_of(own.sum(axis=1), coverage.required_h.sum(axis=1))
    per_h = share_of(own, coverage.required_h)
    items = np.where(np.isnan(per_h), ratio[:, None], per_h) * coverage.backlog_h
    return {
        "forecast volume": queues.volume,
        "volume for people": volume,
        "handling seconds": volume * plan.requirement.demand.aht_s,
        "workload hours": plan.requirement.workload_h,
        "required hours": coverage.required_h,
        "staffed hours": coverage.work_h,
        "backlog items": np.where(coverage.backlog_h > 0.0, items, 0.0),
        "backlog hours": coverage.backlog_h,
        "short hours": coverage.short_h,
    }


def _supply(plan: Plan) -> Rows:
    """Supply by site, [s, t]; ``contract`` and ``productive`` hours lead to the share lost to shrinkage."""
    teams, sites, hours = plan.facts.teams, plan.facts.sites, plan.staffing
    share = plan.requirement.productive_share[teams.site]
    count = len(sites.name)
    by_team = {name: getattr(plan.walk, field) for name, field in WALK_METRICS.items()} | {
        "heads": plan.walk.heads,
        "contract": hours.contract_h,
        "productive": hours.contract_h * share,
        "available": available_h(plan),
        "spare": spare_standard_h(plan),
        "overtime hours": hours.overtime_paid_h,
        "undertime hours": hours.undertime_paid_h,
        "seats required": hours.seats_used,
    }
    rows = {name: sum_by(teams.site, values, count) for name, values in by_team.items()}
    rows["assigned"] = sum_by(site_pairs(plan), plan.assigned_h, count)
    rows["staffed hours"] = sum_by(site_pairs(plan), pair_work_h(plan), count) + rows["spare"]
    seats = np.where(np.isfinite(sites.seats), sites.seats, np.nan)
    rows["seats available"] = np.tile(seats[:, None], (1, plan.facts.horizon.count))
    return rows


def _ratios(rows: Rows, head: Float) -> Rows:
    """What follows from the sums: FTE, over and under, shares in percent; those whose parts are there."""
    derived = dict(rows)
    gap = rows["staffed hours"] - rows["required hours"]
    for name, hours in (("required", rows["required hours"]), ("staffed", rows["staffed hours"])):
        derived[f"{name} FTE"] = share_of(hours, head)
    derived["over/under FTE"] = share_of(gap, head)
    percents = {
        "over/under": (gap, rows["required hours"]),
        "occupancy at requirement": (rows["workload hours"], rows["required hours"]),
    }
    if "heads" in rows:
        percents["available hours at work"] = (rows["assigned"], rows["available"])
        percents["attrition share"] = (rows["attrition"], rows["heads"])
        percents["shrinkage"] = (rows["contract"] - rows["productive"], rows["contract"])
        percents["seat utilisation"] = (rows["seats required"], rows["seats available"])
    for name, (part, whole) in percents.items():
        derived[name] = 100.0 * share_of(part, whole)
    derived["AHT"] = share_of(rows["handling seconds"], rows["volume for people"])
    return derived


def _levels(plan: Plan) -> list[tuple[str, tuple[str, ...], Rows]]:
    """The blocks of the grid: level, names, metric arrays [name, t]."""
    head, spread = head_hours(plan), queue_spread(plan)
    demand, supply, cost = _demand(plan), _supply(plan), cost_by_period(plan)
    reach = {
        name: np.einsum("sqt,qt->st", spread, values)
        for name, values in demand.items()
        if name != "staffed hours"
    }
    total = {name: values.sum(axis=0, keepdims=True) for name, values in demand.items()}
    total |= {name: values.sum(axis=0, keepdims=True) for name, values in supply.items()}
    total |= {"cost": cost.sum(axis=0, keepdims=True), "productive hours of one head": head[None, :]}
    own = reach | supply | {"cost": cost[:-1]}
    return [
        ("all", ("all",), _ratios(total, head)),
        ("site", plan.facts.sites.name, _ratios(own, head)),
        ("queue", plan.facts.queues.name, _ratios(demand, head)),
    ]


def grid_table(plan: Plan) -> pd.DataFrame:
    """capacity_grid.csv: level, name, metric and unit, then one column for every period."""
    keys: list[tuple[str, str, str, str]] = []
    lines: list[Float] = []
    for level, names, rows in _levels(plan):
        for i, name in enumerate(names):
            for metric, unit in METRICS.items():
                if metric in rows:
                    keys.append((level, name, metric, unit or plan.facts.currency))
                    lines.append(rows[metric][i])
    table = pd.DataFrame(keys, columns=["level", "name", "metric", "unit"])
    return table.join(pd.DataFrame(np.array(lines), columns=list(plan.facts.horizon.labels)))
