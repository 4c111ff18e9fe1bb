"""What a re-plan was told, read back from ``assumptions/replan`` (outputs/README.md): an earlier plan and pins.

Index    p team    t period    c contract    b month
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.errors import InvalidInput, Problem
from capplan.facts import Facts
from capplan.planning_model import PlanningModel
from capplan.run_folder import read_result

__all__ = ["Told", "read_told"]

Float = NDArray[np.float64]
Flag = NDArray[np.bool_]


@dataclass(frozen=True)
class Told:
    """Classes and people communicated and pinned, where they hold and where a change has a price, [p, t].

    ``opened`` and ``ended`` are months told by contract, -1 for none; ``orders`` [c, b] units per month, nan for
    none, and ``unit_cost`` what a unit was forecast to bill.
    """

    classes: Float
    heads: Float
    frozen: Flag
    priced: Flag
    pinned: Flag
    pinned_classes: Float
    pinned_heads: Float
    known: Flag  # [c]
    opened: NDArray[np.int64]  # [c]
    ended: NDArray[np.int64]  # [c]
    spoken: Flag  # [c, b] months of the earlier plan
    orders: Float  # [c, b]
    unit_cost: Float  # [c, b]
    projects: dict[tuple[str, str], str]  # what and its name: the first day of the month told, "" for none
    end: date  # of the earlier plan

    @property
    def called(self) -> Flag:
        """[p, t] classes that were called before this plan: rules of when to call one do not hold for them."""
        return (self.frozen & (self.classes > 0)) | (self.pinned & (self.pinned_classes > 0))


def read_told(assumptions: Path, facts: Facts, model: PlanningModel) -> Told | None:
    """What a run was told; None for a plan that is no re-plan. Raises InvalidInput for files that are not sound."""
    folder = assumptions / "replan"
    if not folder.is_dir():
        return None
    shape = (len(facts.teams.name), facts.horizon.count)
    pins, classes = _cells(folder, "pins.csv", facts), _cells(folder, "classes.csv", facts)
    pinned = np.zeros(shape, dtype=np.bool_)
    pinned_classes, pinned_heads, told, heads, lead = (np.zeros(shape) for _ in range(5))
    for p, t, row in pins:
        pinned[p, t], pinned_classes[p, t], pinned_heads[p, t] = True, row["classes"], row["heads"]
    for p, t, row in classes:
        told[p, t], heads[p, t], lead[p, t] = row["classes"], row["heads"], row["lead"]
    earlier = _earlier(folder)
    spoken = _spoken(facts, earlier)
    when, rules = np.arange(shape[1]), model.replan
    longest = np.maximum(facts.class_rules.lead_periods[:, None], lead)
    frozen = spoken & (when < rules.frozen_periods + longest) & ~pinned
    zone = shape[1] if rules.communicated_periods is None else rules.communicated_periods
    priced = spoken & ~frozen & ~pinned & (when < zone)
    return Told(
        told,
        heads,
        frozen,
        priced,
        pinned,
        pinned_classes,
        pinned_heads,
        projects={
            (row["project"], row["name"]): row["begins"]
            for row in read_result(folder, "projects.csv", ("project", "name", "begins"), ()) or ()
        },
        end=earlier.end,
        **_contracts(folder, facts, earlier),
    )


def _cells(folder: Path, file: str, facts: Facts) -> list[tuple[int, int, dict[str, float]]]:
    """Team, period and numbers of the rows of a table of classes; nothing where there is none."""
    numbers = ("classes", "heads", *(("lead",) if file == "classes.csv" else ()))
    found = []
    for row in read_result(folder, file, ("team", "training_start"), numbers) or ():
        known = row["team"] in facts.teams.name and row["training_start"] in facts.horizon.labels
        if not known:
            message = "no team and week of the plan"
            place = f"{row['team']} on {row['training_start']}"
            raise InvalidInput([Problem(f"replan/{file}", message, row["line"], "team", place)])
        p, t = facts.teams.name.index(row["team"]), facts.horizon.labels.index(row["training_start"])
        found.append((p, t, {name: float(row[name]) for name in numbers}))
    return found


@dataclass(frozen=True)
class _Earlier:
    start: date
    end: date
    teams: tuple[str, ...]
    contracts: tuple[str, ...]


def _earlier(folder: Path) -> _Earlier:
    """Which plan was told; one that knows nothing where there are pins only."""
    path = folder / "earlier.json"
    if not path.is_file():
        return _Earlier(date.max, date.min, (), ())
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        days = date.fromisoformat(content["start"]), date.fromisoformat(content["end"])
        return _Earlier(*days, tuple(content["teams"]), tuple(content["contracts"]))
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput([Problem(str(path), f"not the record of an earlier plan: {error}")]) from error


def _spoken(facts: Facts, earlier: _Earlier) -> Flag:
    """[p, t] teams and periods of the earlier plan."""
    days = np.array([earlier.start <= day < earlier.end for day in facts.horizon.starts])
    return np.asarray(np.isin(facts.teams.name, earlier.teams)[:, None] & days, dtype=np.bool_)


def _contracts(folder: Path, facts: Facts, earlier: _Earlier) -> dict[str, Any]:
    contracts = facts.contracts
    names, months = ((), ()) if contracts is None else (contracts.name, contracts.months)
    opened, ended = (np.full(len(names), -1, dtype=np.int64) for _ in range(2))
    orders, cost = (np.full((len(names), len(months)), np.nan) for _ in range(2))
    for row in _rows(folder, "decisions.csv", ("contract", "decision", "month"), (), names, months):
        at = opened if row["decision"] == "open" else ended
        at[names.index(row["contract"])] = months.index(row["month"])
    for row in _rows(folder, "orders.csv", ("contract", "month"), ("units", "unit_cost"), names, months):
        cell = names.index(row["contract"]), months.index(row["month"])
        orders[cell], cost[cell] = row["units"], row["unit_cost"]
    known = np.isin(names, earlier.contracts)
    of_month = np.zeros(0, np.int64) if contracts is None else contracts.month_of_period
    first = [facts.horizon.day(int(np.argmax(of_month == b))) for b in range(len(months))]
    spoken = known[:, None] & np.array([day < earlier.end for day in first], dtype=np.bool_)
    return {
        "known": known, "opened": opened, "ended": ended, "spoken": spoken, "orders": orders, "unit_cost": cost,
    }  # fmt: skip


def _rows(
    folder: Path,
    file: str,
    texts: tuple[str, ...],
    numbers: tuple[str, ...],
    names: tuple[str, ...],
    months: tuple[str, ...],
) -> list[dict[str, Any]]:
    """The rows of a table of contracts, each of a contract and a month of the plan."""
    rows = read_result(folder, file, texts, numbers) or []
    for row in rows:
        if row["contract"] not in names or row["month"] not in months:
            place = f"{row['contract']} in {row['month']}"
            message = "no contract and month of the plan"
            raise InvalidInput([Problem(f"replan/{file}", message, row["line"], "contract", place)])
    return rows
