"""Shrinkage components: one basis and combination at a site, steady flags, dates that do not overlap."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.facts import Shrinkage
from capplan.validation.days import day_of
from capplan.validation.typed import Inputs, TypedTable, rows_where

__all__ = ["build_shrinkage", "check", "notes"]

FOREVER = 10**9  # periods: a blank date
HIGH = 0.5  # total shrinkage that is seldom seen


def check(inputs: Inputs) -> Iterator[Problem]:
    """Mixtures of basis or combination, flags that change, bad dates, totals of 1 and more."""
    table = inputs["shrinkage"]
    site, component = table.text("site"), table.text("component")
    for name in table.names("site"):
        rows = np.flatnonzero(site == name)
        for column in ("basis", "combination"):
            yield from _same(table, column, rows, f"at {name}")
        for part in dict.fromkeys(component[rows].tolist()):
            own = rows[component[rows] == part]
            for column in ("planned", "paid", "place"):
                yield from _same(table, column, own, f"for {part} at {name}")
            yield from _dates(inputs, table, own)
    yield from _totals(inputs)


def _same(table: TypedTable, column: str, rows: NDArray[np.int64], where: str) -> Iterator[Problem]:
    """The first row that differs from the first one, if any."""
    values = table.text(column)
    rows = rows[values[rows] != ""]
    other = rows[values[rows] != values[rows[0]]] if len(rows) else rows
    if len(other):
        first = values[rows[0]]
        yield table.problem(
            int(other[0]),
            column,
            f"{column} {where} is {first} in line {table.lines[rows[0]]}",
            f"one {column} {where}",
            "Shares on two bases cannot be added up." if column == "basis" else None,
        )


def _ranges(
    inputs: Inputs, table: TypedTable, rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and last period of the rows; far away where the date is blank."""
    ends = []
    for column, blank in (("week_from", -FOREVER), ("week_to", FOREVER)):
        days = [
            None if np.isnat(day) else inputs.horizon.position(day_of(day)) for day in table.day(column)[rows]
        ]
        ends.append(np.array([blank if day is None else day for day in days], dtype=np.int64))
    return ends[0], ends[1]


def _dates(inputs: Inputs, table: TypedTable, rows: NDArray[np.int64]) -> Iterator[Problem]:
    first, last = _ranges(inputs, table, rows)
    for i in rows_where(first > last):
        yield table.problem(
            int(rows[i]), "week_to", "the component ends before it begins", "week_from or later"
        )
    order = np.argsort(first, kind="stable")
    for one, two in zip(order[:-1], order[1:], strict=True):
        if first[one] < first[two] <= last[one] and first[two] <= last[two]:
            yield table.problem(
                int(rows[two]),
                "week_from",
                f"{table.text('component')[rows[two]]} holds already, by line {table.lines[rows[one]]}",
                "dates of a component that do not overlap",
            )


def _shares(inputs: Inputs) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """The components, and their shares by component, site and period."""
    table = inputs["shrinkage"]
    components, sites = table.names("component"), inputs["sites"].names()
    share = np.zeros((len(components), len(sites), inputs.horizon.count))
    rows = np.flatnonzero(
        (table.positions("component", components) >= 0) & (table.positions("site", sites) >= 0)
    )
    first, last = _ranges(inputs, table, rows)
    at = table.positions("component", components)[rows], table.positions("site", sites)[rows]
    period = np.arange(inputs.horizon.count)
    holds = (first[:, None] <= period) & (period <= last[:, None])
    np.add.at(share, at, holds * table.number("share")[rows][:, None])
    return components, share


def _totals(inputs: Inputs) -> Iterator[Problem]:
    table, sites = inputs["shrinkage"], inputs["sites"].names()
    _, share = _shares(inputs)
    total, labels = share.sum(axis=0), inputs.horizon.labels
    for s in rows_where((total >= 1.0).any(axis=1)):
        rows = np.flatnonzero(table.text("site") == sites[s])
        if table.text("combination")[rows[0]] == "additive":
            t = int(np.argmax(total[s] >= 1.0))
            yield Problem(
                table.table.file,
                f"the components of {sites[s]} add up to {total[s, t]:.3f} on {labels[t]}",
                int(table.lines[rows[0]]),
                "share",
                f"{total[s, t]:.3f}",
                "less than 1 in all",
                "No time would be left for work.",
            )


def notes(inputs: Inputs) -> Iterator[str]:
    """Sites without shrinkage, or with more than half of the time lost."""
    _, share = _shares(inputs)
    total = share.sum(axis=0).max(axis=1)
    for s, name in enumerate(inputs["sites"].names()):
        if total[s] == 0:
            yield f"shrinkage.csv: {name} has no shrinkage: every paid hour counts as worked"
        elif total[s] > HIGH:
            yield f"shrinkage.csv: the components of {name} reach {total[s]:.2f}"


def build_shrinkage(inputs: Inputs) -> Shrinkage:
    """The components by site and period; a site without rows has none (basis paid, additive)."""
    table, sites = inputs["shrinkage"], inputs["sites"].names()
    components, share = _shares(inputs)
    where = table.positions("component", components), table.positions("site", sites)

    def flags(column: str, yes: str) -> NDArray[np.bool_]:
        values = np.zeros((len(components), len(sites)), dtype=np.bool_)
        values[where] = table.text(column) == yes
        return values

    basis, combination = ["paid"] * len(sites), ["additive"] * len(sites)
    for row, s in enumerate(where[1].tolist()):
        basis[s], combination[s] = str(table.text("basis")[row]), str(table.text("combination")[row])
    return Shrinkage(
        component=components,
        share=share,
        planned=flags("planned", "planned"),
        paid=flags("paid", "yes"),
        in_office=flags("place", "in_office"),
        basis=tuple(basis),
        combination=tuple(combination),
    )
