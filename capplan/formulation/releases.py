"""Releases: people let go, after notice and at a price; attrition costs nothing and so comes first.

Index    p team    t period

Given    notice_periods[p]    nobody leaves earlier                    periods
         most[p]              most people released in a period         heads

Decides  released[p,t]        people who leave at the start of t       heads
         They come from the tenured stock (headcount.py), which cannot become negative.
"""

from __future__ import annotations

import numpy as np

from capplan.formulation.sets import Given
from capplan.program import Program

__all__ = ["add_releases"]


def add_releases(program: Program, given: Given) -> None:
    """Add the columns ``released``; without the family or a rule for the team they are fixed at zero."""
    rules, sets = given.facts.release_rules, given.sets
    period = np.arange(len(sets.periods))
    allowed = (
        (given.model.releases is not None)
        & rules.allowed[:, None]
        & (period >= rules.notice_periods[:, None])
    )
    program.columns("released", (sets.teams, sets.periods), upper=np.where(allowed, rules.most[:, None], 0.0))
