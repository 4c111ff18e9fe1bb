"""The totals and the input tables of the worked plan (worked_plan.py)."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tests.verify.worked_numbers import COST_HOME, MONEY, TEAMS


def totals() -> dict[str, Any]:
    """The content of summary.json."""
    people = {"hires": 14, "classes": 2, "releases": 1, "headcount_start": 30, "headcount_end": 32.8212}
    nobody = dict.fromkeys(people, 0)
    return {
        "status": "within_gap", "objective": 830699.43, "bound": 829000.0, "gap": 0.002,
        "money": MONEY, "currency": "USD", "start": "2026-01-01", "periods": 6,
        "cost": COST_HOME | {"vendor_hours": 105.0, "unmet_hours": 1320.0},
        "steering": {"moved_hours": 71.0, "backlog_hours": 10.4, "end_capacity": -4000.0, "resilience": 19.0},
        "cost_to_serve": 833279.03, "cost_per_contact": 63.2230,
        "required_hours": 15340, "staffed_hours": 15709.0768, "work_hours": 15306, "short_hours": 44,
        "short_share": 0.002868, "transfers": 2, **people,
        "sites": {
            "HOME": {"cost": COST_HOME, "cost_to_serve": 833174.03, "staffed_hours": 15604.0768,
                     "work_hours": 15201, "share_of_work": 0.99314, **people},
            "MNL": {"cost": {"vendor_hours": 105.0}, "cost_to_serve": 105.0, "staffed_hours": 105,
                    "work_hours": 105, "share_of_work": 0.00686, **nobody},
        },
        "queues": {
            "calls:en": {"required_hours": 9940, "work_hours": 9940, "short_hours": 0},
            "review:de": {"required_hours": 5400, "work_hours": 5366, "short_hours": 44},
        },
    }  # fmt: skip


def input_tables() -> dict[str, pd.DataFrame]:
    """The input tables that say who may do what."""
    return {
        "sites": pd.DataFrame({"site": ["HOME", "MNL"], "data_regions": ["us|eu", "us"]}),
        "teams": pd.DataFrame(
            {"team": TEAMS, "site": ["HOME", "HOME", "MNL"], "languages": ["en", "de", "en"],
             "clearances": ["", "child_safety|fraud", ""]}
        ),
        "queues": pd.DataFrame(
            {"queue": ["calls", "review"], "clearance": ["", "fraud"], "data_region": ["us", "eu"]}
        ),
        "skills": pd.DataFrame({"team": TEAMS, "queue": ["calls", "review", "calls"]}),
    }  # fmt: skip
