"""Transfers: tenured people of one team are cross-trained for another team of their site.

Index    k arc (from team, to team)    t period

Given    most[k]               most people in a period                        heads

Decides  transferred[k,t]      people who change team at the start of t       heads
         The headcount walk (headcount.py) takes them from one team and gives them to the other: nobody is
         created or lost. They keep their tenure; for periods[k] they produce productivity[k].
"""

from __future__ import annotations

import numpy as np

from capplan.formulation.sets import Given
from capplan.program import Program

__all__ = ["add_transfers"]


def add_transfers(program: Program, given: Given) -> None:
    """Add the columns ``transferred``; without the family they are fixed at zero."""
    arcs, sets = given.facts.transfers, given.sets
    most = arcs.most[:, None] if given.model.transfers is not None else np.zeros((len(sets.arcs), 1))
    program.columns("transferred", (sets.arcs, sets.periods), upper=most)
