"""Automation initiatives: the hours that they take from queues, and those that come back, over time.

a           share of the contacts reaching people that an initiative takes, at full effect
e           handle time of those contacts against the mean of the queue
left        volume (1 - a), each contact with  aht (1 - a e) / (1 - a)
taken_h     hours required without it - hours required for what is left
            deferrable work needs hours in proportion to its load, so that is  a e required_h  exactly;
            work in real time is sized again, as small queues need more hours for a contact than large ones
bounced_h   bounced x contacts taken some periods ago x hours of a contact of the queue in which they come back
share       of the full effect, t periods after its start:  clip((t - build - delay + 1) / ramp, 0, 1)
            a risk of delay makes it the mean of an initiative in time and a late one (or the late one alone)

The shares of several initiatives on one queue add up: they take different contacts. In real time several together
take at least the sum of what each takes alone, so that the sum errs on the safe side.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from capplan.facts import Facts
from capplan.project_facts import Initiatives
from capplan.requirements.demand import Demand
from capplan.requirements.items import hours_per_item
from capplan.requirements.required import Requirement, require

__all__ = ["Delay", "bounced_h", "effect_share", "relieved_h", "taken_contacts", "taken_h"]

Float = NDArray[np.float64]
Delay = Literal["expected", "late", "none"]


def effect_share(planned: Initiatives, delay: Delay, starts: NDArray[np.int64], periods: int) -> Float:
    """[n, b, t] share of the full effect in every period, when the initiative starts in period ``starts[b]``.

    ``delay``: the ``expected`` effect, that of initiatives that are all ``late``, or that of ``none`` that is.
    """
    age = np.arange(periods) - starts[:, None] - planned.build_periods[:, None, None]
    ramp = np.maximum(planned.ramp_periods, 1)[:, None, None]
    in_time = np.clip((age + 1.0) / ramp, 0.0, 1.0)
    late = np.clip((age - planned.delay_periods[:, None, None] + 1.0) / ramp, 0.0, 1.0)
    risk = planned.delay_risk[:, None, None]
    weight = {"expected": risk, "late": np.ceil(risk), "none": np.zeros_like(risk)}[delay]
    return np.asarray((1.0 - weight) * in_time + weight * late, dtype=np.float64)


def taken_contacts(planned: Initiatives, requirement: Requirement) -> Float:
    """[n, q, t] contacts that an initiative takes at full effect."""
    share = planned.queues * planned.deflected[:, None]
    return np.asarray(share[:, :, None] * requirement.demand.volume)


def taken_h(facts: Facts, requirement: Requirement) -> Float:
    """[n, q, t] required hours that an initiative takes at full effect; none without initiatives."""
    planned, queues = facts.initiatives, facts.queues
    if planned is None:
        return np.zeros((0, *requirement.required_h.shape))
    share = planned.queues * (planned.deflected * planned.handle_time)[:, None]
    hours = share[:, :, None] * requirement.required_h
    sized = queues.real_time | (queues.rules.blend_with >= 0)
    for n in np.flatnonzero((planned.queues & sized).any(axis=1)):
        hours[n] = requirement.required_h - _sized_again(facts, planned, int(n), requirement)
    return np.asarray(hours, dtype=np.float64)


def _sized_again(facts: Facts, planned: Initiatives, n: int, requirement: Requirement) -> Float:
    """[q, t] required hours with one initiative at full effect."""
    here, a, e = planned.queues[n][:, None], float(planned.deflected[n]), float(planned.handle_time[n])
    demand = requirement.demand
    left = Demand(
        demand.arriving,
        np.where(here, demand.volume * (1.0 - a), demand.volume),
        np.where(here, demand.aht_s * (1.0 - a * e) / (1.0 - a), demand.aht_s),
    )
    return require(facts, curves=False, reaching=left).required_h


def bounced_h(facts: Facts, requirement: Requirement) -> Float:
    """[n, q, t] required hours of the contacts that come back to a queue at full effect."""
    planned = facts.initiatives
    if planned is None:
        return np.zeros((0, *requirement.required_h.shape))
    taken, each = taken_contacts(planned, requirement), hours_per_item(requirement)
    hours = np.zeros_like(taken)
    periods = np.arange(taken.shape[2])
    for n, q in np.argwhere(planned.bounce_queue >= 0):
        back, before = planned.bounce_queue[n, q], np.maximum(periods - planned.bounce_periods[n], 0)
        hours[n, back] += planned.bounced[n] * taken[n, q, before] * each[back]
    return hours


def relieved_h(facts: Facts, requirement: Requirement, delay: Delay, starts: NDArray[np.int64]) -> Float:
    """[n, b, q, t] hours that a queue requires less (more below 0) when an initiative starts in ``starts[b]``."""
    planned, periods = facts.initiatives, facts.horizon.count
    if planned is None:
        return np.zeros((0, len(starts), *requirement.required_h.shape))
    share = effect_share(planned, delay, starts, periods)
    later = np.zeros_like(share)
    for n, back in enumerate(np.minimum(planned.bounce_periods, periods)):
        later[n, :, back:] = share[n, :, : periods - back]
    taken, bounced = taken_h(facts, requirement), bounced_h(facts, requirement)
    return np.asarray(share[:, :, None, :] * taken[:, None] - later[:, :, None, :] * bounced[:, None])
