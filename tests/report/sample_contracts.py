"""A small plan with contracts made by hand: four months, round numbers, so that every figure can be worked out.

One ticket is one hour. OWN is an own site; Beta works at MNL under two contracts, Gamma offers one at HYD.

             heads  hours a month  contract    terms
own_en          10            800  -
beta_en          6            500  beta-voice  10 USD a paid hour (600 h), 700 h committed; a credit, a bonus
beta_mail        4            300  beta-mail   8 INR a ticket, 0.5 USD for one INR
gamma_en         0              0  gamma-chat  offered, 5,000 USD to open
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from capplan.contracts import TERM_OF_LINE, Delivered, Invoice, invoice
from capplan.facts import Facts, ReleaseRules, SupportRatios
from capplan.plan import CostLines, Coverage, Decision, Plan, Result, Staffing, Walk
from capplan.planning_model import ContractRules
from tests.tiny import at_sites, tiny_facts, tiny_model
from tests.tiny_contracts import contract, contract_facts, delivered

MONTHS, CONTRACT_H = 4, 100.0
HEADS = np.array([10.0, 6.0, 4.0, 0.0])
ASSIGNED_H = np.array([800.0, 500.0, 300.0, 0.0])
LOCK_DAYS, LOCK_BANDS = (60.0, 30.0), (0.2, 0.1)


def contract_plan(
    heads: Any = HEADS, assigned_h: Any = ASSIGNED_H, decisions: tuple[Decision, ...] = (), **clauses: Any
) -> Plan:
    """The plan above; ``heads`` and ``assigned_h`` by team (and month), ``clauses`` replace clauses."""
    facts, requirement = _facts(clauses)
    heads, assigned = (_by_month(values) for values in (heads, assigned_h))
    model = tiny_model(MONTHS, start=facts.horizon.start, contracts=ContractRules(), period="month")
    none = np.zeros_like(heads)
    opened = [
        next((d.period for d in decisions if d.kind == "open" and d.contract == c), -1) for c in range(3)
    ]
    ended = [next((d.period for d in decisions if d.kind == "end" and d.contract == c), -1) for c in range(3)]
    bill = invoice(
        facts,
        requirement,
        model,
        _delivered(facts, heads=heads, assigned_h=assigned, opened=opened, ended=ended),
    )
    hires = none.copy()
    hires[0, 0] = 1.0
    attrition = np.array([0.01, 0.02, 0.0, 0.0])[:, None] * heads
    walk = Walk(
        heads, none, none, attrition, none, none, heads, heads, none, hires, none, none, none, heads, none
    )
    contract_h = heads * CONTRACT_H
    staffing = Staffing(
        contract_h, contract_h, none, none, none, none, assigned, contract_h - assigned, heads
    )
    work = np.array([assigned.sum(axis=0)])
    short = requirement.required_h - work
    nothing = np.zeros_like(short)
    return Plan(
        model=model,
        facts=facts,
        requirement=requirement,
        walk=walk,
        staffing=staffing,
        coverage=Coverage(
            requirement.required_h,
            work,
            short,
            nothing,
            nothing,
            nothing,
            np.full_like(short, np.nan),
            nothing,
        ),
        assigned_h=assigned,
        classes=(),
        transfers=np.zeros((0, MONTHS)),
        support=np.ones((1, MONTHS)),
        tickets=none,
        costs=_costs(facts, heads, hires, short, bill),
        result=Result(
            "within_gap", 0.0, 0.0, 0.0, 0.01, "highs", "HiGHS", "1.12", 0, 1, 1, 1, 1, 0.1, 0.1, 1.0, None
        ),
        invoice=bill,
        selection=decisions,
    )


def _by_month(values: Any) -> np.ndarray:
    given = np.asarray(values, float)
    return np.tile(given[:, None], (1, MONTHS)) if given.ndim == 1 else given


def _facts(clauses: dict[str, Any]) -> tuple[Facts, Any]:
    teams = 4
    tiny = tiny_facts(
        [[1700.0] * MONTHS],
        opening=[[0.0]] * teams,
        hazard=[[0.0]] * teams,
        productivity=[[1.0]] * teams,
        contract_h=CONTRACT_H,
        period="month",
        support=SupportRatios(("team_lead",), np.array([1]), np.array([12.0]), np.array([500.0])),
        release_rules=ReleaseRules(
            np.array([False, True, True, False]),
            np.array([0, 2, 1, 0]),
            np.zeros(teams),
            np.full(teams, np.inf),
        ),
    )
    facts, requirement = at_sites(
        tiny,
        [0, 1, 1, 2],
        name=("OWN", "MNL", "HYD"),
        vendor=("", "Beta", "Gamma"),
        currency=("USD", "USD", "USD"),
        seat_cost=[40.0, 20.0, 0.0],
    )
    facts = replace(facts, teams=replace(facts.teams, name=("own_en", "beta_en", "beta_mail", "gamma_en")))
    facts = contract_facts(
        facts,
        contract(
            name="beta-voice",
            vendor="Beta",
            teams=(1,),
            rate=10.0,
            commit_units=700.0,
            locked={0: 600.0, 1: 650.0},
            order_band=0.1,
            outlook={3: 750.0},
            credit_share={1: 0.05},
            bonus_share={2: 0.02},
        ),
        contract(
            name="beta-mail",
            vendor="Beta",
            teams=(2,),
            unit="ticket",
            rate=8.0,
            currency="INR",
            currency_rate=0.5,
        ),
        contract(
            name="gamma-chat",
            vendor="Gamma",
            teams=(3,),
            unit="ticket",
            rate=3.0,
            candidate=True,
            opening_fee=5000.0,
            exit_fee=700.0,
            may_end=True,
        ),
    )
    assert facts.contracts is not None
    lock_days, lock_bands = np.full((3, 2), np.nan), np.full((3, 2), np.nan)
    lock_days[0], lock_bands[0] = LOCK_DAYS, LOCK_BANDS
    fields = {"lock_days": lock_days, "lock_bands": lock_bands} | clauses
    accuracy = np.array([[0.88, 0.90, 0.90, 0.92]])
    service = np.array([[0.81, 0.76, 0.85, 0.80]])
    cards = replace(
        facts.contracts.scorecards,
        kpi=(("accuracy", "service"), (), ()),
        kpi_expected=(np.concatenate([accuracy, service]), np.zeros((0, MONTHS)), np.zeros((0, MONTHS))),
        kpi_target=(np.tile([[0.9], [0.8]], (1, MONTHS)), np.zeros((0, MONTHS)), np.zeros((0, MONTHS))),
        score=np.array([[0.995, 0.975, 1.03, 1.01], [np.nan] * MONTHS, [np.nan] * MONTHS]),
    )
    contracts = replace(facts.contracts, clauses=replace(facts.contracts.clauses, **fields), scorecards=cards)
    return replace(facts, contracts=contracts), requirement


def _delivered(facts: Facts, opened: list[int], ended: list[int], **quantities: Any) -> Delivered:
    made = delivered(facts, **quantities)
    return replace(made, opened=np.array(opened), ended=np.array(ended))


def _costs(facts: Facts, heads: np.ndarray, hires: np.ndarray, short: np.ndarray, bill: Invoice) -> CostLines:
    """Wages, recruiting, seats, a team lead at MNL, unmet hours, moved hours; and the invoice line by line."""
    teams, contracts = facts.teams, facts.contracts
    assert contracts is not None
    seat = facts.sites.seat_cost[teams.site]
    rows: list[tuple[Any, ...]] = []  # term, steering, site, who, period, quantity, unit, price, contract
    for t in range(MONTHS):
        rows.append(("wages", False, 0, "own_en", t, heads[0, t], "heads", 1000.0, -1))
        rows.append(("recruiting", False, 0, "own_en", t, hires[0, t], "heads", 400.0, -1))
        rows += [
            ("seats", False, teams.site[p], teams.name[p], t, heads[p, t], "heads", seat[p], -1)
            for p in range(4)
        ]
        rows.append(("support_roles", False, 1, "team_lead", t, 1.0, "heads", 500.0, -1))
        rows.append(("unmet_hours", False, -1, facts.queues.name[0], t, short[0, t], "hours", 60.0, -1))
        rows.append(("moved_hours", True, -1, "own_en", t, 10.0, "hours", 0.01, -1))
    lines = zip(
        bill.contract, bill.line, bill.who, bill.period, bill.unit, bill.quantity, bill.price, strict=True
    )
    for c, line, who, t, unit, quantity, price in lines:
        term, site = TERM_OF_LINE[line], contracts.site[c]
        rows.append((term, False, site, who, t, quantity, unit, price, c))
    columns = list(zip(*[row for row in rows if row[5] * row[7]], strict=True))
    term, steering, site, who, period, quantity, unit, price, of = columns
    number, periods = np.array(of), np.array(period)
    rate = np.where(number < 0, 1.0, contracts.currency_rate[number, periods])
    amount = np.array(quantity) * np.array(price)
    return CostLines(
        term=term,
        steering=np.array(steering),
        site=np.array(site),
        who=who,
        period=periods,
        quantity=np.array(quantity),
        unit=unit,
        price=np.array(price),
        currency=tuple("USD" if c < 0 else contracts.currency[c] for c in of),
        currency_rate=rate,
        amount=amount,
        amount_base=amount * rate,
        contract=number,
    )
