"""Who works under which contract, and when.

Index    c contract, a row of contracts.csv    p team    t period

A contract holds in the periods whose first day lies between its first and its last day.
"""

from __future__ import annotations

import math
from datetime import date

import numpy as np
from numpy.typing import NDArray

from capplan.horizon import Horizon
from capplan.validation.days import day_of
from capplan.validation.typed import Inputs

__all__ = [
    "anniversaries",
    "contract_of_team",
    "first_contract",
    "holds",
    "months_of",
    "periods_of_days",
    "periods_of_months",
    "rules_on",
    "start_of",
    "under_contract",
]

Flag = NDArray[np.bool_]
Index = NDArray[np.int64]
DAY_H = 24.0
MONTHS_A_YEAR = 12


def holds(inputs: Inputs) -> Flag:
    """[c, t] whether the contract is in force."""
    table = inputs["contracts"]
    starts = np.array(inputs.horizon.starts, dtype="datetime64[D]")
    first, last = table.day("from")[:, None], table.day("to")[:, None]
    return np.asarray((first <= starts) & (np.isnat(last) | (starts <= last)), dtype=np.bool_)


def contract_of_team(inputs: Inputs) -> Index:
    """[p, t] the first contract of the file that names the team and is in force, -1 for none."""
    force = holds(inputs)
    found = np.full((len(inputs["teams"]), inputs.horizon.count), -1, dtype=np.int64)
    for c, named in reversed(list(enumerate(_teams(inputs)))):
        found[np.ix_(named, force[c])] = c
    return found


def first_contract(inputs: Inputs) -> Index:
    """[p] the contract that is in force first in the plan, else the first of the file; -1 for none."""
    found = contract_of_team(inputs)
    first = np.full(len(found), -1, dtype=np.int64)
    for c, named in reversed(list(enumerate(_teams(inputs)))):
        first[named] = c
    somewhen = (found >= 0).any(axis=1)
    first[somewhen] = found[somewhen, (found[somewhen] >= 0).argmax(axis=1)]
    return first


def under_contract(inputs: Inputs) -> Flag:
    """[p] whether any contract names the team."""
    return np.asarray(first_contract(inputs) >= 0)


def _teams(inputs: Inputs) -> list[Flag]:
    """[c] [p] the teams that a contract names."""
    names = inputs["teams"].text("team")
    return [np.isin(names, sorted(labels)) for labels in inputs["contracts"].labels("teams")]


def rules_on(inputs: Inputs, clause: str) -> bool:
    """Whether the planning model has a clause of [contracts] on."""
    rules = inputs.model.contracts
    return rules is not None and bool(getattr(rules, clause))


def anniversaries(start: date, day: date) -> int:
    """Full contract years from ``start`` to a day; 0 before the start."""
    return max(day.year - start.year - ((day.month, day.day) < (start.month, start.day)), 0)


def months_of(horizon: Horizon) -> tuple[tuple[str, ...], Index]:
    """The months of the plan as year-month, and the month of every period (that of its first day)."""
    label = [day.isoformat()[:7] for day in horizon.starts]
    months = tuple(dict.fromkeys(label))
    return months, np.array([months.index(name) for name in label], dtype=np.int64)


def periods_of_days(days: NDArray[np.float64], horizon: Horizon) -> Index:
    """Days as whole periods, rounded up."""
    return np.ceil(days / (horizon.period_h / DAY_H) - 1e-9).astype(np.int64)


def periods_of_months(months: NDArray[np.float64], horizon: Horizon) -> Index:
    """Months as whole periods, rounded up."""
    return np.array(
        [math.ceil(count * horizon.periods_per_year / MONTHS_A_YEAR - 1e-9) for count in months.tolist()],
        dtype=np.int64,
    )


def start_of(inputs: Inputs, contract: int) -> date:
    """The first day of a contract."""
    return day_of(inputs["contracts"].day("from")[contract])
