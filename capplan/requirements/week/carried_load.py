"""What the load of an interval is when contacts run on into the next ones.

Intervals are sized one by one, each as if its own load went on for ever. That is right for contacts that are short
against the interval. Long ones (chats, cases) peak later and lower than they arrive: at eight in the morning few
have been begun yet, in the evening many are still being worked. So the load to staff is one of

    stationary      a(i), what arrives in interval i: rate x handle time
    lagged          the same one handle time earlier, mean over the interval of rate(t - aht) x aht
    offered_load    the contacts in progress if each were answered at once, mean over the interval of
                    m(t), m' = rate - m / aht
    auto            offered_load where the handle time is a quarter of the interval or more, else stationary

Rates are constant within an interval, and the week repeats itself. m then runs from its value at the start of the
interval towards a(i) as exp(-t / aht), and its mean is a(i) + (m(start) - a(i)) (1 - exp(-d)) / d, d = interval /
aht. Where rates change quickly against the interval, give the profile in shorter ones.

When the queue closes, contacts in progress are finished by the people who have them: nobody is on duty in a closed
interval, so that work is added to the last open interval before it. Its agents are then the hours until the last
contact is done, divided by the length of the interval; who opens a quarter of an hour longer, without arrivals, sees
them where they work. All corrections move work and none loses any: over the week each adds up to what arrives.

What is left out: contacts that hang up are counted as if they were handled, a queue left over from an interval with
too few agents does not reach the next one, and handle times are exponential. (Their distribution moves work a little
within the week; its sum stays.)

Sources: S. Eick, W. Massey, W. Whitt, "M_t/G/infinity queues with sinusoidal arrival rates", Management Science 39
(1993), for m; O. Jennings, A. Mandelbaum, W. Massey, W. Whitt, "Server staffing to meet time-varying demand",
Management Science 42 (1996), for staffing by it; L. Green, P. Kolesar, J. Soares, "Improving the SIPP approach for
staffing service systems that have cyclic demands", Operations Research 49 (2001), for the lag.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from capplan.requirements.arguments import Floats, above_zero, at_least_zero

__all__ = ["Correction", "carried_load", "corrected_load", "corrected_weeks"]

Correction = Literal["auto", "stationary", "lagged", "offered_load"]
PART_OF_AN_INTERVAL = 0.25  # from this handle time on, in intervals, "auto" counts the contacts in progress
FADED = 0.01  # erlangs; where nothing arrives, less work in progress than this keeps nobody on duty


def corrected_weeks(aht_s: ArrayLike, interval_s: float, correction: Correction) -> NDArray[np.str_]:
    """The correction that each handle time gets: "stationary", "lagged" or "offered_load", shape of ``aht_s``.

    Raises ValueError for another correction, and for times not above zero.
    """
    if correction not in get_args(Correction):
        raise ValueError(f"correction must be one of {', '.join(get_args(Correction))}; found {correction!r}")
    handle_s = above_zero(aht_s, "aht_s")
    length_s = float(above_zero(interval_s, "interval_s"))
    if correction != "auto":
        return np.full(handle_s.shape, correction)
    return np.where(handle_s >= PART_OF_AN_INTERVAL * length_s, "offered_load", "stationary")


def corrected_load(
    arriving: ArrayLike,
    aht_s: ArrayLike,
    interval_s: float,
    correction: Correction = "auto",
    open_: ArrayLike | None = None,
) -> Floats:
    """The load to staff in each interval of a week that repeats itself: [T, intervals] to the same, erlangs.

    ``arriving`` is the load that arrives in each interval (arrivals per second x handle time), zero or more;
    ``aht_s`` the handle time in seconds, above zero, one value or one per week ([T] or [T, 1]), and for chat
    elapsed; ``interval_s`` the length of an interval. ``open_`` [intervals] says when the queue is open, None for
    wherever something arrives in any week. Work that runs on into a closed interval counts in the last open one
    before it, and so does less than a hundredth of an erlang in an open interval without arrivals. Each week's
    sum stays. Raises ValueError naming the argument, for arrivals in a closed interval too.
    """
    loads = _arriving(arriving)
    weeks, intervals = loads.shape
    handle_s = _per_week(aht_s, weeks)
    used = corrected_weeks(handle_s, interval_s, correction)
    is_open = (loads > 0.0).any(axis=0) if open_ is None else np.asarray(open_, dtype=np.bool_)
    if is_open.shape != (intervals,):
        raise ValueError(
            f"open_ must have the shape [intervals], here [{intervals}]; found {list(is_open.shape)}"
        )
    if ((loads > 0.0) & ~is_open).any():
        week, interval = np.argwhere((loads > 0.0) & ~is_open)[0].tolist()
        raise ValueError(
            f"arriving must be 0 in closed intervals; found {loads[week, interval]:g} at {[week, interval]}"
        )
    result = loads.copy()
    for name, moved in (("lagged", _lagged), ("offered_load", carried_load)):
        rows = used == name
        if rows.any():
            result[rows] = _while_open(moved(loads[rows], handle_s[rows], interval_s), loads[rows], is_open)
    return result


def _arriving(arriving: ArrayLike) -> Floats:
    loads = at_least_zero(arriving, "arriving")
    if loads.ndim != 2:
        raise ValueError(f"arriving must have the shape [weeks, intervals]; found {list(loads.shape)}")
    return loads


def _per_week(aht_s: ArrayLike, weeks: int) -> Floats:
    handle_s = above_zero(aht_s, "aht_s")
    if handle_s.shape not in ((), (1,), (1, 1), (weeks,), (weeks, 1)):
        raise ValueError(f"aht_s must be one value or one per week ({weeks}); found {list(handle_s.shape)}")
    return np.broadcast_to(handle_s.reshape(-1), (weeks,))


def _lagged(arriving: Floats, aht_s: Floats, interval_s: float) -> Floats:
    """Mean of what arrives from one handle time before each interval to one handle time before its end."""
    intervals = arriving.shape[1]
    later = aht_s[:, None] / interval_s
    behind = np.floor(later)
    place = np.arange(intervals) - behind.astype(np.int64)
    nearer = np.take_along_axis(arriving, place % intervals, axis=1)
    further = np.take_along_axis(arriving, (place - 1) % intervals, axis=1)
    lagged: Floats = nearer + (later - behind) * (further - nearer)
    return lagged


def carried_load(arriving: ArrayLike, aht_s: ArrayLike, interval_s: float) -> Floats:
    """Mean contacts in progress in each interval, answered at once: m above, [T, intervals] to the same.

    Arguments as ``corrected_load``; open or not, every interval keeps its own.
    """
    loads = _arriving(arriving)
    handle_s = _per_week(aht_s, loads.shape[0])
    length = float(above_zero(interval_s, "interval_s")) / handle_s
    kept, gone = np.exp(-length), -np.expm1(-length)
    at_end = np.zeros(loads.shape[0])
    for interval in range(loads.shape[1]):
        at_end = at_end * kept + loads[:, interval] * gone
    at_start = at_end / -np.expm1(-length * loads.shape[1])
    result = np.empty_like(loads)
    for interval in range(loads.shape[1]):
        result[:, interval] = loads[:, interval] + (at_start - loads[:, interval]) * (gone / length)
        at_start = at_start * kept + loads[:, interval] * gone
    return result


def _while_open(load: Floats, arriving: Floats, is_open: NDArray[np.bool_]) -> Floats:
    """Work of closed intervals, and what has nearly faded, moved into the last interval before that keeps its own."""
    stays = is_open & ((arriving > 0.0) | (load >= FADED))
    last = np.maximum.accumulate(np.where(stays, np.arange(load.shape[1]), -1), axis=1)
    # before the first of the week comes the last of the week before
    last = np.where(last < 0, last[:, -1:], last)
    result = np.where(stays, load, 0.0)
    week, interval = np.nonzero(~stays & (load > 0.0))
    np.add.at(result, (week, last[week, interval]), load[week, interval])
    return result
