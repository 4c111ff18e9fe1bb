"""Undertime: voluntary time off in slack periods, part-paid or unpaid, within caps.

Index    p team    t period

Given    productive_share[s,t]   productive share of a contract hour
         most_share, most_share_quarter   as for overtime

Decides  undertime_h[p,t]        contract hours given back                              h/period

Rows     undertime_cap[p,t], undertime_quarter[p,t]   as for overtime
         team_hours[p,t]         loses productive_share * undertime_h
"""

from __future__ import annotations

import numpy as np

from capplan.formulation.overtime import add_rolling_cap
from capplan.formulation.sets import Given
from capplan.program import Program

__all__ = ["add_undertime"]


def add_undertime(program: Program, given: Given) -> None:
    """Add the columns ``undertime_h`` and their caps; without the family they are fixed at zero."""
    rules, sets, teams = given.model.undertime, given.sets, given.facts.teams
    upper = np.where(teams.on_demand | (rules is None), 0.0, np.inf)[:, None]
    undertime = program.columns("undertime_h", (sets.teams, sets.periods), upper=upper)
    if rules is None:
        return
    hours = program.row_blocks["team_hours"]
    hours.add(undertime.index, given.requirement.productive_share[teams.site])
    add_rolling_cap(program, given, undertime, "undertime_cap", rules.most_share, 1)
    if rules.most_share_quarter is not None:
        window = given.facts.horizon.periods_per_quarter
        add_rolling_cap(program, given, undertime, "undertime_quarter", rules.most_share_quarter, window)
