"""Erlang A (M/M/N+M): a queue whose callers hang up, exact and free of overflow, for real numbers of agents.

With load a, agents N and p = patience / handle time, let c = N p, x = a p and time be measured in mean
patiences. The wait V that an endlessly patient caller would face is 0 with a weight of above(N, a) and has the
density c exp(H(s)) beyond, where H(s) = x (1 - exp(-s)) - c s; scaled to 1 together. The density amounts to
below(c, x); ``above`` and ``below`` are those of ``gamma_ratios``. So

    all agents busy             w = below(c, x) / (above(N, a) + below(c, x))
    hung up, of those who wait  q = (1 / below(c, x) + a / N - 1) / (a / N)
    still waiting after t       w exp(H(t) - t) below(c, x exp(-t)) / below(c, x)
    answered after t            the same times 1 - q(c, x exp(-t))

since beyond t the density is that of a queue with load a exp(-t). The mean wait of the answered needs the
weight s exp(-s) (``mean_wait``). Levels of service are right to 1e-12 of all contacts, waiting and abandonment to
1e-11 of themselves, the speed of answer to 1e-9 (tested against mpmath, loads 0.001 to a million).

More agents raise the weight of 0 and lower the density the more the longer the wait, so V falls in likelihood
ratio: waiting, abandonment, the mean wait of the answered and every way to count a service level improve with
each agent, whole or not. More load does the opposite.

Sources: C. Palm (1946); O. Garnett, A. Mandelbaum, M. Reiman, "Designing a call center with impatient
customers", M&SOM 4 (2002); S. Zeltyn, A. Mandelbaum, "Call centers with impatient customers" (2005) for the
integral form.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from capplan.requirements.arguments import Floats, above_zero, at_least_zero, common_shape, spread_flat
from capplan.requirements.queueing.cells import NOTHING, Cells, by_cells, either
from capplan.requirements.queueing.counting import Counting, check_counting, level_by_counting
from capplan.requirements.queueing.gamma_ratios import log_above, waits
from capplan.requirements.queueing.mean_wait import mean_wait_of_answered
from capplan.requirements.queueing.uniform_expansion import deficit, deficit_over

__all__ = [
    "Counting",
    "PatienceQueue",
    "check_counting",
    "counted_service_level",
    "patience_measures",
    "queue_with_patience",
    "shares_with_patience",
    "speed_of_answer",
]

ENDLESS = 700.0  # patiences after which nobody is left


@dataclass(frozen=True)
class PatienceQueue:
    """The steady state of a queue with patience; every field has the common shape of the arguments.

    ``waiting`` is the share of contacts that find all agents busy, ``abandonment`` the share that hangs up,
    ``answered_in_time`` the share answered within the target, ``over_before_target`` the share answered or
    hung up within it (all of contacts offered, 0 to 1). ``mean_wait_s`` is over all contacts, those that hang
    up too; ``speed_of_answer_s`` is over answered contacts, infinite where nobody is answered. ``occupancy``
    is the share of their time that agents are busy with the contacts that stayed.
    """

    waiting: Floats
    abandonment: Floats
    answered_in_time: Floats
    over_before_target: Floats
    mean_wait_s: Floats
    speed_of_answer_s: Floats
    occupancy: Floats


def shares_with_patience(load: Floats, agents: Floats, patience: Floats, within: Floats) -> Cells:
    """Waiting, abandonment, answered after waiting, answered at all, answered in time and over before the
    target, all as shares of the contacts offered.

    Flat arrays of one length, all above zero (not checked); ``patience`` is in handle times, ``within`` in
    patiences and may be zero.
    """
    return by_cells(_shares, load, agents, patience, within)


def _shares(load: Floats, agents: Floats, patience: Floats, within: Floats) -> Cells:
    servers, ratio, excess = agents * patience, load / agents, (load - agents) / agents
    log_below, lost, stayed = waits(servers, ratio, excess)
    log_odds = log_below + servers * deficit_over(ratio, excess) - log_above(agents, ratio, excess)
    waiting = expit(log_odds)
    after_waiting = waiting * stayed
    answered = expit(-log_odds) + after_waiting
    cells = (servers, ratio, excess, within, log_below, stayed)
    left, stayed_later = either(within > 0.0, _after, _at_once, *cells)
    still = waiting * left
    in_time = np.maximum(answered - still * stayed_later, 0.0)
    return waiting, waiting * lost, after_waiting, answered, in_time, 1.0 - still


def _at_once(servers: Floats, _r: Floats, _e: Floats, _w: Floats, _log: Floats, stayed: Floats) -> Cells:
    return 0.0 * servers + 1.0, stayed


def _after(
    servers: Floats, ratio: Floats, excess: Floats, within: Floats, log_below: Floats, _stayed: Floats
) -> Cells:
    """Of those who wait, the share still waiting after ``within``; of these, the share that stays to the end."""
    here, gone = np.exp(-within), -np.expm1(-within)
    ratio_later, excess_later = ratio * here, excess - ratio * gone
    log_later, _, stayed_later = waits(servers, ratio_later, excess_later)

    def from_zero(servers: Floats, excess: Floats, here: Floats, gone: Floats, *_: Floats) -> Cells:
        return (servers * (excess * gone - deficit(here, -gone)),)

    def past_peak(servers: Floats, _e: Floats, _h: Floats, _g: Floats, later: Floats, over: Floats) -> Cells:
        return (servers * (deficit_over(later, over) - deficit(later, over)),)

    # H(t), with each of the two integrals counted from its own peak
    fall = either(excess > 0.0, past_peak, from_zero, servers, excess, here, gone, ratio_later, excess_later)[
        0
    ]
    return here * np.exp(fall + log_later - log_below), stayed_later


def queue_with_patience(
    load: ArrayLike,
    agents: ArrayLike,
    aht_s: ArrayLike,
    patience_s: ArrayLike,
    answer_within_s: ArrayLike = 0.0,
) -> PatienceQueue:
    """Steady state of a queue with exponential patience of mean ``patience_s`` seconds.

    ``load`` in erlangs, zero or more; ``agents`` real, zero or more, and possibly fewer than the load;
    ``aht_s`` and ``patience_s`` above zero; ``answer_within_s`` zero or more. All broadcast. With no load
    nobody waits; with a load and no agents everybody hangs up. Raises ValueError naming the first bad
    position.
    """
    given = (
        at_least_zero(load, "load"),
        at_least_zero(agents, "agents"),
        above_zero(aht_s, "aht_s"),
        above_zero(patience_s, "patience_s"),
        at_least_zero(answer_within_s, "answer_within_s"),
    )
    shape = common_shape(*given)
    loads, counts, handle, patience, within = (spread_flat(values, shape) for values in given)
    measures = patience_measures(loads, counts, patience / handle, within / patience)
    waiting, abandonment, after_waiting, answered, in_time, over = measures
    speed = speed_of_answer(loads, counts, patience / handle, after_waiting, answered) * patience
    busy = (counts > NOTHING) & (loads > NOTHING)
    occupancy = np.where(busy, np.minimum(loads * answered / np.where(busy, counts, 1.0), 1.0), waiting)
    fields = (waiting, abandonment, in_time, over, abandonment * patience, speed, occupancy)
    return PatienceQueue(*(field.reshape(shape) for field in fields))


def speed_of_answer(
    loads: Floats, counts: Floats, patience: Floats, after_waiting: Floats, answered: Floats
) -> Floats:
    """Mean wait of the answered in patiences: 0 with no load, infinite with a load and no agents."""
    result = np.where((counts <= NOTHING) & (loads > NOTHING), np.inf, 0.0)
    busy = (counts > NOTHING) & (loads > NOTHING)
    if busy.any():
        wait = mean_wait_of_answered((counts * patience)[busy], (loads * patience)[busy])
        result[busy] = wait * after_waiting[busy] / answered[busy]
    return result


def patience_measures(loads: Floats, counts: Floats, patience: Floats, within: Floats) -> Cells:
    """As ``shares_with_patience``, and with no load or no agents where that is so."""
    within = np.minimum(within, ENDLESS)
    busy = (loads > NOTHING) & (counts > NOTHING)
    if busy.all():
        return shares_with_patience(loads, counts, patience, within)
    nobody = (counts <= NOTHING) & (loads > NOTHING)
    lost, kept = nobody.astype(np.float64), (~nobody).astype(np.float64)
    over = np.where(nobody, -np.expm1(-within), 1.0)
    results = (lost, lost.copy(), np.zeros(loads.shape), kept, kept.copy(), over)
    if busy.any():
        some = shares_with_patience(loads[busy], counts[busy], patience[busy], within[busy])
        for result, values in zip(results, some, strict=True):
            result[busy] = values
    return results


def counted_service_level(queue: PatienceQueue, counting: Counting = "offered") -> Floats:
    """Service level of a queue with patience, by one of the four ways of ``counting.py``: "offered",
    "answered", "abandons_count" and "early_abandons_left_out".

    0 where nobody is left to count. Raises ValueError for another way.
    """
    check_counting(counting)
    answered = 1.0 - queue.abandonment
    return level_by_counting(counting, queue.answered_in_time, queue.over_before_target, answered)
