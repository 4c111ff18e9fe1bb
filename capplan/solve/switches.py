"""Switches: yes-or-no columns that stand aside of a core and do nothing but bound other columns.

Index    s switch    k a column that a switch bounds

Off      off_lower[k] <= column <= off_upper[k]      a team does not work a queue: no hours
On       on_lower[k] <= column <= on_upper[k]        it does: the least hours in every week, at most what there is

A switch needs no column and no row in a relaxation: to hold it is to bound its columns.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

__all__ = ["Switches"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]
Flag = NDArray[np.bool_]

WANTED = 0.25
"""A switch is on where its columns add up to so much of the least that they are worth together when it is on."""


def _none() -> Float:
    return np.zeros(0)


def _nowhere() -> Index:
    return np.zeros(0, np.int64)


@dataclass(frozen=True)
class Switches:
    """``columns`` [k] are bounded by the switches ``of`` [k], numbered from 0 to ``count``; bounds as at the head."""

    count: int = 0
    columns: Index = field(default_factory=_nowhere)
    of: Index = field(default_factory=_nowhere)
    off_lower: Float = field(default_factory=_none)
    off_upper: Float = field(default_factory=_none)
    on_lower: Float = field(default_factory=_none)
    on_upper: Float = field(default_factory=_none)

    def wanted(self, x: Float, lower: Float, upper: Float) -> Flag:
        """[s] whether a switch is on at the point ``x``, or can only be on under the bounds of all columns."""
        used = np.bincount(self.of, weights=x[self.columns], minlength=self.count)
        least = np.bincount(self.of, weights=self.on_lower, minlength=self.count)
        on = used > WANTED * np.maximum(least, 0.0)
        here_lower, here_upper = lower[self.columns], upper[self.columns]
        never = self._any((self.on_lower > here_upper) | (self.on_upper < here_lower))
        always = self._any((self.off_lower > here_upper) | (self.off_upper < here_lower))
        return np.asarray((on & ~never) | always)

    def bounds(self, some: Index, on: Flag) -> tuple[Index, Float, Float]:
        """Columns of the switches ``some``, and their bounds where the switch is ``on`` [s] or off."""
        here = np.isin(self.of, some)
        turned = on[self.of[here]]
        lower = np.where(turned, self.on_lower[here], self.off_lower[here])
        return self.columns[here], lower, np.where(turned, self.on_upper[here], self.off_upper[here])

    def at(self, x: Float, slack: float) -> Flag | None:
        """[s] whether each is on at ``x``: off wherever that goes; None where a column meets neither."""
        values = x[self.columns]
        on = self._any((values < self.off_lower - slack) | (values > self.off_upper + slack))
        turned = on[self.of]
        meets = (values >= self.on_lower - slack) & (values <= self.on_upper + slack)
        return on if bool(np.all(meets | ~turned)) else None

    def moved(self, place: Index) -> Switches:
        """Those whose columns all have a ``place`` (-1 for none), with the columns there."""
        there = ~self._any(place[self.columns] < 0)
        here = there[self.of]
        number = np.cumsum(there) - 1
        return replace(
            self,
            count=int(there.sum()),
            columns=place[self.columns[here]],
            of=number[self.of[here]],
            off_lower=self.off_lower[here],
            off_upper=self.off_upper[here],
            on_lower=self.on_lower[here],
            on_upper=self.on_upper[here],
        )

    def _any(self, flags: Flag) -> Flag:
        return np.bincount(self.of[flags], minlength=self.count).astype(np.bool_)
