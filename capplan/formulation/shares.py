"""Shares: least and most of the work that a site, a vendor or a country may do.

Index    l limit    t period    i pair (team, queue)

Given    least[l], most[l]   shares of the work done on the queues of the limit

Rows     share_least[l,t]    sum over pairs of the limit's teams of pace * assigned_h
                             >= least * sum over all pairs of the limit's queues
         share_most[l,t]     the same, <= most
"""

from __future__ import annotations

import numpy as np

from capplan.formulation.sets import Given
from capplan.program import Axis, Program

__all__ = ["add_shares"]


def add_shares(program: Program, given: Given) -> None:
    """Add the rows when the family is on; trivial limits (0 and 1) add none."""
    if given.model.shares is None:
        return
    pairs, assigned = given.facts.pairs, program.column_blocks["assigned_h"]
    limits = given.facts.share_limits
    for name, bound in (("share_least", "least"), ("share_most", "most")):
        trivial = 0.0 if bound == "least" else 1.0
        chosen = [limit for limit in limits if getattr(limit, bound) != trivial]
        axes = (Axis("limit", tuple(limit.label for limit in chosen)), given.sets.periods)
        side = {"at_least": 0.0} if bound == "least" else {"at_most": 0.0}
        rows = program.rows(name, axes, rule=True, **side)
        for row, limit in enumerate(chosen):
            counted = np.flatnonzero(limit.queues[pairs.queue])
            weight = pairs.pace[counted] * (limit.teams[pairs.team[counted]] - getattr(limit, bound))
            rows.add(assigned.index[counted], weight[:, None], at=rows.index[[row]])
