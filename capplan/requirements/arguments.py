"""What every function of this package demands of its arguments, and how it says no.

Each check returns the argument as an array of floats, or raises ``ValueError`` with one sentence that names
the argument, the first offending position and the value found there.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Floats", "above_zero", "at_least_zero", "finite", "share", "target_share", "whole"]

Floats = NDArray[np.float64]


def _refuse_where(wrong: NDArray[np.bool_], values: Floats, name: str, demand: str) -> None:
    if not wrong.any():
        return
    if values.ndim == 0:
        raise ValueError(f"{name} must be {demand}; found {float(values):g}")
    position = tuple(int(index) for index in np.argwhere(wrong)[0])
    raise ValueError(f"{name} must be {demand}; found {values[position]:g} at position {list(position)}")


def finite(value: ArrayLike, name: str) -> Floats:
    """The argument as floats, none of them NaN or infinite."""
    values = np.asarray(value, dtype=np.float64)
    _refuse_where(~np.isfinite(values), values, name, "a finite number")
    return values


def at_least_zero(value: ArrayLike, name: str) -> Floats:
    """The argument as finite floats, none below zero."""
    values = finite(value, name)
    _refuse_where(values < 0.0, values, name, "zero or more")
    return values


def above_zero(value: ArrayLike, name: str) -> Floats:
    """The argument as finite floats, all above zero."""
    values = finite(value, name)
    _refuse_where(values <= 0.0, values, name, "above zero")
    return values


def whole(value: ArrayLike, name: str) -> Floats:
    """The argument as finite floats that are whole numbers, none below zero."""
    values = at_least_zero(value, name)
    _refuse_where(values != np.rint(values), values, name, "a whole number")
    return values


def share(value: ArrayLike, name: str) -> Floats:
    """The argument as shares from 0 to 1, both allowed."""
    values = finite(value, name)
    _refuse_where((values < 0.0) | (values > 1.0), values, name, "a share from 0 to 1 (write 80 % as 0.80)")
    return values


def target_share(value: ArrayLike, name: str, *, one_allowed: bool = False) -> Floats:
    """The argument as shares above 0 and below 1 (or up to 1): targets that can be met and can be missed."""
    values = finite(value, name)
    above = values > 1.0 if one_allowed else values >= 1.0
    top = "at most 1" if one_allowed else "below 1"
    _refuse_where((values <= 0.0) | above, values, name, f"a share above 0 and {top} (write 80 % as 0.80)")
    return values
