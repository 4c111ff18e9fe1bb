"""What counts as equal, and as whole, in a reduction."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["made_whole", "slack"]

Float = NDArray[np.float64]
Mask = NDArray[np.bool_]

TOLERANCE = 1e-9
"""How far a row or a bound may be missed, relative to its value when that is above 1."""

DOUBTFUL = 1e-6
"""A bound of a whole number nearer than this to one, and not on it, is left alone."""


def slack(values: Float) -> Float:
    """The tolerance at ``values``."""
    return TOLERANCE * np.maximum(1.0, np.where(np.isfinite(values), np.abs(values), 1.0))


def made_whole(bound: Float, whole: Mask, toward: np.ufunc) -> tuple[Float, Mask]:
    """``bound`` rounded up or down where ``whole``, and where that is clear: on a whole number or well off one."""
    near = np.rint(bound)
    with np.errstate(invalid="ignore"):
        away = np.abs(bound - near)
    on_it = ~(away > slack(bound))
    rounded = np.where(on_it, near, toward(bound))
    return np.where(whole, rounded, bound), ~whole | on_it | ~(away < DOUBTFUL)
