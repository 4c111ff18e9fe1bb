"""A small but complete plan made by hand, so that a report can be tested without a solver.

Two sites (LIS own, MNL of vendor Beta), three teams (one on demand), three queues, twelve weeks, two classes
(one committed), one support role. ``make_plan`` takes a ``Blueprint``, so that a bigger one is as easy.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from capplan import facts as f
from capplan.plan import ClassStart, CostLines, Coverage, Plan, Result, Staffing, Walk
from capplan.planning_model import Coverage as CoverageRules
from capplan.planning_model import Hiring, PlanningModel
from capplan.requirements.required import Requirement
from tests.report.sample_facts import (
    AGES,
    HAZARD,
    NESTING,
    PRODUCTIVITY,
    TRAINING,
    Blueprint,
    sample_facts,
    sample_requirement,
)


def make_plan(blue: Blueprint | None = None) -> Plan:
    """The plan of a blueprint: people age, work is given out queue by queue, what is left is short."""
    blue = blue or Blueprint()
    facts = sample_facts(blue)
    requirement = sample_requirement(blue, facts)
    walk = _walk(blue, facts)
    staffing, coverage, assigned = _assign(facts, requirement, walk)
    role = np.ceil((walk.heads + walk.trainees)[facts.teams.site == 0].sum(axis=0).max() / 12.0)
    support = np.full((1, blue.weeks), role)
    costs = _costs(facts, walk, staffing, coverage, support)
    money = float(costs.amount_base.sum())
    return Plan(
        model=PlanningModel(
            title="Sample",
            start=blue.start,
            periods=blue.weeks,
            currency="USD",
            coverage=CoverageRules(unmet_price={"high": 60.0}),
            hiring=Hiring(),
        ),
        facts=facts,
        requirement=requirement,
        walk=walk,
        staffing=staffing,
        coverage=coverage,
        assigned_h=assigned,
        classes=_classes(blue, facts),
        transfers=np.zeros((0, blue.weeks)),
        support=support,
        tickets=np.zeros_like(walk.heads),
        costs=costs,
        result=Result("within_gap", money, money * 0.995, 0.005, 0.01, "highs", "HiGHS", "1.12", 0,
                      10, 20, 3, 40, 0.1, 0.2, 100.0, None),
    )  # fmt: skip


def with_short(plan: Plan, queue: int, period: int, hours: float) -> Plan:
    """The same plan with so many short hours in one week, and none elsewhere."""
    short = np.zeros_like(plan.coverage.short_h)
    short[queue, period] = hours
    return replace(plan, coverage=replace(plan.coverage, short_h=short))


def with_agents(plan: Plan) -> Plan:
    """The same plan with people on duty by the hour: both real-time queues from 9 to 17, one in Lisbon's time."""
    agents = np.zeros((plan.facts.horizon.count, 7, 24))
    agents[:, :5, 9:17] = 4.0
    agents[3, 1, 10] = 9.0
    queues = plan.facts.queues
    zones = tuple("Europe/Lisbon" if q == 1 else "" for q in range(len(queues.name)))
    facts = replace(plan.facts, queues=replace(queues, rules=replace(queues.rules, time_zone=zones)))
    here = np.flatnonzero(queues.real_time).tolist()
    busy = plan.requirement.interval_h.copy()
    busy[here, 3] *= 2.0
    requirement = replace(plan.requirement, agents=dict.fromkeys(here, agents), interval_h=busy)
    return replace(plan, facts=facts, requirement=requirement)


def without_new_classes(plan: Plan) -> Plan:
    """The same plan with no class and no hire (the walk is not walked again)."""
    none = np.zeros_like(plan.walk.hires)
    return replace(plan, classes=(), walk=replace(plan.walk, hires=none, classes=none))


def _walk(blue: Blueprint, facts: f.Facts) -> Walk:
    teams, weeks = len(blue.team), blue.weeks
    hires, classes, graduates = np.zeros((3, teams, weeks))
    for p, t, size, _ in blue.hired:
        hires[p, t] += size
        classes[p, t] += 1.0
    at_age = np.zeros((teams, weeks, AGES))
    present = facts.teams.opening.copy()
    for t in range(weeks):
        graduates[:, t] = present[:, TRAINING] if t > 0 else 0.0
        present[:, 0] += hires[:, t]
        at_age[:, t] = present
        left = present * (1.0 - HAZARD)
        present = np.concatenate([np.zeros((teams, 1)), left[:, :-1]], axis=1)
        present[:, -1] += left[:, -1]
    lost, none = at_age * HAZARD, np.zeros((teams, weeks))
    heads, trainees = at_age[:, :, TRAINING:].sum(axis=2), at_age[:, :, :TRAINING].sum(axis=2)
    attrition, washout = lost[:, :, TRAINING:].sum(axis=2), lost[:, :, :TRAINING].sum(axis=2)
    return Walk(
        start=heads - graduates,
        graduates=graduates,
        transfers_in=none,
        attrition=attrition,
        releases=none,
        transfers_out=none,
        end=heads - attrition,
        heads=heads,
        training_start=trainees + graduates - hires,
        hires=hires,
        washout=washout,
        training_end=trainees - washout,
        trainees=trainees,
        productive_heads=at_age @ PRODUCTIVITY,
        classes=classes,
    )


def _assign(facts: f.Facts, requirement: Requirement, walk: Walk) -> tuple[Staffing, Coverage, np.ndarray]:
    """Own hours first, queue by queue; then on demand, at most 40 hours a team; the rest is short."""
    teams, pairs, required = facts.teams, facts.pairs, requirement.required_h
    share = requirement.productive_share[teams.site]
    productive = walk.productive_heads * teams.contract_h[:, None] * share
    overtime_paid = 0.02 * walk.productive_heads * teams.contract_h[:, None]
    overtime = overtime_paid * requirement.on_duty_share[teams.site]
    left = productive + overtime + 40.0 * teams.on_demand[:, None]
    work, assigned = np.zeros_like(required), np.zeros((len(pairs.team), facts.horizon.count))
    put_off = np.where(facts.queues.real_time, 0.0, 0.05)[:, None] * required  # into the next week
    put_off[:, -1] = 0.0
    arrived = required - put_off
    arrived[:, 1:] += put_off[:, :-1]
    for i in np.argsort(teams.on_demand[pairs.team], kind="stable"):
        p, q = pairs.team[i], pairs.queue[i]
        assigned[i] = np.clip(np.minimum(left[p], (arrived[q] - work[q]) / pairs.pace[i]), 0.0, None)
        left[p] -= assigned[i]
        work[q] += pairs.pace[i] * assigned[i]
    used = np.zeros_like(left)
    np.add.at(used, pairs.team, assigned)
    none = np.zeros_like(left)
    staffing = Staffing(
        contract_h=walk.heads * teams.contract_h[:, None],
        productive_h=productive,
        overtime_paid_h=overtime_paid,
        overtime_productive_h=overtime,
        undertime_paid_h=none,
        undertime_productive_h=none,
        assigned_h=used,
        spare_h=np.where(teams.on_demand[:, None], 0.0, left),
        seats_used=walk.heads * (1.0 - facts.sites.work_from_home[teams.site])[:, None],
    )
    before = np.concatenate([np.zeros((len(required), 1)), put_off[:, :-1]], axis=1)
    limit = np.where(facts.queues.real_time[:, None], 0.0, required)
    short = np.where(arrived - work < 1e-9, 0.0, arrived - work)
    return (
        staffing,
        Coverage(
            required, work, short, before, put_off, limit, np.full_like(short, np.nan), np.zeros_like(short)
        ),
        assigned,
    )


def _classes(blue: Blueprint, facts: f.Facts) -> tuple[ClassStart, ...]:
    return tuple(
        ClassStart(
            reference=f"{facts.teams.name[p]}-{number:02d}",
            team=p,
            period=t,
            size=size,
            committed=committed,
            requisition=t - 2,
            nesting=t + TRAINING,
            production=t + TRAINING + NESTING,
            expected_graduates=size * 0.96**TRAINING,
            expected_at_90_days=size * 0.96**TRAINING * 0.98**2 * 0.99**9,
        )
        for number, (p, t, size, committed) in enumerate(blue.hired, start=1)
    )


def _costs(
    facts: f.Facts, walk: Walk, staffing: Staffing, coverage: Coverage, support: np.ndarray
) -> CostLines:
    teams, own = facts.teams, np.array([not facts.sites.vendor[s] for s in facts.teams.site])
    pay = np.where(own, teams.rate * teams.contract_h * teams.loading, 0.0)
    bill = np.where(own, 0.0, teams.rate)
    moved = np.abs(np.diff(staffing.assigned_h, axis=1, prepend=staffing.assigned_h[:, :1]))
    none, first = np.full(len(facts.queues.name), -1), np.array([0])
    blocks = [  # term, steering, site, who, quantity, unit, price
        ("wages", False, teams.site, teams.name, walk.heads, "head", pay),
        ("vendor_hours", False, teams.site, teams.name, staffing.assigned_h, "productive_hour", bill),
        ("overtime", False, teams.site, teams.name, staffing.overtime_paid_h, "h", teams.rate * 1.5),
        ("training", False, teams.site, teams.name, walk.trainees, "head", teams.training_rate * 40.0),
        ("recruiting", False, teams.site, teams.name, walk.hires, "head", np.full(len(own), 500.0)),
        ("classes", False, teams.site, teams.name, walk.classes, "class", np.full(len(own), 1000.0)),
        ("seats", False, teams.site, teams.name, staffing.seats_used, "seat", np.full(len(own), 40.0)),
        ("support_roles", False, first, ("team_lead",), support, "person", np.array([900.0])),
        ("unmet_hours", False, none, facts.queues.name, coverage.short_h, "h", np.full(len(none), 60.0)),
        ("moved_hours", True, none[:1].repeat(len(own)), teams.name, moved, "h", np.full(len(own), 0.01)),
    ]
    rows = [
        (term, steering, site[n], who[n], t, quantity[n, t], unit, price[n])
        for term, steering, site, who, quantity, unit, price in blocks
        for n in range(len(who))
        for t in range(facts.horizon.count)
        if quantity[n, t] > 1e-9 and price[n] > 0.0
    ]
    term, steering, site, who, period, quantity, unit, price = map(list, zip(*rows, strict=True))
    numbers, where, when = np.array(quantity), np.array(site), np.array(period)
    rate = np.where(where < 0, 1.0, facts.sites.currency_rate[where, when])
    amount = numbers * np.array(price)
    return CostLines(
        term=tuple(term),
        steering=np.array(steering),
        site=where,
        who=tuple(who),
        period=when,
        quantity=numbers,
        unit=tuple(unit),
        price=np.array(price),
        currency=tuple("USD" if s < 0 else facts.sites.currency[s] for s in site),
        currency_rate=rate,
        amount=amount,
        amount_base=amount * rate,
        contract=np.full(len(term), -1),
    )
