"""Clauses to combine on tiny instances: what each adds to the terms of a contract. Thresholds lie on even hours."""

from __future__ import annotations

from typing import Any

__all__ = ["HEAD_CLAUSES", "WORK_CLAUSES"]

Clause = dict[str, Any]

WORK_CLAUSES: dict[str, Clause] = {
    "incremental tiers by month": {"tiers": ((0.0, 0.0), (4.0, 6.0), (6.0, 12.0))},
    "incremental tiers by quarter": {"tiers": ((0.0, 0.0), (8.0, 10.0)), "tier_window": "quarter"},
    "all-units tiers by month": {"tiers": ((0.0, 0.0), (6.0, 7.0)), "tier_kind": "all_units"},
    "all-units tiers by year, some before": {
        "tiers": ((0.0, 0.0), (48.0, 9.0)), "tier_kind": "all_units", "tier_window": "contract_year",
        "tier_to_date": 0.0,
    },
    "rebate by quarter": {"tiers": ((0.0, 0.0), (14.0, 8.0)), "tier_kind": "rebate", "tier_window": "quarter"},
    "take-or-pay by month": {"commit_units": 4.0, "commit_rate": 20.0},
    "take-or-pay by quarter": {"commit_units": 4.0, "commit_window": "quarter"},
    "share of the locked order": {"commit_share": 0.5, "locked": {0: 8.0, 1: 4.0, 2: 8.0, 3: 4.0}},
    "carry-forward": {"commit_units": 6.0, "carry_forward": 0.5, "rate": 31.0, "commit_rate": 31.0},
    "baseline, charges from the edge": {
        "baseline_units": 4.0, "dead_band": 0.5, "additional_charge": 31.0, "reduced_charge": 14.0,
    },
    "baseline, charges from the baseline": {
        "baseline_units": 4.0, "dead_band": 0.5, "additional_charge": 28.0, "reduced_charge": 20.0,
        "band_from": "baseline",
    },
    "priced lock": {
        "locked": 4.0, "order_band": 0.5, "lock_kind": "priced", "lock_below": 9.0, "lock_above": 3.0, "rate": 28.0,
    },
    "escalator": {"escalator": 0.3, "start_year": 2025},
    "currency": {"currency": "EUR", "currency_rate": [1.0, 0.8, 1.2, 1.1]},
    "premium": {"premium_share": [0.0, 0.3, 0.1, 0.0]},
    "credit": {"credit_share": {1: 0.1, 3: 0.2}, "rate": 33.0},
    "credit with relief": {
        "credit_share": 0.2, "relief_band": 0.5, "outlook": 4.0, "rate": 36.0,
    },
    "credit earned back, with relief": {
        "credit_share": {0: 0.3}, "relief_band": 0.5, "outlook": 4.0, "rate": 36.0, "earned_back_in": {0: 2},
    },
    "two prices by target": {"rate": 33.0, "rate_missed": 27.0, "missed": {1: True, 2: True}},
    "two prices with relief": {
        "rate": 33.0, "rate_missed": 27.0, "missed": True, "relief_band": 0.0, "outlook": 4.0,
    },
    "bonus": {"bonus_share": {0: 0.5, 2: 0.1}},
}  # fmt: skip
"""For hours bought on demand."""

HEAD_CLAUSES: dict[str, Clause] = {
    "FTE-months": {"unit": "fte_month", "rate": 4000.0},
    "seat-months": {"unit": "seat_month", "rate": 4000.0, "seats_per_head": 0.5},
    "incremental tiers on hours": {"tiers": ((0.0, 0.0), (700.0, 9.0))},
    "all-units tiers on hours": {"tiers": ((0.0, 0.0), (850.0, 6.0)), "tier_kind": "all_units"},
    "tiers on FTE": {"tiers": ((0.0, 0.0), (5.0, 6.0)), "tier_on": "fte_month", "tier_kind": "all_units"},
    "take-or-pay in FTE": {"commit_units": 6.0, "commit_on": "fte_month", "commit_rate": 5000.0},
    "take-or-pay by quarter": {"commit_units": 900.0, "commit_window": "quarter"},
    "carry-forward": {"commit_units": 800.0, "carry_forward": 0.5},
    "baseline": {
        "baseline_units": 700.0, "dead_band": 0.1, "additional_charge": 40.0, "reduced_charge": 10.0,
    },
    "priced lock in FTE": {
        "locked": 4.0, "order_band": 0.1, "lock_kind": "priced", "lock_below": 900.0, "lock_above": 2000.0,
        "order_on": "fte_month",
    },
    "training rate": {"training_rate": 12.0},
    "training with a cap": {"training_rate": 12.0, "training_cap_h": 100.0},
    "replacements by the vendor": {"training_rate": 60.0, "replacement_by_vendor": True},
    "nesting rate": {"nesting_rate": 5.0},
    "ramp discount": {"ramp_discount": 0.4, "ramp_periods": 1},
    "most people up": {"most_up": 1.0},
    "credit with relief in FTE": {
        "credit_share": 0.3, "relief_band": 0.2, "outlook": 4.0, "order_on": "fte_month",
    },
    "two prices": {"rate_missed": 15.0, "missed": {2: True}},
    "bonus and credit": {"bonus_share": {1: 0.1}, "credit_share": {2: 0.1}},
    "premium": {"premium_share": [0.0, 0.1, 0.2, 0.0]},
    "escalator": {"escalator": 0.3, "start_year": 2025},
}  # fmt: skip
"""For people by the paid hour."""
