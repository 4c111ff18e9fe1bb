"""Erlang B and Erlang C: blocking and waiting where nobody hangs up.

With N agents, load a and above(N, a) = N int_0^inf exp(-a s) (1 + s)^(N - 1) ds (see ``gamma_ratios``)

    Erlang B   B = 1 / (1 + above)                   an arrival finds all agents busy and is lost
    Erlang C   C = 1 / (1 + (1 - a / N) above)       an arrival finds all agents busy and waits

The integral holds for any real N above zero, so agents need not be whole: 8.5 agents lie between 8 and 9. For
whole N it is Erlang's own formula. Relative errors stay below 1e-12 for loads up to a million (tested against
mpmath). Both fall as agents are added and rise with the load.

Sources: A. K. Erlang (1917); D. L. Jagerman, Bell System Technical Journal 53 (1974), for real N.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from capplan.requirements.arguments import Floats, at_least_zero, common_shape, spread_flat
from capplan.requirements.queueing.cells import NOTHING, Cells, by_cells, either
from capplan.requirements.queueing.erlang_a import queue_with_patience
from capplan.requirements.queueing.gamma_ratios import log_above

__all__ = [
    "erlang_b",
    "erlang_c",
    "log_above_load",
    "log_inverse_blocking",
    "log_waiting",
    "log_waiting_and_of_one_fewer",
    "occupancy",
]


def log_inverse_blocking(load: Floats, agents: Floats) -> Floats:
    """The log of 1/B, elementwise on arrays of one shape, agents and loads above zero (not checked)."""
    flat = log_above_load(load.reshape(-1), agents.reshape(-1))
    return np.logaddexp(0.0, flat).reshape(load.shape)


def log_above_load(load: Floats, agents: Floats) -> Floats:
    """The log of above(N, a), which is 1/B - 1, for flat arrays above zero (not checked)."""
    return by_cells(_log_above_load, load, agents)[0]


def log_waiting(load: Floats, agents: Floats) -> Floats:
    """The log of C, 0 where agents are no more than the load; flat arrays, loads above zero (not checked)."""
    return by_cells(_log_waiting, load, agents)[0]


def log_waiting_and_of_one_fewer(load: Floats, agents: Floats) -> Cells:
    """The log of C for agents of 1 or more and for one fewer: above(N - 1) = above(N) a / N - 1."""
    return by_cells(_log_waiting_and_of_one_fewer, load, agents)


def _log_above_load(load: Floats, agents: Floats) -> Cells:
    return (log_above(agents, load / agents, (load - agents) / agents),)


def _log_waiting(load: Floats, agents: Floats) -> Cells:
    def stable(load: Floats, agents: Floats) -> Cells:
        return (_log_c(load, agents, _log_above_load(load, agents)[0]),)

    return either(agents > load, stable, _everybody, load, agents)


def _log_waiting_and_of_one_fewer(load: Floats, agents: Floats) -> Cells:
    def both_stable(load: Floats, agents: Floats) -> Cells:
        above = _log_above_load(load, agents)[0]
        fewer = above + np.log(load / agents)
        fewer = fewer + np.log1p(-np.exp(-fewer))
        return _log_c(load, agents, above), _log_c(load, agents - 1.0, fewer)

    def one_at_most(load: Floats, agents: Floats) -> Cells:
        return _log_waiting(load, agents)[0], 0.0 * load

    return either(agents - 1.0 > load, both_stable, one_at_most, load, agents)


def _log_c(load: Floats, agents: Floats, above: Floats) -> Floats:
    return -np.logaddexp(0.0, np.log((agents - load) / agents) + above)


def _everybody(load: Floats, _: Floats) -> Cells:
    return (0.0 * load,)


def _cells(load: ArrayLike, agents: ArrayLike) -> tuple[tuple[int, ...], Floats, Floats]:
    loads, counts = at_least_zero(load, "load"), at_least_zero(agents, "agents")
    shape = common_shape(loads, counts)
    return shape, spread_flat(loads, shape), spread_flat(counts, shape)


def erlang_b(load: ArrayLike, agents: ArrayLike) -> Floats:
    """Probability that an arrival finds all agents busy and is lost (Erlang B).

    ``load`` is in erlangs (arrivals per hour times handle time in hours), zero or more; ``agents`` are real
    numbers, zero or more. Both broadcast; the result has the common shape. 1 with no agents, 0 with no load
    and some agents. Raises ValueError naming the first bad position.
    """
    shape, loads, counts = _cells(load, agents)
    result = np.where(counts > NOTHING, 0.0, 1.0)
    busy = (loads > NOTHING) & (counts > NOTHING)
    if busy.any():
        result[busy] = expit(-log_above_load(loads[busy], counts[busy]))
    return result.reshape(shape)


def erlang_c(load: ArrayLike, agents: ArrayLike) -> Floats:
    """Probability that an arrival must wait (Erlang C), 1 where agents are no more than the load.

    Arguments, shapes and errors as ``erlang_b``; 0 with no load and some agents.
    """
    shape, loads, counts = _cells(load, agents)
    result = np.where(counts > loads, 0.0, 1.0)
    stable = (counts > loads) & (loads > NOTHING)
    if stable.any():
        result[stable] = np.exp(log_waiting(loads[stable], counts[stable]))
    return result.reshape(shape)


def occupancy(
    load: ArrayLike,
    agents: ArrayLike,
    aht_s: ArrayLike | None = None,
    patience_s: ArrayLike | None = None,
) -> Floats:
    """Share of their time that agents are busy, 0 to 1.

    Where nobody hangs up it is load / agents and at most 1: at or beyond that the queue grows without end and
    nobody rests. With ``aht_s`` and ``patience_s`` (seconds, above zero; they go together) only the contacts
    that stay keep agents busy. 0 with no load, 1 with a load and no agents. Raises ValueError as
    ``erlang_b``.
    """
    if (aht_s is None) != (patience_s is None):
        raise ValueError("aht_s and patience_s go together; only one of them is given")
    if aht_s is not None and patience_s is not None:
        return queue_with_patience(load, agents, aht_s, patience_s).occupancy
    shape, loads, counts = _cells(load, agents)
    spare = loads < counts
    result = np.where(spare, loads / np.where(spare, counts, 1.0), np.where(loads > 0.0, 1.0, 0.0))
    return result.reshape(shape)
