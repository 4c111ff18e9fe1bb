"""The numbers of the worked plan with vendors (vendor_plan.py), month by month."""

from __future__ import annotations

MONTHS = ("2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01", "2026-06-01")
NONE = [0.0] * 6
TEAMS = ("TEAM1", "TEAM2", "TEAM3", "TEAM4")
SITE_OF = {"TEAM1": "SITE1", "TEAM2": "SITE2", "TEAM3": "SITE3", "TEAM4": "SITE2"}
VENDOR_OF = {"SITE1": "Alfa", "SITE2": "Beta", "SITE3": "Gamma"}

HEADCOUNT: dict[str, dict[str, list[float]]] = {
    "TEAM1": {
        "start": [10, 10, 14, 13, 13, 13],
        "graduates": [0, 4, 0, 0, 0, 0],
        "releases": [0, 0, 1, 0, 0, 13],
        "end": [10, 14, 13, 13, 13, 0],
        "heads": [10, 14, 13, 13, 13, 0],
        "training_start": [0, 4, 0, 0, 0, 0],
        "hires": [4, 0, 0, 0, 0, 0],
        "training_end": [4, 0, 0, 0, 0, 0],
        "trainees": [4, 0, 0, 0, 0, 0],
        "classes": [1, 0, 0, 0, 0, 0],
        "productive_heads": [10, 12, 12.6, 13, 13, 0],
        "seats_used": [10, 14, 13, 13, 13, 0],
    },
    "TEAM2": {
        "start": [0, 0, 0, 0, 5, 5],
        "graduates": [0, 0, 0, 5, 0, 0],
        "end": [0, 0, 0, 5, 5, 5],
        "heads": [0, 0, 0, 5, 5, 5],
        "training_start": [0, 0, 0, 5, 0, 0],
        "hires": [0, 0, 5, 0, 0, 0],
        "training_end": [0, 0, 5, 0, 0, 0],
        "trainees": [0, 0, 5, 0, 0, 0],
        "classes": [0, 0, 1, 0, 0, 0],
        "productive_heads": [0, 0, 0, 2.5, 4.5, 5],
        "seats_used": [0, 0, 0, 5, 5, 5],
    },
    "TEAM3": {},
    "TEAM4": {},
}
FLOWS = (
    "start", "graduates", "transfers_in", "attrition", "releases", "transfers_out", "end", "heads",
    "training_start", "hires", "washout", "training_end", "trainees", "classes", "productive_heads",
    "seats_used",
)  # fmt: skip
STAFFING: dict[str, dict[str, list[float]]] = {
    "TEAM1": {
        "contract_h": [1000, 1400, 1300, 1300, 1300, 0],
        "productive_h": [1000, 1200, 1260, 1300, 1300, 0],
        "assigned_h": [900, 1000, 1000, 1000, 0, 0],
        "spare_h": [100, 200, 260, 300, 1300, 0],
    },
    "TEAM2": {
        "contract_h": [0, 0, 0, 500, 500, 500],
        "productive_h": [0, 0, 0, 250, 450, 500],
        "assigned_h": [0, 0, 0, 100, 400, 450],
        "spare_h": [0, 0, 0, 150, 50, 50],
    },
    "TEAM3": {"assigned_h": [50, 0, 30, 0, 0, 0]},
    "TEAM4": {},
}
HOURS = (
    "contract_h", "productive_h", "overtime_paid_h", "overtime_productive_h", "undertime_paid_h",
    "undertime_productive_h", "assigned_h", "spare_h",
)  # fmt: skip
REQUIRED = [950.0, 1000, 1030, 1100, 400, 450]

# contract, line, who, month: quantity, unit, price in the currency of the contract
BILLING: tuple[tuple[str, str, str, int, float, str, float], ...] = (
    ("C1", "production", "TEAM1 on queue1:en", 0, 900, "productive_hour", 8),
    ("C1", "production", "TEAM1 on queue1:en", 1, 1000, "productive_hour", 8),
    ("C1", "production", "TEAM1 on queue1:en", 2, 1000, "productive_hour", 8),
    ("C1", "production", "TEAM1 on queue1:en", 3, 1000, "productive_hour", 8),
    ("C1", "nesting", "TEAM1", 1, 200, "productive_hour", -2),  # 4 people at half output; 6 an hour, not 8
    (
        "C1",
        "ramp",
        "TEAM1",
        2,
        360,
        "productive_hour",
        -0.8,
    ),  # 4 people at 0.9, 10 % off, until they are tenured
    ("C1", "training", "TEAM1", 0, 240, "paid_hour", 4),  # 4 people, 60 of their 100 hours
    ("C1", "shortfall", "C1", 0, 50, "productive_hour", 8),  # 950 hours committed
    ("C1", "shortfall", "C1", 4, 950, "productive_hour", 8),  # all of them while work is handed over
    ("C1", "exit_fee", "C1", 5, 1, "contract", 1000),
    ("C1", "knowledge_transfer", "TEAM1", 4, 1300, "productive_hour", 5),
    ("C2", "production", "TEAM2", 3, 500, "paid_hour", 10),
    ("C2", "production", "TEAM2", 4, 500, "paid_hour", 10),
    ("C2", "production", "TEAM2", 5, 500, "paid_hour", 10),
    ("C2", "training", "TEAM2", 2, 500, "paid_hour", 3),
    ("C2", "opening_fee", "C2", 1, 1, "contract", 2000),
    ("C3", "production", "TEAM3 on queue1:en", 0, 50, "ticket", 2),
    ("C3", "production", "TEAM3 on queue1:en", 2, 30, "ticket", 2),
)
SITE_OF_CONTRACT = {"C1": "SITE1", "C2": "SITE2", "C3": "SITE3", "C4": "SITE2"}
CURRENCY_OF = {"C1": ("USD", 1.0), "C2": ("EUR", 1.1), "C3": ("USD", 1.0), "C4": ("USD", 1.0)}

COST = {
    "SITE1": {"vendor_hours": 31200.0, "vendor_ramp": -688.0, "vendor_training": 960.0,
              "vendor_commitment": 8000.0, "vendor_selection": 7500.0, "severance": 300.0},
    "SITE2": {"vendor_hours": 16500.0, "vendor_training": 1650.0, "vendor_selection": 2200.0},
    "SITE3": {"vendor_hours": 160.0},
}  # fmt: skip
"""Money by site and term, base currency; it adds up to 67782."""
