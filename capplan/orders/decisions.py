"""What a plan asks people to decide: requisitions, orders, notices, contracts, by when, and what if not."""

from __future__ import annotations

import math
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from capplan.facts import Facts
from capplan.orders.otherwise import units_text
from capplan.orders.run import orders_of_run
from capplan.run_folder import read_result

__all__ = ["decisions_due"]


def decisions_due(run: Path, as_of: date, days: int, facts: Facts | None = None) -> list[dict[str, Any]]:
    """What must be asked for or signed from ``as_of`` on within ``days``: requisitions, orders, notices, contracts.

    Overdue ones come first, then by day. Each has "by", "overdue", "what", "site", "for" and "otherwise". ``facts``
    are those of the run where they are known.
    """
    found = [*_requisitions(run, as_of), *_orders(run, as_of, days, facts)]
    until = (as_of + timedelta(days=days)).isoformat()
    kept = [one for one in found if one["by"] <= until]
    return sorted(kept, key=lambda one: (not one["overdue"], one["by"], one["what"], one["for"]))


def _requisitions(run: Path, as_of: date) -> list[dict[str, Any]]:
    """Classes that begin on ``as_of`` or later and whose people must be asked for."""
    names = ("class_ref", "site", "team", "status", "requisition_by", "training_start")
    rows = read_result(run, "hiring_calendar.csv", names, ("size",)) or []
    return [
        {
            "by": row["requisition_by"],
            "overdue": row["requisition_by"] < as_of.isoformat(),
            "what": "requisition",
            "site": row["site"],
            "for": f"{row['size']:g} people for {row['class_ref']}, training from {row['training_start']}",
            "otherwise": "the class starts later or not at all",
        }
        for row in rows
        if row["status"] == "proposed" and row["training_start"] >= as_of.isoformat()
    ]


def _orders(run: Path, as_of: date, days: int, facts: Facts | None) -> list[dict[str, Any]]:
    listed = orders_of_run(run, as_of, days, facts)
    return [
        {
            "by": one.by,
            "overdue": one.overdue,
            "what": one.what,
            "site": one.site,
            "for": f"{one.contract}, {one.month}"
            + ("" if math.isnan(one.units) else f": {units_text(one.units, one.unit)}"),
            "otherwise": one.otherwise,
        }
        for one in (() if listed is None else listed.items)
    ]
