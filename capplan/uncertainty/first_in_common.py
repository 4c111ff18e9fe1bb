"""The search for the first stage that all futures have in common, in their extensive form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from capplan.solve import Guide, Solution, SolveOptions, solve
from capplan.uncertainty.cvar import Risk, with_cvar
from capplan.uncertainty.extensive import Copy, Extensive
from capplan.uncertainty.runs import first_of, refuse

__all__ = ["Common", "search_common"]

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Common:
    """The best first stage that was found, None where there was none in time.

    ``bound`` is a bound on what any first stage costs, minus infinity where there is none; ``direct`` [f] is the mean
    cost of a unit of every decision by itself.
    """

    first: tuple[float, ...] | None
    bound: float
    direct: tuple[float, ...]


def search_common(copies: Sequence[Copy], options: SolveOptions, risk: Risk, start: Float) -> Common:
    """Search the extensive form of futures whose weights sum to 1, beginning with the first stage ``start`` [f].

    What is found is never worse than the start over these futures, where they all have a plan with it. Raises NoPlan,
    Interrupted.
    """
    extensive = Extensive.of(copies)
    found = _solved(extensive, copies, options, risk, start)
    refuse(found, "the futures together")
    first = None if found.x is None else tuple(first_of(copies[0], found.x[: extensive.decided]).tolist())
    bound = -np.inf if found.bound is None else found.bound
    return Common(first, bound, tuple(extensive.arrays.cost[: extensive.decided].tolist()))


def _solved(
    extensive: Extensive, copies: Sequence[Copy], options: SolveOptions, risk: Risk, start: Float
) -> Solution:
    arrays, known, columns = extensive.arrays, extensive.guide, extensive.arrays.shape[1]
    if risk.share > 0.0:
        costs = [
            _in_its_place(copy, place, columns) for copy, place in zip(copies, extensive.places, strict=True)
        ]
        arrays = with_cvar(arrays, costs, np.array([copy.weight for copy in copies]), risk)
        known = _with_risk(known, np.arange(columns, arrays.shape[1]), risk)
    begin = np.full(arrays.shape[1], np.nan)
    begin[: extensive.decided] = start
    return solve(arrays, options, None, replace(known, start=begin))


def _in_its_place(copy: Copy, place: NDArray[np.int64], columns: int) -> Float:
    whole = np.zeros(columns)
    whole[place] = copy.arrays.cost
    return whole


def _with_risk(known: Guide, columns: NDArray[np.int64], risk: Risk) -> Guide:
    """Parts speak of every column; those of the risk belong to no site."""
    parts = (*known.parts, columns) if known.parts else ()
    if known.stages is None:
        return replace(known, parts=parts)
    stages = replace(known.stages, alpha=risk.alpha, share=risk.share, risk=columns)
    return replace(known, parts=parts, stages=stages)
