"""Pooling: what one large queue saves over several small ones, and what splitting a queue costs.

A small queue needs more spare people for its size than a large one: chance evens out less. With load R and a
margin k that the service target sets, agents = R + k sqrt(R) (square-root staffing), so

    two queues apart less one of both:    2 (R + k sqrt(R)) - (2R + k sqrt(2R)) = (2 - sqrt(2)) k sqrt(R)

Whole agents, thin nights and minimum staff add to this. So nothing is approximated here: the caller gives his own
sizing, volume and handle time by period to hours by period, and gets differences of its answers. Queues pooled
have the sum of the volumes and the mean handle time weighted by volume; they must be alike in targets, profile
and the people who can do them (someone who speaks one language of two pools nothing).

Sources: H. C. Tijms, "A First Course in Stochastic Models" (2003), square-root staffing and the merging of two
centres; S. Borst, A. Mandelbaum, M. Reiman, "Dimensioning large call centers", Operations Research 52 (2004).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from capplan.requirements.arguments import Floats, above_zero, at_least_zero, whole

__all__ = ["PoolingSaving", "WeeklyHours", "pooling_saving", "splitting_penalty"]

WeeklyHours = Callable[[Floats, Floats], ArrayLike]  # volume [T] and aht_s [T] to hours [T]


@dataclass(frozen=True)
class PoolingSaving:
    """Hours by period [T]: each queue apart, all as one queue, and the difference (below 0 where it costs)."""

    separate_h: Floats
    pooled_h: Floats
    saving_h: Floats


def pooling_saving(weekly_hours: WeeklyHours, volume: ArrayLike, aht_s: ArrayLike) -> PoolingSaving:
    """Hours that the queues need apart and as one.

    ``volume`` [m, T] contacts of m queues, zero or more; ``aht_s`` [m, T] (or what broadcasts to it) above zero;
    ``weekly_hours`` is called with volume [T] and handle time [T] and must give hours [T], zero or more. Raises
    ValueError naming the first bad position.
    """
    contacts = at_least_zero(volume, "volume")
    if contacts.ndim != 2 or contacts.size == 0:
        raise ValueError(f"volume must have the shape [queues, periods]; found {list(contacts.shape)}")
    handle_s = np.broadcast_to(above_zero(aht_s, "aht_s"), contacts.shape)
    separate_h = np.sum(
        [_hours(weekly_hours, row, seconds) for row, seconds in zip(contacts, handle_s, strict=True)], axis=0
    )
    together = contacts.sum(axis=0)
    weight = np.where(together > 0.0, contacts, 1.0)  # without volume every handle time counts the same
    mean_s = (weight * handle_s).sum(axis=0) / weight.sum(axis=0)
    pooled_h = _hours(weekly_hours, together, mean_s)
    return PoolingSaving(separate_h, pooled_h, separate_h - pooled_h)


def splitting_penalty(weekly_hours: WeeklyHours, volume: ArrayLike, aht_s: ArrayLike, parts: int) -> Floats:
    """Extra hours [T] where a queue is split evenly into ``parts`` queues (sites, say) that do not help out.

    ``volume`` [T] zero or more, ``aht_s`` [T] or one value above zero, ``parts`` whole and at least 1 (1 costs
    nothing); ``weekly_hours`` and errors as ``pooling_saving``.
    """
    contacts = at_least_zero(volume, "volume")
    if contacts.ndim != 1 or contacts.size == 0:
        raise ValueError(f"volume must be one number per period; found the shape {list(contacts.shape)}")
    count = float(above_zero(whole(parts, "parts"), "parts"))
    handle_s = np.broadcast_to(above_zero(aht_s, "aht_s"), contacts.shape)
    split_h = count * _hours(weekly_hours, contacts / count, handle_s)
    return np.asarray(split_h - _hours(weekly_hours, contacts, handle_s))


def _hours(weekly_hours: WeeklyHours, volume: Floats, aht_s: Floats) -> Floats:
    hours = at_least_zero(weekly_hours(volume, aht_s), "the result of weekly_hours")
    if hours.shape != volume.shape:
        raise ValueError(
            f"weekly_hours must give one number per period ({volume.size}); found the shape {list(hours.shape)}"
        )
    return hours
