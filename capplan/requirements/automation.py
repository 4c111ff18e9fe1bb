"""Automation: how many contacts it leaves to people, and how much harder these are than the average one.

coverage    share of contacts that automation tries
success     of those it tries, the share that then needs no person
automated   a = coverage x success; the rest, V (1 - a), reaches people

Contacts differ in difficulty. Sorted from easy to hard, their handle times are spread evenly

    from aht (1 - spread) to aht (1 + spread)

and automation takes the easiest. What is left runs from easy + (hard - easy) a to hard, so its mean is

    residual aht = easy + (hard - easy) (1 + a) / 2 = aht (1 + spread a)

Whoever staffs the smaller volume at the old handle time has too few people, by the share spread a / (1 + spread a)
of what is needed. With spread 0 contacts are all alike, and only the volume falls. Contacts that automation tries
and hands over count as new to the person: the time that a failed try costs, or saves, is not in here.

Source: the mean of the upper part of a uniform distribution. Its use for automated support: the open planning
sheet github.com/gititya/support-capacity-planning (2026), whose 31 and 44 people are a test.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from capplan.requirements.arguments import Floats, above_zero, at_least_zero, share

__all__ = ["deflected", "residual"]


def deflected(volume: ArrayLike, coverage: ArrayLike, success: ArrayLike) -> Floats:
    """Contacts left for people: volume x (1 - coverage x success).

    ``volume`` zero or more; ``coverage`` and ``success`` shares from 0 to 1. All broadcast. Raises ValueError
    naming the first bad position.
    """
    contacts = at_least_zero(volume, "volume")
    return np.asarray(contacts * (1.0 - share(coverage, "coverage") * share(success, "success")))


def residual(
    volume: ArrayLike, aht_s: ArrayLike, coverage: ArrayLike, success: ArrayLike, spread: ArrayLike
) -> tuple[Floats, Floats]:
    """Contacts left for people and their mean handle time in seconds, in the common shape of all arguments.

    ``aht_s`` is the mean over all contacts, above zero; ``spread`` from 0 (all alike) to 1 (the easiest take no
    time, the hardest twice the mean). Others and errors as ``deflected``. Where automation takes every contact
    the handle time is that of the hardest.
    """
    left = deflected(volume, coverage, success)
    automated = share(coverage, "coverage") * share(success, "success")
    harder = above_zero(aht_s, "aht_s") * (1.0 + share(spread, "spread") * automated)
    contacts, handle_s = np.broadcast_arrays(left, harder)
    return contacts.copy(), handle_s.copy()
