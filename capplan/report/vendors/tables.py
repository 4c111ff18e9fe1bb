"""The CSV tables of a run that has contracts, by file name."""

from __future__ import annotations

import pandas as pd

from capplan.plan import Plan
from capplan.report.vendors.billing import billing_table
from capplan.report.vendors.comparison import vendor_comparison_table
from capplan.report.vendors.decisions import vendor_decisions_table
from capplan.report.vendors.orders import vendor_orders_table

__all__ = ["vendor_tables"]


def vendor_tables(plan: Plan) -> dict[str, pd.DataFrame]:
    """The tables of contracts; none where the plan has no contracts."""
    if plan.facts.contracts is None:
        return {}
    return {
        "billing.csv": billing_table(plan),
        "vendor_orders.csv": vendor_orders_table(plan),
        "vendor_comparison.csv": vendor_comparison_table(plan),
        "vendor_decisions.csv": vendor_decisions_table(plan),
    }
