"""Support roles: team leads, QA, trainers, workforce managers, wellness, in whole people.

Index    r role at a site    b block of periods    t period    p team

Given    heads_per_role[r]     heads that one person in the role serves        heads

Decides  role_heads[r,b]       people in the role during the block (integer)   heads

Row      support[r,t]          heads_per_role * role_heads[r, block of t]
                               >= sum over teams of the site of heads + trainees
"""

from __future__ import annotations

import numpy as np

from capplan.formulation.sets import Given, block_of_period
from capplan.program import Axis, Program

__all__ = ["add_support"]


def add_support(program: Program, given: Given) -> None:
    """Add the columns ``role_heads`` and the rows ``support`` when the family is on."""
    rules, support, sets = given.model.support, given.facts.support, given.sets
    if rules is None:
        return
    block = block_of_period(len(sets.periods), rules.block_periods)
    blocks = Axis("block", tuple(sets.periods.labels[i] for i in np.flatnonzero(np.diff(block, prepend=-1))))
    role_heads = program.columns("role_heads", (sets.roles, blocks), integer=True)
    rows = program.rows("support", (sets.roles, sets.periods), at_least=0.0)
    rows.add(role_heads.index[:, block], support.heads_per_role[:, None])
    served_by = support.site[:, None] == given.facts.teams.site[None, :]
    role, team = np.nonzero(served_by)
    for name in ("heads", "trainees"):
        rows.add(program.column_blocks[name].index[team], -1.0, at=rows.index[role])
