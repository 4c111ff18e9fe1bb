"""The best weekly service for every number of hours, step by step away from the interval requirement.

An interval i with load a_i and N_i agents answers the share SL(a_i, N_i) of its contacts in time, and the week

    S(N) = sum over i of w_i SL(a_i, N_i) / sum over i of w_i,    w_i contacts.

From a floor on, SL is concave in N: each further agent brings less than the one before. So where hours are
short, taking away one after the other the agent who costs least per hour, no interval below its floor, gives the
best service for every number of hours at once, and so does adding the agent who brings most (Fox 1966). The path
starts at the requirement, which meets its target in every interval and is therefore not itself the best use of
its hours: hours moved from a thin night to a busy noon would lift the week. The path does not move them. Below the
requirement no interval has more agents than required, above it none has fewer.

The floor keeps SL at one half or better. There Erlang C is concave, and Erlang A where contacts that hang up are
misses; lower, the best week would leave whole intervals without anybody. An interval that misses the floor with its
required agents, or has no contacts (people who must be there for another reason), keeps all it has.

Where the level is not concave after all (chats held 2.5 at a time give two slots, then three; hang-ups that count as
in time, with a threshold near the patience), steps are taken in the order of the concave envelope of their interval:
the path is the best where such a bundle of steps ends and near it between.

Source: B. Fox, "Discrete optimization via marginal analysis", Management Science 13 (1966).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from capplan.requirements.arguments import Floats, above_zero, at_least_zero, share
from capplan.requirements.curve.level_table import ERROR, Level
from capplan.requirements.queueing.targets import ROUNDING

__all__ = ["ServicePath", "exact_level", "service_path"]

FLOOR_LEVEL = 0.5
NEGLIGIBLE = 0.1  # no agents are added where an hour brings less than this share / required hours
RUNGS = 4  # steps tried at a time


@dataclass(frozen=True)
class ServicePath:
    """Points of the path of each week: ``hours`` and weekly service ``level`` [T, points], both rising.

    Rows are as long as the longest and repeat their first or last point. ``envelope`` [T, points] is the concave
    envelope below the requirement (the level itself where every interval is concave). Column ``required`` is the
    requirement; ``floor_h`` [T] are the hours with every interval at its floor.
    """

    hours: Floats
    level: Floats
    envelope: Floats
    required: int
    floor_h: Floats

    @property
    def required_h(self) -> Floats:
        """Hours of the requirement, [T]."""
        return self.hours[:, self.required]

    @property
    def required_level(self) -> Floats:
        """Weekly service that the required agents give, [T]."""
        return self.level[:, self.required]


@dataclass(frozen=True)
class _Week:
    """The checked arguments: ``part`` is an interval's part of the week's contacts, ``reached`` its level."""

    level: Level
    load: Floats
    part: Floats
    agents: Floats
    reached: Floats
    interval_h: float


@dataclass(frozen=True)
class _Steps:
    """Steps of every interval away from its required agents, [rungs, T, I].

    ``hours`` is zero where there is no step. ``loss`` of weekly service is below zero for agents added.
    ``price`` is the loss per hour by the interval's envelope: it never falls along the rungs.
    """

    hours: Floats
    loss: Floats
    price: Floats


def service_path(
    load: ArrayLike,
    weight: ArrayLike,
    agents: ArrayLike,
    level: Level,
    interval_h: float,
    *,
    least: ArrayLike = 0.0,
) -> ServicePath:
    """The path of every week through its requirement.

    ``load`` (erlangs), ``weight`` (contacts offered) and ``agents`` (required, 0 where closed) are [T, I], zero or
    more; weekly service weights each interval's level by its contacts offered, however the level counts those who
    hang up. ``level`` gives the service level by load and agents, for arrays that broadcast to [k, T, I].
    ``interval_h`` is the length of an interval in hours; ``least`` agents stay in every open interval, and at
    least one. A week without contacts has the level 1. Raises ValueError for bad shapes and values.
    """
    loads, weights = at_least_zero(load, "load"), at_least_zero(weight, "weight")
    counts, length_h = at_least_zero(agents, "agents"), float(above_zero(interval_h, "interval_h"))
    if counts.ndim != 2 or loads.shape != counts.shape or weights.shape != counts.shape:
        shapes = ", ".join(str(list(values.shape)) for values in (loads, weights, counts))
        raise ValueError(f"load, weight and agents must have one shape [weeks, intervals]; found {shapes}")
    total = weights.sum(axis=1, keepdims=True)
    part = weights / np.where(total > 0.0, total, 1.0)
    reached = np.broadcast_to(share(level(loads, counts), "level"), counts.shape)
    week = _Week(level, loads, part, counts, reached, length_h)
    start_h = counts.sum(axis=1) * length_h
    start = np.where(total[:, 0] > 0.0, (part * reached).sum(axis=1), 1.0)
    negligible = NEGLIGIBLE / np.where(start_h > 0.0, start_h, 1.0)
    bottom = np.maximum(at_least_zero(least, "least"), 1.0)
    down_h, lost, lost_at_least = _in_order(_steps_down(week, bottom))
    up_h, won, _ = _in_order(_steps_up(week, negligible[:, None]))
    above = start[:, None] - won[:, 1:]
    down_h[:, 1:] = np.where(total > 0.0, down_h[:, 1:], start_h[:, None])
    hours = np.hstack([start_h[:, None] - down_h[:, ::-1], start_h[:, None] + up_h[:, 1:]])
    return ServicePath(
        hours=hours,
        level=np.hstack([start[:, None] - lost[:, ::-1], above]),
        envelope=np.hstack([start[:, None] - lost_at_least[:, ::-1], above]),
        required=down_h.shape[1] - 1,
        floor_h=hours[:, 0].copy(),
    )


def _steps_down(week: _Week, bottom: Floats) -> _Steps:
    """Agents taken away, as far as the floor; the first step from fractional agents is to the whole number."""

    def allowed(count: Floats, found: Floats, _: Floats) -> NDArray[np.bool_]:
        return (count >= bottom) & (found >= FLOOR_LEVEL)

    return _steps(week, np.ceil(week.agents), -1.0, allowed)


def _steps_up(week: _Week, negligible: Floats) -> _Steps:
    """Agents added, as long as an hour brings ``negligible`` [T, 1] of weekly service or more."""

    def allowed(_: Floats, __: Floats, price: Floats) -> NDArray[np.bool_]:
        return (-price >= negligible) & (price < 0.0)

    return _steps(week, np.floor(week.agents), 1.0, allowed)


def _steps(
    week: _Week, start: Floats, sign: float, allowed: Callable[[Floats, Floats, Floats], NDArray[np.bool_]]
) -> _Steps:
    """Steps of one agent each, as long as ``allowed`` by number of agents, level and loss per hour."""
    going = (week.part > 0.0) & (week.agents > 0.0)
    count, reached = week.agents[None], week.reached[None]
    blocks: list[tuple[Floats, Floats]] = []
    rung = 0
    while going.any():
        rungs = rung + np.arange(1.0, RUNGS + 1.0)[:, None, None]
        counts = np.vstack([count, np.where(going, np.maximum(start + sign * rungs, 0.0), start)])
        levels = np.vstack([reached, week.level(week.load, counts[1:])])
        hours = np.abs(np.diff(counts, axis=0)) * week.interval_h
        loss = -np.diff(levels, axis=0) * week.part
        price = loss / np.where(hours > 0.0, hours, 1.0)
        good = going & (hours > 0.0) & allowed(counts[1:], levels[1:], price)
        good = np.logical_and.accumulate(good, axis=0)
        blocks.append((np.where(good, hours, 0.0), np.where(good, loss, 0.0)))
        going, count, reached, rung = good[-1], counts[-1:], levels[-1:], rung + RUNGS
    if not blocks:
        nothing = np.zeros((1, *week.load.shape))
        return _Steps(nothing, nothing, nothing)
    hours, loss = (np.vstack(parts) for parts in zip(*blocks, strict=True))
    return _Steps(hours, loss, _prices(hours, loss, week.part))


def _prices(hours: Floats, loss: Floats, part: Floats) -> Floats:
    """Loss per hour of each step, by the convex envelope of the losses of its interval added up.

    Where losses per hour rise along the rungs they are the envelope themselves. Elsewhere, with L the losses and
    y the hours added up, the envelope's slope in step r is the greatest over i <= r of the least over j > r of
    (L[j] - L[i]) / (y[j] - y[i]).
    """
    there = hours > 0.0
    price = np.where(there, loss / np.where(there, hours, 1.0), np.inf)
    before = np.where(there[1:], price[:-1], 0.0)
    mixed = (there[1:] & (before * hours[1:] > loss[1:] + ERROR * part)).any(axis=0)
    if not mixed.any():
        return price
    length, cost, ends = hours[:, mixed], loss[:, mixed], there[:, mixed]
    y = np.vstack([np.zeros((1, length.shape[1])), np.cumsum(length, axis=0)])
    total = np.vstack([np.zeros((1, length.shape[1])), np.cumsum(cost, axis=0)])
    slopes = np.full_like(length, -np.inf)
    for i in range(len(length)):
        far = y[i + 1 :] - y[i]
        chord = np.where(ends[i:], (total[i + 1 :] - total[i]) / np.where(far > 0.0, far, 1.0), np.inf)
        slopes[i:] = np.maximum(slopes[i:], np.minimum.accumulate(chord[::-1], axis=0)[::-1])
    price[:, mixed] = np.where(ends, slopes, np.inf)
    return price


def _in_order(steps: _Steps) -> tuple[Floats, Floats, Floats]:
    """All steps of a week, cheapest hours first: hours, loss and loss by the envelope added up, [T, steps + 1]."""
    weeks = steps.hours.shape[1]
    hours, loss, price = (
        values.transpose(1, 0, 2).reshape(weeks, -1) for values in (steps.hours, steps.loss, steps.price)
    )
    longest = int((hours > 0.0).sum(axis=1).max(initial=1))
    order = np.argsort(price, axis=1, kind="stable")[:, :longest]
    hours, loss, price = (np.take_along_axis(values, order, axis=1) for values in (hours, loss, price))
    by_envelope = np.where(hours > 0.0, price, 0.0) * hours
    start = np.zeros((weeks, 1))
    added = [np.hstack([start, np.cumsum(values, axis=1)]) for values in (hours, loss, by_envelope)]
    return added[0], added[1], added[2]


def exact_level(path: ServicePath, hours: ArrayLike) -> Floats:
    """Weekly service of the path at ``hours`` [T], 0 to 1; between two steps the line between them.

    NaN below the floor, which the path does not describe; beyond its last step the service of that step. Raises
    ValueError for negative hours or another shape.
    """
    asked = at_least_zero(hours, "hours")
    if asked.shape != path.floor_h.shape:
        raise ValueError(
            f"hours must be one number per week ({path.floor_h.size}); found {list(asked.shape)}"
        )
    found = [np.interp(h, xs, ys) for h, xs, ys in zip(asked, path.hours, path.level, strict=True)]
    return np.where(asked >= path.floor_h - ROUNDING, np.array(found), np.nan)
