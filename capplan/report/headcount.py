"""Tables of people: the headcount walk, transfers, support roles."""

from __future__ import annotations

import numpy as np
import pandas as pd

from capplan.plan import Plan
from capplan.report.long import long_table
from capplan.report.measures import sum_by

__all__ = ["headcount_table", "support_roles_table", "transfers_table"]

LEAST_HEADS = 1e-9  # what the solver leaves below is nobody

WALK = (
    "start",
    "graduates",
    "transfers_in",
    "attrition",
    "releases",
    "transfers_out",
    "end",
    "heads",
    "training_start",
    "hires",
    "washout",
    "training_end",
    "trainees",
    "classes",
    "productive_heads",
)


def headcount_table(plan: Plan) -> pd.DataFrame:
    """headcount.csv: the walk by team and period, with the seats it takes."""
    teams, sites = plan.facts.teams, plan.facts.sites
    keys = {"site": [sites.name[s] for s in teams.site], "team": teams.name}
    values = {name: getattr(plan.walk, name) for name in WALK} | {"seats_used": plan.staffing.seats_used}
    return long_table(plan.facts.horizon.labels, keys, values)


def transfers_table(plan: Plan) -> pd.DataFrame:
    """transfers.csv: people who change team; only rows with somebody."""
    arcs, teams, sites = plan.facts.transfers, plan.facts.teams, plan.facts.sites
    keys = {
        "site": [sites.name[teams.site[p]] for p in arcs.from_team],
        "from_team": [teams.name[p] for p in arcs.from_team],
        "to_team": [teams.name[p] for p in arcs.to_team],
    }
    table = long_table(plan.facts.horizon.labels, keys, {"heads": plan.transfers})
    return table[table["heads"] > LEAST_HEADS].reset_index(drop=True)


def support_roles_table(plan: Plan) -> pd.DataFrame:
    """support_roles.csv: people served, people the ratio asks for, people staffed."""
    support, walk, sites = plan.facts.support, plan.walk, plan.facts.sites
    present = sum_by(plan.facts.teams.site, walk.heads + walk.trainees, len(sites.name))
    served = present[support.site]
    ratio = np.broadcast_to(support.heads_per_role[:, None], served.shape)
    keys = {"site": [sites.name[s] for s in support.site], "role": support.role}
    values = {
        "heads_served": served,
        "heads_per_role": ratio,
        "required": served / ratio,
        "staffed": plan.support,
    }
    return long_table(plan.facts.horizon.labels, keys, values)
