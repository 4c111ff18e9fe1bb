"""How good a service a number of agents gives, and the fewest agents that give the service asked for.

Without patience the queue is Erlang C (nobody hangs up), with patience Erlang A. Every measure improves with
each agent added, so the fewest agents are found by steps that double from a first guess and a bisection
between.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from capplan.requirements.arguments import Floats, above_zero, at_least_zero, target_share, whole
from capplan.requirements.erlang import erlang_c
from capplan.requirements.erlang_a import Counting, check_counting, counted_service_level, queue_with_patience

__all__ = ["abandonment", "agents_required", "average_speed_of_answer", "service_level"]

SLACK = 1e-12  # a target met to within this share counts as met: it is the error of the formulas
ROUNDING = 1e-9  # relative; load / occupancy may exceed a whole number by this much before it costs an agent


def _erlang_c_parts(load: Floats, agents: Floats, aht_s: Floats) -> tuple[Floats, Floats]:
    """Probability of waiting, and the mean wait in seconds of those who wait (infinite where it grows)."""
    stable = agents > load
    wait_s = np.where(stable, aht_s / np.where(stable, agents - load, 1.0), np.inf)
    return erlang_c(load, agents), np.where(load > 0.0, wait_s, 0.0)


def service_level(
    load: ArrayLike,
    agents: ArrayLike,
    aht_s: ArrayLike,
    answer_within_s: ArrayLike,
    patience_s: ArrayLike | None = None,
    counting: Counting = "offered",
) -> Floats:
    """Share of contacts answered within ``answer_within_s`` seconds, 0 to 1; 1 where there is no load.

    Without patience it is 1 - C exp(-(N - a) T / aht), and 0 where the agents are no more than the load. With
    patience, ``counting`` says what a contact that hangs up counts as (see ``counted_service_level``).
    Arguments broadcast: load in erlangs, whole agents, seconds. Raises ValueError naming the first bad
    position.
    """
    check_counting(counting)
    if patience_s is not None:
        queue = queue_with_patience(load, agents, aht_s, patience_s, answer_within_s)
        return counted_service_level(queue, counting)
    loads, counts, handle_s, within_s = np.broadcast_arrays(
        at_least_zero(load, "load"),
        whole(agents, "agents"),
        above_zero(aht_s, "aht_s"),
        at_least_zero(answer_within_s, "answer_within_s"),
    )
    waiting = erlang_c(loads, counts)
    spare = np.maximum(counts - loads, 0.0)
    return np.where(loads > 0.0, 1.0 - waiting * np.exp(-spare * within_s / handle_s), 1.0)


def average_speed_of_answer(
    load: ArrayLike, agents: ArrayLike, aht_s: ArrayLike, patience_s: ArrayLike | None = None
) -> Floats:
    """Mean wait in seconds of the contacts that are answered; 0 where there is no load.

    Infinite where the agents are no more than the load and nobody hangs up, or where there are no agents.
    Arguments and errors as ``service_level``.
    """
    if patience_s is not None:
        return queue_with_patience(load, agents, aht_s, patience_s).speed_of_answer_s
    loads, counts, handle_s = np.broadcast_arrays(
        at_least_zero(load, "load"), whole(agents, "agents"), above_zero(aht_s, "aht_s")
    )
    waiting, wait_s = _erlang_c_parts(loads, counts, handle_s)
    return np.where(loads > 0.0, waiting * wait_s, 0.0)


def abandonment(load: ArrayLike, agents: ArrayLike, aht_s: ArrayLike, patience_s: ArrayLike) -> Floats:
    """Share of contacts that hang up before they are answered. Arguments and errors as ``service_level``."""
    return queue_with_patience(load, agents, aht_s, patience_s).abandonment


@dataclass(frozen=True)
class _Targets:
    """The targets cell by cell: every array is flat and of one length."""

    load: Floats
    aht_s: Floats
    patience_s: Floats | None
    counting: Counting
    service_level: Floats | None
    answer_within_s: Floats
    max_asa_s: Floats | None
    max_abandonment: Floats | None

    def guess(self) -> Floats:
        """Agents near the answer: the load that stays plus a square root margin; only speed hangs on it."""
        kept, margin = np.ones_like(self.load), np.full_like(self.load, 0.5)
        if self.patience_s is not None and self.service_level is not None:
            kept = np.maximum(self.service_level, np.exp(-self.answer_within_s / self.patience_s))
            margin = np.maximum(ndtri(self.service_level) + 0.5, 0.0)
        if self.max_abandonment is not None:
            kept = np.minimum(kept, 1.0 - self.max_abandonment)
        return np.floor(self.load * kept + margin * np.sqrt(self.load)) + 1.0

    def met(self, agents: Floats, at: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Which of the cells ``at`` meet every queueing target with ``agents``."""
        good = np.ones(at.size, dtype=np.bool_)
        load, aht_s, within_s = self.load[at], self.aht_s[at], self.answer_within_s[at]
        if self.patience_s is None:
            waiting, wait_s = _erlang_c_parts(load, agents, aht_s)
            level = 1.0 - waiting * np.exp(-np.maximum(agents - load, 0.0) * within_s / aht_s)
            speed_s, lost = waiting * wait_s, np.zeros(at.size)
        else:
            queue = queue_with_patience(load, agents, aht_s, self.patience_s[at], within_s)
            level, speed_s = counted_service_level(queue, self.counting), queue.speed_of_answer_s
            lost = queue.abandonment
        if self.service_level is not None:
            good &= level >= self.service_level[at] - SLACK
        if self.max_asa_s is not None:
            good &= speed_s <= self.max_asa_s[at] * (1.0 + ROUNDING)
        if self.max_abandonment is not None:
            good &= lost <= self.max_abandonment[at] + SLACK
        return good


def _fewest(
    met: Callable[[Floats, NDArray[np.intp]], NDArray[np.bool_]], least: Floats, guess: Floats
) -> Floats:
    """Smallest whole number, at least ``least``, that is met: doubling steps from ``guess``, bisection."""
    below, above = least - 1.0, np.full_like(least, np.inf)  # below misses or is not allowed, above is met
    test, step = np.maximum(guess, least), np.maximum(1.0, np.floor(0.1 * np.sqrt(guess)))
    open_cells = np.arange(least.size)
    while open_cells.size:
        at = open_cells
        good = met(test[at], at)
        above[at[good]], below[at[~good]] = test[at[good]], test[at[~good]]
        bracketed = np.isfinite(above[at]) & (below[at] >= least[at])
        climb = np.where(np.isfinite(above[at]), above[at] - step[at], below[at] + step[at])
        step[at] *= 2.0
        middle = np.floor((above[at] + below[at]) / 2.0)
        test[at] = np.where(bracketed, middle, np.maximum(climb, least[at]))
        open_cells = at[above[at] - below[at] > 1.0]
    return above


def _flat(value: ArrayLike | None, shape: tuple[int, ...], keep: NDArray[np.bool_]) -> Floats | None:
    return None if value is None else np.broadcast_to(np.asarray(value, dtype=np.float64), shape)[keep]


def agents_required(
    load: ArrayLike,
    aht_s: ArrayLike,
    *,
    service_level: ArrayLike | None = None,
    answer_within_s: ArrayLike | None = None,
    max_asa_s: ArrayLike | None = None,
    max_abandonment: ArrayLike | None = None,
    max_occupancy: ArrayLike | None = None,
    patience_s: ArrayLike | None = None,
    counting: Counting = "offered",
    least: ArrayLike = 0,
) -> Floats:
    """Fewest whole agents that meet every target given; one fewer misses at least one, or goes below
    ``least``.

    All arguments broadcast. ``load`` in erlangs; ``service_level`` is a share above 0 and below 1 and goes
    with ``answer_within_s`` (zero or more); ``max_asa_s`` is above zero, on answered contacts;
    ``max_abandonment`` goes with ``patience_s``; ``max_occupancy`` is above 0 and at most 1, and is a ceiling
    on load / agents: contacts that hang up do not relieve it. It is the larger of the two needs, never a
    divisor on top of the other. Cells without load get ``least``. Raises ValueError naming the argument and
    the first bad position.
    """
    check_counting(counting)
    _check_targets(service_level, answer_within_s, max_asa_s, max_abandonment, max_occupancy, patience_s)
    loads, handle_s = at_least_zero(load, "load"), above_zero(aht_s, "aht_s")
    floor = whole(least, "least")
    given = (service_level, answer_within_s, max_asa_s, max_abandonment, max_occupancy, patience_s)
    shapes = (np.shape(value) for value in given if value is not None)
    shape = np.broadcast_shapes(loads.shape, handle_s.shape, floor.shape, *shapes)
    busy = np.broadcast_to(loads > 0.0, shape)
    result = np.array(np.broadcast_to(floor, shape))
    level, within_s, asa_s, lost, ceiling, patience = (_flat(value, shape, busy) for value in given)
    at, need = np.broadcast_to(loads, shape)[busy], result[busy]
    if ceiling is not None:
        need = np.maximum(need, np.ceil(at / ceiling * (1.0 - ROUNDING)))
    if level is not None or asa_s is not None or lost is not None:
        handle = np.broadcast_to(handle_s, shape)[busy]
        within = np.zeros_like(at) if within_s is None else within_s
        targets = _Targets(at, handle, patience, counting, level, within, asa_s, lost)
        need = _fewest(targets.met, need, targets.guess())
    result[busy] = need
    return result


def _check_targets(
    service_level: ArrayLike | None,
    answer_within_s: ArrayLike | None,
    max_asa_s: ArrayLike | None,
    max_abandonment: ArrayLike | None,
    max_occupancy: ArrayLike | None,
    patience_s: ArrayLike | None,
) -> None:
    """Raise ValueError unless there is a target, each is in range, and each has what goes with it."""
    targets = (service_level, max_asa_s, max_abandonment, max_occupancy)
    if all(target is None for target in targets):
        raise ValueError("give at least one of service_level, max_asa_s, max_abandonment and max_occupancy")
    if (service_level is None) != (answer_within_s is None):
        raise ValueError("service_level and answer_within_s go together; only one of them is given")
    if max_abandonment is not None and patience_s is None:
        raise ValueError("max_abandonment needs patience_s: without patience nobody hangs up")
    if service_level is not None and answer_within_s is not None:
        target_share(service_level, "service_level")
        at_least_zero(answer_within_s, "answer_within_s")
    if max_asa_s is not None:
        above_zero(max_asa_s, "max_asa_s")
    if max_abandonment is not None:
        target_share(max_abandonment, "max_abandonment")
    if max_occupancy is not None:
        target_share(max_occupancy, "max_occupancy", one_allowed=True)
    if patience_s is not None:
        above_zero(patience_s, "patience_s")
