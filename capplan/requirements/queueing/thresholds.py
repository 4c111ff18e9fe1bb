"""Many cells with the same targets: the fewest agents are a step function of the load.

For each number of agents there is a greatest load that it serves to the targets. The loads of all numbers in
question are found at once, by the formulas themselves; every cell then only looks up between which two its load
lies. Around each of these loads a margin is kept within which the gap is too close to zero to be sure: cells in
there are left open, and their fewest agents are found one by one as everywhere else. So the answers are the same,
to the last cell, as without this shortcut.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from capplan.requirements.arguments import Floats
from capplan.requirements.queueing.crossing import close_bracket
from capplan.requirements.queueing.targets import Targets

__all__ = ["step_function"]

CELLS_TO_SHARE = 16  # groups with fewer cells are left open
CELLS_PER_STEP = 6  # a greatest load costs about as much as sizing so many cells one by one
CLOSE = 1e-10  # how closely a greatest load is found, of itself
MARGIN = 1e-8  # kept on both sides of it, of itself; more where the gap is flat
SURE = 1e-9  # a gap beyond this is no rounding error

Fewest = Callable[[Targets, Floats], Floats]


def step_function(targets: Targets, load: Floats, group: NDArray[np.intp], fewest: Fewest) -> Floats:
    """Fewest whole agents of each cell, NaN where it is left open.

    ``targets`` has one row per group, ``group`` is the row of each cell, ``load`` is above zero;
    ``fewest(targets, load)`` sizes cells one by one.
    """
    result = np.full(load.size, np.nan)
    order = np.argsort(group, kind="stable")
    rows, starts, sizes = np.unique(group[order], return_index=True, return_counts=True)
    ordered = load[order]
    low, high = np.minimum.reduceat(ordered, starts), np.maximum.reduceat(ordered, starts)
    large = sizes >= CELLS_TO_SHARE
    rows, starts, sizes, low, high = rows[large], starts[large], sizes[large], low[large], high[large]
    twice = targets.at(np.concatenate((rows, rows)))
    fewest_low, fewest_high = np.split(fewest(twice, np.concatenate((low, high))), 2)
    steps = (fewest_high - fewest_low).astype(np.intp)
    worth = np.flatnonzero(sizes > CELLS_PER_STEP * steps)
    of, ends = np.repeat(worth, steps[worth]), np.cumsum(steps[worth])
    agents = fewest_low[of] + (np.arange(of.size) - np.repeat(ends - steps[worth], steps[worth]))
    served, missed = _greatest_loads(targets.at(rows[of]), agents, low[of], high[of])
    for k, end in zip(worth, ends, strict=True):
        cells = order[starts[k] : starts[k] + sizes[k]]
        some = slice(end - steps[k], end)
        result[cells] = fewest_low[k] + _look_up(load[cells], served[some], missed[some], low[k], high[k])
    return result


def _greatest_loads(targets: Targets, agents: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """For each number of agents a load surely served and one surely not, as close as can be told."""
    if agents.size == 0:
        return agents, agents

    def gap(load: Floats, at: NDArray[np.intp]) -> Floats:
        return targets.at(at).gap(load, agents[at])

    near, slope = agents.copy(), agents  # zero agents serve every load or none, so there is one at least
    for _ in range(4):
        guess, slope = targets.guess(near)
        near *= agents / np.maximum(guess, 0.1 * agents)
    missed, met = close_bracket(
        gap, high, low, CLOSE, start=np.clip(near, low, high), slope=-slope * agents / near
    )
    served, unserved = met * (1.0 - MARGIN), missed * (1.0 + MARGIN)
    unsure, margin = np.arange(agents.size), MARGIN
    while unsure.size and margin < 0.1:
        short = gap(served[unsure], unsure) < SURE
        over = gap(unserved[unsure], unsure) > -SURE
        margin *= 10.0
        served[unsure[short]] = met[unsure[short]] * (1.0 - margin)
        unserved[unsure[over]] = missed[unsure[over]] * (1.0 + margin)
        unsure = unsure[short | over]
    served[unsure], unserved[unsure] = 0.0, np.inf
    return served, unserved


def _look_up(load: Floats, served: Floats, missed: Floats, low: float, high: float) -> Floats:
    """Steps below each load, NaN where the load lies between served and missed, or at either end."""
    served, missed = np.minimum.accumulate(served[::-1])[::-1], np.maximum.accumulate(missed)
    step = np.searchsorted(missed, load, side="left")
    beyond = np.append(served, np.inf)[step]
    sure = (load <= beyond) & (load > low * (1.0 + MARGIN)) & (load < high * (1.0 - MARGIN))
    return np.where(sure, step, np.nan)
