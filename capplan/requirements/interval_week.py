"""The interval-true week: weekly volumes spread over their profile, and every interval staffed to its target.

A weekly average hides the peaks: the same volume needs more hours when it comes in a rush, and more again
when a thin night must be covered by whole people. So each interval gets its own load and its own whole number
of agents.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from capplan.requirements.arguments import Floats, above_zero, at_least_zero, finite, share, whole
from capplan.requirements.erlang_a import Counting
from capplan.requirements.sizing import ROUNDING, agents_required

__all__ = ["carried_load", "interval_agents", "interval_hours"]

MINUTES_OF_A_DAY = 1440.0
SHARES_TOTAL = 1e-6  # how far the shares of a week may be from 1


def _profile(shares: ArrayLike, interval_minutes: float) -> Floats:
    profile = share(shares, "shares")
    if profile.ndim != 2 or profile.shape[0] != 7:
        raise ValueError(f"shares must have the shape [7, intervals of a day]; found {list(profile.shape)}")
    total = float(profile.sum())
    if abs(total - 1.0) > SHARES_TOTAL:
        raise ValueError(f"shares must sum to 1 over the week; found {total:.9g}")
    minutes = float(above_zero(interval_minutes, "interval_minutes"))
    if profile.shape[1] * minutes > MINUTES_OF_A_DAY + ROUNDING:
        raise ValueError(f"{profile.shape[1]} intervals of {minutes:g} minutes are more than a day")
    return profile


def _weekly(value: ArrayLike, weeks: int, name: str) -> Floats:
    """One value per week, [weeks, 1], from a scalar or [weeks]."""
    values = finite(value, name)
    if values.ndim > 1 or values.size not in (1, weeks):
        raise ValueError(f"{name} must be one value or one per week ({weeks}); found {list(values.shape)}")
    return np.broadcast_to(values.reshape(-1, 1), (weeks, 1))


def carried_load(arriving: Floats, aht_s: Floats, interval_s: float) -> Floats:
    """Mean busy agents of each interval when work runs on into the next ones: [weeks, intervals] to the same.

    ``arriving`` is the load that arrives in each interval (arrival rate x handle time, erlangs), ``aht_s`` is
    [weeks, 1]. It is the mean of an M(t)/M/infinity queue, m' = rate - m / aht, with the rate constant within
    an interval and the week repeating itself. Where handle times are short against the interval it changes
    little; long contacts and chats peak later and lower than their arrivals (Jennings, Mandelbaum, Massey,
    Whitt 1996).
    """
    intervals = arriving.shape[1]
    kept = np.exp(-interval_s / aht_s[:, 0])
    at_end = np.zeros(arriving.shape[0])
    for interval in range(intervals):
        at_end = at_end * kept + arriving[:, interval] * (1.0 - kept)
    at_start = at_end / -np.expm1(-interval_s * intervals / aht_s[:, 0])
    result = np.empty_like(arriving)
    weight = (1.0 - kept) * aht_s[:, 0] / interval_s
    for interval in range(intervals):
        result[:, interval] = arriving[:, interval] + (at_start - arriving[:, interval]) * weight
        at_start = at_start * kept + arriving[:, interval] * (1.0 - kept)
    return result


def interval_agents(
    volume: ArrayLike,
    aht_s: ArrayLike,
    shares: ArrayLike,
    interval_minutes: float,
    *,
    service_level: ArrayLike,
    answer_within_s: ArrayLike,
    patience_s: ArrayLike | None = None,
    max_occupancy: ArrayLike | None = None,
    concurrency: ArrayLike = 1.0,
    counting: Counting = "offered",
    least: int = 0,
    carry_over: bool = False,
) -> Floats:
    """Whole agents on duty in every interval of every week: [T, 7, n].

    ``volume`` [T] contacts per week; ``aht_s`` [T] or one value, ELAPSED seconds of a contact (for chat, from
    opening to closing, with its pauses); ``shares`` [7, n] of the week's volume, summing to 1; the targets as
    in ``agents_required``, each one value or one per week. ``concurrency`` is the contacts one agent serves
    at the same time: slots are sized by Erlang on elapsed time, then divided by it and rounded up to whole
    agents. Where the share is zero nobody is needed; elsewhere at least ``least`` agents. ``carry_over``
    replaces the arriving load by the load in progress (``carried_load``). Raises ValueError naming the first
    bad position.
    """
    profile = _profile(shares, interval_minutes)
    volumes = at_least_zero(volume, "volume")
    if volumes.ndim != 1:
        raise ValueError(f"volume must be one number per week; found the shape {list(volumes.shape)}")
    weeks = volumes.size
    handle_s = _weekly(above_zero(aht_s, "aht_s"), weeks, "aht_s")
    at_once = _weekly(_concurrency(concurrency), weeks, "concurrency")
    fewest = float(whole(least, "least"))
    interval_s = 60.0 * float(interval_minutes)
    columns, place = _columns(profile, carry_over)
    load = volumes[:, None] * columns * handle_s / interval_s
    if carry_over:
        load = np.where(columns > 0.0, carried_load(load, handle_s, interval_s), 0.0)
    slots = agents_required(
        load,
        handle_s,
        service_level=_weekly(service_level, weeks, "service_level"),
        answer_within_s=_weekly(answer_within_s, weeks, "answer_within_s"),
        patience_s=None if patience_s is None else _weekly(patience_s, weeks, "patience_s"),
        max_occupancy=None if max_occupancy is None else _weekly(max_occupancy, weeks, "max_occupancy"),
        counting=counting,
    )
    agents = np.maximum(np.ceil(slots / at_once * (1.0 - ROUNDING)), fewest)
    agents = np.where(columns > 0.0, agents, 0.0)
    return agents[:, place].reshape(weeks, *profile.shape)


def _concurrency(concurrency: ArrayLike) -> Floats:
    values = above_zero(concurrency, "concurrency")
    if (values < 1.0).any():
        raise ValueError(f"concurrency must be at least 1; found {float(values.min()):g}")
    return values


def _columns(profile: Floats, carry_over: bool) -> tuple[Floats, NDArray[np.intp]]:
    """The shares to size, and where each interval finds its own: equal shares are sized once."""
    flat = profile.reshape(-1)
    if carry_over:
        return flat, np.arange(flat.size)
    columns, place = np.unique(flat, return_inverse=True)
    return columns, place.reshape(-1)


def interval_hours(agents: ArrayLike, interval_minutes: float) -> Floats:
    """Hours on duty of each week, [T], from agents [T, 7, n]: the sum of agents times the interval length."""
    counts = at_least_zero(agents, "agents")
    if counts.ndim != 3:
        raise ValueError(f"agents must have the shape [weeks, 7, intervals]; found {list(counts.shape)}")
    hours: Floats = counts.sum(axis=(1, 2)) * (float(above_zero(interval_minutes, "interval_minutes")) / 60.0)
    return hours
