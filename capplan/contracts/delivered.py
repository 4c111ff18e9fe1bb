"""What vendors deliver: the quantities that invoices are made of.

Index    p team    i pair (team, queue)    t period    c contract
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Delivered"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Delivered:
    """Quantities by team and period, [p, t], unless said otherwise.

    ``starts`` are people on their first day of training, ``leavers`` those who leave from production or training.
    People in nesting, and within the ramp after it, are part of ``heads``; ``*_productive`` weighs them by what they
    produce. ``training_h`` are billable hours in training. ``transfer_h`` are productive hours spent on handing work
    over. ``opened`` and ``ended`` are periods, -1 for none: the contract is in force from ``opened`` on, up to but
    without ``ended``.
    """

    heads: Float
    starts: Float
    leavers: Float
    nesting_heads: Float
    nesting_productive: Float
    ramp_heads: Float
    ramp_productive: Float
    training_h: Float
    overtime_h: Float
    undertime_h: Float
    transfer_h: Float
    assigned_h: Float  # [i, t]
    opened: Index  # [c]
    ended: Index  # [c]
