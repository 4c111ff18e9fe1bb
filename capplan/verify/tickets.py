"""Tickets that are bought whole from teams on demand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.verify.case import Case
from capplan.verify.findings import HEADS

__all__ = ["bought_tickets", "check_tickets"]

Float = NDArray[np.float64]


def bought_tickets(case: Case) -> Float:
    """Tickets bought from on-demand teams without a contract as vendor_hours.csv has them, [p, t]."""
    table, teams = case.run.sheets["vendor_hours"], case.facts.teams
    place = {name: p for p, name in enumerate(teams.name)}
    week = {label: t for t, label in enumerate(case.weeks)}
    bought = np.zeros((len(teams.name), len(case.weeks)))
    quantity = np.nan_to_num(table.numbers["quantity"])
    for row, (name, label) in enumerate(zip(table.labels["team"], table.labels["week_start"], strict=True)):
        if name in place and label in week:
            bought[place[name], week[label]] += quantity[row]
    return np.where(_by_whole_ticket(case)[:, None], bought, 0.0)


def _by_whole_ticket(case: Case) -> NDArray[np.bool_]:
    """[p] teams that sell whole tickets; a contract bills tickets as they come."""
    teams, contracts = case.facts.teams, case.facts.contracts
    whole = teams.on_demand & np.isin(teams.unit, ("ticket",))
    return np.asarray(whole if contracts is None else whole & ~contracts.under_contract, dtype=np.bool_)


def check_tickets(case: Case) -> None:
    """On-demand teams billed by ticket: whole tickets, enough for the work they do."""
    teams, work, bought = case.facts.teams, case.work, bought_tickets(case)
    needed = np.zeros_like(work.team_h)
    np.add.at(needed, (work.team, work.period), work.contacts)
    whole = np.broadcast_to(_by_whole_ticket(case)[:, None], needed.shape)
    axes = (teams.name, case.weeks)
    case.ledger.at_least("tickets", "tickets bought from", axes, needed, bought, HEADS, whole)
    case.ledger.equal(
        "tickets", "tickets, in whole numbers, from", axes, np.round(bought), bought, HEADS, whole
    )
