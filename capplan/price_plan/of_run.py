"""A run folder as a plan to price: people, work and decisions as written, under the contracts of another folder.

Index    p team    i pair (team, queue)    t period    c contract
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.errors import InvalidInput, Problem
from capplan.facts import Facts
from capplan.load_model import load_model
from capplan.planning_model import PlanningModel
from capplan.price_plan.contract_tables import under_contracts
from capplan.price_plan.planned import Planned, opened_for
from capplan.price_plan.priced import BILLING, Cell, Priced, priced
from capplan.requirements.required import Requirement, require
from capplan.run_folder import read_assumptions, read_result
from capplan.validation import validate_with_notes
from capplan.verify.findings import Ledger
from capplan.verify.read_run import Run, read_frames, read_run

__all__ = ["price_run"]

Float = NDArray[np.float64]
Frames = Mapping[str, pd.DataFrame]

DECISIONS = "vendor_decisions.csv"
NEEDED = ("headcount.csv", "staffing.csv", "allocation.csv")
LINE_OF_TERM = {
    "vendor_hours": "production",
    "overtime": "overtime",
    "undertime": "undertime",
    "training": "training",
}
"""Cost terms of a team that is paid by rates.csv, and the lines of an invoice that say the same."""


def price_run(run: Path, contracts: Path, model: Path | None = None) -> Priced:
    """The plan of a run folder under the contract tables in ``contracts``.

    ``model`` gives the clauses that hold, its [contracts] section in place of that of the run. Raises InvalidInput
    with every problem: a folder that is no run, tables that do not fit, result tables that cannot be read.
    """
    rules, tables = read_assumptions(run)
    if model is not None:
        rules = rules.model_copy(update={"contracts": load_model(model)[0].contracts})
    tables, replaced = under_contracts(tables, contracts)
    facts, _ = validate_with_notes(tables, rules)
    requirement = require(facts, curves=False)
    decided = _decisions(facts, run)
    planned = _planned(facts, requirement, rules, read_frames(run), decided["end"])
    planned, notes = opened_for(facts, planned, decided["open"])
    before = _before(facts, run, replaced)
    return priced(facts, requirement, rules, planned, before, (*tables.notes, *notes))


def _planned(
    facts: Facts, requirement: Requirement, model: PlanningModel, frames: Frames, ended: Mapping[str, int]
) -> Planned:
    assert facts.contracts is not None
    ledger = Ledger()
    # without contracts: the tables of contracts are those of the run, and may name others
    found = read_run(model, replace(facts, contracts=None), requirement, frames, ledger)
    problems = [
        Problem(
            name,
            f"cannot be priced: expected {finding.expected}, found {finding.found}",
            column=finding.where,
        )
        for finding in ledger.findings
        for name in NEEDED
        if finding.where.startswith(name)
    ]
    if problems:
        raise InvalidInput(problems)
    people, hours = found.headcount, found.staffing
    none = np.full(len(facts.contracts), -1, dtype=np.int64)
    return Planned(
        heads=people["heads"],
        hires=people["hires"],
        leavers=people["attrition"] + people["washout"],
        overtime_h=hours["overtime_paid_h"],
        undertime_h=hours["undertime_paid_h"],
        productive_h=hours["productive_h"],
        there=np.ones_like(people["heads"]),
        assigned_h=_assigned(facts, found),
        opened=none,
        ended=np.array([ended.get(name, -1) for name in facts.contracts.name], dtype=np.int64),
    )


def _assigned(facts: Facts, run: Run) -> Float:
    """[i, t] productive hours of allocation.csv."""
    table, pairs, queues = run.sheets["allocation"], facts.pairs, facts.queues
    known = {
        (facts.teams.name[p], queues.queue[q], queues.language[q]): i
        for i, (p, q) in enumerate(zip(pairs.team.tolist(), pairs.queue.tolist(), strict=True))
    }
    week = {label: t for t, label in enumerate(run.weeks)}
    assigned = np.zeros((len(pairs.team), len(run.weeks)))
    labels = (table.labels[column] for column in ("team", "queue", "language", "week_start"))
    problems = []
    for row, (team, queue, language, day) in enumerate(zip(*labels, strict=True)):
        pair = known.get((str(team), str(queue), str(language)))
        if pair is None:
            message = "a team that may not work this queue"
            problems.append(
                Problem("allocation.csv", message, row + 2, "team", f"{team} on {queue}:{language}")
            )
        else:
            assigned[pair, week[str(day)]] += table.numbers["productive_h"][row]
    if problems:
        raise InvalidInput(problems)
    return assigned


def _decisions(facts: Facts, run: Path) -> dict[str, dict[str, int]]:
    """By decision (open, end) and contract, as the run names it: the period."""
    found: dict[str, dict[str, int]] = {"open": {}, "end": {}}
    period = {facts.horizon.day(t).isoformat(): t for t in range(facts.horizon.count + 1)}
    for row in read_result(run, DECISIONS, ("contract", "decision", "date"), ()) or ():
        if row["decision"] not in found:
            continue
        if row["date"] not in period:
            message = "not the first day of a period of the plan"
            raise InvalidInput([Problem(DECISIONS, message, row["line"], "date", row["date"])])
        found[row["decision"]][row["contract"]] = period[row["date"]]
    return found


def _before(facts: Facts, run: Path, replaced: frozenset[str]) -> dict[Cell, float] | None:
    """What billing.csv of the run says, and what its costs.csv says of teams that were paid by their rates."""
    bill = read_result(run, BILLING, ("contract", "line"), ("amount_base",))
    if bill is None and not replaced:
        return None
    total: dict[Cell, float] = defaultdict(float)
    for row in bill or ():
        total[row["contract"], row["line"]] += row["amount_base"]
    new = _first_contract(facts)
    paid = read_result(run, "costs.csv", ("who", "term"), ("amount_base",)) if replaced else None
    for row in paid or ():
        if row["who"] in replaced and row["term"] in LINE_OF_TERM:
            total[new[row["who"]], LINE_OF_TERM[row["term"]]] += row["amount_base"]
    return dict(total)


def _first_contract(facts: Facts) -> dict[str, str]:
    """The first contract of every team under contract."""
    contracts = facts.contracts
    assert contracts is not None
    return {
        facts.teams.name[p]: contracts.name[next(c for c in contracts.contract_of_team[p].tolist() if c >= 0)]
        for p in np.flatnonzero(contracts.under_contract).tolist()
    }
