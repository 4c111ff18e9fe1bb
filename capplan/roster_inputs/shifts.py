"""Shifts and skills from their tables."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from capplan.errors import Problem
from capplan.nearest import did_you_mean, listing
from capplan.roster_facts import Shifts
from capplan.validation.typed import TypedTable

__all__ = ["read_shifts", "skill_names"]

LONGEST_H = 48
"""A shift, and the rest after it, may reach no further than the start of the same shift two days on."""


def skill_names(tables: Mapping[str, TypedTable]) -> tuple[str, ...]:
    """The skills that people have, in the order of people.csv."""
    held = tables["people"].labels("skills")
    return tuple(dict.fromkeys(skill for skills in held for skill in sorted(skills)))


def read_shifts(
    tables: Mapping[str, TypedTable], skills: tuple[str, ...], least_rest_min: int, problems: list[Problem]
) -> Shifts:
    """The shifts; what is wrong with them is added to ``problems``."""
    table, orders = tables["roster_shifts"], tables["forbidden_successions"]
    names = table.names("shift")
    start = np.nan_to_num(table.number("start")).astype(np.int64)
    length = np.rint(np.nan_to_num(table.number("length_h"), nan=1.0) * 60).astype(np.int64)
    paid = np.where(np.isnan(table.number("paid_h")), length, np.rint(table.number("paid_h") * 60))
    more = np.flatnonzero(paid > length)
    told = "more hours are paid than the shift has"
    problems += [table.problem(int(row), "paid_h", told, "its length at most") for row in more]
    reach = length + least_rest_min + start - start.min(initial=0)
    beyond = np.flatnonzero(reach > LONGEST_H * 60)
    told, allowed = (
        "the rest after the shift reaches beyond the next day",
        "start, length and rest within two days",
    )
    problems += [table.problem(int(row), "length_h", told, allowed) for row in beyond]
    forbidden = np.zeros((len(names), len(names)), dtype=np.bool_)
    forbidden[orders.positions("shift", names), orders.positions("next_shift", names)] = True
    problems += unknown_skills(table, skills)
    return Shifts(
        names,
        start,
        length,
        paid.astype(np.int64),
        table.text("night") == "yes",
        table.positions("skill", skills),
        forbidden,
    )


def unknown_skills(table: TypedTable, skills: tuple[str, ...]) -> list[Problem]:
    """A problem for every skill that nobody has."""
    return [
        table.problem(
            int(row),
            "skill",
            "nobody in people.csv has the skill",
            listing(skills) or "none: people.csv names no skills",
            did_you_mean(str(table.text("skill")[row]), skills),
        )
        for row in np.flatnonzero(table.given("skill") & (table.positions("skill", skills) < 0))
    ]
