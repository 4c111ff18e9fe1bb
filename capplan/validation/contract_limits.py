"""Limits that contracts put on people: lead time, largest class, notice. They hold with limits on in the model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.validation.contract_scope import first_contract, periods_of_days, rules_on
from capplan.validation.typed import Inputs, rows_where

__all__ = ["PeopleLimits", "check", "notes", "people_limits"]

Float = NDArray[np.float64]


@dataclass(frozen=True)
class PeopleLimits:
    """By team, [p]; nothing is limited where there is no contract. Times in periods."""

    start_lead: Float
    largest_class: Float  # infinite for no limit
    notice: NDArray[np.int64]


def people_limits(inputs: Inputs) -> PeopleLimits:
    """The limits of the first contract of every team; no limits unless the planning model has them on."""
    table, contract = inputs["contracts"], first_contract(inputs)
    covered = (contract >= 0) & rules_on(inputs, "limits")
    lead, largest = np.zeros(len(contract)), np.full(len(contract), np.inf)
    notice = np.zeros(len(contract), dtype=np.int64)
    mine = contract[covered]
    lead[covered] = table.number("start_lead_weeks")[mine]
    largest[covered] = table.limit("largest_class")[mine]
    notice[covered] = periods_of_days(table.number("ramp_down_notice_days"), inputs.horizon)[mine]
    return PeopleLimits(lead, largest, notice)


def check(inputs: Inputs) -> Iterator[Problem]:
    """Classes that a contract allows only smaller than the smallest one of the team."""
    rules, largest = inputs["class_rules"], _largest(inputs, "class_rules")
    for row in rows_where(rules.number("class_min") > largest):
        yield rules.problem(
            row,
            "class_min",
            f"the contract of {rules.text('team')[row]} allows no class of more than {largest[row]:g}",
            f"at most largest_class of contracts.csv, {largest[row]:g}",
        )


def notes(inputs: Inputs) -> Iterator[str]:
    """Committed classes above what the contract allows."""
    table, largest = inputs["committed_classes"], _largest(inputs, "committed_classes")
    for row in rows_where(table.number("size") > largest):
        yield (
            f"committed_classes.csv:{table.lines[row]}: the class is larger than largest_class of its contract, "
            f"{largest[row]:g}, and is kept"
        )


def _largest(inputs: Inputs, name: str) -> Float:
    """By row of a table with teams: the largest class that the contract of the team allows."""
    largest = np.append(people_limits(inputs).largest_class, np.inf)
    return np.asarray(largest[inputs[name].positions("team", tuple(inputs["teams"].text("team").tolist()))])
