"""Rework: contacts that bring about further contacts, in the same queue or another, now or later.

An appeal follows a decision, a complaint follows a late answer, a customer whose matter is not settled calls
again. With v the forecast, V all contacts, and an arc from queue i to queue j with a share and a delay,

    V[j, t] = v[j, t] + sum over arcs to j of share x V[i, t - delay]

V counts contacts brought about by contacts that were brought about themselves, so loops are allowed: appeals may
be appealed. Arcs without delay are solved as a linear system, the others period by period. Before the first
period the past is taken as steady: every period like the first. Then

    V[., 0] = v[., 0] + R V[., 0],    R[j, i] = sum of the shares of all arcs from i to j, whatever their delay

This has an end only where loops lose contacts on the way: the spectral radius of R (how many contacts follow from
one, on average along the loops) must be below 1.

Source: the balance of flows in an open network; J. R. Jackson, "Networks of waiting lines", Operations Research 5
(1957); for the criterion, D. Hawkins, H. A. Simon, Econometrica 17 (1949).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from capplan.requirements.arguments import Floats, at_least_zero, whole

__all__ = ["with_rework"]

MOST_CONTACTS = 10.0
MOST_AGAIN = 1.0 - 1e-9  # a loop that brings back as many contacts as it takes has no end
Index = NDArray[np.int64]


def with_rework(
    volume: ArrayLike,
    from_index: ArrayLike,
    to_index: ArrayLike,
    share: ArrayLike,
    delay: ArrayLike,
    names: Sequence[str] | None = None,
) -> Floats:
    """All contacts [q, t]: the forecast ``volume`` [q, t] and what contacts bring about.

    Arc k leads from queue ``from_index[k]`` to ``to_index[k]`` (positions in ``volume``, they may be equal):
    each contact of the one brings about ``share[k]`` contacts of the other, 0 to 10, ``delay[k]`` whole periods
    later, 0 for within the same period. ``names`` of the queues are used in messages alone. Raises ValueError
    for bad arguments, and where a loop feeds itself without end, naming its queues.
    """
    forecast = at_least_zero(volume, "volume")
    if forecast.ndim != 2 or forecast.size == 0:
        raise ValueError(f"volume must have the shape [queues, periods]; found {list(forecast.shape)}")
    queues, periods = forecast.shape
    start, end = _queue(from_index, "from_index", queues), _queue(to_index, "to_index", queues)
    part, later = _contacts(share), whole(delay, "delay").astype(np.int64).ravel()
    if not start.shape == end.shape == part.shape == later.shape:
        raise ValueError("from_index, to_index, share and delay must have one number for each arc")
    follows = _follows(start, end, part, queues)
    _check_end(follows, names)
    now = later == 0
    same_period = np.eye(queues) - _follows(start[now], end[now], part[now], queues)
    result = np.empty_like(forecast)
    result[:, 0] = np.linalg.solve(np.eye(queues) - follows, forecast[:, 0])
    start, end, part, later = start[~now], end[~now], part[~now], later[~now]
    for period in range(1, periods):
        arriving = forecast[:, period].copy()
        np.add.at(arriving, end, part * result[start, np.maximum(period - later, 0)])
        result[:, period] = np.linalg.solve(same_period, arriving) if now.any() else arriving
    return np.maximum(result, 0.0)  # rounding may leave a zero just below


def _queue(value: ArrayLike, name: str, queues: int) -> Index:
    positions = whole(value, name).astype(np.int64).ravel()
    if (positions >= queues).any():
        raise ValueError(f"{name} must be below {queues}, the number of queues; found {int(positions.max())}")
    return positions


def _contacts(value: ArrayLike) -> Floats:
    contacts = at_least_zero(value, "share").ravel()
    if (contacts > MOST_CONTACTS).any():
        at = int(np.argmax(contacts > MOST_CONTACTS))
        raise ValueError(
            f"share must be at most {MOST_CONTACTS:g} contacts brought about by one contact (write 80 % as 0.80); "
            f"found {contacts[at]:g} at position [{at}]"
        )
    return contacts


def _follows(start: Index, end: Index, part: Floats, queues: int) -> Floats:
    """R: contacts of the row's queue that follow from one contact of the column's."""
    follows = np.zeros((queues, queues))
    np.add.at(follows, (end, start), part)
    return follows


def _check_end(follows: Floats, names: Sequence[str] | None) -> None:
    """Raise ValueError where queues that lead back to each other bring about no fewer contacts than they take."""
    from scipy.sparse.csgraph import connected_components  # slow to load

    count, loop = connected_components(follows > 0.0, directed=True, connection="strong")
    for member in range(count):
        at = np.flatnonzero(loop == member)
        again = float(np.abs(np.linalg.eigvals(follows[np.ix_(at, at)])).max())
        if again >= MOST_AGAIN:
            who = ", ".join(str(position) if names is None else names[int(position)] for position in at)
            raise ValueError(
                f"rework feeds itself without end among the queues {who}: on average one contact brings about "
                f"{again:.3g} contacts there, and this must be below 1"
            )
