"""From an hour of contract to the part of it that is productive, paid, or productive while on duty.

``share`` [K, ...] holds the K components of shrinkage (sick leave, vacation, breaks, coaching ...), with any
axes after the first. The flags ``planned``, ``in_office`` and ``paid`` are [K] or broadcast against
``share``.

basis "paid"        every share is of contract hours
basis "scheduled"   planned time out of office (vacation, public holidays) lies on top of scheduled hours, as
                    a share of them: scheduled = contract / (1 + their sum); the rest are of scheduled hours
combination "additive"        what remains is 1 - sum of the shares
combination "multiplicative"  what remains is the product of (1 - share)
Dividing by what remains, never multiplying by 1 + shrinkage, turns productive hours into contract hours.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from capplan.requirements.arguments import Floats
from capplan.requirements.arguments import share as shares_of

__all__ = ["on_duty_share", "paid_share", "productive_share"]

Flags = NDArray[np.bool_]


def _components(share: ArrayLike) -> Floats:
    components = shares_of(share, "share")
    if components.ndim == 0:
        raise ValueError("share must have the components on its first axis; found one number")
    return components


def _flags(flag: ArrayLike, components: Floats, name: str) -> Flags:
    flags = np.asarray(flag)
    if flags.size and flags.dtype != np.bool_:
        raise ValueError(f"{name} must be true or false for each component; found {flags.dtype}")
    if flags.ndim == 0 or flags.shape[0] != components.shape[0] or flags.ndim > components.ndim:
        raise ValueError(f"{name} has the shape {list(flags.shape)}, share has {list(components.shape)}")
    flags = flags.reshape(*flags.shape, *(1,) * (components.ndim - flags.ndim))
    return np.broadcast_to(flags.astype(np.bool_), components.shape)


def _choice(value: str, name: str, choices: tuple[str, str]) -> None:
    if value not in choices:
        raise ValueError(f"{name} must be {choices[0]} or {choices[1]}; found {value!r}")


def _remaining(components: Floats, counted: Flags, combination: str) -> Floats:
    """What the counted components leave of one hour; refused where they leave nothing."""
    taken = np.where(counted, components, 0.0)
    left = 1.0 - taken.sum(axis=0) if combination == "additive" else np.prod(1.0 - taken, axis=0)
    gone = np.asarray(left <= 1e-12)
    if gone.any():
        where = [int(index) for index in np.argwhere(gone)[0]]
        total = float(taken.sum(axis=0)[tuple(where)])
        place = f" at position {where}" if where else ""
        raise ValueError(f"shrinkage must leave something of an hour; the components sum to {total:g}{place}")
    return np.asarray(left, dtype=np.float64)


def _total(components: Floats, counted: Flags) -> Floats:
    return np.asarray(np.where(counted, components, 0.0).sum(axis=0), dtype=np.float64)


def _on_top(components: Floats, planned: ArrayLike, in_office: ArrayLike, basis: str) -> Flags:
    """Which components lie on top of scheduled hours."""
    _choice(basis, "basis", ("paid", "scheduled"))
    away = _flags(planned, components, "planned") & ~_flags(in_office, components, "in_office")
    return away & (basis == "scheduled")


def productive_share(
    share: ArrayLike, planned: ArrayLike, in_office: ArrayLike, basis: str, combination: str
) -> Floats:
    """Productive hours of one contract hour, above 0 and at most 1; shape of ``share`` without its first
    axis.

    15 % and 20 % leave 0.65 (additive) or 0.68 (multiplicative); 100 productive hours at 30 % need 142.86
    hours. Raises ValueError for shares outside 0 to 1, for unknown words, and where nothing of an hour is
    left.
    """
    _choice(combination, "combination", ("additive", "multiplicative"))
    components = _components(share)
    on_top = _on_top(components, planned, in_office, basis)
    return _remaining(components, ~on_top, combination) / (1.0 + _total(components, on_top))


def paid_share(
    share: ArrayLike,
    paid: ArrayLike,
    planned: ArrayLike,
    in_office: ArrayLike,
    basis: str,
    combination: str = "additive",
) -> Floats:
    """Hours that wages are paid for, of one contract hour, above 0 and at most 1.

    On basis "paid" it is what the unpaid components leave. On basis "scheduled" it is what they leave of the
    scheduled hour plus the paid time on top of it, over the same 1 + sum. With every component paid it is 1.
    """
    _choice(combination, "combination", ("additive", "multiplicative"))
    components = _components(share)
    on_top = _on_top(components, planned, in_office, basis)
    with_pay = _flags(paid, components, "paid")
    kept = _remaining(components, ~on_top & ~with_pay, combination) + _total(components, on_top & with_pay)
    return kept / (1.0 + _total(components, on_top))


def on_duty_share(share: ArrayLike, in_office: ArrayLike, combination: str) -> Floats:
    """Productive hours of one hour already worked on duty, above 0 and at most 1: what overtime yields.

    Time out of office is over before such an hour begins, so only the in-office components take from it, as
    they stand. Shape and errors as ``productive_share``.
    """
    _choice(combination, "combination", ("additive", "multiplicative"))
    components = _components(share)
    return _remaining(components, _flags(in_office, components, "in_office"), combination)
