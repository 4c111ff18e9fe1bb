"""The parts of a program: the columns of every site, and of the work that sites share by the queue.

A column belongs to the site of its team, contract or role; one of a queue alone belongs to that queue; initiatives
are a part of their own. What no name tells is told by the rows: a column that meets the columns of one part only
belongs to it. What is left over is a part of its own.

So who stands in where a site is lost is mostly told with the people of one site, which is what plans them best. Where
others have to stand in for them to keep a hard rule, stand-ins have to move without their site.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.formulation import Formulation
from capplan.program import Arrays, Axis

__all__ = ["parts", "periods", "stand_ins"]

Index = NDArray[np.int64]

NONE = -1
"""No part yet."""

STAND_INS = ("uncovered_h", "stand_in_h")
"""Blocks of what is done where a site is lost (``formulation/resilience.py``)."""

STEPS = 8
"""How far a part is followed through columns without a name: a charge, its pieces, what is credited."""


def parts(formulation: Formulation) -> tuple[Index, ...]:
    """Index arrays that hold every column once: one a site, one a queue, one for initiatives, one for the rest."""
    part = _named(formulation)
    part = _followed(formulation.arrays, part)
    order = np.argsort(part, kind="stable")
    return tuple(np.split(order, np.flatnonzero(np.diff(part[order])) + 1)) if part.size else ()


def stand_ins(formulation: Formulation) -> Index:
    """The columns of who stands in where a site is lost, and of what nobody could do then."""
    blocks = formulation.program.column_blocks
    found = [blocks[name].index.ravel() for name in STAND_INS if name in blocks]
    return np.concatenate([np.zeros(0, np.int64), *found])


def periods(formulation: Formulation) -> tuple[Index, ...]:
    """The columns of every period; what is counted after the last one belongs to that."""
    labels, blocks = formulation.given.sets.periods.labels, formulation.program.column_blocks
    place = {label: t for t, label in enumerate(labels)}
    found: list[list[Index]] = [[] for _ in labels]
    for block in blocks.values():
        for position, axis in enumerate(block.axes):
            if axis.name == "period" and block.index.size:
                columns = np.moveaxis(block.index, position, 0)
                for k, label in enumerate(axis.labels):
                    found[place.get(label, len(labels) - 1)].append(columns[k].ravel())
    return tuple(np.concatenate([np.zeros(0, np.int64), *each]) for each in found)


def _named(formulation: Formulation) -> Index:
    """The part of every column by the first axis of its block: sites from 0 on, queues after them."""
    facts, blocks = formulation.given.facts, formulation.program.column_blocks
    teams, sites = facts.teams, len(facts.sites.name)
    pair_site = teams.site[facts.pairs.team]
    found: dict[str, Callable[[Axis], Index]] = {
        "team": lambda axis: teams.site[_places(teams.name, axis)],
        "pair": lambda axis: pair_site[_places(blocks["assigned_h"].axes[0].labels, axis)],
        "queue": lambda axis: sites + _places(facts.queues.name, axis),
        "site": lambda axis: _places(facts.sites.name, axis),
        "initiative": lambda axis: np.full(len(axis.labels), sites + len(facts.queues.name)),
    }
    if facts.contracts is not None:
        contracts = facts.contracts
        found["contract"] = lambda axis: contracts.site[_places(contracts.name, axis)]
    part = np.full(formulation.program.column_count, NONE)
    for block in blocks.values():
        if block.index.size and block.axes and block.axes[0].name in found:
            owner = found[block.axes[0].name](block.axes[0])
            part[block.index] = owner.reshape(-1, *[1] * (block.index.ndim - 1))
    return part


def _places(names: tuple[str, ...], axis: Axis) -> Index:
    return Axis(axis.name, tuple(names)).positions(axis)


def _followed(arrays: Arrays, part: Index) -> Index:
    """``part`` with columns that had none given the only part that the rows around them have."""
    part, rows = part.copy(), sparse.csr_matrix(arrays.matrix)
    for _ in range(STEPS):
        open_columns = part == NONE
        if not open_columns.any():
            break
        touched = np.flatnonzero(np.diff(rows[:, np.flatnonzero(open_columns)].indptr))
        entries = rows[touched].tocoo()
        known = ~open_columns[entries.col]
        of_row = _only(entries.row[known], part[entries.col[known]], len(touched))
        tells = ~known & (of_row[entries.row] != NONE)
        of_column = _only(entries.col[tells], of_row[entries.row[tells]], len(part))
        if np.all(of_column == NONE):
            break
        part = np.where(open_columns, of_column, part)
    return part


def _only(place: Index, value: Index, count: int) -> Index:
    """For each of ``count`` places the one value that was given for it, or none."""
    low, high = np.full(count, np.iinfo(np.int64).max), np.full(count, NONE)
    np.minimum.at(low, place, value)
    np.maximum.at(high, place, value)
    return np.where(low == high, high, NONE)
