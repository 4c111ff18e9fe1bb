"""Rules of hiring: when classes may start, how large they are, how many; committed classes are kept."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.facts import Facts
from capplan.horizon import quarter_of
from capplan.planning_model import PlanningModel
from capplan.verify.case import Case
from capplan.verify.findings import EXACT, HEADS, text
from capplan.verify.read_run import ClassRow, Run
from capplan.verify.walk import survival

__all__ = ["check_calendar", "check_hiring", "count_classes"]

Float = NDArray[np.float64]


def count_classes(model: PlanningModel, facts: Facts, run: Run) -> Float:
    """Classes that start, [p, t]: rows of the calendar; fractional ones as headcount.csv has them."""
    if model.hiring is not None and model.hiring.classes == "fractional":
        return np.nan_to_num(run.headcount["classes"])
    count = np.zeros((len(facts.teams.name), facts.horizon.count))
    for start in run.classes:
        count[start.team, start.period] += 1.0
    return count


def _where(case: Case, start: ClassRow) -> str:
    return f"class of {case.facts.teams.name[start.team]} on {case.weeks[start.period]}"


def check_hiring(case: Case) -> None:
    """Classes by team and period against the class rules of the team."""
    ledger, rules, hiring = case.ledger, case.facts.class_rules, case.model.hiring
    axes = (case.facts.teams.name, case.weeks)
    _check_committed(case)
    ledger.equal("headcount", "classes", axes, case.classes, case.run.headcount["classes"], HEADS)
    for start in case.run.classes:
        if start.committed:
            continue
        where, t = _where(case, start), start.period
        called = case.told is not None and bool(case.told.called[start.team, t])
        allowed = called or (hiring is not None and not hiring.freeze)
        allowed = allowed and bool(rules.hires[start.team])
        ledger.that("hiring", allowed, where, "no new class (none is allowed)", f"{text(start.size)} hires")
        if called:
            continue
        lead = int(rules.lead_periods[start.team])
        ledger.that("lead", t >= lead, where, f"a start in period {lead} or later (lead)", f"period {t}")
        ledger.that("blackout", not rules.blackout[start.team, t], where, "no class in a blackout", "a class")
        if hiring is not None:
            since = t - hiring.start_offset
            on_rhythm = since >= 0 and since % hiring.start_every == 0
            rhythm = f"a start every {hiring.start_every} periods from period {hiring.start_offset}"
            ledger.that("start_rhythm", on_rhythm, where, rhythm, f"period {t}")
    _check_sizes(case)
    _check_counts(case)


def _check_committed(case: Case) -> None:
    """The committed rows of the calendar are the committed classes, all of them."""
    kept = np.zeros_like(case.classes)
    heads = np.zeros_like(case.classes)
    for start in case.run.classes:
        if start.committed:
            kept[start.team, start.period] += 1.0
            heads[start.team, start.period] += start.size
    rules, axes = case.facts.class_rules, (case.facts.teams.name, case.weeks)
    any_there = (rules.committed_classes > 0.0) | (kept > 0.0)
    case.ledger.equal("committed", "committed classes", axes, rules.committed_classes, kept, EXACT, any_there)
    case.ledger.equal(
        "committed", "heads of committed classes", axes, rules.committed_heads, heads, HEADS, any_there
    )


def _check_sizes(case: Case) -> None:
    """New classes hold class_min to class_max people, whole people where classes are whole."""
    ledger, rules = case.ledger, case.facts.class_rules
    if case.model.hiring is None:
        return
    new = [start for start in case.run.classes if not start.committed]
    if case.model.hiring.classes == "whole":
        for start in new:
            low, high = float(rules.class_min[start.team]), float(rules.class_max[start.team])
            fits = low - HEADS.absolute <= start.size <= high + HEADS.absolute
            whole = abs(start.size - round(start.size)) <= HEADS.absolute
            wanted = f"a whole number from {text(low)} to {text(high)}"
            ledger.that("class_size", fits and whole, _where(case, start), wanted, text(start.size))
        return
    hires = np.zeros_like(case.classes)
    for start in new:
        hires[start.team, start.period] += start.size
    classes = case.classes - rules.committed_classes
    axes, any_there = (case.facts.teams.name, case.weeks), (hires > 0.0) | (classes > 0.0)
    ledger.at_least("class_size", "hires", axes, rules.class_min[:, None] * classes, hires, HEADS, any_there)
    ledger.at_most("class_size", "hires", axes, rules.class_max[:, None] * classes, hires, HEADS, any_there)


def _check_counts(case: Case) -> None:
    """Classes of a period and of a calendar quarter; committed ones count but are no breach by themselves."""
    ledger, rules, teams = case.ledger, case.facts.class_rules, case.facts.teams.name
    most = np.maximum(rules.classes_per_period[:, None], rules.committed_classes)
    hires = np.broadcast_to(rules.hires[:, None], case.classes.shape)
    ledger.at_most("classes_per_period", "classes", (teams, case.weeks), most, case.classes, HEADS, hires)
    quarters = case.facts.horizon.quarters
    total = np.zeros((len(teams), len(quarters)))
    committed = np.zeros_like(total)
    for t, day in enumerate(case.facts.horizon.starts):
        total[:, quarters.index(quarter_of(day))] += case.classes[:, t]
        committed[:, quarters.index(quarter_of(day))] += rules.committed_classes[:, t]
    limit = np.maximum(np.broadcast_to(rules.classes_per_quarter[:, None], total.shape), committed)
    limited = np.broadcast_to((rules.hires & np.isfinite(rules.classes_per_quarter))[:, None], total.shape)
    ledger.at_most("classes_per_quarter", "classes", (teams, quarters), limit, total, HEADS, limited)


def check_calendar(case: Case) -> None:
    """Dates and expected heads of every class in the calendar follow from its start and the team."""
    ledger, table, horizon = case.ledger, case.run.sheets["hiring_calendar"], case.facts.horizon
    teams = case.facts.teams
    for start in case.run.classes:
        p, t, where = start.team, start.period, _where(case, start)
        training, nesting = int(teams.training_periods[p]), int(teams.nesting_periods[p])
        steps = {
            "requisition_by": t - int(case.facts.class_rules.lead_periods[p]),
            "nesting_start": t + training,
            "production_start": t + training + nesting,
        }
        for column, position in steps.items():
            day = horizon.day(position).isoformat()
            written = str(table.labels[column][start.row])[:10]
            ledger.that("calendar", written == day, f"{column} of the {where}", day, written or "nothing")
        expected = start.size * survival(teams.hazard[p], training)
        grads = table.numbers["expected_grads"][start.row]
        ledger.equal("calendar", f"expected_grads of the {where}", (), expected, grads, HEADS)
        # 90 days may be counted from the first day of training or of production, in days or whole periods.
        quarter = horizon.periods_per_quarter
        later = table.numbers["expected_at_90d"][start.row]
        least = start.size * survival(teams.hazard[p], training + nesting + quarter)
        most = start.size * survival(teams.hazard[p], quarter - 1)
        what = f"expected_at_90d of the {where}"
        ledger.at_least("calendar", what, (), least, later, HEADS)
        ledger.at_most("calendar", what, (), most, later, HEADS)
