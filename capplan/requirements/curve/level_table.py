"""Service levels of very many intervals at once: a table that stands in for the queueing formula.

A year of half-hours with some twenty numbers of agents to try in each is a third of a million service levels
per queue. They hang on few things: for one set of targets, on the load a and the whole number of agents N. So
for each N the service level is kept as a polynomial in the load,

    SL(a, N) = sum over k of c[k, N] T_k(x),   x from -1 to 1 as a goes from low(N) to high(N),

T_k the Chebyshev polynomials, the coefficients from the exact formula at the Chebyshev points. The range is
where the service level moves: below low(N), N = a + 6 sqrt(a) + 6, fewer than one contact in ten million is
late and the answer is 1; high(N) is a little beyond N exp(T / patience), the load at which those who stay wait
about as long as the threshold T, so that some half are late. Everything outside is left to the formula itself.
Handle times that differ by week enter the same way: Chebyshev points in log(aht), then each week's own
coefficients. The number of points grows until the last coefficients are below a tenth of ``ERROR``.

Source: L. N. Trefethen, "Approximation Theory and Approximation Practice" (2013), chapters 3 and 8.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.fft import dct

from capplan.requirements.arguments import Floats, above_zero, at_least_zero
from capplan.requirements.queueing.erlang_a import Counting, check_counting
from capplan.requirements.queueing.service_measures import service_level
from capplan.requirements.queueing.targets import ROUNDING

__all__ = ["ERROR", "Level", "chat_level", "voice_level"]

Level = Callable[[Floats, Floats], Floats]  # service level, 0 to 1, by load and agents, which broadcast

ERROR = 1e-6  # greatest difference between table and formula, in share of contacts
LOAD_POINTS = (12, 16, 20, 24, 32, 48, 72, 108, 160)
HANDLE_POINTS = (3, 5, 8, 12, 18, 27)
MOST_OVERLOAD = float(np.log(3.0))  # rows end where two of three contacts cannot be answered
WORTH = 20  # evaluations of the formula per load asked for; a table that needs more is not built
BLOCK = 1 << 14  # cells evaluated together: they stay in the cache

Exact = Callable[[Floats, Floats, Floats], Floats]  # load, agents, aht_s


@dataclass(frozen=True)
class _Rows:
    """One row per whole number of agents, ``first`` upwards, and the range of loads of each."""

    first: int
    low: Floats
    high: Floats

    @property
    def agents(self) -> Floats:
        return self.first + np.arange(self.low.size, dtype=np.float64)


def _rows(loads: Floats, answer_within_s: float, patience_s: float | None) -> _Rows:
    least, most = float(loads.min()), float(loads.max())
    agents = np.arange(1.0, np.floor(most + 6.0 * np.sqrt(most) + 6.0) + 1.0)
    low = np.where(agents > 6.0, (np.sqrt(agents + 3.0) - 3.0) ** 2, 0.0)
    high = agents
    if patience_s is not None:
        overload = np.exp(min(answer_within_s / patience_s, MOST_OVERLOAD))
        high = agents * overload + 0.3 * np.sqrt(agents) + 4.0
    low, high = np.maximum(low, least), np.minimum(high, most)
    first = int(np.argmax(high >= least))
    low, high = low[first:], high[first:]
    return _Rows(first + 1, low, np.maximum(high, low * (1.0 + ROUNDING) + ROUNDING))


def _points(count: int) -> Floats:
    return np.cos(np.pi * (np.arange(count) + 0.5) / count)


def _coefficients(values: Floats, axis: int) -> Floats:
    """Chebyshev coefficients of values at the Chebyshev points along one axis."""
    count = values.shape[axis]
    result = np.moveaxis(np.asarray(dct(values, type=2, axis=axis)) / count, axis, 0)
    result[0] /= 2.0
    return np.moveaxis(result, 0, axis)


def _tail(coefficients: Floats, axis: int) -> float:
    """Size of the last two coefficients: the error is smaller, as coefficients fall by a steady factor."""
    return float(np.abs(np.moveaxis(coefficients, axis, 0)[-2:]).sum(axis=0).max())


def _at_points(exact: Exact, rows: _Rows, picked: NDArray[np.intp], points: int, aht_s: Floats) -> Floats:
    """Coefficients in the load, [points, handle times, rows picked]."""
    low, high = rows.low[picked], rows.high[picked]
    load = low + (high - low) * (_points(points)[:, None, None] + 1.0) / 2.0
    return _coefficients(exact(load, rows.agents[picked], aht_s[:, None]), axis=0)


def _log_place(aht_s: Floats, ends: Floats) -> Floats:
    """Where handle times lie between the ends, from -1 to 1 in their logarithm."""
    place = (2.0 * np.log(aht_s) - np.log(ends[0] * ends[-1])) / np.log(ends[-1] / ends[0])
    return np.asarray(place, dtype=np.float64)


def _few_handle_times(
    exact: Exact, rows: _Rows, sample: NDArray[np.intp], points: int, aht_s: Floats
) -> Floats:
    """Chebyshev points in log(aht) that stand for all of ``aht_s``; ``aht_s`` itself where that is as few."""
    ends = np.log(aht_s[[0, -1]])
    for count in HANDLE_POINTS:
        if count >= aht_s.size:
            break
        nodes_s = np.exp((ends[0] + ends[1]) / 2.0 + (ends[1] - ends[0]) / 2.0 * _points(count))
        if _tail(_coefficients(_at_points(exact, rows, sample, points, nodes_s), 1), 1) < ERROR / 10:
            return np.asarray(nodes_s)
    return aht_s


def _table(exact: Exact, rows: _Rows, aht_s: Floats, most: int) -> Floats | None:
    """Coefficients [points, handle times, rows] for distinct, rising ``aht_s``.

    None where they do not get small, or where more than ``most`` evaluations of the formula are needed.
    """
    sample = np.unique(np.linspace(0, rows.low.size - 1, 7).astype(np.intp))
    ends = np.unique(aht_s[[0, -1]])
    points = next(
        (n for n in LOAD_POINTS if _tail(_at_points(exact, rows, sample, n, ends), 0) < ERROR / 10), None
    )
    if points is None:
        return None
    nodes_s = _few_handle_times(exact, rows, sample, points, aht_s)
    if points * nodes_s.size * rows.low.size > most:
        return None
    table = _at_points(exact, rows, np.arange(rows.low.size), points, nodes_s)
    if nodes_s is aht_s:
        return table
    polynomials = np.polynomial.chebyshev.chebvander(_log_place(aht_s, ends), nodes_s.size - 1)
    return np.asarray(np.einsum("pkr,wk->pwr", _coefficients(table, 1), polynomials), dtype=np.float64)


def _sum(coefficients: Floats, column: NDArray[np.intp], at: Floats) -> Floats:
    """Chebyshev sums by Clenshaw's recursion, one column of ``coefficients`` [points, columns] per cell."""
    result = np.empty(at.size)
    for start in range(0, at.size, BLOCK):
        cells = slice(start, start + BLOCK)
        here, x = column[cells], at[cells]
        twice = 2.0 * x
        now, before = np.zeros(x.size), np.zeros(x.size)
        for row in coefficients[:0:-1]:
            now, before = row.take(here) + twice * now - before, now
        result[cells] = coefficients[0].take(here) + x * now - before
    return result


def voice_level(
    aht_s: ArrayLike,
    answer_within_s: float,
    patience_s: float | None = None,
    counting: Counting = "offered",
    *,
    loads: ArrayLike,
) -> Level:
    """A function of load and agents that gives ``sizing.service_level`` for fixed targets, fast.

    ``aht_s`` is one value or an array that broadcasts against the loads asked for later, [T, 1] say for one
    value per week; ``loads`` are the loads to be asked for, in any shape: the table spans them. The function
    takes load (erlangs, zero or more) and agents (zero or more), which broadcast with ``aht_s``, and is within
    ``ERROR`` of the formula; with fractional agents, and outside the table, it is the formula. Raises
    ValueError for bad targets or loads.
    """
    check_counting(counting)
    handle_s, spanned = above_zero(aht_s, "aht_s"), at_least_zero(loads, "loads")
    within_s = float(at_least_zero(answer_within_s, "answer_within_s"))
    lasting_s = None if patience_s is None else float(above_zero(patience_s, "patience_s"))

    def exact(load: Floats, agents: Floats, handle: Floats) -> Floats:
        return service_level(load, agents, handle, within_s, lasting_s, counting)

    busy = spanned[spanned > 0.0]
    if busy.size == 0 or handle_s.size == 0:
        return lambda load, agents: exact(load, agents, handle_s)
    rows = _rows(busy, within_s, lasting_s)
    distinct_s, week = np.unique(handle_s, return_inverse=True)
    table = _table(exact, rows, distinct_s, WORTH * spanned.size)
    if table is None:
        return lambda load, agents: exact(load, agents, handle_s)
    coefficients = np.ascontiguousarray(table.reshape(table.shape[0], -1))
    return _lookup(exact, rows, coefficients, handle_s, week.reshape(handle_s.shape))


def _lookup(exact: Exact, rows: _Rows, coefficients: Floats, aht_s: Floats, week: NDArray[np.intp]) -> Level:
    """The function of load and agents: 1 far below the agents, the table in its range, else the formula."""
    least, most = float(rows.low.min()), float(rows.high.max())
    last = rows.low.size - 1

    def level(load: Floats, agents: Floats) -> Floats:
        loads, counts, handle_s, weeks = np.broadcast_arrays(load, agents, aht_s, week)
        place = counts - rows.first
        row = np.clip(place, 0, last).astype(np.intp)
        low, high = rows.low[row], rows.high[row]
        spanned = (loads >= least) & (loads <= most)
        known = spanned & (place == row) & (loads >= low) & (loads <= high)
        calm = (loads == 0.0) | spanned & ((place > last) | (place >= 0.0) & (loads < low))
        result = np.ones(loads.shape)
        column = weeks[known] * rows.low.size + row[known]
        at = (2.0 * loads[known] - low[known] - high[known]) / (high[known] - low[known])
        result[known] = np.clip(_sum(coefficients, column, at), 0.0, 1.0)
        rest = ~(known | calm)
        if rest.any():
            result[rest] = exact(loads[rest], counts[rest], handle_s[rest])
        return result

    return level


def chat_level(level: Level, concurrency: float) -> Level:
    """The service level of chats: ``level`` with agents x ``concurrency`` slots, rounded down, as servers.

    ``level`` is over elapsed handle times (from opening a chat to closing it), ``concurrency`` the chats an
    agent holds at once, 1 or more.
    """
    at_once = float(above_zero(concurrency, "concurrency"))
    if at_once < 1.0:
        raise ValueError(f"concurrency must be at least 1; found {at_once:g}")
    return lambda load, agents: level(load, np.floor(np.asarray(agents) * at_once * (1.0 + ROUNDING)))
