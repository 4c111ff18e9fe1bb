"""A plan of six months with four contracts, worked by hand on one queue of 1-hour contacts.

C1 (TEAM1, by the productive hour) runs and is ended in June: 10 people, a class of 4 in January, one released
in March, work handed over in May, 13 people leave in June. C2 (TEAM2, by the paid hour, in euros) is opened in
February and starts a class of 5 in March. C3 (TEAM3, tickets on demand) is over in April. C4 (TEAM4) is offered
and not opened. A head has 100 hours, all of them productive; nobody leaves but by release.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from capplan.contracts import TERM_OF_LINE
from capplan.facts import Facts, ReleaseRules
from capplan.requirements.required import Requirement
from tests.tiny import at_sites, class_rules, tiny_facts, tiny_model
from tests.tiny_contracts import contract, contract_facts
from tests.verify.vendor_numbers import (
    BILLING,
    COST,
    CURRENCY_OF,
    FLOWS,
    HEADCOUNT,
    HOURS,
    MONTHS,
    NONE,
    REQUIRED,
    SITE_OF,
    SITE_OF_CONTRACT,
    STAFFING,
    TEAMS,
    VENDOR_OF,
)
from tests.verify.worked_plan import WorkedPlan


def vendor_plan() -> WorkedPlan:
    """The plan, fresh."""
    model = tiny_model(
        6, period="month", start=date(2026, 1, 1), hiring={}, releases={}, contracts={}, budget={}
    )
    facts, requirement = _facts()
    return WorkedPlan(model, facts, requirement, _tables(), _summary(), None)


def _facts() -> tuple[Facts, Requirement]:
    no, yes = [0.0] * 4, [0.0, 0.0, 0.0, 10.0]
    facts, requirement = tiny_facts(
        [REQUIRED], opening=[yes, no, no, no], hazard=[no] * 4, productivity=[[0.0, 0.5, 0.9, 1.0]] * 4,
        training=1, nesting=1, contract_h=100.0, period="month",
        class_rules=class_rules(6, 4, hires=np.array([True, True, False, True])),
        release_rules=ReleaseRules(
            np.array([True, False, False, False]), np.zeros(4, int), np.full(4, 300.0), np.full(4, np.inf)
        ),
        budgets={"2026-Q1": 31000.0, "2026-Q2": 40000.0},
    )  # fmt: skip
    facts, requirement = at_sites((facts, requirement), [0, 1, 2, 1], vendor=tuple(VENDOR_OF.values()))
    facts = replace(facts, teams=replace(facts.teams, on_demand=np.array([False, False, True, False])))
    facts = contract_facts(
        facts,
        contract(
            vendor="Alfa", teams=(0,), unit="productive_hour", rate=8.0, nesting_rate=6.0, training_rate=4.0,
            training_cap_h=60.0, ramp_discount=0.1, ramp_periods=2, commit_units=950.0,
            locked=dict.fromkeys(range(4), 1000.0), order_band=0.1, lock_kind="fixed", most_up=4.0,
            most_down=1.0, may_end=True, exit_fee=1000.0, notice_periods=3, overlap_periods=1,
            transfer_rate=5.0,
        ),
        contract(
            vendor="Beta", teams=(1,), unit="paid_hour", rate=10.0, currency="EUR", currency_rate=1.1,
            training_rate=3.0, candidate=True, opening_fee=2000.0, least_heads=4.0, setup_periods=1,
            growth_periods=1, term_periods=3,
        ),
        contract(vendor="Gamma", teams=(2,), unit="ticket", rate=2.0, to_period=3),
        contract(vendor="Beta", teams=(3,), rate=9.0, candidate=True),
    )  # fmt: skip
    return facts, requirement


def _by_team(numbers: dict[str, dict[str, list[float]]], columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"week_start": month, "site": SITE_OF[team], "team": team}
            | {name: numbers[team].get(name, NONE)[t] for name in columns}
            for t, month in enumerate(MONTHS)
            for team in TEAMS
        ]
    )


def _by_queue(**columns: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"week_start": month, "queue": "queue1", "language": "en"}
            | {name: values[t] for name, values in columns.items()}
            for t, month in enumerate(MONTHS)
        ]
    )


def _tables() -> dict[str, pd.DataFrame]:
    costs, billing = _costs(), _billing()
    made = billing[billing["line"] == "production"]
    return {
        "headcount": _by_team(HEADCOUNT, FLOWS),
        "staffing": _by_team(STAFFING, HOURS),
        "hiring_calendar": pd.DataFrame(
            [
                ("TEAM1-2026-01", "SITE1", "TEAM1", "proposed", MONTHS[0], MONTHS[0], MONTHS[1], MONTHS[2], 4, 4, 4),
                ("TEAM2-2026-03", "SITE2", "TEAM2", "proposed", MONTHS[2], MONTHS[2], MONTHS[3], MONTHS[4], 5, 5, 5),
            ],
            columns=["class_ref", "site", "team", "status", "requisition_by", "training_start", "nesting_start",
                     "production_start", "size", "expected_grads", "expected_at_90d"],
        ),
        "allocation": _allocation(),
        "coverage": _by_queue(
            volume=REQUIRED, aht_s=[3600.0] * 6, workload_h=REQUIRED, required_h=REQUIRED, work_h=REQUIRED,
            short_h=NONE, backlog_start_h=NONE, backlog_h=NONE, backlog_limit_h=NONE,
        ),
        "service": _by_queue(
            target=NONE, answer_within_s=NONE, volume=NONE, required_h=NONE, short_h=NONE,
            service_level_required=NONE, service_level=NONE, curve_error=NONE, late_contacts=NONE,
        ).iloc[:0],
        "transfers": pd.DataFrame(columns=["week_start", "site", "from_team", "to_team", "heads"]),
        "support_roles": pd.DataFrame(
            columns=["week_start", "site", "role", "heads_served", "heads_per_role", "required", "staffed"]
        ),
        "costs": costs,
        "vendor_hours": made.assign(team=made["who"].str.split(" on ").str[0]).rename(
            columns={"price": "rate"}
        )[["week_start", "vendor", "site", "team", "unit", "quantity", "rate", "currency", "amount",
           "amount_base"]],
        "billing": billing,
        "vendor_decisions": pd.DataFrame(
            [
                ("C1", "Alfa", "SITE1", "end", MONTHS[5], 1000.0, "USD"),
                ("C2", "Beta", "SITE2", "open", MONTHS[1], 2000.0, "EUR"),
                ("C3", "Gamma", "SITE3", "keep", "", np.nan, "USD"),
                ("C4", "Beta", "SITE2", "not_opened", "", np.nan, "USD"),
            ],
            columns=["contract", "vendor", "site", "decision", "date", "fee", "currency"],
        ),
    }  # fmt: skip


def _allocation() -> pd.DataFrame:
    rows = []
    for team in TEAMS:
        for t, hours in enumerate(STAFFING[team].get("assigned_h", NONE)):
            if hours:
                share = hours / REQUIRED[t]
                site = SITE_OF[team]
                rows.append(
                    (MONTHS[t], "queue1", "en", site, VENDOR_OF[site], team, hours, 1, hours, share, hours)
                )
    return pd.DataFrame(
        rows,
        columns=["week_start", "queue", "language", "site", "vendor", "team", "productive_h", "pace",
                 "work_h", "share", "volume"],
    )  # fmt: skip


def _billing() -> pd.DataFrame:
    rows = []
    for name, line, who, t, quantity, unit, price in BILLING:
        (currency, rate), site = CURRENCY_OF[name], SITE_OF_CONTRACT[name]
        amount = quantity * price
        rows.append((VENDOR_OF[site], name, site, MONTHS[t][:7], MONTHS[t], line, who, unit, quantity, price,
                     amount, currency, rate, amount * rate))  # fmt: skip
    return pd.DataFrame(
        rows,
        columns=["vendor", "contract", "site", "month", "week_start", "line", "who", "unit", "quantity", "price",
                 "amount", "currency", "currency_rate", "amount_base"],
    )  # fmt: skip


def _costs() -> pd.DataFrame:
    lines = _billing()
    lines["term"], lines["steering"] = lines["line"].map(TERM_OF_LINE), "no"
    severance = {"week_start": MONTHS[2], "site": "SITE1", "who": "TEAM1", "contract": "", "term": "severance",
                 "steering": "no", "quantity": 1.0, "unit": "heads", "price": 300.0, "currency": "USD",
                 "currency_rate": 1.0, "amount": 300.0, "amount_base": 300.0}  # fmt: skip
    lines = lines[list(severance)]
    return pd.concat([lines, pd.DataFrame([severance])], ignore_index=True)


def _summary() -> dict[str, Any]:
    cost: dict[str, float] = {}
    for by_term in COST.values():
        for term, amount in by_term.items():
            cost[term] = cost.get(term, 0.0) + amount
    people = {
        "SITE1": {"hires": 4, "classes": 1, "releases": 14, "headcount_start": 10, "headcount_end": 0,
                  "staffed_hours": 6060, "work_hours": 3900, "share_of_work": 3900 / 4930},
        "SITE2": {"hires": 5, "classes": 1, "releases": 0, "headcount_start": 0, "headcount_end": 5,
                  "staffed_hours": 1200, "work_hours": 950, "share_of_work": 950 / 4930},
        "SITE3": {"hires": 0, "classes": 0, "releases": 0, "headcount_start": 0, "headcount_end": 0,
                  "staffed_hours": 80, "work_hours": 80, "share_of_work": 80 / 4930},
    }  # fmt: skip
    sites = {
        name: {"cost": dict(COST[name]), "cost_to_serve": sum(COST[name].values()), **found}
        for name, found in people.items()
    }
    return {
        "status": "within_gap", "objective": 67782.0, "bound": 67700.0, "gap": 0.0013, "money": 67782.0,
        "currency": "USD", "start": "2026-01-01", "periods": 6, "cost": cost, "steering": {},
        "cost_to_serve": 67782.0, "cost_per_contact": 67782 / 4930, "required_hours": 4930,
        "staffed_hours": 7340, "work_hours": 4930, "short_hours": 0, "short_share": 0, "transfers": 0,
        "hires": 9, "classes": 2, "releases": 14, "headcount_start": 10, "headcount_end": 5, "sites": sites,
        "queues": {"queue1:en": {"required_hours": 4930, "work_hours": 4930, "short_hours": 0}},
        "vendors": {
            name: {"vendor": VENDOR_OF[SITE_OF_CONTRACT[name]], "billed_base": billed, "bonus_base": 0.0,
                   "credits_base": 0.0, "commitment_not_used_base": unused, "decision": word}
            for name, billed, unused, word in (
                ("C1", 46972.0, 8000.0, "end"), ("C2", 20350.0, 0.0, "open"), ("C3", 160.0, 0.0, "keep"),
                ("C4", 0.0, 0.0, "not_opened"),
            )
        },
    }  # fmt: skip
