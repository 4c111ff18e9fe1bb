"""Every cost term afresh from the walk, the hours and the rates, against costs.csv.

What is billed under a contract is no part of it (invoices.py).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.verify.case import Case
from capplan.verify.demand import arriving_contacts
from capplan.verify.desks import absent_cost, beyond_cost
from capplan.verify.findings import MONEY
from capplan.verify.initiatives import project_costs
from capplan.verify.prices import BILLED, head_price, hour_price, trainee_price
from capplan.verify.replan import price_of_changes
from capplan.verify.resilience import uncovered_by_period
from capplan.verify.service import late_contacts, priced_by_service
from capplan.verify.site_options import closing, site_costs
from capplan.verify.strain import worn_out
from capplan.verify.tickets import bought_tickets
from capplan.verify.urgency import late_work_cost, order_cost
from capplan.verify.work import hours_by_pair

__all__ = ["STEERING", "UNDONE", "Amounts", "amounts", "check_costs", "end_credit_limit"]

Float = NDArray[np.float64]
UNDONE = ("unmet_hours", "late_contacts", "late_work")
STEERING = (
    "moved_hours", "backlog_hours", "end_capacity", "resilience", "presence", "nesting", "shortage_order",
    "plan_changes", "strain", "tie_break",
)  # fmt: skip


@dataclass(frozen=True)
class Amounts:
    """One cost term. ``native`` and ``base`` are [n, t]; ``who`` and ``site`` label the n lines.

    ``site`` is "" and both amounts are base currency where the term belongs to no site.
    """

    who: tuple[str, ...]
    site: tuple[str, ...]
    native: Float
    base: Float


def amounts(case: Case) -> dict[str, Amounts]:
    """Every term of money outside contracts but for ``transfers`` by who bears it; transfers by site."""
    facts, walk = case.facts, case.walk
    teams, sites, rules = facts.teams, facts.sites, facts.class_rules
    paid = case.per_team(case.requirement.paid_share)
    count = range(len(teams.name))
    own = np.array([unit not in BILLED for unit in teams.unit])[:, None]
    head = np.array([head_price(facts, p) for p in count])[:, None]
    trainee = np.array([trainee_price(facts, p) for p in count])[:, None]
    seat = case.per_team(sites.seat_cost * (1.0 - sites.work_from_home))[:, None]
    overtime, undertime = _overtime(case), _undertime(case)
    by_team = {
        "wages": np.where(own, walk["heads"] * head * paid, 0.0),
        "vendor_hours": _billed(case, head),
        "training": walk["trainees"] * trainee * np.where(own, paid, 1.0),
        "recruiting": walk["hires"] * rules.recruiting_cost[:, None],
        "classes": case.classes * rules.class_cost[:, None],
        "seats": walk["heads"] * seat,
        "overtime": overtime,
        "undertime": undertime,
        "severance": _released(case) * facts.release_rules.severance[:, None],
    }
    home = tuple(sites.name[s] for s in teams.site)
    result = {
        term: Amounts(teams.name, home, native, native * case.per_team(sites.currency_rate))
        for term, native in by_team.items()
    }
    moved = np.zeros_like(sites.currency_rate)
    np.add.at(moved, teams.site[facts.transfers.to_team], case.run.transfers * facts.transfers.cost[:, None])
    result["transfers"] = Amounts(("",) * len(sites.name), sites.name, moved, moved * sites.currency_rate)
    role_site = tuple(sites.name[s] for s in facts.support.site)
    staffed = np.zeros_like(case.run.support["staffed"])
    if case.model.support is not None:
        staffed = np.nan_to_num(case.run.support["staffed"])
    pay = staffed * facts.support.pay[:, None]
    rate = sites.currency_rate[facts.support.site]
    result["support_roles"] = Amounts(facts.support.role, role_site, pay, pay * rate)
    price = np.array([case.model.coverage.unmet_price.get(name, 0.0) for name in facts.queues.priority])
    by_service = priced_by_service(case)
    unmet = np.nan_to_num(case.run.coverage["short_h"]) * np.where(by_service, 0.0, price)[:, None]
    result["unmet_hours"] = Amounts(facts.queues.name, ("",) * len(price), unmet, unmet)
    tried = np.zeros_like(unmet)
    if facts.automation is not None:
        tried = arriving_contacts(facts) * facts.automation.coverage * facts.automation.fee
    result["automation"] = Amounts(facts.queues.name, ("",) * len(price), tried, tried)
    names = () if facts.initiatives is None or case.begun is None else facts.initiatives.name
    spent = np.add(*project_costs(case))
    result["initiatives"] = Amounts(names, ("",) * len(names), spent, spent)
    options, changed = facts.site_options, np.sum(site_costs(case)[:3], axis=0)
    at = np.zeros(0, np.int64) if options is None else options.site
    changing = tuple(sites.name[s] for s in at)
    result["sites"] = Amounts(changing, changing, changed, changed * sites.currency_rate[at])
    late_price = {} if case.model.service is None else case.model.service.late_price
    each = np.array([late_price.get(name, 0.0) for name in facts.queues.priority])
    late = late_contacts(case) * np.where(by_service, each, 0.0)[:, None]
    result["late_contacts"] = Amounts(facts.queues.name, ("",) * len(each), late, late)
    overdue = late_work_cost(case)
    result["late_work"] = Amounts(facts.queues.name, ("",) * len(each), overdue, overdue)
    return result


def _released(case: Case) -> Float:
    """Heads released, [p, t]; those who leave because their contract ends or their site closes are not."""
    gone = closing(case)
    if case.vendors is not None:
        gone |= case.vendors.leaving
    return np.where(gone, 0.0, case.walk["releases"])


def _overtime(case: Case) -> Float:
    """Paid hours at the premium; hours billed as productive hours carry the premium above the rate only."""
    rules, teams = case.model.overtime, case.facts.teams
    paid_h = np.nan_to_num(case.run.staffing["overtime_paid_h"])
    if rules is None:
        return np.zeros_like(paid_h)
    price = np.zeros_like(paid_h)
    on_duty = case.per_team(case.requirement.on_duty_share)
    for p, unit in enumerate(teams.unit):
        if unit == "productive_hour":
            price[p] = (rules.premium - 1.0) * float(teams.rate[p]) * on_duty[p]
        else:
            price[p] = hour_price(case.facts, p) * rules.premium
    return np.asarray(paid_h * price)


def _undertime(case: Case) -> Float:
    """Pay saved, as negative cost: own teams and those billed by paid hour."""
    rules, teams = case.model.undertime, case.facts.teams
    free_h = np.nan_to_num(case.run.staffing["undertime_paid_h"])
    if rules is None:
        return np.zeros_like(free_h)
    saves = [unit == "paid_hour" or unit not in BILLED for unit in teams.unit]
    price = np.array([hour_price(case.facts, p) if saved else 0.0 for p, saved in enumerate(saves)])
    own = np.array([unit not in BILLED for unit in teams.unit])
    owed = np.where(own[:, None], case.per_team(case.requirement.paid_share), 1.0)
    return np.asarray(-free_h * owed * (1.0 - rules.paid_share) * price[:, None])


def _billed(case: Case, head: Float) -> Float:
    """What vendors bill for production, [p, t]."""
    teams, work = case.facts.teams, case.work
    by_ticket = np.zeros_like(work.team_h)
    np.add.at(by_ticket, (work.team, work.period), work.contacts)
    bought = bought_tickets(case)
    bill = np.zeros_like(work.team_h)
    for p, unit in enumerate(teams.unit):
        if unit == "productive_hour":
            bill[p] = work.team_h[p] * float(teams.rate[p])
        elif unit == "ticket":
            bill[p] = (bought[p] if teams.on_demand[p] else by_ticket[p]) * float(teams.rate[p])
        elif unit in BILLED:
            bill[p] = case.walk["heads"][p] * head[p]
    return bill


def steering_amounts(case: Case) -> dict[str, Float]:
    """Terms that only steer, [t] in base currency: moved and waiting hours, hours that a loss leaves uncovered.

    Changes of an earlier plan are about the plan: the first period has them.
    """
    _, hours = hours_by_pair(case)
    moves = np.maximum(np.diff(hours, axis=1, prepend=hours[:, :1]), 0.0).sum(axis=0)
    price = 0.0 if case.model.stability is None else case.model.stability.move_price
    waiting = np.nan_to_num(case.run.coverage["backlog_h"])[~case.facts.queues.real_time].sum(axis=0)
    rules = case.model.resilience
    lost = 0.0 if rules is None or rules.price is None else rules.price
    worn = worn_out(case.run)
    leaver = 0.0 if case.model.strain is None else case.model.strain.leaver_price
    return {
        "strain": np.zeros(len(case.weeks)) if worn is None else worn.sum(axis=0) * leaver,
        "moved_hours": moves * price,
        "backlog_hours": waiting * case.model.coverage.backlog_price,
        "resilience": uncovered_by_period(case) * lost,
        "presence": absent_cost(case),
        "nesting": beyond_cost(case),
        "shortage_order": order_cost(case),
        "plan_changes": np.where(np.arange(len(case.weeks)) == 0, price_of_changes(case), 0.0),
    }


def end_credit_limit(case: Case) -> float:
    """The most that productive hours after the last period can be credited, in base currency.

    In each of the periods valued at most the hours of the people who are there in the last period, trainees
    as if they were fully productive, and at most the mean of what the last year requires.
    """
    rules = case.model.end_of_horizon
    if rules is None:
        return 0.0
    head_h = case.facts.teams.contract_h * case.per_team(case.requirement.productive_share)[:, -1]
    people = case.walk["heads"][:, -1] + case.walk["trainees"][:, -1]
    slowest = float(case.facts.pairs.pace.min(initial=1.0))
    need = float(case.required_h[:, -case.facts.horizon.periods_per_year :].mean(axis=1).sum()) / slowest
    return rules.value_per_h * rules.periods_valued * min(float(head_h @ people), need)


def check_costs(case: Case) -> None:
    """Sums of costs.csv by period, site, who and term against every term afresh."""
    lines = _lines(case)
    for term, wanted in amounts(case).items():
        labels = [
            ", ".join(part for part in pair if part) for pair in zip(wanted.site, wanted.who, strict=True)
        ]
        place = {pair: i for i, pair in enumerate(zip(wanted.site, wanted.who, strict=True))}
        native, base = np.zeros_like(wanted.native), np.zeros_like(wanted.base)
        for row in lines.get(term, ()):
            at = place.get((row.site, "" if term == "transfers" else row.who))
            if at is None:
                expected = f"a site and a name that can bear {term}"
                case.ledger.add(
                    "cost_terms", f"costs.csv row {row.number}", expected, f"{row.site} {row.who}".strip()
                )
                continue
            native[at, row.period] += row.amount
            base[at, row.period] += row.amount_base
        axes = (labels, case.weeks)
        case.ledger.equal("costs", f"{term}, amount", axes, wanted.native, native, MONEY)
        case.ledger.equal("costs", f"{term}, amount_base", axes, wanted.base, base, MONEY)
    for term, steer in steering_amounts(case).items():
        found = np.zeros(len(case.weeks))
        for row in lines.get(term, ()):
            found[row.period] += row.amount_base
        case.ledger.equal("costs", f"{term}, amount_base", (case.weeks,), steer, found, MONEY)
    credit = -sum(row.amount_base for row in lines.get("end_capacity", ()))
    case.ledger.at_least("costs", "credit for end_capacity", (), 0.0, credit, MONEY)
    case.ledger.at_most("costs", "credit for end_capacity", (), end_credit_limit(case), credit, MONEY)


@dataclass(frozen=True)
class _Line:
    number: int
    site: str
    who: str
    period: int
    amount: float
    amount_base: float


def _lines(case: Case) -> dict[str, list[_Line]]:
    """The rows of costs.csv without a contract by term; those of unknown weeks were found before."""
    table = case.run.sheets["costs"]
    week = {label: t for t, label in enumerate(case.weeks)}
    amount, base = (np.nan_to_num(table.numbers[name]) for name in ("amount", "amount_base"))
    lines: dict[str, list[_Line]] = {}
    columns = (table.labels[name] for name in ("week_start", "site", "who", "term", "contract"))
    for row, (label, site, who, term, contract) in enumerate(zip(*columns, strict=True)):
        if label in week and contract == "":
            line = _Line(row + 2, str(site), str(who), week[label], float(amount[row]), float(base[row]))
            lines.setdefault(str(term), []).append(line)
    return lines
