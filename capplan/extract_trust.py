"""What the columns of Trust & Safety rules come to: empty desks, and the work that errors bring."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from capplan.formulation.novices import novice_pairs
from capplan.formulation.presence import presence_periods
from capplan.formulation.rework import reworked
from capplan.formulation.sets import Given

__all__ = ["absent_hours", "novice_hours", "rework_hours"]

Float = NDArray[np.float64]


def absent_hours(given: Given, values: Mapping[str, Float]) -> Float | None:
    """[n, t] hours of people that the parts of desks stay without; None where nobody must be there."""
    if "absent_h" not in values:
        return None
    hours = np.zeros((len(values["absent_h"]), len(given.sets.periods)))
    hours[:, presence_periods(given)] = values["absent_h"]
    return hours


def novice_hours(given: Given, values: Mapping[str, Float]) -> Float | None:
    """[i, t] productive hours of new people by pair; None where they decide like the others."""
    if "novice_h" not in values:
        return None
    hours = np.zeros((len(given.facts.pairs.team), len(given.sets.periods)))
    hours[novice_pairs(given)] = values["novice_h"]
    return hours


def rework_hours(given: Given, values: Mapping[str, Float]) -> Float | None:
    """[q, t] hours of work that errors bring; None where they bring none."""
    if "rework_h" not in values:
        return None
    hours = np.zeros((len(given.sets.queues), len(given.sets.periods)))
    hours[reworked(given)] = values["rework_h"]
    return hours
