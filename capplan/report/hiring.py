"""The hiring calendar: every class with the dates that matter."""

from __future__ import annotations

import pandas as pd

from capplan.plan import ClassStart, Plan

__all__ = ["calendar_order", "hiring_calendar_table"]

COLUMNS = (
    "class_ref",
    "site",
    "team",
    "status",
    "requisition_by",
    "training_start",
    "nesting_start",
    "production_start",
    "size",
    "expected_grads",
    "expected_at_90d",
)


def calendar_order(plan: Plan) -> list[ClassStart]:
    """The classes by start, then site, team and reference."""
    teams, sites = plan.facts.teams, plan.facts.sites

    def order(start: ClassStart) -> tuple[int, str, str, str]:
        return start.period, sites.name[teams.site[start.team]], teams.name[start.team], start.reference

    return sorted(plan.classes, key=order)


def hiring_calendar_table(plan: Plan) -> pd.DataFrame:
    """hiring_calendar.csv: one row per class, committed ones too; dates may lie outside the horizon."""
    teams, sites, day = plan.facts.teams, plan.facts.sites, plan.facts.horizon.day
    rows = [
        (
            start.reference,
            sites.name[teams.site[start.team]],
            teams.name[start.team],
            "committed" if start.committed else "proposed",
            day(start.requisition).isoformat(),
            day(start.period).isoformat(),
            day(start.nesting).isoformat(),
            day(start.production).isoformat(),
            start.size,
            start.expected_graduates,
            start.expected_at_90_days,
        )
        for start in calendar_order(plan)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))
