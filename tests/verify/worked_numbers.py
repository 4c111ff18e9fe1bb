"""The numbers of the worked plan (worked_plan.py), month by month."""

from __future__ import annotations

MONTHS = ("2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01", "2026-06-01")
TEAMS = ("ALPHA", "BETA", "GAMMA")
SITE_OF = {"ALPHA": "HOME", "BETA": "HOME", "GAMMA": "MNL"}
NONE = [0.0] * 6

ALPHA = {
    "start": [20, 20, 18, 18, 24.2, 24.2],
    "graduates": [0, 0, 0, 9, 0, 0],
    "transfers_in": NONE,
    "attrition": [0, 0, 0, 1.8, 0, 0],
    "releases": [0, 0, 0, 1, 0, 0],
    "transfers_out": [0, 2, 0, 0, 0, 0],
    "end": [20, 18, 18, 24.2, 24.2, 24.2],
    "heads": [20, 18, 18, 26, 24.2, 24.2],
    "training_start": [0, 0, 0, 9, 0, 0],
    "hires": [0, 0, 10, 0, 0, 0],
    "washout": [0, 0, 1, 0, 0, 0],
    "training_end": [0, 0, 9, 0, 0, 0],
    "trainees": [0, 0, 10, 0, 0, 0],
    "classes": [0, 0, 1, 0, 0, 0],
    "productive_heads": [20, 18, 18, 21.5, 24.2, 24.2],
    "seats_used": [10, 9, 9, 13, 12.1, 12.1],
}
BETA = {
    "start": [10, 9, 13.14, 11.826, 10.6434, 9.57906],
    "graduates": [0, 3.6, 0, 0, 0, 0],
    "transfers_in": [0, 2, 0, 0, 0, 0],
    "attrition": [1, 1.46, 1.314, 1.1826, 1.06434, 0.957906],
    "releases": NONE,
    "transfers_out": NONE,
    "end": [9, 13.14, 11.826, 10.6434, 9.57906, 8.621154],
    "heads": [10, 14.6, 13.14, 11.826, 10.6434, 9.57906],
    "training_start": [0, 3.6, 0, 0, 0, 0],
    "hires": [4, 0, 0, 0, 0, 0],
    "washout": [0.4, 0, 0, 0, 0, 0],
    "training_end": [3.6, 0, 0, 0, 0, 0],
    "trainees": [4, 0, 0, 0, 0, 0],
    "classes": [1, 0, 0, 0, 0, 0],
    "productive_heads": [10, 13.6, 13.14, 11.826, 10.6434, 9.57906],
    "seats_used": [5, 7.3, 6.57, 5.913, 5.3217, 4.78953],
}
HOURS = {
    "ALPHA": {
        "contract_h": [2000, 1800, 1800, 2600, 2420, 2420],
        "productive_h": [1600, 1440, 1440, 1720, 1936, 1936],
        "overtime_paid_h": [0, 50, 0, 0, 0, 0],
        "overtime_productive_h": [0, 45, 0, 0, 0, 0],
        "undertime_paid_h": NONE,
        "undertime_productive_h": NONE,
        "assigned_h": [1485, 1485, 1425, 1680, 1880, 1880],
        "spare_h": [115, 0, 15, 40, 56, 56],
    },
    "BETA": {
        "contract_h": [1000, 1460, 1314, 1182.6, 1064.34, 957.906],
        "productive_h": [800, 1088, 1051.2, 946.08, 851.472, 766.3248],
        "overtime_paid_h": NONE,
        "overtime_productive_h": NONE,
        "undertime_paid_h": [0, 20, 0, 0, 0, 0],
        "undertime_productive_h": [0, 16, 0, 0, 0, 0],
        "assigned_h": [800, 1050, 1000, 900, 850, 766],
        "spare_h": [0, 22, 51.2, 46.08, 1.472, 0.3248],
    },
    "GAMMA": dict.fromkeys(
        (
            "contract_h",
            "productive_h",
            "overtime_paid_h",
            "overtime_productive_h",
            "undertime_paid_h",
            "undertime_productive_h",
            "spare_h",
        ),
        NONE,
    )
    | {"assigned_h": [15, 15, 15, 20, 20, 20]},
}
COVERAGE = {
    ("calls", "en"): {
        "volume": [1500, 1500, 1440, 1700, 1900, 1900],
        "aht_s": [2880] * 6,
        "workload_h": [1200, 1200, 1152, 1360, 1520, 1520],
        "required_h": [1500, 1500, 1440, 1700, 1900, 1900],
        "work_h": [1500, 1500, 1440, 1700, 1900, 1900],
        "short_h": NONE,
        "backlog_start_h": NONE,
        "backlog_h": NONE,
        "backlog_limit_h": NONE,
    },
    ("review", "de"): {
        "volume": [600, 600, 600, 540, 480, 420],
        "aht_s": [5400] * 6,
        "workload_h": [900, 900, 900, 810, 720, 630],
        "required_h": [1000, 1000, 1000, 900, 800, 700],
        "work_h": [800, 1050, 1000, 900, 850, 766],
        "short_h": [0, 0, 0, 0, 0, 44],
        "backlog_start_h": [50, 250, 200, 200, 200, 150],
        "backlog_h": [250, 200, 200, 200, 150, 40],
        "backlog_limit_h": [1025, 1500, 1500, 1400, 1250, 1100],
    },
}
# site lost, queue, language: ALPHA gives 80 + 0.1 x 90 hours a productive head, GAMMA a tenth more than it sells
SITE_LOSS = {
    ("site", "HOME", "calls", "en"): {
        "required_h": [1500, 1500, 1440, 1700, 1900, 1900],
        "need_h": [18.75, 18.75, 18, 21.25, 23.75, 23.75],
        "able_h": [16.5, 16.5, 16.5, 22, 22, 22],
        "margin_h": [-2.25, -2.25, -1.5, 0.75, -1.75, -1.75],
        "uncovered_h": [2.25, 2.25, 1.5, 0, 1.75, 1.75],
    },
    ("site", "MNL", "calls", "en"): {
        "required_h": [1500, 1500, 1440, 1700, 1900, 1900],
        "need_h": [18.75, 18.75, 18, 21.25, 23.75, 23.75],
        "able_h": [1780, 1602, 1602, 1913.5, 2153.8, 2153.8],
        "margin_h": [1761.25, 1583.25, 1584, 1892.25, 2130.05, 2130.05],
        "uncovered_h": NONE,
    },
}
# who, site, term, unit: price, quantity by month
LINES: dict[tuple[str, str, str, str], tuple[float, list[float]]] = {
    ("ALPHA", "HOME", "wages", "heads"): (3240, [20, 18, 18, 26, 24.2, 24.2]),
    ("BETA", "HOME", "wages", "heads"): (3240, [10, 14.6, 13.14, 11.826, 10.6434, 9.57906]),
    ("ALPHA", "HOME", "training", "heads"): (2160, [0, 0, 10, 0, 0, 0]),
    ("BETA", "HOME", "training", "heads"): (2160, [4, 0, 0, 0, 0, 0]),
    ("ALPHA", "HOME", "recruiting", "heads"): (300, [0, 0, 10, 0, 0, 0]),
    ("BETA", "HOME", "recruiting", "heads"): (300, [4, 0, 0, 0, 0, 0]),
    ("ALPHA", "HOME", "classes", "classes"): (1000, [0, 0, 1, 0, 0, 0]),
    ("BETA", "HOME", "classes", "classes"): (1000, [1, 0, 0, 0, 0, 0]),
    ("ALPHA", "HOME", "seats", "heads"): (50, [20, 18, 18, 26, 24.2, 24.2]),
    ("BETA", "HOME", "seats", "heads"): (50, [10, 14.6, 13.14, 11.826, 10.6434, 9.57906]),
    ("ALPHA", "HOME", "overtime", "paid hours"): (54, [0, 50, 0, 0, 0, 0]),
    ("BETA", "HOME", "undertime", "paid hours"): (-24.3, [0, 20, 0, 0, 0, 0]),
    ("ALPHA", "HOME", "severance", "heads"): (500, [0, 0, 0, 1, 0, 0]),
    ("BETA", "HOME", "transfers", "heads"): (200, [0, 2, 0, 0, 0, 0]),
    ("lead", "HOME", "support_roles", "heads"): (5000, [5, 5, 5, 4, 4, 4]),
    ("GAMMA", "MNL", "vendor_hours", "tickets"): (50, [15, 15, 15, 20, 20, 20]),
    ("review:de", "", "unmet_hours", "hours"): (30, [0, 0, 0, 0, 0, 44]),
    ("ALPHA:calls:en", "", "moved_hours", "hours"): (0.1, [0, 0, 0, 255, 200, 0]),
    ("GAMMA:calls:en", "", "moved_hours", "hours"): (0.1, [0, 0, 0, 5, 0, 0]),
    ("BETA:review:de", "", "moved_hours", "hours"): (0.1, [0, 250, 0, 0, 0, 0]),
    ("review:de", "", "backlog_hours", "hours"): (0.01, [250, 200, 200, 200, 150, 40]),
    ("calls:en without HOME", "", "resilience", "hours"): (2, [2.25, 2.25, 1.5, 0, 1.75, 1.75]),
    ("ALPHA:calls:en", "", "end_capacity", "hours"): (-2, [0, 0, 0, 0, 0, 2000]),
}
COST_HOME = {
    "wages": 648610.61,
    "training": 30240.0,
    "recruiting": 4200.0,
    "classes": 2000.0,
    "seats": 10009.42,
    "overtime": 2700.0,
    "undertime": -486.0,
    "severance": 500.0,
    "transfers": 400.0,
    "support_roles": 135000.0,
}
MONEY = 834599.03  # 833174.03 at HOME, 105.00 for GAMMA, 1320.00 unmet
SPENT_Q1, SPENT_Q2 = 422449.6, 410775.4334  # without unmet hours
