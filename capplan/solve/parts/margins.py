"""Margins: a part may fall short of the rows it shares, or go beyond them, at about their price.

Held to exactly what the relaxation has it give in every week, a part in whole numbers gives more in all of them.
With margins it gives a little less here and more there, and the parts planned after it make that good:

Row      what the part gives + short - beyond = what it is to give      a row that the part shares with others
Cost     price * short, the dearer the more is short; - price * beyond, the less the more is beyond

Source   an augmented Lagrangean, piecewise linear: Ruszczynski (1995), Mathematics of Operations Research 20.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.entries import Entries
from capplan.program import Arrays

__all__ = ["Margins", "with_margins"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

SHORT = ((1.0, 1.05), (3.0, 1.4))
"""Steps of what is short: how wide, in bands, and at how many times the price."""

BEYOND = ((1.0, 0.95), (3.0, 0.6))
"""Steps of what is given beyond, likewise."""

CHEAPEST = 0.02
"""What a unit short costs at least in a row without a price, in units of the dearest of the part."""


@dataclass(frozen=True)
class Margins:
    """``prices`` [row of the whole] by which rows are left, ``band`` the width of a step as a part of their size."""

    prices: Float
    band: float


def with_margins(
    alone: Arrays, shared: Index, prices: Float, bands: Float, dearest: float, dear: float
) -> Arrays:
    """The program of a part, ``alone``, with columns by which its rows ``shared`` are left.

    ``prices`` and ``bands`` are those of these rows. Beyond the last step a unit short costs ``dear``.
    """
    of_row, sign, cost, width = [], [], [], []

    def add(rows: Index, way: float, price: Float, wide: Float) -> None:
        of_row.append(rows)
        sign.append(np.full(len(rows), way))
        cost.append(price)
        width.append(wide)

    for way, side in ((1.0, alone.row_lower), (-1.0, alone.row_upper)):
        there = np.isfinite(side[shared])
        rows, band, price = shared[there], bands[there], np.maximum(way * prices[there], 0.0)
        for steps, times in SHORT:
            add(rows, way, times * np.maximum(price, CHEAPEST * dearest), steps * band)
        add(rows, way, np.full(len(rows), dear), np.full(len(rows), np.inf))
        paid = price > 0.0
        for steps, times in BEYOND:
            add(rows[paid], -way, -times * price[paid], steps * band[paid])
    return _extended(alone, np.concatenate(of_row), *(np.concatenate(each) for each in (sign, cost, width)))


def _extended(alone: Arrays, rows: Index, sign: Float, cost: Float, width: Float) -> Arrays:
    count = len(rows)
    extra = sparse.csr_matrix((sign, (rows, np.arange(count))), shape=(alone.shape[0], count))
    return Arrays(
        cost=np.append(alone.cost, cost),
        column_lower=np.append(alone.column_lower, np.zeros(count)),
        column_upper=np.append(alone.column_upper, width),
        integer=np.append(alone.integer, np.zeros(count, bool)),
        row_lower=alone.row_lower,
        row_upper=alone.row_upper,
        entries=Entries.of(sparse.hstack([alone.matrix, extra], format="csr")),
    )
