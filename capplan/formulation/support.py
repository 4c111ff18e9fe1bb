"""Support roles: team leads, QA, trainers, workforce managers, wellness, in whole people.

Index    r role at a site    s site    b block of periods    t period    p team    j step

Given    heads_per_role[r]     heads that one person in the role serves        heads
         pay[r]                of one person in the role                       currency/period
         least, most [s,b]     bounds on the heads and trainees of a site at the peak of a block

Decides  role_heads[r,b]       people in the role during the block (integer)   heads
         peak[s,b]             most heads and trainees at once in the block    heads

Rows     peak[s,t]             peak[s, block of t] >= sum over teams of the site of heads + trainees
         support[r,b]          heads_per_role * role_heads >= peak
         support_steps[s,b,j]  sum over r: pay * role_heads >= intercept[j] + slope[j] * peak
         The steps are the lower convex hull, between least and most, of what whole people cost: the sum over r of
         pay * ceil(peak / heads_per_role). They cut no plan off; the relaxation sees that half a lead is not had.

Source   the convex hull of a staircase; mixing of several staircases in one variable (Pochet and Wolsey 2006).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.formulation.bounds import least_people, most_people
from capplan.formulation.sets import Given, block_of_period
from capplan.program import Axis, Block, Program

__all__ = ["add_support", "staircase_hull"]

Float = NDArray[np.float64]


def add_support(program: Program, given: Given) -> None:
    """Add the columns ``role_heads`` and ``peak`` and their rows when the family is on."""
    rules, support, sets = given.model.support, given.facts.support, given.sets
    if rules is None:
        return
    block = block_of_period(len(sets.periods), rules.block_periods)
    blocks = Axis("block", tuple(sets.periods.labels[i] for i in np.flatnonzero(np.diff(block, prepend=-1))))
    role_heads = program.columns("role_heads", (sets.roles, blocks), integer=True)
    served = np.unique(support.site)
    sites = Axis("site", tuple(sets.sites.labels[s] for s in served))
    peak = program.columns("peak", (sites, blocks))
    at_peak = program.rows("peak", (sites, sets.periods), at_least=0.0)
    at_peak.add(peak.index[:, block])
    site, team = np.nonzero(served[:, None] == given.facts.teams.site[None, :])
    for name in ("heads", "trainees"):
        at_peak.add(program.column_blocks[name].index[team], -1.0, at=at_peak.index[site])
    rows = program.rows("support", (sets.roles, blocks), at_least=0.0)
    rows.add(role_heads.index, support.heads_per_role[:, None])
    rows.add(peak.index[np.searchsorted(served, support.site)], -1.0)
    _add_steps(program, given, served, block, role_heads, peak)


def _add_steps(
    program: Program,
    given: Given,
    served: NDArray[np.int64],
    block: NDArray[np.int64],
    role_heads: Block,
    peak: Block,
) -> None:
    support = given.facts.support
    least, most = least_people(given), most_people(given)
    found: list[tuple[int, int, float, float]] = []
    for place, s in enumerate(served):
        roles = support.site == s
        for b in range(int(block[-1]) + 1):
            within = block == b
            low, high = float(least[s, within].max()), float(most[s, within].max())
            hull = staircase_hull(support.pay[roles], support.heads_per_role[roles], low, high)
            found += [(place, b, slope, intercept) for slope, intercept in hull]
    axis = Axis(
        "step",
        tuple(
            f"{peak.axes[0].labels[s]}, {peak.axes[1].labels[b]}, {j + 1}"
            for j, (s, b, *_) in enumerate(found)
        ),
    )
    rows = program.rows("support_steps", (axis,), at_least=np.array([intercept for *_, intercept in found]))
    for row, (place, b, slope, _) in enumerate(found):
        roles = np.flatnonzero(support.site == served[place])
        rows.add(role_heads.index[roles, b], support.pay[roles], at=rows.index[row])
        rows.add(peak.index[place, b], -slope, at=rows.index[row])


STEPS = 2000
"""Most steps of a staircase; beyond it the relaxation is close enough."""


def staircase_hull(pay: Float, heads_per_role: Float, least: float, most: float) -> list[tuple[float, float]]:
    """Slope and intercept of every segment of the lower convex hull of what roles cost, from least to most heads."""
    if not np.isfinite(most) or (most / heads_per_role).sum() > STEPS:
        return []
    if most <= least:
        return [(0.0, float((pay * np.ceil(least / heads_per_role - 1e-9)).sum()))]
    steps = [
        np.arange(np.floor(least / each) + 1, np.floor(most / each) + 1) * each for each in heads_per_role
    ]
    heads = np.unique(np.concatenate([[least], *steps, [most]]))
    cost = (pay[:, None] * np.ceil(heads / heads_per_role[:, None] - 1e-9)).sum(axis=0)
    hull: list[int] = []
    for k in range(len(heads)):
        while len(hull) > 1 and _above(heads, cost, hull[-2], hull[-1], k):
            hull.pop()
        hull.append(k)
    segments = []
    for first, second in zip(hull, hull[1:], strict=False):
        slope = float((cost[second] - cost[first]) / (heads[second] - heads[first]))
        segments.append((slope, float(cost[first] - slope * heads[first])))
    return segments


def _above(x: Float, y: Float, first: int, middle: int, last: int) -> bool:
    """Whether the middle point lies on or above the line from the first to the last."""
    return bool(
        (y[middle] - y[first]) * (x[last] - x[first]) >= (y[last] - y[first]) * (x[middle] - x[first])
    )
