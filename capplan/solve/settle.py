"""From a point of a solver to a plan: whole numbers, every row checked, objective and gap recomputed."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays
from capplan.solve.contract import Outcome

__all__ = ["TOLERANCE", "classify", "contradiction", "relative_gap", "sane_bound", "snapped", "violation"]

Float = NDArray[np.float64]

TOLERANCE = 1e-6
"""Largest scaled violation of a row; the feasibility tolerance of every solver used."""

ABSOLUTE_GAP = 1e-6
"""A bound this near the objective is the objective: solvers stop there whatever the relative gap."""


def snapped(arrays: Arrays, x: Float) -> Float:
    """``x`` inside its bounds, with whole numbers in the integer columns."""
    lower, upper = arrays.column_lower, arrays.column_upper
    inside = np.clip(x, lower, upper)
    whole = np.clip(np.rint(inside), np.ceil(lower - TOLERANCE), np.floor(upper + TOLERANCE))
    # + 0.0 turns a minus zero into zero, so that equal plans print equally
    return np.where(arrays.integer, whole, inside) + 0.0


def violation(arrays: Arrays, x: Float) -> float:
    """The largest violation of a row at ``x``, in units of the row's largest term or side, at least 1."""
    entries = arrays.entries
    if not entries.shape[0]:
        return 0.0
    activity = entries.at(x)
    below, above = arrays.row_lower - activity, activity - arrays.row_upper
    worst = np.maximum(np.maximum(below, above), 0.0)
    terms = np.abs(entries.values * x[entries.columns])
    scale = np.ones(entries.shape[0])
    filled = np.diff(entries.starts) > 0
    scale[filled] = (
        np.maximum(1.0, np.maximum.reduceat(terms, entries.starts[:-1][filled])) if terms.size else 1.0
    )
    for side in (arrays.row_lower, arrays.row_upper):
        scale = np.maximum(scale, np.where(np.isfinite(side), np.abs(side), 0.0))
    return float(np.max(worst / scale))


def contradiction(arrays: Arrays) -> bool:
    """Whether a pair of bounds contradicts itself, before any solver looks at it."""
    lower, upper = arrays.column_lower, arrays.column_upper
    crossed = np.any(lower > upper + TOLERANCE) or np.any(arrays.row_lower > arrays.row_upper + TOLERANCE)
    empty = np.diff(arrays.entries.starts) == 0
    crossed |= np.any(empty & ((arrays.row_lower > TOLERANCE) | (arrays.row_upper < -TOLERANCE)))
    hollow = np.ceil(lower - TOLERANCE) > np.floor(upper + TOLERANCE)
    return bool(crossed or np.any(hollow & arrays.integer))


def sane_bound(bound: float | None, objective: float | None) -> float | None:
    """A lower bound worth showing: finite, and not above the objective of a plan that was checked."""
    if bound is None or not math.isfinite(bound) or abs(bound) >= 1e20:
        return None
    if objective is None:
        return bound
    if abs(objective - bound) <= ABSOLUTE_GAP:
        return objective
    # a bound above a checked plan proves nothing, unless it is only the solver's rounding
    slack = 1e-5 * max(1.0, abs(objective))
    if bound > objective + slack:
        return None
    return min(bound, objective)


def relative_gap(objective: float | None, bound: float | None) -> float | None:
    """``abs(objective - bound) / max(1e-9, abs(objective))``, or None where one of them is missing."""
    if objective is None or bound is None:
        return None
    return abs(objective - bound) / max(1e-9, abs(objective))


def classify(gap_reached: float | None, gap_asked: float) -> Outcome:
    """The outcome of a solve that has a plan."""
    # 1e-7: the plan is rounded and recomputed, which moves its objective in the last digits
    if gap_reached is not None and gap_reached <= gap_asked + 1e-7:
        return Outcome.WITHIN_GAP
    return Outcome.GAP_NOT_REACHED
