"""The whole numbers of an earlier plan as a start for the search of this one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.formulation import Formulation
from capplan.formulation.sets import block_of_period
from capplan.replan.agree import matched
from capplan.replan.earlier import Earlier

__all__ = ["earlier_start"]

Float = NDArray[np.float64]


def earlier_start(formulation: Formulation, earlier: Earlier) -> Float:
    """[column] values of integer columns as the earlier plan has them, nan for all that it does not tell.

    Classes and people, contracts opened and ended, people in support roles, who takes which queue. What is held is
    as it is held, so the start keeps the frozen zone and the pins; it may break other rules where inputs changed.
    """
    given, blocks = formulation.given, formulation.program.column_blocks
    agreed, start = given.agreed, np.full(formulation.arrays.shape[1], np.nan)
    assert agreed is not None
    sure = agreed.told | agreed.held
    for name, values in (("classes", agreed.held_classes), ("hires", agreed.held_heads)):
        start[blocks[name].index] = np.where(sure, values, np.nan)
    for name, decided in (("opens", agreed.opens), ("closes", agreed.closes)):
        if name in blocks:
            start[blocks[name].index] = np.where(agreed.known[:, None], decided * 1.0, np.nan)
    for project in agreed.projects:
        columns = blocks[project.block].index[project.place]
        start[columns] = (np.arange(len(columns)) == project.told) * 1.0
    _add_roles(formulation, earlier, start)
    _add_takes(formulation, earlier, start)
    start[~formulation.arrays.integer] = np.nan
    within = np.isnan(start) | (
        (start >= formulation.arrays.column_lower) & (start <= formulation.arrays.column_upper)
    )
    return np.where(within, start, np.nan)


def _add_roles(formulation: Formulation, earlier: Earlier, start: Float) -> None:
    given, blocks = formulation.given, formulation.program.column_blocks
    if "role_heads" not in blocks or given.model.support is None:
        return
    support, labels = given.facts.support, given.sets.periods.labels
    block = block_of_period(len(labels), given.model.support.block_periods)
    for r, (role, site) in enumerate(zip(support.role, support.site, strict=True)):
        staffed = [earlier.staffed.get((given.facts.sites.name[site], role, day), np.nan) for day in labels]
        for b, column in enumerate(blocks["role_heads"].index[r]):
            start[column] = np.ceil(np.max(np.array(staffed)[block == b]) - 1e-6)


def _add_takes(formulation: Formulation, earlier: Earlier, start: Float) -> None:
    """Known where all weeks of a block, the team and the queue are known."""
    given, blocks = formulation.given, formulation.program.column_blocks
    if "takes" not in blocks or given.model.stability is None:
        return
    facts, match = given.facts, matched(earlier, given.facts)
    block = block_of_period(facts.horizon.count, given.model.stability.block_periods)
    known = np.array([(match.period[block == b] >= 0).all() for b in range(int(block[-1]) + 1)])
    for i, (p, q) in enumerate(zip(facts.pairs.team, facts.pairs.queue, strict=True)):
        if match.team[p] < 0 or match.queue[q] < 0:
            continue
        names = facts.teams.name[p], facts.queues.name[q]
        worked = np.array([(*names, day) in earlier.worked for day in facts.horizon.labels])
        for b, column in enumerate(blocks["takes"].index[i]):
            start[column] = float(worked[block == b].any()) if known[b] else np.nan
