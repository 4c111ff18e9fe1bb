"""Money in whole cents that add up."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["cents"]

DIGITS = 6  # of a cent; hides that 0.29 * 100 is 28.999999999999996


def cents(values: Sequence[float] | NDArray[np.float64]) -> NDArray[np.int64]:
    """Amounts as whole cents whose sum is exactly the rounded total.

    Every amount is rounded down; the cents still missing go one each to the largest remainders, the earlier
    amount first among equals (method of largest remainder, Hamilton 1792). An amount is therefore never moved
    by a full cent. The total is rounded half up. ``values`` is [n] in units of the currency, of any sign.

    Raises ValueError when an amount is not finite.
    """
    amounts = np.asarray(values, dtype=np.float64)
    if not np.isfinite(amounts).all():
        raise ValueError("amounts of money must be finite")
    exact = np.round(amounts * 100.0, DIGITS)
    whole = np.floor(exact)
    total = math.floor(round(math.fsum(exact), DIGITS) + 0.5)
    missing = total - int(math.fsum(whole))
    order = np.argsort(whole - exact, kind="stable")
    whole[order[:missing]] += 1.0
    return whole.astype(np.int64)
