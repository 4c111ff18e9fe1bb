"""Cohorts: how many people of a start are left at every age, and people counted by age.

Index    p team    t period    a age: periods since class start
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.facts import Facts

__all__ = ["aged", "survival"]

Float = NDArray[np.float64]


def survival(facts: Facts) -> Float:
    """[p, a] share of a class that is still there at age a."""
    hazard = facts.teams.hazard
    staying: Float = np.column_stack([np.ones(len(hazard)), 1.0 - hazard[:, :-1]])
    return staying.cumprod(axis=1)


def aged(facts: Facts, starts: Float, weight: Float | NDArray[np.bool_]) -> Float:
    """[p, t] people counted with ``weight[p, a]`` at age a: the opening ones and those of ``starts[p, t]``."""
    opening, staying = facts.teams.opening, survival(facts)
    weighted = staying * weight
    periods = starts.shape[1]
    counted = np.zeros_like(starts)
    for age in np.flatnonzero(weighted.any(axis=0)):
        if age < periods:
            counted[:, age:] += weighted[:, [age]] * starts[:, : periods - age]
        past = np.arange(min(periods, age + 1))
        counted[:, past] += weighted[:, [age]] * opening[:, age - past] / staying[:, age - past]
    return counted
