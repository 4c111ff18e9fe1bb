"""Clauses of contracts: complete, without parts that say nothing, and fit for what the contract bills."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.contract_facts import BY_HEAD, BY_WORK
from capplan.errors import Problem
from capplan.validation.typed import Inputs, TypedTable, rows_where

__all__ = ["check", "notes"]

Flag = NDArray[np.bool_]


@dataclass(frozen=True)
class Clause:
    """Columns of one clause: it is there where a ``head`` is filled; then it ``needs`` some of its ``parts``."""

    head: tuple[str, ...]
    needs: tuple[str, ...]
    parts: tuple[str, ...]


CLAUSES = (
    Clause(("tier_kind",), ("tier_window",), ("tier_window", "tier_on", "tier_to_date")),
    Clause(
        ("commit_units", "commit_share"),
        ("commit_window",),
        ("commit_window", "commit_on", "commit_rate", "carry_forward"),
    ),
    Clause(
        ("baseline_units",),
        ("additional_charge", "reduced_charge"),
        ("additional_charge", "reduced_charge", "dead_band", "band_from"),
    ),
    Clause(("lock_1_days",), ("lock_1_band",), ("lock_1_band", "lock_2_days", "lock_kind")),
    Clause(("lock_2_days",), ("lock_2_band",), ("lock_2_band",)),
    Clause(("ramp_discount",), ("ramp_weeks",), ("ramp_weeks",)),
    Clause(("hedged_share",), ("hedged_rate",), ("hedged_rate",)),
)
ONLY_FOR = {  # column: the units that it says something about
    "fte_counts": ("fte_month",),
    "seats_per_head": ("seat_month",),
    "nesting_rate": ("productive_hour", *BY_HEAD),
    "ramp_discount": ("productive_hour", *BY_HEAD),
    "transfer_rate": BY_WORK,
}
COUNTED = ("tier_on", "commit_on", "order_on")


def check(inputs: Inputs) -> Iterator[Problem]:
    """Clauses that lack a part, parts without their clause, clauses that do not fit the unit or each other."""
    table = inputs["contracts"]
    for clause in CLAUSES:
        yield from _complete(table, clause)
    for column, units in ONLY_FOR.items():
        unit = table.text("unit")
        for row in rows_where(_says(table, column) & (unit != "") & ~np.isin(unit, units)):
            yield table.problem(
                row, column, f"it says nothing about {unit[row]}", f"blank; only for {', '.join(units)}"
            )
    yield from _prices(inputs)
    yield from _commitments(inputs)
    yield from _locks(table)
    yield from _baselines(inputs)


def _says(table: TypedTable, column: str) -> Flag:
    """Where a cell is filled with something else than nothing: 0 or what a blank means."""
    declared = next(one for one in table.table.columns if one.name == column)
    filled = table.given(column)
    if declared.kind in ("number", "share", "count"):
        nothing = 0.0 if declared.default is None else float(declared.default)
        return np.asarray(filled & (table.number(column) != nothing))
    return np.asarray(filled & (table.text(column) != (declared.default or "")))


def _allowed(table: TypedTable, column: str) -> str:
    return next(one for one in table.table.columns if one.name == column).allowed


def _complete(table: TypedTable, clause: Clause) -> Iterator[Problem]:
    there = np.any([_says(table, name) for name in clause.head], axis=0)
    head = " or ".join(clause.head)
    for name in clause.needs:
        for row in rows_where(there & ~table.given(name)):
            given = next(one for one in clause.head if _says(table, one)[row])
            yield table.problem(row, name, f"{given} needs it", _allowed(table, name))
    for name in clause.parts:
        switched_off = table.changed & set(clause.head)  # a scenario may take a clause out by its head alone
        for row in rows_where(_says(table, name) & ~there & (not switched_off)):
            yield table.problem(row, name, f"it says nothing without {head}", f"blank, or fill {head}")


def _prices(inputs: Inputs) -> Iterator[Problem]:
    """Units that people on demand have none of, dearer bills for a missed target, hedges of the base currency."""
    table, teams = inputs["contracts"], inputs["teams"]
    for row in rows_where(table.number("rate_missed") > table.number("rate")):
        yield table.problem(
            row,
            "rate_missed",
            "a missed target would be billed dearer",
            f"at most the rate, {table.number('rate')[row]:g}",
        )
    dearer = (table.text("unit") == "productive_hour") & (table.number("nesting_rate") > table.number("rate"))
    for row in rows_where(dearer):
        yield table.problem(
            row,
            "nesting_rate",
            "hours worked while nesting would be dearer than others",
            f"at most the rate, {table.number('rate')[row]:g}",
            "A surcharge for new people belongs in training_rate.",
        )
    for row in rows_where(_says(table, "hedged_share") & (table.text("currency") == inputs.model.currency)):
        yield table.problem(
            row, "hedged_share", "the contract is in the base currency: nothing is exchanged", "0 or blank"
        )
    people = set(teams.text("team")[teams.text("staffing") == "headcount"].tolist())
    for column in COUNTED:
        for row in rows_where(np.isin(table.text(column), BY_HEAD)):
            if teams.sound and not table.labels("teams")[row] & people:
                yield table.problem(
                    row,
                    column,
                    "all teams of the contract are on_demand: they have no heads",
                    ", ".join(BY_WORK),
                )


def _commitments(inputs: Inputs) -> Iterator[Problem]:
    table = inputs["contracts"]
    for row in rows_where(table.given("commit_units") & table.given("commit_share")):
        yield table.problem(row, "commit_share", "the contract has commit_units too", "one of the two")
    other = table.given("commit_on") & (table.text("commit_on") != table.text("unit"))
    for row in rows_where(other & ~table.given("commit_rate")):
        yield table.problem(
            row,
            "commit_rate",
            f"the rate is for one {table.text('unit')[row]}, the commitment counts "
            f"{table.text('commit_on')[row]}",
            "a number of at least 0",
        )


def _locks(table: TypedTable) -> Iterator[Problem]:
    first, second = table.number("lock_1_days"), table.number("lock_2_days")
    for row in rows_where(second >= first):
        yield table.problem(
            row,
            "lock_2_days",
            f"the second lock is not after the first, {first[row]:g} days before the month",
            f"fewer than {first[row]:g}",
            "Are the two locks in the wrong order?",
        )
    kind = table.text("lock_kind")
    priced = _says(table, "lock_below") | _says(table, "lock_above")
    for row in rows_where((kind == "priced") & ~priced):
        yield table.problem(row, "lock_below", "priced locks need it, or lock_above", "a number above 0")
    for column in ("lock_below", "lock_above"):
        for row in rows_where(_says(table, column) & (kind != "priced")):
            yield table.problem(
                row, column, "it says nothing unless lock_kind is priced", "blank, or priced locks"
            )


def _baselines(inputs: Inputs) -> Iterator[Problem]:
    """A baseline is one price for the whole month: no rate card, no tiers, no candidates."""
    table, card = inputs["contracts"], inputs["contract_rates"]
    with_baseline = table.given("baseline_units")
    for row in rows_where(with_baseline & table.given("tier_kind")):
        yield table.problem(
            row, "tier_kind", "the contract has a baseline: no unit has a price of its own", "blank"
        )
    for row in rows_where(with_baseline & (table.text("status") == "candidate")):
        yield table.problem(
            row, "baseline_units", "a candidate cannot have a baseline", "blank, or status running"
        )
    named = table.text("contract")[with_baseline]
    for row in rows_where(np.isin(card.text("contract"), named) & card.given("contract")):
        yield card.problem(
            row,
            "contract",
            "the contract has a baseline: it has one rate",
            "a contract without baseline_units",
        )


def notes(inputs: Inputs) -> Iterator[str]:
    """Charges and rates that look upside down, clauses that lack what they work on."""
    table = inputs["contracts"]
    more, less = table.number("additional_charge"), table.number("reduced_charge")
    for row in rows_where(less > more):
        yield (
            f"contracts.csv:{table.lines[row]}: a unit below the baseline is credited with {less[row]:g}, one "
            f"above costs {more[row]:g}: are the two in the wrong order?"
        )
    for row in rows_where(table.number("lock_2_band") > table.number("lock_1_band")):
        yield f"contracts.csv:{table.lines[row]}: the second lock has a wider band than the first"
    yield from _without_orders(inputs)


def _without_orders(inputs: Inputs) -> Iterator[str]:
    table, orders = inputs["contracts"], inputs["contract_orders"]
    locked = set(orders.text("contract")[orders.text("stage") == "locked"].tolist())
    for column, named in (
        ("commit_share", locked),
        ("lock_kind", locked),
        ("relief_band", set(orders.names("contract"))),
    ):
        for row in rows_where(table.given(column) & ~np.isin(table.text("contract"), sorted(named))):
            what = "locked order" if named is locked else "order"
            yield (
                f"contracts.csv:{table.lines[row]}: {column} of {table.text('contract')[row]} does nothing: "
                f"contract_orders.csv has no {what} of it"
            )
