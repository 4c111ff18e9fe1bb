"""Erlang A (M/M/N+M): a queue whose callers hang up, exact and free of overflow.

With c = agents x patience / handle time, x = load x patience / handle time and waits measured in mean
patiences, the wait an endlessly patient caller would face has a density proportional to exp(H(s)), where
H(s) = x (1 - exp(-s)) - c s. Everything follows from integrals of exp(H) with weights 1, exp(-s) (the caller
is still there) and s exp(-s). H is concave, so each integral is taken relative to its peak, by Gauss-Legendre
quadrature on panels that widen away from the peak. Shares are right to 1e-12 (tested against mpmath).

Sources: C. Palm (1946); O. Garnett, A. Mandelbaum, M. Reiman, "Designing a call center with impatient
customers", M&SOM 4 (2002); S. Zeltyn, A. Mandelbaum, "Call centers with impatient customers" (2005) for the
integral form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from capplan.requirements.arguments import Floats, above_zero, at_least_zero, whole
from capplan.requirements.erlang import CUT_OFF, NODES, log_inverse_blocking, log_one_plus_less

__all__ = ["Counting", "PatienceQueue", "check_counting", "counted_service_level", "queue_with_patience"]

Counting = Literal["offered", "answered", "abandons_count"]


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


def _panel(c: Floats, low: Floats, peak: Floats, start: Floats, width: Floats, sign: float) -> Floats:
    """Integrals of exp(H - H(peak)) over one panel, weights 1 - exp(-s), exp(-s), s exp(-s): [3, cells]."""
    grade = np.log1p(width)
    stay_at_peak, gone_at_peak = np.exp(-peak), -np.expm1(-peak)
    total = np.zeros((3, *c.shape))
    for node, weight in NODES:
        away = np.expm1(grade * node)
        at = start + sign * away
        off_peak = at - peak
        shift = np.expm1(-off_peak)
        mass = weight * (1.0 + away) * np.exp(-c * off_peak - low * shift)
        stay = stay_at_peak * (1.0 + shift) * mass
        total[0] += (gone_at_peak - stay_at_peak * shift) * mass
        total[1] += stay
        total[2] += at * stay
    scaled: Floats = total * grade
    return scaled


def _integrals(c: Floats, x: Floats, after: Floats) -> Floats:
    """The three integrals from ``after`` on, relative to exp(H) at its peak: [3, cells]."""
    low = np.minimum(c, x)
    peak = np.log(np.maximum(x / c, 1.0))
    linear = 2.0 * (c - low) - CUT_OFF
    reach = (-linear + np.sqrt(linear * linear + 8.0 * CUT_OFF * c)) / (2.0 * c)
    start = np.maximum(peak, after)
    total = _panel(c, low, peak, start, np.maximum(peak + reach - start, 0.0), 1.0)
    left = (peak > 0.0) & (after < peak)
    if left.any():
        scaled = CUT_OFF / c[left]
        reach_left = np.minimum(peak[left] - after[left], np.log1p(scaled + np.sqrt(2.0 * scaled)))
        total[:, left] += _panel(c[left], low[left], peak[left], peak[left], reach_left, -1.0)
    return total


def _log_peak(c: Floats, x: Floats) -> Floats:
    """H at its peak: zero for x up to c, x - c - c log(x / c) beyond."""
    over = np.maximum((x - c) / c, 0.0)
    peak: Floats = -c * log_one_plus_less(over)
    return peak


def _stationary(load: Floats, agents: Floats, patience: Floats, within: Floats) -> Floats:
    """Waiting, abandonment, in time, over before target, waiting time of the answered: [5, cells].

    Load, agents and patience (in handle times) are above zero; ``within`` and the last row are in patiences.
    """
    c, x = agents * patience, load * patience
    lost, stayed, waited = _integrals(c, x, np.zeros_like(c))
    lost_late, stayed_late, _ = _integrals(c, x, within)
    total = lost + stayed
    log_idle = np.zeros_like(load)  # one agent: the only other state is an empty room
    one = agents == 1.0
    log_idle[~one] = log_inverse_blocking(load[~one], agents[~one] - 1.0)
    waiting = expit(np.log(x) + _log_peak(c, x) + np.log(total) - log_idle)
    served = stayed / total
    in_time = (1.0 - waiting) + waiting * np.maximum(served - stayed_late / total, 0.0)
    still_there = waiting * np.exp(-within) * (lost_late + stayed_late) / total
    return np.stack([waiting, waiting * lost / total, in_time, 1.0 - still_there, waiting * waited / total])


def queue_with_patience(
    load: ArrayLike,
    agents: ArrayLike,
    aht_s: ArrayLike,
    patience_s: ArrayLike,
    answer_within_s: ArrayLike = 0.0,
) -> PatienceQueue:
    """Steady state of a queue with exponential patience of mean ``patience_s`` seconds.

    ``load`` in erlangs, zero or more; ``agents`` whole, zero or more, and possibly fewer than the load;
    ``aht_s`` and ``patience_s`` above zero; ``answer_within_s`` zero or more. All broadcast. With no load
    nobody waits; with a load and no agents everybody hangs up. Raises ValueError naming the first bad
    position.
    """
    loads, counts, handle, patience, within = np.broadcast_arrays(
        at_least_zero(load, "load"),
        whole(agents, "agents"),
        above_zero(aht_s, "aht_s"),
        above_zero(patience_s, "patience_s"),
        at_least_zero(answer_within_s, "answer_within_s"),
    )
    nobody = (counts == 0.0) & (loads > 0.0)
    rows = np.zeros((5, *loads.shape))
    rows[0], rows[1] = nobody, nobody
    rows[2] = ~nobody
    rows[3] = np.where(nobody, -np.expm1(-within / patience), 1.0)
    busy = (loads > 0.0) & (counts > 0.0)
    rows[:, busy] = _stationary(
        loads[busy], counts[busy], patience[busy] / handle[busy], within[busy] / patience[busy]
    )
    waiting, abandonment, in_time, over, waited = (rows[row, ...] for row in range(5))
    answered = 1.0 - abandonment
    return PatienceQueue(
        waiting=waiting,
        abandonment=abandonment,
        answered_in_time=in_time,
        over_before_target=over,
        mean_wait_s=abandonment * patience,
        speed_of_answer_s=np.where(nobody, np.inf, waited * patience / np.where(nobody, 1.0, answered)),
        occupancy=np.where(nobody, 1.0, loads * answered / np.maximum(counts, 1.0)),
    )


def check_counting(counting: str) -> None:
    """Raise ValueError unless ``counting`` is one of the three ways to count a service level."""
    if counting not in get_args(Counting):
        raise ValueError(f"counting must be one of {', '.join(get_args(Counting))}; found {counting!r}")


def counted_service_level(queue: PatienceQueue, counting: Counting = "offered") -> Floats:
    """Service level of a queue with patience, by one of three ways to count those who hang up.

    "offered"         answered in time / offered: whoever hangs up is a miss, early or late
    "answered"        answered in time / answered: whoever hangs up is left out; 0 where nobody is answered
    "abandons_count"  (answered or hung up in time) / offered: only waiting past the target is a miss
    """
    check_counting(counting)
    if counting == "abandons_count":
        return queue.over_before_target
    if counting == "offered":
        return queue.answered_in_time
    answered = 1.0 - queue.abandonment
    return np.where(answered > 0.0, queue.answered_in_time / np.where(answered > 0.0, answered, 1.0), 0.0)
