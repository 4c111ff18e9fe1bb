"""Every CSV of a run as a table, and the one way a table becomes text."""

from __future__ import annotations

import numpy as np
import pandas as pd

from capplan.csv_text import neutral
from capplan.plan import Plan
from capplan.report.accuracy import accuracy_table
from capplan.report.changes import changes_table
from capplan.report.costs import costs_table, vendor_hours_table
from capplan.report.dsa import dsa_table
from capplan.report.exposure import exposure_table
from capplan.report.grid import grid_table
from capplan.report.headcount import headcount_table, support_roles_table, transfers_table
from capplan.report.hiring import hiring_calendar_table
from capplan.report.hours import allocation_table, coverage_table, staffing_table
from capplan.report.initiatives import initiative_hours_table, initiatives_table
from capplan.report.service import service_table
from capplan.report.site_decisions import site_decisions_table
from capplan.report.site_loss import site_loss_table
from capplan.report.strain import strain_table
from capplan.report.trust import trust_tables
from capplan.report.vendors import vendor_tables
from capplan.report.why import reasons_table

__all__ = ["csv_text", "result_tables"]

NOTHING = 1e-9  # what a solver leaves below is zero


def result_tables(plan: Plan) -> dict[str, pd.DataFrame]:
    """Every result table by file name, columns as ``outputs/README.md`` explains them."""
    site_loss, changes, exposure = site_loss_table(plan), changes_table(plan), exposure_table(plan)
    initiatives, hours = initiatives_table(plan), initiative_hours_table(plan)
    decided, strain = site_decisions_table(plan), strain_table(plan)
    dsa, accuracy = dsa_table(plan), accuracy_table(plan)
    return {
        "headcount.csv": headcount_table(plan),
        "staffing.csv": staffing_table(plan),
        "hiring_calendar.csv": hiring_calendar_table(plan),
        "allocation.csv": allocation_table(plan),
        "coverage.csv": coverage_table(plan),
        "service.csv": service_table(plan),
        "transfers.csv": transfers_table(plan),
        "support_roles.csv": support_roles_table(plan),
        "costs.csv": costs_table(plan),
        "vendor_hours.csv": vendor_hours_table(plan),
        "capacity_grid.csv": grid_table(plan),
        **({} if site_loss is None else {"site_loss.csv": site_loss}),
        **({} if exposure is None else {"exposure.csv": exposure}),
        **({} if initiatives is None else {"initiatives.csv": initiatives}),
        **({} if hours is None else {"initiative_hours.csv": hours}),
        **({} if decided is None else {"site_decisions.csv": decided}),
        **({} if strain is None else {"strain.csv": strain}),
        **({} if changes is None else {"changes.csv": changes}),
        **({} if accuracy is None else {"accuracy.csv": accuracy}),
        "reasons.csv": reasons_table(plan),
        **trust_tables(plan),
        **({} if dsa is None else {"dsa_language_hr.csv": dsa}),
        **vendor_tables(plan),
    }


def _neutral(value: object) -> object:
    return neutral(value) if isinstance(value, str) else value


def csv_text(table: pd.DataFrame) -> str:
    """The table as CSV: comma, one newline per row, ten significant digits, never a negative zero.

    What is smaller than 1e-9 is written as 0, no limit as ``inf``; what has no value is left empty. Text that begins
    like a formula is written as text.
    """
    clean = table.copy()
    for name in clean.columns:
        if clean[name].dtype.kind == "O":
            clean[name] = clean[name].map(_neutral)
        if clean[name].dtype.kind == "f":
            numbers = clean[name].to_numpy(dtype=np.float64, copy=True)
            numbers[np.abs(numbers) < NOTHING] = 0.0
            clean[name] = numbers
    return str(clean.to_csv(index=False, float_format="%.10g", lineterminator="\n"))
