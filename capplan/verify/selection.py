"""Rules of opening candidates and ending contracts, and the table that says what was decided."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.verify.case import Case
from capplan.verify.decisions import DecisionRow
from capplan.verify.findings import HEADS, HOURS, MONEY, text
from capplan.verify.vendor_rules import new_hires
from capplan.verify.vendors import Vendors

__all__ = ["check_decisions", "check_selection"]

RULE = "selection"
WORDS_OF_CANDIDATE = ({"not_opened"}, {"open"}, {"open", "end"})
WORDS_OF_RUNNING = ({"keep"}, {"end"})


def check_decisions(case: Case) -> None:
    """One answer for every contract that may be opened or ended, each given once, with the fee it costs."""
    vendors = case.vendors
    if vendors is None:
        return
    selection, ledger = vendors.contracts.selection, case.ledger
    for c, name in enumerate(vendors.contracts.name):
        rows = [row for row in vendors.decisions.rows if row.contract == c]
        words = [row.word for row in rows]
        open_question = bool(vendors.rules.selection and (selection.candidate[c] or selection.may_end[c]))
        if rows or open_question:
            answers = WORDS_OF_CANDIDATE if selection.candidate[c] else WORDS_OF_RUNNING
            wanted = " or ".join(" and ".join(sorted(answer, reverse=True)) for answer in answers)
            fits = set(words) in answers and len(words) == len(set(words))
            ledger.that("decisions", fits, f"decisions on {name}", wanted, ", ".join(words) or "none")
        for row in rows:
            what = f"fee of vendor_decisions.csv row {row.row + 2}"
            ledger.equal("decisions", what, (), _fee(vendors, row), row.fee, MONEY)


def _fee(vendors: Vendors, row: DecisionRow) -> float:
    """What the invoice charges for a decision."""
    line, bill = {"open": "opening_fee", "end": "exit_fee"}.get(row.word, ""), vendors.invoice
    here = (np.array(bill.line, dtype=object) == line) & (bill.contract == row.contract)
    return float(bill.amount[here].sum())


def check_selection(case: Case) -> None:
    """What is decided is allowed, and people and work follow it, contract by contract."""
    vendors = case.vendors
    if vendors is None:
        return
    for c, name in enumerate(vendors.contracts.name):
        for what, period in (("opened", vendors.decisions.opened[c]), ("ended", vendors.decisions.ended[c])):
            if period >= 0:
                allowed = vendors.rules.selection
                case.ledger.that(RULE, allowed, name, f"not {what}: selection is off", what)
                _check_first_of_month(case, f"{name} {what}", int(period))
        if vendors.contracts.selection.candidate[c]:
            _check_opening(case, vendors, c)
        else:
            opened = vendors.decisions.opened[c] >= 0
            case.ledger.that(RULE, not opened, name, "not opened: it runs", "opened")
        if vendors.decisions.ended[c] >= 0:
            _check_ending(case, vendors, c)


def _check_first_of_month(case: Case, what: str, period: int) -> None:
    day, before = case.facts.horizon.day(period), case.facts.horizon.day(period - 1)
    first = period == 0 or (day.year, day.month) != (before.year, before.month)
    case.ledger.that(RULE, first, what, "in the first period of a month", day.isoformat())


def _check_opening(case: Case, vendors: Vendors, c: int) -> None:
    """Nobody and no work before it is open and set up, enough people once it has grown."""
    selection = vendors.contracts.selection
    opened, end = int(vendors.decisions.opened[c]), int(vendors.decisions.ended[c])
    when = np.arange(len(case.weeks))
    if opened < 0:
        _nobody(case, vendors, c, when >= 0, "which is not opened")
        return
    setup = opened + int(selection.setup_periods[c])
    _nobody(case, vendors, c, when < setup, "before it is set up")
    grown = (when >= setup + int(selection.growth_periods[c])) & (when < (len(when) if end < 0 else end))
    teams, least = vendors.teams(c), float(selection.least_heads[c])
    if least > 0.0:
        heads, running = (case.walk["heads"] * teams).sum(axis=0), grown & teams.any(axis=0)
        what = f"heads of {vendors.contracts.name[c]}"
        case.ledger.at_least(RULE, what, (case.weeks,), least, heads, HEADS, running)


def _check_ending(case: Case, vendors: Vendors, c: int) -> None:
    """Allowed and not too early; nobody hired who is not tenured by then, no work while handing over."""
    selection, name = vendors.contracts.selection, vendors.contracts.name[c]
    opened, end = int(vendors.decisions.opened[c]), int(vendors.decisions.ended[c])
    candidate, term = bool(selection.candidate[c]), int(selection.term_periods[c])
    allowed = bool(selection.may_end[c]) or (candidate and term > 0)
    case.ledger.that(RULE, allowed, name, "not ended: it may not be", f"ended in period {end}")
    if candidate:
        case.ledger.that(RULE, opened >= 0, f"{name}, which is ended,", "opened before", "not opened")
    earliest = max(opened, 0) + term if candidate else int(selection.notice_periods[c])
    if case.told is not None and case.told.ended[c] == _month(vendors, end):
        earliest = 0  # notice was given before this plan
    case.ledger.that(RULE, end >= earliest, f"end of {name}", f"period {text(earliest)} or later", text(end))
    when = np.arange(len(case.weeks))
    _nobody(case, vendors, c, when >= end, "after its end")
    young = when[None, :] + case.facts.teams.mature_age[:, None] >= end
    hires, teams = new_hires(case), vendors.teams(c)
    _none(case, f"hires of {name}, which ends before they are tenured", hires, teams & young, when < end)
    overlap = (when >= end - int(selection.overlap_periods[c])) & (when < end)
    hours = vendors.delivered.assigned_h
    _none(case, f"productive_h of {name} while it hands over", hours, vendors.pairs(c), overlap)


def _month(vendors: Vendors, period: int) -> int:
    """The month of a period, -2 after the plan."""
    months = vendors.contracts.month_of_period
    return int(months[period]) if 0 <= period < len(months) else -2


def _nobody(case: Case, vendors: Vendors, c: int, when: NDArray[np.bool_], why: str) -> None:
    """Nobody is there, nobody starts and nothing is worked."""
    name, teams = vendors.contracts.name[c], vendors.teams(c)
    people = case.walk["heads"] + case.walk["trainees"]
    _none(case, f"heads of {name}, {why}", people, teams, when)
    _none(case, f"hires of {name}, {why}", new_hires(case), teams, when)
    _none(case, f"productive_h of {name}, {why}", vendors.delivered.assigned_h, vendors.pairs(c), when)


def _none(
    case: Case, what: str, found: NDArray[np.float64], scope: NDArray[np.bool_], when: NDArray[np.bool_]
) -> None:
    """Nothing in the ``scope`` of a contract at the times ``when``, [t]."""
    total = (found * scope).sum(axis=0)
    case.ledger.at_most(RULE, what, (case.weeks,), 0.0, total, HOURS, when)
