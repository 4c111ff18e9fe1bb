"""From the values of the columns to a plan in the planner's words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.cohorts import aged, survival
from capplan.extract_contracts import bill, bill_lines, decisions, joined, settled_result
from capplan.extract_projects import projects, site_changes, worn_out
from capplan.extract_trust import absent_hours, novice_hours, rework_hours
from capplan.formulation import Formulation
from capplan.formulation.backlog import backlog_limit_h, opening_backlog_h
from capplan.formulation.costs import base_prices
from capplan.formulation.lost import what_may_fail
from capplan.formulation.resilience import checked_periods, uncovered_by_queue
from capplan.formulation.sets import Given, block_of_period
from capplan.plan import ClassStart, CostLines, Coverage, Plan, Result, SiteLoss, Staffing, Walk
from capplan.requirements.curve.service_curve import expected_level
from capplan.requirements.week.by_interval import weeks_per_period

__all__ = ["extract"]

Float = NDArray[np.float64]
DAYS_90_IN_PERIODS = {"week": 13, "month": 3}
NEGLIGIBLE = 1e-9
LINE_PARTS = {
    "steering": np.bool_, "site": np.int64, "period": np.int64, "quantity": np.float64, "price": np.float64,
    "currency_rate": np.float64, "amount": np.float64, "amount_base": np.float64, "contract": np.int64,
}  # fmt: skip


def extract(formulation: Formulation, x: Float, result: Result) -> Plan:
    """The plan that the column values ``x`` stand for."""
    given = formulation.given
    values = {name: _clean(x[block.index]) for name, block in formulation.program.column_blocks.items()}
    tickets = np.zeros(values["heads"].shape)
    buyer = given.facts.teams.on_demand & np.isin(given.facts.teams.unit, ("ticket",))
    tickets[buyer] = values["tickets"]
    roles = len(given.sets.roles)
    support = np.zeros((roles, len(given.sets.periods)))
    if given.model.support is not None:
        block = block_of_period(len(given.sets.periods), given.model.support.block_periods)
        support = values["role_heads"][:, block]
    walk, chosen = _walk(formulation, values), decisions(given, values)
    started, billed = projects(given, values), bill(given, values, walk, chosen)
    costs = _cost_lines(formulation, x)
    if billed is not None:
        costs = joined(costs, bill_lines(given, billed))
        result = settled_result(formulation, x, billed, result)
    return Plan(
        model=given.model,
        facts=given.facts,
        requirement=given.requirement,
        walk=walk,
        staffing=_staffing(formulation, values),
        coverage=_coverage(formulation, values, 0.0 if started is None else started.relieved_h.sum(axis=0)),
        assigned_h=values["assigned_h"],
        classes=_classes(formulation, values),
        transfers=values["transferred"],
        support=support,
        tickets=tickets,
        costs=costs,
        result=result,
        invoice=billed,
        selection=chosen,
        site_loss=_site_loss(given, values),
        projects=started,
        site_changes=site_changes(given, values),
        worn=None if given.model.strain is None else worn_out(given, values),
        absent_h=absent_hours(given, values),
        novice_h=novice_hours(given, values),
        rework_h=rework_hours(given, values),
    )


def _clean(values: Float) -> Float:
    return np.where(np.abs(values) < NEGLIGIBLE, 0.0, values)


def _walk(formulation: Formulation, values: dict[str, Float]) -> Walk:
    facts = formulation.given.facts
    teams, arcs = facts.teams, facts.transfers
    hires = values["hires"] + values["committed_hires"]
    age = np.arange(teams.hazard.shape[1])
    training, mature = teams.training_periods[:, None], teams.mature_age[:, None]
    graduates = aged(facts, hires, age == training)
    # those who reach production on the first day are part of the opening headcount, not graduates
    graduates[:, 0] -= teams.opening[np.arange(len(teams.name)), teams.training_periods]
    washout = aged(facts, hires, teams.hazard * (age < training))
    leaving = aged(facts, hires, teams.hazard * ((age >= training) & (age < mature)))
    mature_hazard = teams.hazard[np.arange(len(teams.name)), teams.mature_age]
    leaving += mature_hazard[:, None] * values["tenured"]
    for worn in worn_out(formulation.given, values).values():
        leaving += worn
    moved_in, moved_out = np.zeros_like(hires), np.zeros_like(hires)
    np.add.at(moved_in, arcs.to_team, values["transferred"])
    np.add.at(moved_out, arcs.from_team, values["transferred"])
    periods = hires.shape[1]
    for back in range(min(int(arcs.periods.max(initial=0)), periods)):
        learning = (
            (arcs.periods > back) * (1.0 - mature_hazard[arcs.to_team]) ** back * mature_hazard[arcs.to_team]
        )
        np.add.at(
            leaving[:, back:], arcs.to_team, learning[:, None] * values["transferred"][:, : periods - back]
        )
    heads, trainees, released = values["heads"], values["trainees"], _released(formulation, values)
    return Walk(
        start=_clean(heads - graduates - moved_in + released + moved_out),
        graduates=graduates,
        transfers_in=moved_in,
        attrition=leaving,
        releases=released,
        transfers_out=moved_out,
        end=heads - leaving,
        heads=heads,
        training_start=_clean(trainees - hires + graduates),
        hires=hires,
        washout=washout,
        training_end=_clean(trainees - washout),
        trainees=trainees,
        productive_heads=values["productive_heads"],
        classes=values["classes"] + values["committed_classes"],
    )


def _released(formulation: Formulation, values: dict[str, Float]) -> Float:
    """People let go, and those whose contract ends or whose site closes."""
    released = values["released"].copy()
    if "ended" in values:
        ending = formulation.program.column_blocks["ended"].axes[0]
        released[formulation.given.sets.teams.positions(ending)] += values["ended"]
    if "left" in values:
        closing = formulation.program.column_blocks["left"].axes[0]
        released[formulation.given.sets.teams.positions(closing)] += values["left"]
    return released


def _staffing(formulation: Formulation, values: dict[str, Float]) -> Staffing:
    given = formulation.given
    teams, sites, requirement = given.facts.teams, given.facts.sites, given.requirement
    overtime, undertime = values["overtime_h"], values["undertime_h"]
    assigned = np.zeros_like(overtime)
    np.add.at(assigned, given.facts.pairs.team, values["assigned_h"])
    productive = values["productive_heads"] * given.contract_productive_h
    overtime_productive = overtime * requirement.on_duty_share[teams.site]
    undertime_productive = undertime * requirement.productive_share[teams.site]
    spare = productive + overtime_productive - undertime_productive - assigned
    return Staffing(
        contract_h=values["heads"] * teams.contract_h[:, None],
        productive_h=productive,
        overtime_paid_h=overtime,
        overtime_productive_h=overtime_productive,
        undertime_paid_h=undertime,
        undertime_productive_h=undertime_productive,
        assigned_h=assigned,
        spare_h=np.where(teams.on_demand[:, None], 0.0, np.where(np.abs(spare) < 1e-7, 0.0, spare)),
        seats_used=values["heads"] * (1.0 - sites.work_from_home[teams.site])[:, None],
    )


def _coverage(formulation: Formulation, values: dict[str, Float], relieved_h: Float | float) -> Coverage:
    given = formulation.given
    pairs, required = given.facts.pairs, given.requirement.required_h - relieved_h
    work = np.zeros_like(required)
    np.add.at(work, pairs.queue, pairs.pace[:, None] * values["assigned_h"])
    opening = opening_backlog_h(given.facts, given.requirement)
    limit = backlog_limit_h(given.facts, replace(given.requirement, required_h=required), opening)
    backlog = np.zeros_like(required)
    backlog[given.sets.deferrable] = values["backlog_h"]
    if not given.model.coverage.backlog:
        limit = np.zeros_like(limit)
    return Coverage(
        required_h=required,
        work_h=work,
        short_h=values["short_h"],
        backlog_start_h=np.column_stack([opening, backlog[:, :-1]]),
        backlog_h=backlog,
        backlog_limit_h=np.where(given.facts.queues.real_time[:, None], 0.0, limit),
        **_service(given, values["short_h"]),
    )


def _service(given: Given, short_h: Float) -> dict[str, Float]:
    """What the covered hours of the real-time queues come to in service, by their curves."""
    reached, late = np.full(short_h.shape, np.nan), np.zeros(short_h.shape)
    hour = given.facts.queues.schedule_efficiency / weeks_per_period(given.facts)
    for q, curve in given.requirement.curves.items():
        hours = curve.required_h - hour[q] * short_h[q]
        reached[q] = expected_level(curve, np.maximum(hours, 0.0))
        late[q] = given.requirement.demand.volume[q] * np.maximum(curve.required_level - reached[q], 0.0)
    return {"service_level": reached, "late": late}


def _site_loss(given: Given, values: dict[str, Float]) -> SiteLoss | None:
    if given.model.resilience is None:
        return None
    loss, queue, hours = uncovered_by_queue(given, values["uncovered_h"])
    lost = what_may_fail(given.facts, given.model.resilience)
    return SiteLoss(lost.kind, lost.name, lost.gone, loss, queue, checked_periods(given), hours)


def _classes(formulation: Formulation, values: dict[str, Float]) -> tuple[ClassStart, ...]:
    facts = formulation.given.facts
    starts = []
    for committed, prefix in ((True, "committed_"), (False, "")):
        count, heads = values[f"{prefix}classes"], values[f"{prefix}hires"]
        for team, period in zip(*np.nonzero(heads > NEGLIGIBLE), strict=True):
            sizes = _sizes(float(heads[team, period]), max(1, round(float(count[team, period]))))
            starts += [(int(period), int(team), committed, size) for size in sizes]
    starts.sort(key=lambda start: (start[0], start[1], not start[2], -start[3]))
    seen: dict[str, int] = {}
    classes = []
    for period, team, committed, size in starts:
        name = f"{facts.teams.name[team]}-{_stamp(facts.horizon.day(period), facts.horizon.period)}"
        seen[name] = seen.get(name, 0) + 1
        reference = name if seen[name] == 1 else f"{name}-{seen[name]}"
        classes.append(_class_start(formulation, reference, team, period, size, committed))
    return tuple(classes)


def _sizes(heads: float, count: int) -> list[float]:
    """Heads split evenly into classes, in whole people where the heads are whole."""
    if abs(heads - round(heads)) > 1e-6:
        return [heads / count] * count
    small, larger = divmod(round(heads), count)
    return [float(small + (i < larger)) for i in range(count)]


def _stamp(day: date, period: str) -> str:
    if period == "month":
        return f"{day.year}-{day.month:02d}"
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def _class_start(
    formulation: Formulation, reference: str, team: int, period: int, size: float, committed: bool
) -> ClassStart:
    facts = formulation.given.facts
    teams = facts.teams
    staying = survival(facts)[team]
    ages = DAYS_90_IN_PERIODS[facts.horizon.period]
    last = len(staying) - 1
    at_90 = staying[min(ages, last)] * (1.0 - teams.hazard[team, last]) ** max(0, ages - last)
    nesting = period + int(teams.training_periods[team])
    return ClassStart(
        reference=reference,
        team=team,
        period=period,
        size=size,
        committed=committed,
        requisition=period - int(facts.class_rules.lead_periods[team]),
        nesting=nesting,
        production=nesting + int(teams.nesting_periods[team]),
        expected_graduates=size * float(staying[teams.training_periods[team]]),
        expected_at_90_days=size * float(at_90),
    )


def _cost_lines(formulation: Formulation, x: Float) -> CostLines:
    """Every entry with a value of every cost term that no contract bills, in the order of the terms."""
    given = formulation.given
    sites = given.facts.sites
    parts: dict[str, list[NDArray[Any]]] = {key: [np.zeros(0, kind)] for key, kind in LINE_PARTS.items()}
    names: list[str] = []
    who: list[str] = []
    units: list[str] = []
    for term in formulation.terms:
        quantity = _clean(x[term.column])
        keep = (quantity != 0.0) & (term.contract < 0)
        rate = np.where(term.site < 0, 1.0, sites.currency_rate[term.site, term.period])[keep]
        amount = (quantity * term.price)[keep]
        columns = {
            "steering": np.full(len(amount), term.steering),
            "site": term.site[keep],
            "period": term.period[keep],
            "quantity": quantity[keep],
            "price": term.price[keep],
            "currency_rate": rate,
            "amount": amount,
            "amount_base": (quantity * base_prices(given, term))[keep],
            "contract": term.contract[keep],
        }
        for key, part in columns.items():
            parts[key].append(part)
        names += [term.name] * len(amount)
        units += [term.unit] * len(amount)
        who += [term.labels[i] for i in term.who[keep]]
    lines = {key: np.concatenate(part) for key, part in parts.items()}
    currency = tuple(given.facts.currency if s < 0 else sites.currency[s] for s in lines["site"])
    return CostLines(term=tuple(names), who=tuple(who), unit=tuple(units), currency=currency, **lines)
