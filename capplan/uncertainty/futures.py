"""What is assumed of the future, as ranges; the mean of futures, and more work than the mean.

Given    low, likely, high    factors on the forecast, on attrition and on shrinkage

Equation PERT: a beta distribution on [low, high] with mean (low + 4 likely + high) / 6

Source   PERT: Malcolm et al. (1959), Operations Research 7.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

from capplan.facts import Facts

__all__ = ["LIKELY", "Range", "mean_facts", "with_more_work"]

Float = NDArray[np.float64]
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Range:
    """Low, likely and high factor of a driver. Raises ``ValueError`` unless 0 <= low <= likely <= high."""

    low: float
    likely: float
    high: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.low <= self.likely <= self.high < np.inf:
            raise ValueError("a range is low, likely, high: rising, and not below 0")

    def at(self, share: Float) -> Float:
        """The factor that is not exceeded with chance ``share``."""
        width = self.high - self.low
        if width == 0.0:
            return np.full(np.shape(share), self.low)
        a, b = 1.0 + 4.0 * (self.likely - self.low) / width, 1.0 + 4.0 * (self.high - self.likely) / width
        return self.low + width * np.asarray(beta.ppf(share, a, b), dtype=np.float64)


LIKELY: Mapping[str, Range] = {
    "volume": Range(0.85, 1.0, 1.2),
    "aht": Range(0.95, 1.0, 1.08),
    "attrition": Range(0.7, 1.0, 1.6),
    "shrinkage": Range(0.92, 1.0, 1.12),
}
"""What is assumed where nothing else is: work tends to be more than forecast, and people fewer."""


def with_more_work(facts: Facts, share: float) -> Facts:
    """The facts with a share more volume in every queue and period."""
    return replace(facts, queues=replace(facts.queues, volume=facts.queues.volume * (1.0 + share)))


def mean_facts(facts: Sequence[Facts], weights: Float) -> Facts:
    """The facts with the weighted mean of every number that differs between them."""
    return _mean(facts, weights)


def _mean(things: Sequence[Thing], weights: Float) -> Thing:
    first: Any = things[0]
    if isinstance(first, np.ndarray):
        if first.dtype != np.float64 or all(
            np.array_equal(first, np.asarray(other), equal_nan=True) for other in things[1:]
        ):
            return things[0]
        mean: Any = np.tensordot(weights, np.stack(things), axes=1)  # type: ignore[arg-type]
        # what is infinite or unknown is so in every future
        return np.where(np.isfinite(first), mean, first)  # type: ignore[return-value]
    if is_dataclass(first) and not isinstance(first, type):
        changes = {
            field.name: _mean([getattr(thing, field.name) for thing in things], weights)
            for field in fields(first)
        }
        return replace(first, **changes)  # type: ignore[return-value]
    return things[0]
