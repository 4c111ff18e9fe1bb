"""Agents on duty, hour by hour, as far as call records show them.

Records say when an agent served, not when he was there to serve. In each hour

    seen     an agent counts from the first to the last moment at which he serves a caller within that hour
    on duty  the same, without the time in which he served nobody while a caller waited

The second is the number that Erlang A means. There nobody rests while somebody waits, so an agent who serves
nobody at such a moment was not on duty for these callers: he wrapped up the last call, took a break, or works
for others. Both are means over the hour, so half an hour counts as half an agent.

Bias    Too low where agents have little to do: the time before the first and after the last call of an hour is
        lost, and an agent without a call is not seen at all. Too high where breaks fall into moments without
        anybody waiting. An agent who serves several callers at the same time (chat) counts once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from capplan.requirements.arguments import Floats, at_least_zero

__all__ = ["agents_on_duty"]

HOUR_S = 3600.0
Whole = NDArray[np.int64]


def agents_on_duty(
    service_from_s: ArrayLike,
    service_to_s: ArrayLike,
    agent: ArrayLike,
    wait_from_s: ArrayLike,
    wait_to_s: ArrayLike,
    hours: int,
) -> tuple[Floats, Floats]:
    """Mean number of agents on duty and of agents seen in each of ``hours`` hours, [hours] each.

    A service is ``agent`` (a whole number, zero or more) from ``service_from_s`` to ``service_to_s``; a wait is
    a caller from ``wait_from_s`` to ``wait_to_s``. Seconds since the beginning of the first hour, zero or more.
    What lies beyond the last hour is left out. Raises ValueError where an end lies before its beginning.
    """
    start, end = _spells(service_from_s, service_to_s, "service")
    wait_from, wait_to = _spells(wait_from_s, wait_to_s, "wait")
    code = np.asarray(agent, dtype=np.int64).ravel()
    if code.shape != start.shape or (code < 0).any():
        raise ValueError("agent must be one whole number, zero or more, for each service")
    if hours < 1:
        raise ValueError(f"hours must be at least 1; found {hours}")
    code, start, end = _without_overlap(code, start, end)
    seen_from, seen_to = _first_to_last(*_by_hour(code, start, end))
    edges = HOUR_S * np.arange(hours + 1.0)
    level_of = [(seen_from, seen_to), (start, end), (wait_from, wait_to)]
    time, (seen, busy, waiting) = _levels(level_of, edges)
    inside = (time[:-1] < edges[-1]) & (time[1:] <= edges[-1])
    hour = (time[:-1][inside] // HOUR_S).astype(np.int64)
    share = np.diff(time)[inside] / HOUR_S
    duty = np.where(waiting > 0, busy, seen)[inside]
    duty_mean = np.bincount(hour, weights=duty * share, minlength=hours)
    seen_mean = np.bincount(hour, weights=seen[inside] * share, minlength=hours)
    return duty_mean.astype(np.float64), seen_mean.astype(np.float64)


def _spells(start_s: ArrayLike, end_s: ArrayLike, name: str) -> tuple[Floats, Floats]:
    start = at_least_zero(start_s, f"{name}_from_s").ravel()
    end = at_least_zero(end_s, f"{name}_to_s").ravel()
    if start.shape != end.shape or (end < start).any():
        raise ValueError(f"{name}_to_s must be at or after {name}_from_s, one for one")
    return start, end


def _without_overlap(code: Whole, start: Floats, end: Floats) -> tuple[Whole, Floats, Floats]:
    """The services by agent and time, cut where an agent's earlier service is still going on."""
    order = np.lexsort((start, code))
    code, start, end = code[order], start[order], end[order]
    apart = code * (end.max(initial=0.0) + 1.0)  # puts the agents one after the other on one line of time
    until = np.maximum.accumulate(end + apart)
    before = np.concatenate([[0.0], until[:-1]]) - apart
    start = np.maximum(start, before)
    return code, start, np.maximum(start, end)


def _by_hour(code: Whole, start: Floats, end: Floats) -> tuple[Whole, Whole, Floats, Floats]:
    """The services cut at full hours: agent, hour, beginning, end of each piece."""
    first, last = (start // HOUR_S).astype(np.int64), (end // HOUR_S).astype(np.int64)
    pieces = last - first + 1
    of = np.repeat(np.arange(code.size), pieces)
    hour = first[of] + np.arange(of.size) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    return code[of], hour, np.maximum(start[of], hour * HOUR_S), np.minimum(end[of], (hour + 1) * HOUR_S)


def _first_to_last(code: Whole, hour: Whole, start: Floats, end: Floats) -> tuple[Floats, Floats]:
    """From the first to the last moment of service of each agent in each hour."""
    if not code.size:
        return start, end
    order = np.lexsort((code, hour))
    code, hour, start, end = code[order], hour[order], start[order], end[order]
    new = np.flatnonzero(np.diff(code, prepend=-1) | np.diff(hour, prepend=-1))
    return np.minimum.reduceat(start, new), np.maximum.reduceat(end, new)


def _levels(spells: list[tuple[Floats, Floats]], edges: Floats) -> tuple[Floats, list[Whole]]:
    """How many spells of each kind go on between the moments of the time line, which holds the edges too."""
    times = [edges, *(moments for spell in spells for moments in spell)]
    time = np.concatenate(times)
    step = np.zeros((len(spells), time.size), dtype=np.int64)
    at = edges.size
    for kind, (start, end) in enumerate(spells):
        step[kind, at : at + start.size] = 1
        step[kind, at + start.size : at + 2 * start.size] = -1
        at += start.size + end.size
    order = np.argsort(time, kind="stable")
    return time[order], list(np.cumsum(step[:, order], axis=1)[:, :-1])
