"""Reports of contracts: what vendors bill, what to order next, what a ticket comes to, what to open or end."""

from __future__ import annotations

from capplan.report.vendors.in_summary import vendors_in_summary
from capplan.report.vendors.pages import vendor_pages
from capplan.report.vendors.tables import vendor_tables

__all__ = ["vendor_pages", "vendor_tables", "vendors_in_summary"]
