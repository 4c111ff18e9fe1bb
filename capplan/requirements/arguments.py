"""What every function of this package demands of its arguments, and how it says no.

Each check returns the argument as an array of floats, or raises ``ValueError`` with one sentence that names
the argument, the first offending position and the value found there.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "Floats",
    "above_zero",
    "at_least_one",
    "at_least_zero",
    "common_shape",
    "finite",
    "share",
    "spread_flat",
    "target_share",
    "whole",
]

Floats = NDArray[np.float64]

_LARGEST = float(np.finfo(np.float64).max)
_SMALLEST = math.nextafter(0.0, 1.0)
_BELOW_ONE = math.nextafter(1.0, 0.0)


def _refuse_where(wrong: NDArray[np.bool_], values: Floats, name: str, demand: str) -> None:
    if not wrong.any():
        return
    if values.ndim == 0:
        raise ValueError(f"{name} must be {demand}; found {float(values):g}")
    position = tuple(int(index) for index in np.argwhere(wrong)[0])
    raise ValueError(f"{name} must be {demand}; found {values[position]:g} at position {list(position)}")


def _between(value: ArrayLike, low: float, high: float, name: str, demand: str) -> Floats:
    """The argument as finite floats from ``low`` to ``high``; NaN is in no range."""
    values = np.asarray(value, dtype=np.float64)
    if values.ndim == 0:
        good = low <= values.item() <= high
    else:
        good = values.size == 0 or bool(values.min() >= low and values.max() <= high)
    if not good:
        _refuse_where(~np.isfinite(values), values, name, "a finite number")
        _refuse_where(~((values >= low) & (values <= high)), values, name, demand)
    return values


def finite(value: ArrayLike, name: str) -> Floats:
    """The argument as floats, none of them NaN or infinite."""
    return _between(value, -_LARGEST, _LARGEST, name, "a finite number")


def at_least_zero(value: ArrayLike, name: str) -> Floats:
    """The argument as finite floats, none below zero."""
    return _between(value, 0.0, _LARGEST, name, "zero or more")


def above_zero(value: ArrayLike, name: str) -> Floats:
    """The argument as finite floats, all above zero."""
    return _between(value, _SMALLEST, _LARGEST, name, "above zero")


def at_least_one(value: ArrayLike, name: str) -> Floats:
    """The argument as finite floats, none below one."""
    return _between(value, 1.0, _LARGEST, name, "at least 1")


def whole(value: ArrayLike, name: str) -> Floats:
    """The argument as finite floats that are whole numbers, none below zero."""
    values = at_least_zero(value, name)
    if values.ndim > 0 or not values.item().is_integer():
        _refuse_where(values != np.rint(values), values, name, "a whole number")
    return values


def share(value: ArrayLike, name: str) -> Floats:
    """The argument as shares from 0 to 1, both allowed."""
    return _between(value, 0.0, 1.0, name, "a share from 0 to 1 (write 80 % as 0.80)")


def target_share(value: ArrayLike, name: str, *, one_allowed: bool = False) -> Floats:
    """The argument as shares above 0 and below 1 (or up to 1): targets that can be met and can be missed."""
    top = "at most 1" if one_allowed else "below 1"
    demand = f"a share above 0 and {top} (write 80 % as 0.80)"
    return _between(value, _SMALLEST, 1.0 if one_allowed else _BELOW_ONE, name, demand)


def common_shape(*values: Floats | None) -> tuple[int, ...]:
    """The shape to which all arguments given broadcast; ValueError where they do not."""
    shapes = {value.shape for value in values if value is not None}
    return shapes.pop() if len(shapes) == 1 else np.broadcast_shapes(*shapes)


def spread_flat(values: Floats, shape: tuple[int, ...]) -> Floats:
    """The argument over all cells of ``shape``, in one row."""
    if values.shape == shape:
        return values.reshape(-1)
    if values.ndim == 0:
        return np.full(math.prod(shape), values.item())
    return np.broadcast_to(values, shape).reshape(-1)
