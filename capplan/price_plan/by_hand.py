"""A plan made by hand as a plan to price: heads, hires, overtime and work by team and period.

Index    p team    i pair (team, queue)    t period    a age: periods since class start

young[p,t]    people in production who still learn: opening and hires by age, below the mature age
there[p,t]    min(1, heads / young): nobody learns who is not there
leavers[p,t]  sum over ages of hazard[a] * people of that age; the heads who are not young leave as tenured ones do
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from capplan.cohorts import aged
from capplan.errors import InvalidInput
from capplan.facts import Facts
from capplan.load_model import load_model
from capplan.price_plan.contract_tables import no_contracts
from capplan.price_plan.plan_table import check_labels, read_plan
from capplan.price_plan.planned import SOME, Planned, opened_for
from capplan.price_plan.priced import Priced, priced
from capplan.read import read_tables
from capplan.requirements.required import Requirement, require
from capplan.validation import check, horizon_of, validate_with_notes
from capplan.validation.typed import TypedTable

__all__ = ["price_by_hand"]

Float = NDArray[np.float64]
CLOSE = 1.005
"""Heads and hours in a plan made by hand are rounded: half a percent is no mistake."""


def price_by_hand(path: Path, inputs: Path, model: Path) -> Priced:
    """The plan in the table at ``path`` under a planning model and a folder of inputs, contracts among them.

    Raises InvalidInput with every problem of the model, of the inputs and of the plan.
    """
    problems, rules = check(model, inputs), None
    with suppress(InvalidInput):  # its problems are among those found
        rules = load_model(model)[0]
    plan, notes, wrong = read_plan(path, None if rules is None else horizon_of(rules))
    if rules is None or problems:
        raise InvalidInput([*problems, *wrong])
    facts, _ = validate_with_notes(read_tables(inputs), rules)
    if facts.contracts is None:
        problems.append(no_contracts(inputs))
    wrong = sorted([*wrong, *check_labels(plan, facts)], key=lambda problem: problem.line or 0)
    if problems or wrong:
        raise InvalidInput([*problems, *wrong])
    requirement = require(facts, curves=False)
    planned, opened = opened_for(facts, _planned(facts, plan), {})
    if rules.overtime is None and planned.overtime_h.any():
        notes += ("overtime is not priced: the planning model has no [overtime]",)
    notes += (*opened, *_notes(facts, requirement, planned, plan))
    found = priced(facts, requirement, rules, planned, None, notes)
    return replace(found, notes=(*found.notes, *_left_out(facts, found, plan)))


def _planned(facts: Facts, plan: TypedTable) -> Planned:
    assert facts.contracts is not None
    heads, hires, overtime_h = (_people(facts, plan, name) for name in ("heads", "hires", "overtime_h"))
    young, leaving = _young(facts, hires)
    present = np.minimum(1.0, np.divide(heads, young, out=np.ones_like(heads), where=young > SOME))
    tenured = np.maximum(0.0, heads - young)
    mature = facts.teams.hazard[np.arange(len(heads)), facts.teams.mature_age][:, None]
    none = np.full(len(facts.contracts), -1, dtype=np.int64)
    return Planned(
        heads=heads,
        hires=hires,
        leavers=_washout(facts, hires) + leaving * present + mature * tenured,
        overtime_h=overtime_h,
        undertime_h=np.zeros_like(heads),
        productive_h=np.zeros_like(heads),
        there=present,
        assigned_h=_work(facts, plan),
        opened=none,
        ended=none,
    )


def _young(facts: Facts, hires: Float) -> tuple[Float, Float]:
    """[p, t] people in production who still learn, and those of them who leave at the end of the period."""
    teams, age = facts.teams, np.arange(facts.teams.hazard.shape[1])
    learning = (age >= teams.training_periods[:, None]) & (age < teams.mature_age[:, None])
    return aged(facts, hires, learning), aged(facts, hires, learning * teams.hazard)


def _washout(facts: Facts, hires: Float) -> Float:
    """[p, t] people who leave from training."""
    teams = facts.teams
    return aged(
        facts, hires, teams.hazard * (np.arange(teams.hazard.shape[1]) < teams.training_periods[:, None])
    )


def _period(facts: Facts, plan: TypedTable) -> NDArray[np.int64]:
    """The period of every row."""
    labels = {np.datetime64(day, "D"): t for t, day in enumerate(facts.horizon.starts)}
    return np.array([labels[day] for day in plan.day("week_start")], dtype=np.int64)


def _people(facts: Facts, plan: TypedTable, column: str) -> Float:
    """[p, t] from the rows without a queue; 0 where there is none."""
    rows = ~plan.given("queue")
    found = np.zeros((len(facts.teams.name), facts.horizon.count))
    team = plan.positions("team", facts.teams.name)
    found[team[rows], _period(facts, plan)[rows]] = plan.number(column)[rows]
    return found


def _work(facts: Facts, plan: TypedTable) -> Float:
    """[i, t] productive hours from the rows with a queue."""
    pairs, queues = facts.pairs, facts.queues
    place = {
        (facts.teams.name[p], queues.queue[q], queues.language[q]): i
        for i, (p, q) in enumerate(zip(pairs.team.tolist(), pairs.queue.tolist(), strict=True))
    }
    found, period = np.zeros((len(pairs.team), facts.horizon.count)), _period(facts, plan)
    columns = [plan.text(name).tolist() for name in ("team", "queue", "language")]
    for row in np.flatnonzero(plan.given("queue")).tolist():
        found[place[columns[0][row], columns[1][row], columns[2][row]], period[row]] = plan.number(
            "productive_h"
        )[row]
    return found


def _left_out(facts: Facts, found: Priced, plan: TypedTable) -> Iterator[str]:
    """Contracts that the plan does not name and that bill what was promised all the same."""
    assert facts.contracts is not None
    named = np.isin(np.array(facts.teams.name, dtype=object), plan.text("team"))
    for c, name in enumerate(facts.contracts.name):
        mine = (facts.contracts.contract_of_team == c).any(axis=1)
        mine[facts.pairs.team[(facts.contracts.contract_of_pair == c).any(axis=1)]] = True
        if found.lines(name) and not named[mine].any():
            yield f"{name} has no row in the plan: nobody is there, and it is billed what it is promised all the same"


def _notes(facts: Facts, requirement: Requirement, planned: Planned, plan: TypedTable) -> Iterator[str]:
    """Teams that are not priced, periods without a row, more learners than heads, more work than hours."""
    assert facts.contracts is not None
    teams, labels, period = facts.teams, facts.horizon.labels, _period(facts, plan)
    covered, team = facts.contracts.under_contract, plan.positions("team", teams.name)
    hours = planned.heads * teams.contract_h[:, None] * requirement.productive_share[teams.site]
    hours += planned.overtime_h * requirement.on_duty_share[teams.site]
    work = np.zeros_like(hours)
    np.add.at(work, facts.pairs.team, planned.assigned_h)
    young = _young(facts, planned.hires)[0]
    for p in dict.fromkeys(team.tolist()):
        name = teams.name[p]
        if not covered[p]:
            yield f"{name} is under no contract: not priced"
            continue
        told = np.isin(np.arange(len(labels)), period[(team == p) & ~plan.given("queue")])
        if told.any() and not told.all():
            yield f"{name} has no row of people in {int((~told).sum())} {facts.horizon.period}s: nobody is there"
        over = young[p] > planned.heads[p] * CLOSE + SOME
        if over.any():
            t = int(over.argmax())
            yield (
                f"{name} has {young[p, t]:.1f} people who still learn on {labels[t]} by its classes, and only "
                f"{planned.heads[p, t]:g} heads: {planned.heads[p, t]:g} count as learning"
            )
        busy = (work[p] > hours[p] * CLOSE + SOME) & ~teams.on_demand[p]
        if busy.any():
            t = int(busy.argmax())
            yield f"{name} works {work[p, t]:,.0f} h on {labels[t]}, and its people have at most {hours[p, t]:,.0f} h"
