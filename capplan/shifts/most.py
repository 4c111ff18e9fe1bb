"""The most people that a best schedule puts on a shift: who is more than that is taken away without loss.

Given    required[i], prices short and spare, cost[k]

A person less on shift k saves cost[k] and the spare price in the n - m intervals in which people are to spare, and
costs at most the short price in the other m. Where

    cost[k] + spare * (n - m)  >=  short * m

nothing is lost. With ``people[k,d] = X`` all intervals that require less than X have people to spare, so a best
schedule exists in which X is at most the m-th largest requirement of the shift's intervals, m the least number with
short * m >= cost[k] + spare * (n - m). The same holds for all shifts together that begin (or end) at one time,
because the shortest of them holds only intervals in which all of them are there.

Each person is left with an interval in which nobody is to spare (beyond rounding up). Of the people who are there in
an interval i with people to spare, some have such an interval before i, and then all hold the last one before i; the
others hold the first one after i. So no more are there than these two require together.

With tours, people are no more than the heads, nor than the price of leaving everything short pays for.
With breaks that move, with tours or with offline work, a person cannot be taken away like that: then each person
needs one interval in which nobody is to spare, or a block to hold, so X is at most the sum of the requirements and
blocks; nothing is said of the people to spare.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.shifts.facts import Covering, Tours

__all__ = ["most_people", "most_spare", "most_useful"]

Float = NDArray[np.float64]
CLOSE = 1e-9


def most_people(case: Covering) -> Float:
    """[k, d] people at most: the limit given, or what is ever useful where the number of shifts counts."""
    shifts = case.shifts
    if not case.prices.counts_shifts:
        return shifts.most
    return np.minimum(shifts.most, np.maximum(most_useful(case), shifts.least))


def most_useful(case: Covering) -> Float:
    """[k, d] people beyond whom a shift is never useful."""
    required = np.ceil(case.required - CLOSE) if case.whole else case.required
    blocks = 0.0 if case.offline is None else float(case.offline.wanted.sum())
    if case.tours is not None:
        return np.full(case.shifts.works.shape, _on_tours(case, case.tours, required, blocks))
    values = _within(case, required)  # [k, d, n], -1 outside of the horizon
    inside = (values >= 0.0).sum(axis=2)
    if not case.rigid:
        return np.asarray(np.maximum(values, 0.0).sum(axis=2) + blocks, dtype=np.float64)
    prices, cost = case.prices, case.shifts.cost[:, None]
    if np.isinf(prices.short):
        needed = np.ones_like(inside)
    else:
        price = max(prices.short + prices.spare, CLOSE)
        needed = np.maximum(np.ceil((cost + prices.spare * inside) / price - CLOSE), 1.0).astype(np.int64)
    ordered = -np.sort(-values, axis=2)
    at = np.minimum(needed, values.shape[2]) - 1
    useful = np.take_along_axis(ordered, at[:, :, None], axis=2)[:, :, 0]
    return np.where(needed > inside, 0.0, np.maximum(useful, 0.0))


def _on_tours(case: Covering, tours: Tours, required: Float, blocks: float) -> float:
    """People with tours, at most."""
    most = min(max(float(required.sum()) + blocks, 1.0), tours.heads)
    cheapest = np.where(tours.shifts, case.shifts.cost, np.inf).min(axis=1)
    cost = (tours.on[:, -_horizon_days(case) :].sum(axis=1) * cheapest + tours.cost).min(initial=np.inf)
    idle = case.prices.short * float(case.required.sum())
    idle += np.inf if blocks else 0.0  # who has a block to hold may be there for that alone
    if np.isfinite(idle) and cost > CLOSE and not case.shifts.least.any():
        most = min(most, idle / cost)
    return most


def _horizon_days(case: Covering) -> int:
    """The days of the horizon: without the one before it, of whose shifts not all count."""
    return case.shifts.days if case.cyclic else case.shifts.days - 1


def most_spare(case: Covering) -> Float:
    """[i] people to spare beyond whom nothing is gained; infinite where people cannot be taken away one by one."""
    shifts, count = case.shifts, case.required.size
    if not case.rigid or shifts.least.any() or not len(shifts):
        return np.full(count, np.inf)
    required = np.ceil(case.required - CLOSE) if case.whole else case.required
    reach = min(int(shifts.length.max()) - 1, count - 1)
    around = (required[-reach:], required[:reach]) if case.cyclic else (np.zeros(reach), np.zeros(reach))
    if reach == 0:
        return np.asarray(required - case.required, dtype=np.float64)
    wide = np.concatenate([around[0], required, around[1]])
    windows = np.lib.stride_tricks.sliding_window_view(wide, reach).max(axis=1)
    before, after = windows[:count], windows[reach + 1 :]
    return np.asarray(np.maximum(before + after, required) - case.required, dtype=np.float64)


def _within(case: Covering, required: Float) -> Float:
    """[k, d, n] the requirement of each interval of a shift, -1 beyond its end and outside of the horizon."""
    shifts, count = case.shifts, required.size
    after = np.arange(int(shifts.length.max(initial=1)))
    at = shifts.begins[:, :, None] + after
    at = at % count if case.cyclic else at
    there = (after < shifts.length[:, None, None]) & (at >= 0) & (at < count)
    return np.where(there, required[np.clip(at, 0, count - 1)], -1.0)
