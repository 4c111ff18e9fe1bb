"""What two plans of a study are compared by, and what is proven of their difference.

Given    objective[a], objective[b]    of the plans; bound[a], bound[b]: the best plans cost no less
Equation moved = objective[a] - objective[b]
         the best plans differ by at least  bound[a] - objective[b]  and by at most  objective[a] - bound[b]
         proven: that range does not contain 0
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["NOT_PROVEN", "WHOLE_COST", "proven", "proven_range"]

WHOLE_COST = "cost to serve, work left undone and people left at the end, all at their prices"
"""What a plan minimises, in words; cost to serve alone falls where more hours go short."""

NOT_PROVEN = "~ is smaller than what the gaps of the two plans leave open: not proven."


def proven_range(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[float, float] | None:
    """Least and most by which the best plans of two summaries differ; None where a bound is missing."""
    if one["bound"] is None or other["bound"] is None:
        return None
    return float(one["bound"]) - float(other["objective"]), float(one["objective"]) - float(other["bound"])


def proven(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether it is proven that one costs more, or less, than the other."""
    limits = proven_range(one, other)
    return limits is not None and (limits[0] > 0.0 or limits[1] < 0.0)
