"""What is agreed before a plan is made: an earlier plan that was communicated, and classes that the planner pins.

Index    p team    t period    c contract    b month of the plan
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Agreed", "Project"]

Float = NDArray[np.float64]
Flag = NDArray[np.bool_]


@dataclass(frozen=True)
class Project:
    """An initiative, or a site that may open or close, which the earlier plan decided on too.

    ``block`` are the columns of its decision (row ``place``), ``thing`` is what it is called.
    """

    block: str  # initiative_starts, site_changes
    thing: str  # initiative, site-opening, site-closure
    place: int
    name: str
    told: int  # the month of the plan, -1 for none
    frozen: Flag  # [b] it is decided


@dataclass(frozen=True)
class Agreed:
    """The classes, decisions and orders of an earlier plan as they meet this one, and the pinned classes.

    Classes and heads count those that are not committed in this plan. ``told`` cells are those that the earlier plan
    speaks of: a team it knows, in a period it plans. ``frozen`` ones stay, ``priced`` ones cost something to change;
    pinned cells are neither.
    """

    told: Flag  # [p, t]
    classes: Float  # [p, t]
    heads: Float  # [p, t]
    frozen: Flag  # [p, t]
    priced: Flag  # [p, t]
    pinned: Flag  # [p, t]
    pinned_classes: Float  # [p, t]
    pinned_heads: Float  # [p, t]
    known: Flag  # [c] contracts of the earlier plan
    opens: Flag  # [c, b] the candidate is opened in the month
    closes: Flag  # [c, b] the contract ends with the month before
    frozen_opens: Flag  # [c, b] opening is decided
    frozen_closes: Flag  # [c, b] ending is decided
    orders: Float  # [c, b] units of orders planned per month; nan where none is told or priced
    unit_cost: Float  # [c] what such a unit was forecast to bill, base currency
    projects: tuple[Project, ...] = ()

    @classmethod
    def nothing(cls, teams: int, periods: int, contracts: int = 0, months: int = 0) -> Agreed:
        """Nothing is agreed."""
        no, none = np.zeros((teams, periods), dtype=np.bool_), np.zeros((teams, periods))
        month = np.zeros((contracts, months), dtype=np.bool_)
        return cls(
            told=no,
            classes=none,
            heads=none,
            frozen=no,
            priced=no,
            pinned=no,
            pinned_classes=none,
            pinned_heads=none,
            known=np.zeros(contracts, dtype=np.bool_),
            opens=month,
            closes=month,
            frozen_opens=month,
            frozen_closes=month,
            orders=np.full((contracts, months), np.nan),
            unit_cost=np.zeros(contracts),
        )

    @property
    def held(self) -> Flag:
        """[p, t] cells in which nothing is left to decide."""
        return self.frozen | self.pinned

    @property
    def held_classes(self) -> Float:
        """[p, t] classes of the cells that are held: pinned, else as communicated."""
        return np.where(self.pinned, self.pinned_classes, self.classes)

    @property
    def held_heads(self) -> Float:
        """[p, t] the people in them."""
        return np.where(self.pinned, self.pinned_heads, self.heads)

    @property
    def kept(self) -> Flag:
        """[p, t] cells with held classes: they were called before, so no rule of when to call one applies."""
        return self.held & (self.held_classes > 0)
