"""Automation: what the contacts that it tries cost, whatever people do.

Index    q queue    t period

Given    tried[q,t]            contacts that arrive * coverage of automation                 contacts/period
         fee[q,t]              fee of one contact that automation tries                      base currency

Decides  automated[q,t]        fixed at tried: the cost is known before the plan, and part of it all the same
"""

from __future__ import annotations

import numpy as np

from capplan.formulation.sets import Given
from capplan.program import Program

__all__ = ["add_automation"]


def add_automation(program: Program, given: Given) -> None:
    """Add the columns ``automated`` when some automation has a fee."""
    automated = given.facts.automation
    if automated is None or not automated.fee.any():
        return
    tried = np.where(automated.fee > 0.0, given.requirement.demand.arriving * automated.coverage, 0.0)
    program.columns("automated", (given.sets.queues, given.sets.periods), lower=tried, upper=tried)
