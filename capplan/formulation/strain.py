"""Strain: above a threshold, severe content and full days make more people leave.

Index    p team    t period    i pair (team, queue)    n step of the exposure curve, one or two

Given    exposed[p,t]    exposure hours a day at work, times heads: sum over i of p: severity * assigned_h / days
         there[p,t]      productive_heads - undertime_h / contract_h                                        heads
         working[p,t]    sum over i of p: assigned_h / head_h: heads that the work of the team takes        heads
         from[n], leave[n]   threshold in hours a day; share that leaves a period more for each hour above it
         busy_from, busy     share of people who work from which on more leave; share more where all do
         cap_h           exposure.py

Decides  worn_exposed[p,t], worn_busy[p,t]   people who leave at the end of t because of it                 heads

Rows     worn_exposed_1   worn_exposed >= leave[1] * (exposed - from[1] * there)
         worn_exposed_2   worn_exposed >= the same + leave[2] * (exposed - from[2] * there)
         worn_exposed_most   worn_exposed <= (what the curve gives at cap_h) / cap_h * exposed
         worn_busy        worn_busy >= busy / (1 - busy_from) * (working - busy_from * there)
         worn_busy_most   worn_busy <= (what the curve gives at full days with all overtime) / those * working
         tenured[p,t+1]   loses both; leavers[p,t] (vendor_people.py) gains them

Holds    The curves are convex, so the least that may leave is what they say. A plan with too many people would let
         more go than that: the rows "most" are the chords of the curves and leave it little room, and leaver_price
         makes it not worth it, where it is high. Those who leave are tenured; learners count by what they produce.

Source   That exposure and occupancy make people leave is known, how much is not: the curve is the user's assumption.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.formulation.cost_term import CostTerm, Pricing
from capplan.formulation.exposure import days_at_work
from capplan.formulation.sets import Given
from capplan.planning_model import Exposure, Strain
from capplan.program import Axis, Block, Program, Rows

__all__ = ["add_strain", "steps", "strain_terms", "strained_teams"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

WORN = ("worn_exposed", "worn_busy")


def steps(rules: Strain) -> list[tuple[float, float]]:
    """Threshold and slope of every step of the exposure curve."""
    found = [
        (rules.exposure_from_h, rules.exposure_leavers),
        (rules.steep_from_h, rules.steep_leavers),
    ]
    return [(start, leave) for start, leave in found if start is not None and leave is not None]


def strained_teams(given: Given) -> dict[str, Index]:
    """The teams of both blocks: with people on a payroll and severe work; with people on a payroll."""
    rules, facts = given.model.strain, given.facts
    none = np.zeros(0, dtype=np.int64)
    if rules is None:
        return dict.fromkeys(WORN, none)
    staffed, severe = np.flatnonzero(~facts.teams.on_demand), none
    if facts.exposure is not None and steps(rules):
        severe = np.intersect1d(facts.pairs.team[facts.exposure.severity[facts.pairs.queue] > 0.0], staffed)
    busy = staffed if rules.busy_from is not None else none
    return {"worn_exposed": severe, "worn_busy": busy}


def add_strain(program: Program, given: Given) -> None:
    """Add the columns and rows named above when the family is on."""
    rules = given.model.strain
    if rules is None:
        return
    for name, team in strained_teams(given).items():
        if not len(team):
            continue
        axes = (Axis("team", tuple(given.sets.teams.labels[p] for p in team)), given.sets.periods)
        worn = program.columns(name, axes)
        if name == "worn_exposed":
            _add_exposed(program, given, rules, worn, team)
        else:
            _add_busy(program, given, rules, worn, team)
        _add_leaving(program, given, worn, team)


def _add_exposed(program: Program, given: Given, rules: Strain, worn: Block, team: Index) -> None:
    exposure = given.facts.exposure
    assert exposure is not None
    severity = exposure.severity[given.facts.pairs.queue]
    days = days_at_work(given.model.exposure or Exposure(), given.facts, given.requirement)
    a_day = severity[:, None] / np.maximum(days, 1e-9)[given.facts.pairs.team]
    slope, hours = 0.0, 0.0
    for number, (start, leave) in enumerate(steps(rules), 1):
        rows = program.rows(f"worn_exposed_{number}", worn.axes, at_least=0.0)
        rows.add(worn.index)
        slope, hours = slope + leave, hours + leave * start
        _add_work(program, given, rows, team, -slope * a_day)
        _add_there(program, given, rows, team, hours)
    cap_h = exposure.cap_h[given.facts.teams.site]
    chord = np.full(len(cap_h), slope)
    known = np.isfinite(cap_h)
    chord[known] = sum(leave * np.maximum(cap_h[known] - start, 0.0) for start, leave in steps(rules))
    chord[known] /= np.maximum(cap_h[known], 1e-9)
    most = program.rows("worn_exposed_most", worn.axes, at_most=0.0)
    most.add(worn.index)
    _add_work(program, given, most, team, -chord[given.facts.pairs.team][:, None] * a_day)


def _add_busy(program: Program, given: Given, rules: Strain, worn: Block, team: Index) -> None:
    assert rules.busy_from is not None and rules.busy_leavers is not None
    slope = rules.busy_leavers / (1.0 - rules.busy_from)
    head_h = np.maximum(given.contract_productive_h, 1e-9)[given.facts.pairs.team]
    rows = program.rows("worn_busy", worn.axes, at_least=0.0)
    rows.add(worn.index)
    _add_work(program, given, rows, team, -slope / head_h)
    _add_there(program, given, rows, team, slope * rules.busy_from)
    fullest = _fullest(given)
    most = program.rows("worn_busy_most", worn.axes, at_most=0.0)
    most.add(worn.index)
    _add_work(program, given, most, team, -slope * (fullest - rules.busy_from) / fullest / head_h)


def _fullest(given: Given) -> float:
    """The most that a team can work against the hours of its people: all of them, and all overtime."""
    overtime, requirement = given.model.overtime, given.requirement
    if overtime is None:
        return 1.0
    on_duty = requirement.on_duty_share / np.maximum(requirement.productive_share, 1e-9)
    return 1.0 + overtime.most_share * float(on_duty.max())


def _add_work(program: Program, given: Given, rows: Rows, team: Index, weight: Float) -> None:
    """Add ``weight`` [i, t] times the hours of the teams to their rows."""
    position = np.full(len(given.sets.teams), -1)
    position[team] = np.arange(len(team))
    pair = np.flatnonzero(position[given.facts.pairs.team] >= 0)
    at = rows.index[position[given.facts.pairs.team[pair]]]
    rows.add(program.column_blocks["assigned_h"].index[pair], weight[pair], at=at)


def _add_there(program: Program, given: Given, rows: Rows, team: Index, weight: float) -> None:
    """Add ``weight`` times the heads who are there, less those who are given time off."""
    rows.add(program.column_blocks["productive_heads"].index[team], weight)
    off = weight / given.facts.teams.contract_h[team, None]
    rows.add(program.column_blocks["undertime_h"].index[team], -off)


def _add_leaving(program: Program, given: Given, worn: Block, team: Index) -> None:
    tenured = program.row_blocks["tenured"]
    tenured.add(worn.index[:, :-1], 1.0, at=tenured.index[team, 1:])
    if "leavers" in program.row_blocks:
        leavers = program.row_blocks["leavers"]
        counted = given.sets.teams.positions(leavers.axes[0])
        for row, p in enumerate(counted.tolist()):
            here = np.flatnonzero(team == p)
            leavers.add(worn.index[here], -1.0, at=leavers.index[[row] * len(here)])


def strain_terms(pricing: Pricing) -> list[CostTerm]:
    """The price that steers against each person who leaves so."""
    rules, blocks = pricing.given.model.strain, pricing.program.column_blocks
    if rules is None:
        return []
    names = pricing.given.facts.teams.name
    made = []
    for name, team in strained_teams(pricing.given).items():
        if name in blocks:
            who, price = team[:, None], rules.leaver_price
            made.append(pricing.term("strain", "heads", blocks[name].index, price, who, names, steering=True))
    return made
