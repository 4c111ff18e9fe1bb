"""Plans with vendors that break one rule each, by what goes wrong: the rule and the change (vendor_plan.py)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from tests.verify.changes import (
    APR,
    FEB,
    JAN,
    JUN,
    MAR,
    MAY,
    Change,
    budget,
    cell,
    row_twice,
    rule,
    summary,
    without_row,
)
from tests.verify.worked_plan import WorkedPlan


def clause(part: str, name: str, **value_of: float | bool) -> Change:
    """Change a clause of the contracts named, C1 to C4."""

    def change(plan: WorkedPlan) -> None:
        contracts = plan.facts.contracts
        assert contracts is not None
        section = getattr(contracts, part)
        values = getattr(section, name).copy()
        for contract, value in value_of.items():
            values[contracts.name.index(contract)] = value
        plan.facts = replace(
            plan.facts, contracts=replace(contracts, **{part: replace(section, **{name: values})})
        )

    return change


def over_from(contract: str, period: int) -> Change:
    """A contract is over earlier."""

    def change(plan: WorkedPlan) -> None:
        contracts = plan.facts.contracts
        assert contracts is not None
        c = contracts.name.index(contract)
        of_team, of_pair = contracts.contract_of_team.copy(), contracts.contract_of_pair.copy()
        for covered in (of_team, of_pair):
            covered[:, period:][covered[:, period:] == c] = -1
        plan.facts = replace(
            plan.facts, contracts=replace(contracts, contract_of_team=of_team, contract_of_pair=of_pair)
        )

    return change


def decision(contract: str, word: str, date: str, fee: float = np.nan) -> Change:
    """Another answer about a contract."""

    def change(plan: WorkedPlan) -> None:
        for column, value in (("decision", word), ("date", date), ("fee", fee)):
            plan.put("vendor_decisions", column, value, contract=contract)

    return change


def moved(contract: str, line: str, month: str, to: str) -> Change:
    """An entry of the invoice in another month."""

    def change(plan: WorkedPlan) -> None:
        where: dict[str, Any] = {"contract": contract, "line": line, "week_start": month}
        plan.put("billing", "month", to[:7], **where)
        plan.put("billing", "week_start", to, **where)

    return change


def also_ended(plan: WorkedPlan) -> None:
    """C2 is not only opened but ended in May, two months later."""
    table = plan.tables["vendor_decisions"]
    table.loc[len(table)] = ["C2", "Beta", "SITE2", "end", MAY, 0.0, "EUR"]


def severance_of_those_who_leave(plan: WorkedPlan) -> None:
    costs = plan.tables["costs"]
    line = costs[costs["term"] == "severance"].assign(
        week_start=JUN, quantity=13.0, amount=3900.0, amount_base=3900.0
    )
    plan.tables["costs"] = pd.concat([costs, line], ignore_index=True)


BROKEN_VENDORS: dict[str, tuple[str, Change]] = {
    "work after the contract is over": ("contract_scope", over_from("C3", 2)),
    "a class after the contract is over": ("contract_scope", over_from("C2", 2)),
    "too many people started in a month": ("contract_limits", clause("clauses", "most_up", C1=3.0)),
    "too many people released in a month": ("contract_limits", clause("clauses", "most_down", C1=0.5)),
    "less than the locked order": ("locked_orders", clause("clauses", "order_band", C1=0.09)),
    "more than the locked order": ("locked_orders", clause("clauses", "order_units", C1=880.0)),
    "opened although selection is off": ("selection", rule("contracts", selection=False)),
    "work of a candidate that is not opened": ("selection", decision("C2", "not_opened", "")),
    "a class before the site is set up": ("selection", clause("selection", "setup_periods", C2=2)),
    "a class before it is opened": ("selection", decision("C2", "open", APR, 2000.0)),
    "fewer people than promised": ("selection", clause("selection", "least_heads", C2=5.5)),
    "ended although it may not be": ("selection", clause("selection", "may_end", C1=False)),
    "ended within notice": ("selection", clause("selection", "notice_periods", C1=6)),
    "ended within its term": ("selection", also_ended),
    "ended without having been opened": ("selection", decision("C4", "end", JUN)),
    "opened although it runs": ("selection", decision("C3", "open", JAN)),
    "people who stay when the contract ends": (
        "selection",
        cell("headcount", "releases", 12, week_start=JUN, team="TEAM1"),
    ),
    "hired too late to be tenured at the end": (
        "selection",
        cell("hiring_calendar", "training_start", MAY, team="TEAM1"),
    ),
    "work while it is handed over": ("selection", clause("selection", "overlap_periods", C1=2)),
    "no answer about a candidate": ("decisions", without_row("vendor_decisions", contract="C4")),
    "no answer about a contract that may end": ("decisions", without_row("vendor_decisions", contract="C1")),
    "an answer twice": ("decisions", row_twice("vendor_decisions")),
    "an answer that is none": ("decisions", decision("C4", "perhaps", "")),
    "an answer for another kind of contract": ("decisions", decision("C4", "keep", "")),
    "an end on no first day": ("decisions", decision("C1", "end", "2026-06-02", 1000.0)),
    "a date without a decision": ("decisions", decision("C4", "not_opened", JUN)),
    "a fee that the contract does not state": ("decisions", decision("C1", "end", JUN, 900.0)),
    "a fee that is no number": ("decisions", cell("vendor_decisions", "fee", "much", contract="C1")),
    "a decision on another vendor": ("decisions", cell("vendor_decisions", "vendor", "Beta", contract="C1")),
    "a decision on an unknown contract": ("rows", cell("vendor_decisions", "contract", "C9", contract="C4")),
    "a bill that is not quantity times price": (
        "billing",
        cell("billing", "quantity", 239, line="training", contract="C1"),
    ),
    "a bill at another currency rate": (
        "billing",
        cell("billing", "currency_rate", 1.2, line="opening_fee"),
    ),
    "a bill in another currency": ("billing", cell("billing", "currency", "USD", line="opening_fee")),
    "a bill of another vendor": ("billing", cell("billing", "vendor", "Alfa", line="opening_fee")),
    "a bill posted in another month": ("billing", cell("billing", "month", "2026-03", line="opening_fee")),
    "a line that no invoice has": ("billing", cell("billing", "line", "catering", line="opening_fee")),
    "a bill off by five cents": ("invoice", cell("billing", "amount", 2000.05, line="opening_fee")),
    "a line of the invoice missing": ("invoice", without_row("billing", line="knowledge_transfer")),
    "a line of the invoice twice": ("invoice", row_twice("billing")),
    "a line paid in another month": ("invoice", moved("C1", "nesting", FEB, MAR)),
    "training without its cap": ("invoice", clause("training", "cap_h", C1=np.inf)),
    "nesting at the full rate": ("invoice", clause("training", "nesting_rate", C1=8.0)),
    "no discount in the ramp": ("invoice", clause("training", "ramp_discount", C1=0.0)),
    "a commitment forgotten": ("invoice", clause("clauses", "commit_units", C1=901.0)),
    "a cost line of a contract missing": (
        "contract_costs",
        without_row("costs", term="vendor_ramp", week_start=FEB),
    ),
    "a cost line of a contract at another site": (
        "contract_costs",
        cell("costs", "site", "SITE1", term="vendor_training", contract="C2"),
    ),
    "a cost line under no contract": (
        "contract_costs",
        cell("costs", "contract", "", term="vendor_ramp", week_start=FEB),
    ),
    "a cost line of a term that no contract has": (
        "contract_costs",
        cell("costs", "contract", "C1", term="severance"),
    ),
    "a cost line in another month": (
        "contract_costs",
        cell("costs", "week_start", MAR, term="vendor_ramp", week_start=FEB),
    ),
    "a cost line of a contract off by two cents": (
        "contract_costs",
        cell("costs", "amount_base", -400.021, term="vendor_ramp", week_start=FEB),
    ),
    "severance of those who leave with the contract": ("costs", severance_of_those_who_leave),
    "a contract at the currency rate of its site": (
        "cost_lines",
        cell("costs", "currency_rate", 1.0, term="vendor_training", contract="C2"),
    ),
    "a cost line of an unknown contract": (
        "cost_lines",
        cell("costs", "contract", "C9", term="vendor_ramp", week_start=FEB),
    ),
    "production billed to another team": (
        "vendor_hours",
        cell("vendor_hours", "team", "TEAM4", week_start=JUN, team="TEAM2"),
    ),
    "a budget that the invoices break": ("budget", budget("2026-Q1", 28181.0)),
    "a term of contracts off in the summary": ("summary", summary("cost", "vendor_commitment", value=8000.1)),
    "a contract that bills less in the summary": (
        "summary",
        summary("vendors", "C1", "billed_base", value=46971.0),
    ),
    "another decision in the summary": ("summary", summary("vendors", "C1", "decision", value="keep")),
    "a term of contracts at another site": (
        "summary",
        summary("sites", "SITE2", "cost", "vendor_selection", value=0.0),
    ),
}
