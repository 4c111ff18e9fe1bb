"""Table of sites that the plan may open or close: what it decides, when, and what that costs."""

from __future__ import annotations

import pandas as pd

from capplan.plan import Plan
from capplan.project_facts import SiteOptions

__all__ = ["site_decisions_table"]

WORDS = {True: ("open", "not_opened"), False: ("close", "keep")}


def site_decisions_table(plan: Plan) -> pd.DataFrame | None:
    """site_decisions.csv: one row for each option; None without [site_options].

    ``ready``: when the first class may start (open), the first wave of work leaves (close). ``end``: the first period
    in which nobody is there any more. Costs are those of the plan's periods.
    """
    options = plan.facts.site_options
    if plan.model.site_options is None or options is None:
        return None
    begun = {change.option: change.period for change in plan.site_changes}
    rows = [_row(plan, options, o, begun.get(o)) for o in range(len(options.site))]
    return pd.DataFrame(rows)


def _row(plan: Plan, options: SiteOptions, o: int, period: int | None) -> dict[str, object]:
    s, opens, horizon = int(options.site[o]), bool(options.opens[o]), plan.facts.horizon
    days = {"date": "", "ready": "", "end": ""}
    there, left = horizon.count * (not opens), 0.0
    if period is not None:
        wait = options.setup_periods[o] if opens else options.notice_periods[o]
        end = period + int(options.wind_down[o])
        days = {"date": horizon.day(period).isoformat(), "ready": horizon.day(period + int(wait)).isoformat()}
        days["end"] = "" if opens else horizon.day(end).isoformat()
        there = horizon.count - period if opens else end
        if not opens:
            leaving = period + int(options.notice_periods[o] + options.dual_periods[o])
            here = plan.facts.teams.site == s
            left = float(plan.walk.releases[here, leaving : end + 1].sum())
    return {
        "site": plan.facts.sites.name[s],
        "decision": WORDS[opens][period is None],
        **days,
        "people_left": left,
        "cost": float(options.cost[o]) * (period is not None),
        "fixed_cost": float(options.fixed_cost[o]) * there,
        "severance": float(options.severance[o]) * left,
        "currency": plan.facts.sites.currency[s],
    }
