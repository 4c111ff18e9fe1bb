"""Overtime: more hours from the people who are there, at a premium, within weekly and quarterly caps.

Index    p team    t period

Given    on_duty_share[s,t]     productive share of an hour on duty (breaks and coaching go on)
         most_share             most overtime against contract hours of productive heads
         most_share_quarter     the same over any rolling quarter

Decides  overtime_h[p,t]        paid overtime hours                                    h/period

Rows     overtime_cap[p,t]      overtime_h <= most_share * contract_h * productive_heads
         overtime_quarter[p,t]  the sums over the quarter that ends with t keep most_share_quarter
         team_hours[p,t]        gains on_duty_share * overtime_h
"""

from __future__ import annotations

import numpy as np

from capplan.formulation.sets import Given
from capplan.program import Axis, Block, Program

__all__ = ["add_overtime", "add_rolling_cap"]


def add_overtime(program: Program, given: Given) -> None:
    """Add the columns ``overtime_h`` and their caps; without the family they are fixed at zero."""
    rules, sets, teams = given.model.overtime, given.sets, given.facts.teams
    upper = np.where(teams.on_demand | (rules is None), 0.0, np.inf)[:, None]
    overtime = program.columns("overtime_h", (sets.teams, sets.periods), upper=upper)
    if rules is None:
        return
    hours = program.row_blocks["team_hours"]
    hours.add(overtime.index, -given.requirement.on_duty_share[teams.site])
    add_rolling_cap(program, given, overtime, "overtime_cap", rules.most_share, 1)
    if rules.most_share_quarter is not None:
        window = given.facts.horizon.periods_per_quarter
        add_rolling_cap(program, given, overtime, "overtime_quarter", rules.most_share_quarter, window)


def add_rolling_cap(
    program: Program, given: Given, hours: Block, name: str, most_share: float, window: int
) -> None:
    """Cap ``hours`` over every run of ``window`` periods by a share of the contract hours of productive heads.

    A horizon shorter than the window is one run.
    """
    sets, periods = given.sets, len(given.sets.periods)
    window = min(window, periods)
    ends = Axis("period", sets.periods.labels[window - 1 :])
    rows = program.rows(name, (sets.teams, ends), at_most=0.0)
    contract_h = given.facts.teams.contract_h[:, None]
    heads = program.column_blocks["productive_heads"]
    for back in range(window):
        run = slice(window - 1 - back, periods - back)
        rows.add(hours.index[:, run])
        rows.add(heads.index[:, run], -most_share * contract_h)
