"""Rosters of named people: who works which shift on which day, by the rules and at the least price of wishes.

    roster = find_roster(facts, RosterOptions(time_limit_s=60))

``build`` makes the program, ``find_roster`` solves it in a child process and explains where there is none.
"""

from capplan.rostering.program import RosterProgram, build
from capplan.rostering.roster import COST_LINES, OFF, Roster, cost_lines, people_on, refused, short_and_over
from capplan.rostering.search import RosterOptions, find_roster

__all__ = [
    "COST_LINES",
    "OFF",
    "Roster",
    "RosterOptions",
    "RosterProgram",
    "build",
    "cost_lines",
    "find_roster",
    "people_on",
    "refused",
    "short_and_over",
]
