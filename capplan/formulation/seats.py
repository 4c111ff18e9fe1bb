"""Seats: people in production sit somewhere, but for the share who work from home.

Index    s site    t period    p team

Given    seats[s]             production seats                              seats
         work_from_home[s]    share of heads who need no seat

Row      seats[s,t]   sum over p at s of (1 - work_from_home[s]) * heads[p,t] <= seats[s]
         Trainees sit in the training rooms (hiring.py).
"""

from __future__ import annotations

from capplan.formulation.sets import Given
from capplan.program import Program

__all__ = ["add_seats"]


def add_seats(program: Program, given: Given) -> None:
    """Add the rows ``seats`` when the family is on."""
    if given.model.seats is None:
        return
    sites, teams, sets = given.facts.sites, given.facts.teams, given.sets
    rows = program.rows("seats", (sets.sites, sets.periods), at_most=sites.seats[:, None], rule=True)
    seated = 1.0 - sites.work_from_home[teams.site]
    rows.add(program.column_blocks["heads"].index, seated[:, None], at=rows.index[teams.site])
