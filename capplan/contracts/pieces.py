"""Charges as piecewise affine functions of a quantity: tiers, commitments, baselines and bands are all of this kind.

    charge(n) = fixed[k] + slope[k] * n      for  lower[k] <= n <= upper[k]

The pieces cover 0 to infinity. Where two pieces meet with different values, the side that is cheaper for the buyer
holds: a discount begins at its threshold, a dead band ends where leaving it pays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Pieces"]

Float = NDArray[np.float64]

NEAR = 1e-6
"""A quantity that is this close to a break, against its size, stands on it."""


@dataclass(frozen=True)
class Pieces:
    """A charge as a function of a quantity; all arrays [k]. ``lower[0]`` is 0 and the last piece has no end."""

    lower: Float
    fixed: Float
    slope: Float

    @classmethod
    def line(cls, fixed: float, slope: float) -> Pieces:
        """One piece: fixed + slope * n."""
        return cls(np.zeros(1), np.array([fixed]), np.array([slope]))

    @property
    def upper(self) -> Float:
        """[k] where each piece ends."""
        return np.append(self.lower[1:], np.inf)

    def __add__(self, other: Pieces) -> Pieces:
        """The sum of two charges on the same quantity."""
        lower = np.union1d(self.lower, other.lower)
        mine = np.searchsorted(self.lower, lower, side="right") - 1
        theirs = np.searchsorted(other.lower, lower, side="right") - 1
        return Pieces(lower, self.fixed[mine] + other.fixed[theirs], self.slope[mine] + other.slope[theirs])

    def times(self, factor: float) -> Pieces:
        """The charge times a factor."""
        return Pieces(self.lower, self.fixed * factor, self.slope * factor)

    def after(self, already: float) -> Pieces:
        """The charge as a function of what comes on top of ``already``."""
        ends = np.append(self.lower[1:], np.inf)
        kept = ends > already
        lower = np.maximum(self.lower[kept] - already, 0.0)
        return Pieces(lower, self.fixed[kept] + self.slope[kept] * already, self.slope[kept])

    def within(self, most: float) -> Pieces:
        """The pieces that begin below ``most``; the first one stays."""
        kept = self.lower < most
        kept[0] = True
        return Pieces(self.lower[kept], self.fixed[kept], self.slope[kept])

    def at(self, quantity: float) -> float:
        """The charge for a quantity; on a break the cheaper side."""
        near = NEAR * max(abs(quantity), 1.0)
        here = (self.lower <= quantity + near) & (self.upper >= quantity - near)
        # a piece counts up to its ends only: just above a commitment, no shortfall is less than none
        inside = np.clip(quantity, self.lower, self.upper)
        return float((self.fixed + self.slope * inside)[here].min())

    @property
    def is_convex(self) -> bool:
        """Whether the charge is continuous and no unit costs less than the one before."""
        breaks = self.lower[1:]
        jump = (self.fixed[1:] - self.fixed[:-1]) + (self.slope[1:] - self.slope[:-1]) * breaks
        size = np.abs(self.fixed[1:]) + np.abs(self.slope[1:] * breaks) + 1.0
        return bool(np.all(np.abs(jump) <= 1e-9 * size) and np.all(np.diff(self.slope) >= -1e-12))
