"""The months, quarters and contract years over which a contract settles, and how long each of them is.

Index    c contract    t period    w window

A period belongs to the window of its first day. A window is as many months long as the periods that begin in it:
periods x 12 / periods a year, so that 52 weeks are exactly twelve months. Only periods in which the contract is in
force count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from capplan.contract_facts import Contracts
from capplan.facts import Facts
from capplan.horizon import quarter_of

__all__ = ["FULL_MONTHS", "Window", "employs", "in_force", "windows", "works"]

FULL_MONTHS = {"month": 1.0, "quarter": 3.0, "contract_year": 12.0}
MONTHS_A_YEAR = 12.0


@dataclass(frozen=True)
class Window:
    """One window: the ``periods`` of the plan in it, their length in ``months``, and months of it before the plan."""

    label: str
    periods: NDArray[np.int64]
    months: float
    months_before: float

    @property
    def last(self) -> int:
        """The last period of the window within the plan."""
        return int(self.periods[-1])


def in_force(contracts: Contracts, contract: int) -> NDArray[np.bool_]:
    """[t] whether the contract bills anybody in the period."""
    teams = (contracts.contract_of_team == contract).any(axis=0)
    return np.asarray(teams | (contracts.contract_of_pair == contract).any(axis=0), dtype=np.bool_)


def works(facts: Facts) -> NDArray[np.bool_]:
    """[i, t] whether a team may work on a queue: one under contract only while a contract covers the pair."""
    free = np.ones((len(facts.pairs.team), facts.horizon.count), dtype=np.bool_)
    if facts.contracts is None:
        return free
    covered = facts.contracts.under_contract[facts.pairs.team][:, None]
    return np.asarray(~covered | (facts.contracts.contract_of_pair >= 0), dtype=np.bool_)


def employs(facts: Facts) -> NDArray[np.bool_]:
    """[p, t] whether a team may start people: one under contract only while a contract is in force."""
    free = np.ones((len(facts.teams.name), facts.horizon.count), dtype=np.bool_)
    if facts.contracts is None:
        return free
    covered = facts.contracts.under_contract[:, None]
    return np.asarray(~covered | (facts.contracts.contract_of_team >= 0), dtype=np.bool_)


def windows(facts: Facts, contract: int, kind: str) -> tuple[Window, ...]:
    """The windows of a ``kind`` in which the contract is in force, in order."""
    contracts, horizon = facts.contracts, facts.horizon
    assert contracts is not None
    start = contracts.start[contract]
    labels = [_label(kind, day, start) for day in horizon.starts]
    running = in_force(contracts, contract)
    month = MONTHS_A_YEAR / horizon.periods_per_year
    found = []
    for label in dict.fromkeys(labels):
        periods = np.array(
            [t for t in range(horizon.count) if labels[t] == label and running[t]], dtype=np.int64
        )
        if not len(periods):
            continue
        before = 0
        while label == labels[0] and before < horizon.periods_per_year:
            day = horizon.day(-before - 1)
            if day < start or _label(kind, day, start) != label:
                break
            before += 1
        found.append(Window(label, periods, len(periods) * month, before * month))
    return tuple(found)


def _label(kind: str, day: date, start: date) -> str:
    if kind == "month":
        return f"{day.year}-{day.month:02d}"
    if kind == "quarter":
        return quarter_of(day)
    year = day.year - start.year - ((day.month, day.day) < (start.month, start.day))
    return f"year {year + 1}"
