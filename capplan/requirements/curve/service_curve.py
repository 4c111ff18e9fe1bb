"""The service curve: what weekly service a real-time queue reaches with fewer hours than its intervals require.

    S(M) = min over pieces k of intercept[k] + slope[k] M,    M hours staffed in the week.

With the required hours M0 the curve gives exactly S0, the service of the required agents: it is anchored there.
Below, it follows the best way to go short (``service_path``): concave, so a linear program can price it by
tangents alone. Its pieces are chords of the path (``chords``): they promise no more than the path, and at most
``error`` less.

Why anchored. S0 is not the best that M0 hours could do. In a week of 50,000 calls (peak 93 agents, patience three
minutes) the first hour taken away costs a third of what the average hour brings, and the first hour added brings
nearly three times as much. So the path bends the wrong way at M0; the least concave curve over it would exceed it
there by one to two points of service, and promise them to a plan that staffs no interval so. Therefore nothing is
promised beyond S0 but what the last piece gives when it goes on, and no further than the path bears it out. The
path brings more there: ``error_above`` says how much. A linear program that never takes more than M0 hours loses
nothing by it.

Below the floor (half of the contacts of each interval in time, where the path ends) the first piece goes on until
service is zero. The truth lies above: whole intervals could be given up to save the others, but that curve is not
concave, and with less slope this one would not be either. So a loss below the floor is overstated, by as little as
a linear program can; as the pieces have no end there, hours far below the point without service count contacts as
lost more than once. Where the first piece would promise service for no hours at all (queues of one agent), the
curve falls more steeply, straight to zero.

Source: T. R. Robbins, T. P. Harrison, "A stochastic programming model for scheduling call centers with global
Service Level Agreements", European Journal of Operational Research 207 (2010), for tangents of service in the
hours; B. Fox (1966) for the path.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from capplan.requirements.arguments import Floats, at_least_zero, whole
from capplan.requirements.curve.chords import best_chords
from capplan.requirements.curve.level_table import Level
from capplan.requirements.curve.service_path import ServicePath, service_path
from capplan.requirements.queueing.targets import ROUNDING

__all__ = ["ServiceCurve", "curve_along", "expected_level", "service_curve"]


@dataclass(frozen=True)
class ServiceCurve:
    """Weekly service by hours, concave and in straight pieces, week by week.

    ``hours`` and ``level`` [T, pieces + 1] are the ends of the pieces, from no service to the last point of the
    range; ``slope`` (share per hour) and ``intercept`` [T, pieces] make the curve their least. A week with fewer
    pieces repeats its last. [T]: ``required_h`` and ``required_level`` are the requirement and its service,
    ``floor_h`` the hours from which the curve holds. ``error`` is its greatest distance from the path between
    floor and requirement, ``error_above`` how much it promises too little above; both as shares, 0 to 1.
    """

    hours: Floats
    level: Floats
    slope: Floats
    intercept: Floats
    required_h: Floats
    required_level: Floats
    floor_h: Floats
    error: Floats
    error_above: Floats


def service_curve(
    load: ArrayLike,
    weight: ArrayLike,
    agents: ArrayLike,
    level: Level,
    interval_h: float,
    *,
    pieces: int = 6,
    least: ArrayLike = 0.0,
) -> ServiceCurve:
    """The service curve of every week of a queue; arguments and errors as ``service_path``.

    ``pieces`` is the most a week gets, 2 or more. A week without contacts is flat at 1, a week without agents
    flat at the service that nobody gives.
    """
    return curve_along(service_path(load, weight, agents, level, interval_h, least=least), pieces)


def curve_along(path: ServicePath, pieces: int = 6) -> ServiceCurve:
    """The service curve of a path that is known already. Raises ValueError for fewer than 2 pieces."""
    most = int(whole(pieces, "pieces"))
    if most < 2:
        raise ValueError(f"pieces must be 2 or more; found {most}")
    weeks = path.floor_h.size
    hours, level = np.empty((weeks, most + 1)), np.empty((weeks, most + 1))
    for week in range(weeks):
        x, y = _ends(path, week, most)
        hours[week], level[week] = x[-1], y[-1]
        hours[week, : x.size], level[week, : y.size] = x, y
    slope, intercept = _lines(hours, level)
    promised = np.minimum(_least(slope, intercept, path.hours), level[:, -1:])
    missed = path.level - promised
    return ServiceCurve(
        hours=hours,
        level=level,
        slope=slope,
        intercept=intercept,
        required_h=path.required_h,
        required_level=path.required_level,
        floor_h=path.floor_h,
        error=np.abs(missed[:, : path.required + 1]).max(axis=1),
        error_above=np.maximum(missed[:, path.required :].max(axis=1), 0.0),
    )


def _ends(path: ServicePath, week: int, most: int) -> tuple[Floats, Floats]:
    """Hours and level at the ends of the pieces of one week."""
    x, y = path.hours[week], path.envelope[week]
    first = int(np.searchsorted(x[: path.required + 1], path.floor_h[week], side="right")) - 1
    below = slice(first, path.required + 1)
    xs, ys = _from_zero(x[below], y[below], most)
    if xs.size == 1:
        return xs, ys
    above_h, above = x[path.required :] - xs[-1], y[path.required :]
    line = ys[-1] + (ys[-1] - ys[-2]) / (xs[-1] - xs[-2]) * above_h
    kept = int(np.argmin(np.append(line <= above + ROUNDING, False))) - 1
    xs[-1], ys[-1] = xs[-1] + above_h[kept], line[kept]
    return xs, ys


def _from_zero(x: Floats, y: Floats, most: int) -> tuple[Floats, Floats]:
    """Ends of the chords from floor to requirement, continued below the floor to where service is zero."""
    for pieces in (most, most - 1):
        ends = best_chords(x, y, pieces)
        xs, ys = x[ends], y[ends]
        if xs[0] == 0.0:
            return xs, ys
        steepest = (ys[1] - ys[0]) / (xs[1] - xs[0]) if ends.size > 1 else 0.0
        if steepest > 0.0 and steepest >= ys[0] / xs[0]:
            xs[0], ys[0] = xs[0] - ys[0] / steepest, 0.0
            return xs, ys
    return np.append(0.0, xs), np.append(0.0, ys)


def _lines(hours: Floats, level: Floats) -> tuple[Floats, Floats]:
    """Slope and intercept of every piece; a piece without length repeats the one before it."""
    run = np.diff(hours, axis=1)
    slope = np.diff(level, axis=1) / np.where(run > 0.0, run, 1.0)
    intercept = level[:, :-1] - slope * hours[:, :-1]
    for piece in range(1, run.shape[1]):
        again = run[:, piece] <= 0.0
        slope[again, piece], intercept[again, piece] = slope[again, piece - 1], intercept[again, piece - 1]
    return slope, intercept


def _least(slope: Floats, intercept: Floats, hours: Floats) -> Floats:
    """The least of all pieces at ``hours`` [T, points]."""
    result = np.full(hours.shape, np.inf)
    for piece in range(slope.shape[1]):
        result = np.minimum(result, slope[:, piece, None] * hours + intercept[:, piece, None])
    return result


def expected_level(curve: ServiceCurve, hours: ArrayLike) -> Floats:
    """Weekly service that the curve promises for ``hours`` [T] staffed in each week, [T], from 0 to 1.

    Beyond the curve's last point the level of that point. Raises ValueError for negative hours or another shape.
    """
    asked = at_least_zero(hours, "hours")
    if asked.shape != curve.floor_h.shape:
        raise ValueError(
            f"hours must be one number per week ({curve.floor_h.size}); found {list(asked.shape)}"
        )
    promised = _least(curve.slope, curve.intercept, asked[:, None])[:, 0]
    return np.clip(promised, 0.0, curve.level[:, -1])
