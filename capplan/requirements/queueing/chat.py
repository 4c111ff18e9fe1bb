"""Chat: each agent serves several contacts at the same time, and each of them takes longer the more there are.

A chat beside j - 1 others at its agent is open elapsed(j) = aht (1 + g (j - 1)) / (1 + g (k - 1)) seconds, where
aht is the elapsed time at the stated concurrency k and g the growth:

    g = 0    a chat is open equally long whatever else its agent does: the customer's pauses set the pace
    g = 1    the chats of an agent share him: his work on each is the same, and elapsed time grows in proportion
    g > 1    he loses time by changing over between chats

N agents are floor(N k) slots. The steady state is exact; its equations stand in ``chat_chain``. Assumed: Poisson
arrivals; chats, and the patience of customers, of exponential length; a new chat goes to the agent with fewest,
and chats always count as evenly spread. In truth a chat stays with its agent when another runs low, so a little
more wait than is said here: for growth up to 1 and teams up to 90 % occupied, by no more than a quarter of what
growth relieves against growth 0 (tested on small teams; growth 0 is not touched by it).

Sources: J. Luo, J. Zhang, "Staffing and control of instant messaging contact centers", Operations Research 61
(2013); T. Tezcan, J. Zhang, "Routing and staffing in customer service chat systems with impatient customers",
Operations Research 62 (2014): agents as servers with limited processor sharing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from capplan.requirements.arguments import Floats, above_zero, at_least_one, at_least_zero, whole
from capplan.requirements.queueing.chat_chain import (
    PART_OF_A_SLOT,
    closed_chats,
    slots_of,
    waiting_share,
    waiting_share_with_patience,
)
from capplan.requirements.queueing.erlang_a import (
    Counting,
    PatienceQueue,
    counted_service_level,
    queue_with_patience,
)
from capplan.requirements.queueing.sizing import agents_required
from capplan.requirements.queueing.targets import ROUNDING, SLACK

__all__ = ["chat_agents", "chat_measures"]


def chat_measures(
    load: ArrayLike,
    agents: ArrayLike,
    aht_s: ArrayLike,
    concurrency: ArrayLike,
    growth: ArrayLike,
    answer_within_s: ArrayLike,
    patience_s: ArrayLike | None = None,
) -> PatienceQueue:
    """Steady state of a chat queue: who waits, hangs up and is answered in time.

    ``load`` is arrivals per second x ``aht_s``: erlangs of slots at full concurrency, zero or more. ``agents``
    whole, zero or more. ``aht_s`` elapsed seconds of a chat at the stated ``concurrency``, above zero;
    ``concurrency`` chats that an agent serves at the same time, a real number of at least 1; ``growth`` g of
    the module's head, zero or more; ``answer_within_s`` zero or more; ``patience_s`` above zero, None if nobody
    hangs up. All broadcast; time grows with the number of slots. ``occupancy`` is the share of the team's
    capacity in use: chats closed / chats that would be closed with every slot taken, at most 1. For growth 0 that
    is the share of slots taken, for growth 1 the share of time that agents have work. Raises ValueError naming the
    first bad position.
    """
    loads, counts, handle_s, at_once, grows, within_s, patience = np.broadcast_arrays(
        at_least_zero(load, "load"),
        whole(agents, "agents"),
        above_zero(aht_s, "aht_s"),
        at_least_one(concurrency, "concurrency"),
        at_least_zero(growth, "growth"),
        at_least_zero(answer_within_s, "answer_within_s"),
        above_zero(1.0 if patience_s is None else patience_s, "patience_s"),
    )
    full = closed_chats(slots_of(counts, at_once), counts, at_once, grows)
    if patience_s is None:
        return _without_patience(loads, counts, handle_s, at_once, grows, within_s, full)
    slots = slots_of(counts, at_once)
    stretch = np.where(counts > 0.0, slots / np.where(counts > 0.0, full, 1.0), 1.0)
    erlang = queue_with_patience(loads * stretch, slots, handle_s * stretch, patience, within_s)
    waiting = np.array(erlang.waiting)
    at = (loads > 0.0) & (counts > 0.0)
    cells = (values[at] for values in (loads, counts, at_once, grows, patience / handle_s, waiting))
    waiting[at] = waiting_share_with_patience(*cells)
    return _rescaled(erlang, waiting, loads, full)


def _rescaled(erlang: PatienceQueue, waiting: Floats, load: Floats, capacity: Floats) -> PatienceQueue:
    """The Erlang A queue with another share that waits: those who do fare as before."""
    some = erlang.waiting > 0.0
    ratio = np.where(some, waiting / np.where(some, erlang.waiting, 1.0), 0.0)
    abandonment = ratio * erlang.abandonment
    nobody = (capacity == 0.0) & (load > 0.0)
    answered = np.where(nobody, 1.0, 1.0 - abandonment)
    waited_s = np.where(nobody, 0.0, erlang.speed_of_answer_s) * (1.0 - erlang.abandonment)
    return PatienceQueue(
        waiting=waiting,
        abandonment=abandonment,
        answered_in_time=1.0 - ratio * (1.0 - erlang.answered_in_time),
        over_before_target=1.0 - ratio * (1.0 - erlang.over_before_target),
        mean_wait_s=ratio * erlang.mean_wait_s,
        speed_of_answer_s=np.where(nobody, np.inf, ratio * waited_s / answered),
        occupancy=np.where(
            nobody, 1.0, np.minimum(load * answered / np.where(capacity > 0.0, capacity, 1.0), 1.0)
        ),
    )


def _without_patience(
    load: Floats,
    agents: Floats,
    aht_s: Floats,
    concurrency: Floats,
    growth: Floats,
    within_s: Floats,
    capacity: Floats,
) -> PatienceQueue:
    """Erlang C's measures with the chat queue's own share that waits; 1 where the queue grows without end."""
    stable = (load > 0.0) & (load < capacity)
    waiting = np.where(load > 0.0, 1.0, 0.0)
    waiting[stable] = waiting_share(*(values[stable] for values in (load, agents, concurrency, growth)))
    spare = np.where(stable, capacity - load, 1.0)
    late = np.where(stable, waiting * np.exp(-spare * within_s / aht_s), waiting)
    wait_s = np.where(stable, waiting * aht_s / spare, np.where(load > 0.0, np.inf, 0.0))
    return PatienceQueue(
        waiting=waiting,
        abandonment=np.zeros(load.shape),
        answered_in_time=1.0 - late,
        over_before_target=1.0 - late,
        mean_wait_s=wait_s,
        speed_of_answer_s=wait_s.copy(),
        occupancy=np.where(load > 0.0, np.where(stable, load / np.where(stable, capacity, 1.0), 1.0), 0.0),
    )


def chat_agents(
    load: ArrayLike,
    aht_s: ArrayLike,
    concurrency: ArrayLike,
    growth: ArrayLike,
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
    """Fewest whole agents that meet every target given; one fewer misses at least one, or goes below ``least``.

    ``load``, ``aht_s``, ``concurrency`` and ``growth`` as in ``chat_measures``, the targets as in
    ``agents_required``; ``max_occupancy`` is a ceiling on arrivals / capacity with every slot taken, and
    contacts that hang up do not relieve it. With growth 0 the answer is ceil(slots / concurrency), slots by
    ``agents_required``. With growth and a whole ``concurrency`` it is never more: an agent with few chats is
    faster. (With a broken one, 2.5 say, some agents serve 3 and are slower than the average, so growth can cost
    an agent.) All broadcast; cells without load get ``least``. Raises ValueError naming the argument and the
    first bad position.
    """
    targets: dict[str, Any] = {
        "service_level": service_level,
        "answer_within_s": answer_within_s,
        "max_asa_s": max_asa_s,
        "max_abandonment": max_abandonment,
        "max_occupancy": max_occupancy,
        "patience_s": patience_s,
    }
    slots = agents_required(load, aht_s, counting=counting, **targets)
    named = {
        "load": load,
        "aht_s": aht_s,
        **{name: value for name, value in targets.items() if value is not None},
    }
    arrays = np.broadcast_arrays(
        slots,
        at_least_one(concurrency, "concurrency"),
        at_least_zero(growth, "growth"),
        whole(least, "least"),
        *(np.asarray(value, dtype=np.float64) for value in named.values()),
    )
    slots, at_once, grows, floor = arrays[:4]
    cells = dict(zip(named, arrays[4:], strict=True))
    result = np.where(
        cells["load"] > 0.0, np.maximum(np.ceil((slots - PART_OF_A_SLOT) / at_once), floor), floor
    )
    open_cells = (cells["load"] > 0.0) & (grows > 0.0) & (at_once > 1.0)
    flat = {name: values[open_cells] for name, values in cells.items()}
    k, g = at_once[open_cells], grows[open_cells]

    def met(agents: Floats, at: NDArray[np.intp]) -> NDArray[np.bool_]:
        return _met({name: values[at] for name, values in flat.items()}, agents, k[at], g[at], counting)

    result[open_cells] = _fewest(met, floor[open_cells], result[open_cells] - 1.0)
    return result


def _met(
    cells: dict[str, Floats], agents: Floats, concurrency: Floats, growth: Floats, counting: Counting
) -> NDArray[np.bool_]:
    """Which cells meet every target they have with ``agents``."""
    load, aht_s = cells["load"], cells["aht_s"]
    good = np.ones(load.shape, dtype=np.bool_)
    if "max_occupancy" in cells:
        capacity = closed_chats(slots_of(agents, concurrency), agents, concurrency, growth)
        good &= load * (1.0 - ROUNDING) <= capacity * cells["max_occupancy"]
    if not cells.keys() & {"service_level", "max_asa_s", "max_abandonment"}:
        return good
    within_s = cells.get("answer_within_s", np.zeros_like(load))
    queue = chat_measures(load, agents, aht_s, concurrency, growth, within_s, cells.get("patience_s"))
    if "service_level" in cells:
        good &= counted_service_level(queue, counting) >= cells["service_level"] - SLACK
    if "max_asa_s" in cells:
        good &= queue.speed_of_answer_s <= cells["max_asa_s"] * (1.0 + ROUNDING)
    if "max_abandonment" in cells:
        good &= queue.abandonment <= cells["max_abandonment"] + SLACK
    return good


def _fewest(
    met: Callable[[Floats, NDArray[np.intp]], NDArray[np.bool_]], least: Floats, guess: Floats
) -> Floats:
    """Smallest whole number from ``least`` on that is met: doubling steps from ``guess``, then bisection."""
    below, above, step = least - 1.0, np.full_like(least, np.inf), np.ones_like(least)
    test = np.maximum(guess, least)
    at = np.arange(least.size)
    while at.size:
        good = met(test[at], at)
        above[at[good]], below[at[~good]] = test[at[good]], test[at[~good]]
        top, bottom = above[at], below[at]
        climb = np.where(np.isfinite(top), top - step[at], bottom + step[at])
        step[at] *= 2.0
        bracketed = np.isfinite(top) & (bottom >= least[at])
        middle = np.floor((np.where(bracketed, top, 0.0) + bottom) / 2.0)
        test[at] = np.where(bracketed, middle, np.maximum(climb, least[at]))
        at = at[top - bottom > 1.0]
    return above
