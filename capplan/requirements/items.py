"""Items of work behind hours: what one contact comes to in standard productive hours, and the other way round."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.requirements.required import Requirement

__all__ = ["hours_per_item", "tickets_per_h"]


def hours_per_item(requirement: Requirement) -> NDArray[np.float64]:
    """[q, t] standard productive hours that one item of work stands for; zero for a queue without any volume.

    What the people of another queue do in their gaps does not count, neither its hours nor its items.

    A period without volume takes the hours of the last one that has some, or of the first: work done then
    arrived earlier, or waited when the plan started.
    """
    volume = requirement.demand.volume * (1.0 - requirement.gap_share)
    required = requirement.required_h
    known = (volume > 0) & (required > 0)
    per_item = np.divide(required, volume, out=np.zeros_like(required), where=known)
    last = np.maximum.accumulate(np.where(known, np.arange(known.shape[1]), -1), axis=1)
    source = np.where(last < 0, known.argmax(axis=1)[:, None], last)
    return np.asarray(np.take_along_axis(per_item, source, axis=1), dtype=np.float64)


def tickets_per_h(requirement: Requirement) -> NDArray[np.float64]:
    """[q, t] tickets that one standard productive hour stands for; zero for a queue without any volume."""
    per_item = hours_per_item(requirement)
    return np.divide(1.0, per_item, out=np.zeros_like(per_item), where=per_item > 0)
