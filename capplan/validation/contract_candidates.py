"""Candidates: contracts that the plan may open. Their teams are empty until then, and theirs alone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from capplan.errors import Problem
from capplan.validation.typed import Inputs, rows_where

__all__ = ["check", "notes"]

CANDIDATES_ONLY = ("opening_fee", "least_heads", "setup_weeks", "growth_weeks")
EMPTY = {
    "headcount": "it has nobody before it opens",
    "committed_classes": "no class starts before it opens",
}


def check(inputs: Inputs) -> Iterator[Problem]:
    """Candidates with people, without class rules, or with people who come over; teams of others.

    A contract that may be opened or ended has its teams to itself: the plan decides on them as a whole.
    """
    table, teams = inputs["contracts"], inputs["teams"]
    people = set(teams.text("team")[teams.text("staffing") == "headcount"].tolist())
    hiring = set(inputs["class_rules"].text("team").tolist())
    candidate = table.text("status") == "candidate"
    for row in rows_where(candidate | (table.text("may_end") == "yes")):
        yield from _shared(inputs, row, table.labels("teams")[row])
    for row in rows_where(candidate):
        named = table.labels("teams")[row]
        for team in sorted(named & people - hiring):
            if inputs["class_rules"].sound:
                yield table.problem(
                    row,
                    "teams",
                    f"{team} has no row in class_rules.csv: the candidate could hire nobody",
                    "teams with class rules",
                )
        yield from _not_empty(inputs, row, named)
        yield from _transfers(inputs, row, named)


def _shared(inputs: Inputs, row: int, named: frozenset[str]) -> Iterator[Problem]:
    table = inputs["contracts"]
    for other, teams in enumerate(table.labels("teams")):
        if other != row and (both := sorted(teams & named)):
            yield table.problem(
                row,
                "teams",
                f"{both[0]} has contract {table.text('contract')[other]} (line {table.lines[other]}) too",
                "teams that no other contract names",
                "A team of its own, with the same languages and skills?",
            )


def _not_empty(inputs: Inputs, contract: int, named: frozenset[str]) -> Iterator[Problem]:
    name = inputs["contracts"].text("contract")[contract]
    for table_name, why in EMPTY.items():
        table = inputs[table_name]
        for row in rows_where(np.isin(table.text("team"), sorted(named)) & table.given("team")):
            yield table.problem(
                row,
                "team",
                f"the team belongs to candidate {name}: {why}",
                "a team of a running contract or own site",
            )


def _transfers(inputs: Inputs, contract: int, named: frozenset[str]) -> Iterator[Problem]:
    table = inputs["transfers"]
    inside = {column: np.isin(table.text(column), sorted(named)) for column in ("from_team", "to_team")}
    for column, other in (("from_team", "to_team"), ("to_team", "from_team")):
        for row in rows_where(inside[column] & ~inside[other]):
            yield table.problem(
                row,
                column,
                f"the team belongs to candidate {inputs['contracts'].text('contract')[contract]}",
                "teams of one candidate, or of none",
            )


def notes(inputs: Inputs) -> Iterator[str]:
    """Terms of opening in contracts that run already."""
    table = inputs["contracts"]
    for column in CANDIDATES_ONLY:
        said = table.given(column) & (table.number(column) != 0)
        for row in rows_where(said & (table.text("status") == "running")):
            yield f"contracts.csv:{table.lines[row]}: {column} is not used: the contract runs already"
