"""The independent checker: it knows the rules of a plan (outputs/README.md), not how the plan was made.

It walks forward from the decisions of a run, group by group and period by period, and holds every figure of
the run folder against what follows from them. It shares no code with formulation, extract or report.
"""

from capplan.verify.check import verify_run, verify_tables
from capplan.verify.findings import RULES, Finding, Report

__all__ = ["RULES", "Finding", "Report", "verify_run", "verify_tables"]
