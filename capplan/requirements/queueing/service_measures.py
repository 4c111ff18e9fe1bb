"""How good a service a number of agents gives: service level, speed of answer and abandonment.

Without patience nobody hangs up (Erlang C). Those who wait do so for an exponential time of mean
handle time / (N - a), so with C the share that waits

    service level           1 - C exp(-(N - a) T / handle time)
    average speed of answer C x handle time / (N - a)

With patience it is Erlang A (``erlang_a``). Agents may be any real number.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from capplan.requirements.arguments import Floats, above_zero, at_least_zero, common_shape, spread_flat
from capplan.requirements.queueing.counting import Counting, check_counting, level_by_counting
from capplan.requirements.queueing.erlang import erlang_c
from capplan.requirements.queueing.erlang_a import patience_measures, queue_with_patience

__all__ = ["abandonment", "average_speed_of_answer", "service_level"]


def service_level(
    load: ArrayLike,
    agents: ArrayLike,
    aht_s: ArrayLike,
    answer_within_s: ArrayLike,
    patience_s: ArrayLike | None = None,
    counting: Counting = "offered",
) -> Floats:
    """Share of contacts answered within ``answer_within_s`` seconds, 0 to 1; 1 where there is no load.

    Without patience it is 0 where the agents are no more than the load. With patience, ``counting`` says what
    a contact that hangs up counts as (see ``counting.py``). Arguments broadcast: load in erlangs, agents real
    and zero or more, ``aht_s`` and ``patience_s`` above zero. Raises ValueError naming the first bad position.
    """
    check_counting(counting)
    loads, counts = at_least_zero(load, "load"), at_least_zero(agents, "agents")
    handle, within = above_zero(aht_s, "aht_s"), at_least_zero(answer_within_s, "answer_within_s")
    if patience_s is None:
        waiting = erlang_c(loads, counts)
        spare = np.maximum(counts - loads, 0.0)
        return np.where(loads > 0.0, 1.0 - waiting * np.exp(-spare * within / handle), 1.0)
    given = (loads, counts, handle, within, above_zero(patience_s, "patience_s"))
    shape = common_shape(*given)
    loads, counts, handle, within, patience = (spread_flat(values, shape) for values in given)
    _, _, _, answered, in_time, over = patience_measures(loads, counts, patience / handle, within / patience)
    return level_by_counting(counting, in_time, over, answered).reshape(shape)


def average_speed_of_answer(
    load: ArrayLike, agents: ArrayLike, aht_s: ArrayLike, patience_s: ArrayLike | None = None
) -> Floats:
    """Mean wait in seconds of the contacts that are answered; 0 where there is no load.

    Infinite where the agents are no more than the load and nobody hangs up, or where there are no agents.
    Arguments and errors as ``service_level``.
    """
    if patience_s is not None:
        return queue_with_patience(load, agents, aht_s, patience_s).speed_of_answer_s
    loads, counts = at_least_zero(load, "load"), at_least_zero(agents, "agents")
    handle = above_zero(aht_s, "aht_s")
    stable = counts > loads
    wait_s = erlang_c(loads, counts) * handle / np.where(stable, counts - loads, 1.0)
    return np.where(loads > 0.0, np.where(stable, wait_s, np.inf), 0.0 * handle)


def abandonment(load: ArrayLike, agents: ArrayLike, aht_s: ArrayLike, patience_s: ArrayLike) -> Floats:
    """Share of contacts that hang up before they are answered, 0 to 1; 1 with a load and no agents.

    Arguments and errors as ``service_level``.
    """
    given = (
        at_least_zero(load, "load"),
        at_least_zero(agents, "agents"),
        above_zero(aht_s, "aht_s"),
        above_zero(patience_s, "patience_s"),
    )
    shape = common_shape(*given)
    loads, counts, handle, patience = (spread_flat(values, shape) for values in given)
    return patience_measures(loads, counts, patience / handle, np.zeros(loads.shape))[1].reshape(shape)
