"""The checks in order, on a run folder or on tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from capplan.errors import InvalidInput, Problem
from capplan.facts import Facts
from capplan.planning_model import PlanningModel
from capplan.requirements.required import Requirement, require
from capplan.run_folder import ASSUMPTIONS, read_assumptions
from capplan.validation import validate
from capplan.verify.backlog import check_backlog
from capplan.verify.begun import begun
from capplan.verify.case import Case
from capplan.verify.cost_lines import check_budget, check_cost_lines, check_vendor_hours
from capplan.verify.costs import check_costs
from capplan.verify.desks import check_nesting, check_presence
from capplan.verify.dsa import check_dsa
from capplan.verify.eligibility import check_eligibility
from capplan.verify.findings import Ledger, Report
from capplan.verify.hiring import check_calendar, check_hiring, count_classes
from capplan.verify.hours import check_hours
from capplan.verify.initiatives import check_initiatives
from capplan.verify.invoices import check_billing, check_contract_costs, check_invoice
from capplan.verify.novices import check_novices
from capplan.verify.people import check_people, check_support
from capplan.verify.read_run import read_frames, read_run
from capplan.verify.replan import check_replan
from capplan.verify.resilience import check_resilience
from capplan.verify.selection import check_decisions, check_selection
from capplan.verify.service import check_service
from capplan.verify.site_options import check_site_options
from capplan.verify.strain import check_strain, worn_out
from capplan.verify.summary import check_summary
from capplan.verify.tickets import check_tickets
from capplan.verify.told import Told, read_told
from capplan.verify.trust import check_accuracy, check_exposure
from capplan.verify.urgency import check_clocks, check_rework, check_shortage
from capplan.verify.vendor_rules import check_limits, check_locked_orders, check_scope
from capplan.verify.vendors import find_vendors
from capplan.verify.walk import walk_forward
from capplan.verify.work import (
    add_up_work,
    assigned_by_pair,
    check_requirement,
    check_shares,
    check_stability,
    check_work,
    hours_each,
    required_h,
)

__all__ = ["case_of_run", "verify_run", "verify_tables"]

CHECKS = (
    check_hiring, check_calendar, check_people, check_support, check_hours, check_work, check_requirement,
    check_service, check_backlog, check_shares, check_stability, check_resilience,
    check_exposure, check_accuracy, check_presence, check_nesting, check_shortage, check_clocks, check_rework,
    check_dsa, check_novices, check_initiatives, check_site_options, check_strain, check_tickets, check_costs,
    check_cost_lines, check_vendor_hours, check_budget, check_scope, check_limits, check_locked_orders,
    check_decisions, check_selection, check_billing, check_invoice, check_contract_costs, check_replan,
)  # fmt: skip


def verify_run(folder: Path) -> Report:
    """Check a run folder: the assumptions it was planned on, its result tables and its summary.

    Raises InvalidInput when the assumptions cannot be read.
    """
    model, tables = read_assumptions(folder)
    facts = validate(tables, model)
    summary = folder / "summary.json"
    try:
        content = json.loads(summary.read_text(encoding="utf-8")) if summary.is_file() else {}
    except ValueError as error:
        raise InvalidInput([Problem(str(summary), f"not a summary: {error}")]) from error
    inputs = {name: raw.frame for name, raw in tables.raw.items()}
    told = read_told(folder / ASSUMPTIONS, facts, model)
    frames = read_frames(folder)
    return verify_tables(model, facts, require(facts), frames, summary=content, inputs=inputs, told=told)


def verify_tables(
    model: PlanningModel,
    facts: Facts,
    requirement: Requirement,
    tables: Mapping[str, pd.DataFrame],
    *,
    summary: Mapping[str, Any] | None = None,
    inputs: Mapping[str, pd.DataFrame] | None = None,
    told: Told | None = None,
) -> Report:
    """Check result tables by name (without .csv), as frames with the columns of the run folder.

    ``summary`` is the content of summary.json and ``inputs`` the input tables as text; what is None is not
    checked. ``told`` is what a re-plan was told.
    """
    case = _laid_out(model, facts, requirement, tables, told)
    for check in CHECKS:
        check(case)
    if inputs is not None:
        check_eligibility(case, inputs)
    if summary is not None:
        check_summary(case, summary)
    return case.ledger.report()


def case_of_run(folder: Path) -> Case:
    """A run folder laid out for questions that no check asks. Raises InvalidInput as ``verify_run``."""
    model, tables = read_assumptions(folder)
    facts = validate(tables, model)
    return _laid_out(
        model, facts, require(facts), read_frames(folder), read_told(folder / ASSUMPTIONS, facts, model)
    )


def _laid_out(
    model: PlanningModel,
    facts: Facts,
    requirement: Requirement,
    tables: Mapping[str, pd.DataFrame],
    told: Told | None,
) -> Case:
    """The tables by their labels, and the walk that follows from their decisions."""
    ledger = Ledger()
    run = read_run(model, facts, requirement, tables, ledger)
    needed = required_h(facts, requirement)
    releases = np.nan_to_num(run.headcount["releases"])
    walk = walk_forward(facts, run.classes, releases, run.transfers, ledger, worn_out(run))
    classes = count_classes(model, facts, run)
    work = add_up_work(facts, requirement, run, needed, ledger)
    started = begun(model, facts, requirement, run, needed, hours_each(requirement, needed), ledger)
    left = needed if started is None else needed - started.relieved_h.sum(axis=0)
    assigned_h = assigned_by_pair(facts, work)
    vendors = find_vendors(model, facts, requirement, run, walk, assigned_h, ledger)
    return Case(
        model, facts, requirement, run, walk, classes, work, left, needed, vendors, ledger, told, started
    )
