"""InsurePlus as input tables: three sites, each with an own team and a vendor who bills by the case.

Month        160 contract hours; a case takes 4 hours, so a head who is always there does 40
Shrinkage    what the published availability leaves out, month by month, all of it paid
Sites        A, B and C, and beside each the site of its vendor; a clearance keeps the work of a letter there
Heads        fractions of people, hired and released for nothing from one month to the next
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

__all__ = ["CONTRACT_H", "MONTHS", "write_insureplus_inputs"]

CONTRACT_H = 160
MONTHS = tuple(date(2026, month, 1).isoformat() for month in range(1, 13))

MODEL = f"""
title = "InsurePlus"
period = "month"
start = {MONTHS[0]}
periods = {len(MONTHS)}
currency = "USD"

[coverage]
must_meet = ["P1"]
backlog = false

[coverage.unmet_price]

[hiring]
classes = "fractional"

[releases]

[shares]

[solve]
gap = 1e-10
"""

HEADERS = {
    "sites": "site,country,vendor,currency",
    "teams": "team,site,languages,clearances,contract_h,staffing",
    "rates": "team,unit,rate",
    "queues": "queue,channel,work,priority,clearance",
    "forecast": "week_start,queue,language,volume,aht_s",
    "shrinkage": "site,component,week_from,week_to,share,planned,paid,place,basis,combination",
    "class_rules": "team,class_min,class_max",
    "release_rules": "team,notice_weeks,severance",
    "share_limits": "queue,group,member,most",
}


def write_insureplus_inputs(data: dict[str, Any], availability: str, to: Path) -> tuple[Path, Path]:
    """Write model and tables for one row of availabilities; return the model and the folder of the tables."""
    rows: dict[str, list[str]] = {name: [] for name in HEADERS}
    aht_s = CONTRACT_H * 3600 / data["cases_per_fte_month_at_full_availability"]
    for site, facts in data["sites"].items():
        _add_site(rows, site, facts, facts[availability], aht_s)
    inputs = to / "inputs"
    inputs.mkdir(parents=True)
    for name, header in HEADERS.items():
        (inputs / f"{name}.csv").write_text("\n".join([header, *rows[name]]) + "\n", encoding="utf-8")
    model = to / "insureplus.toml"
    model.write_text(MODEL, encoding="utf-8")
    return model, inputs


def _add_site(
    rows: dict[str, list[str]], site: str, facts: dict[str, Any], present: list[float], aht_s: float
) -> None:
    own, vendor, queue = f"{site}_own", f"{site}_vendor", f"cases_{site}"
    rows["sites"] += [f"{site},US,,USD", f"{vendor},US,Vendor {site},USD"]
    rows["teams"] += [
        f"{own},{site},en,{site},{CONTRACT_H},headcount",
        f"{vendor},{vendor},en,{site},{CONTRACT_H},on_demand",
    ]
    rows["rates"] += [
        f"{own},wage_year,{facts['annual_salary']}",
        f"{vendor},ticket,{facts['outsource_unit_cost']}",
    ]
    rows["queues"].append(f"{queue},review,deferrable,P1,{site}")
    rows["forecast"] += [
        f"{month},{queue},en,{volume},{aht_s:g}"
        for month, volume in zip(MONTHS, facts["demand"], strict=True)
    ]
    rows["shrinkage"] += [
        f"{site},absence,{month},{month},{1 - share:.10g},unplanned,yes,out_of_office,paid,additive"
        for month, share in zip(MONTHS, present, strict=True)
    ]
    rows["class_rules"].append(f"{own},0,1000")
    rows["release_rules"].append(f"{own},0,0")
    rows["share_limits"].append(f"{queue},vendor,Vendor {site},{facts['max_outsource_share']}")
