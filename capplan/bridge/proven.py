"""What the two searches have proven of the difference.

A plan is no cheaper than its bound. Were both searched to the end, the best plans would cost between bound and
objective each, so that their difference lies between  bound of B - objective of A  and  objective of B - bound of A.
Where 0 lies between the two, the searches leave open which question is the dearer one. Objectives count steering.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Proven", "proven"]


@dataclass(frozen=True)
class Proven:
    """``low`` and ``high`` bound the difference of the best plans; nan where a run has no bound."""

    difference: float
    low: float
    high: float

    @property
    def certain(self) -> bool:
        """Whether the sign of the difference is proven."""
        return self.low > 0.0 or self.high < 0.0


def proven(before: Mapping[str, Any], after: Mapping[str, Any]) -> Proven:
    """From the summaries of two runs."""
    was, now = (_number(each.get("objective")) for each in (before, after))
    least_was, least_now = (_number(each.get("bound")) for each in (before, after))
    return Proven(now - was, least_now - was, now - least_was)


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else math.nan
