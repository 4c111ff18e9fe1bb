"""Table of strain: who leaves because of severe content and full days, by team and period."""

from __future__ import annotations

import numpy as np
import pandas as pd

from capplan.plan import Plan
from capplan.report.exposure import exposure_h_a_day
from capplan.report.long import long_table

__all__ = ["strain_table"]


def strain_table(plan: Plan) -> pd.DataFrame | None:
    """strain.csv: teams with people on a payroll; None without [strain].

    ``busy_share`` is work against the hours that the people there could work, undertime taken off, overtime on top.
    """
    worn, teams = plan.worn, plan.facts.teams
    if worn is None:
        return None
    here = np.flatnonzero(~teams.on_demand)
    staffing = plan.staffing
    able = staffing.productive_h - staffing.undertime_productive_h
    exposed = exposure_h_a_day(plan)
    values = {
        "exposure_h_day": np.zeros_like(able) if exposed is None else exposed,
        "busy_share": np.divide(staffing.assigned_h, able, out=np.zeros_like(able), where=able > 1e-9),
        "leave_by_exposure": worn["worn_exposed"],
        "leave_by_full_days": worn["worn_busy"],
    }
    keys = {
        "site": [plan.facts.sites.name[teams.site[p]] for p in here],
        "team": [teams.name[p] for p in here],
    }
    return long_table(plan.facts.horizon.labels, keys, {name: value[here] for name, value in values.items()})
