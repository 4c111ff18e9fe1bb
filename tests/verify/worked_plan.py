"""A plan of six months worked by hand: two own teams, a vendor who sells whole tickets, two queues.

ALPHA (English calls) opens with 20 mature heads, sends 2 to BETA, lets 1 go and starts a class of 10 in
March: 10 in training, 9 nesting at half output, 7.2 from May. BETA (German reviews) opens with 10 heads,
loses 10 % of them a month and keeps a committed class of 4. GAMMA sells English tickets, one an hour. A head
has 100 contract hours, 80 of them productive. Every number was worked on paper (worked_numbers.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from capplan.facts import (
    Backlog,
    ClassRules,
    Facts,
    Pairs,
    Queues,
    ReleaseRules,
    ServiceRules,
    ShareLimit,
    Shrinkage,
    Sites,
    SupportRatios,
    Teams,
    Transfers,
)
from capplan.horizon import Horizon
from capplan.planning_model import PlanningModel
from capplan.requirements.curve.service_curve import ServiceCurve
from capplan.requirements.demand import Demand
from capplan.requirements.required import Requirement
from capplan.verify import Report, verify_tables
from capplan.verify.told import Told
from tests.verify.worked_numbers import (
    ALPHA,
    BETA,
    COVERAGE,
    HOURS,
    LINES,
    MONTHS,
    NONE,
    SITE_LOSS,
    SITE_OF,
    TEAMS,
)
from tests.verify.worked_totals import input_tables, totals

AHT_S = np.array([[2880.0] * 6, [5400.0] * 6])
SERVICE: dict[str, list[float]] = {
    "target": [0.8] * 6,
    "answer_within_s": [20] * 6,
    "volume": COVERAGE["calls", "en"]["volume"],
    "required_h": COVERAGE["calls", "en"]["required_h"],
    "short_h": NONE,
    "service_level_required": [0.84] * 6,
    "service_level": [0.84] * 6,
    "curve_error": [0.004] * 6,
    "late_contacts": NONE,
}


@dataclass
class WorkedPlan:
    """Everything the checker is given; tests change one thing in it."""

    model: PlanningModel
    facts: Facts
    requirement: Requirement
    tables: dict[str, pd.DataFrame]
    summary: dict[str, Any]
    inputs: dict[str, pd.DataFrame] | None
    told: Told | None = None

    def check(self) -> Report:
        return verify_tables(
            self.model, self.facts, self.requirement, self.tables, summary=self.summary, inputs=self.inputs,
            told=self.told,
        )  # fmt: skip

    def put(self, table: str, column: str, value: object, **where: str) -> None:
        """Write one cell: the only row of ``table`` that has these labels."""
        frame = self.tables[table]
        here = np.all([frame[name] == label for name, label in where.items()], axis=0)
        assert here.sum() == 1, (table, where, int(here.sum()))
        frame[column] = frame[column].astype(object)
        frame.loc[here, column] = value

    def rule(self, section: str, **values: object) -> None:
        """Change a section of the planning model."""
        old = getattr(self.model, section)
        self.model = self.model.model_copy(update={section: old.model_copy(update=values)})

    def fact(self, part: str, **values: object) -> None:
        """Change a part of the facts."""
        self.facts = replace(self.facts, **{part: replace(getattr(self.facts, part), **values)})


def worked_plan() -> WorkedPlan:
    """The plan, fresh."""
    return WorkedPlan(_model(), _facts(), _requirement(), _tables(), totals(), input_tables())


def _model() -> PlanningModel:
    return PlanningModel.model_validate(
        {
            "period": "month", "start": date(2026, 1, 1), "periods": 6, "currency": "USD",
            "coverage": {"unmet_price": {"P1": 90, "P2": 30}, "must_meet": ("P1",), "backlog_price": 0.01},
            "hiring": {"start_every": 2},
            "seats": {}, "releases": {}, "transfers": {}, "shares": {}, "budget": {},
            "overtime": {"premium": 1.5, "most_share": 0.1, "most_share_quarter": 0.05},
            "resilience": {"cover_share": 0.0125, "priorities": ("P1",), "price": 2},
            "undertime": {"paid_share": 0.25, "most_share": 0.05, "most_share_quarter": 0.02},
            "stability": {"move_price": 0.1, "least_h": 10, "block_periods": 3},
            "support": {"block_periods": 3},
            "end_of_horizon": {"value_per_h": 1, "periods_valued": 2},
        }
    )  # fmt: skip


def _facts() -> Facts:
    number, whole = np.array, lambda *values: np.array(values, dtype=np.int64)
    none = np.zeros((3, 6))
    blackout, committed, committed_heads = none > 0, none.copy(), none.copy()
    blackout[0, 1] = True
    committed[1, 0], committed_heads[1, 0] = 1, 4
    no = np.zeros((0, 2), dtype=bool)
    volume = number([COVERAGE[key]["volume"] for key in COVERAGE], dtype=float)
    return Facts(
        horizon=Horizon("month", date(2026, 1, 1), 6),
        currency="USD",
        sites=Sites(
            ("HOME", "MNL"), ("US", "PH"), ("", "Beta"), ("USD", "PHP"), number([20, np.inf]),
            number([100.0, 0]), number([0.5, 0]), number([1, np.inf]), number([1, np.inf]),
            number([[1.0] * 6, [0.02] * 6]),
        ),
        shrinkage=Shrinkage((), np.zeros((0, 2, 6)), no, no, no, ("paid",) * 2, ("additive",) * 2),
        teams=Teams(
            TEAMS, whole(0, 0, 1), (frozenset({"en"}), frozenset({"de"}), frozenset({"en"})),
            np.full(3, 100.0),
            number([False, False, True]), ("wage_month", "wage_month", "ticket"), number([3000.0, 3000, 50]),
            number([2000.0, 2000, 0]), number([1.2, 1.2, 1]), whole(1, 1, 0), whole(1, 0, 0), whole(2, 1, 0),
            number([[0.1, 0.2, 0], [0.1, 0.1, 0.1], [0, 0, 0]]), number([[0, 0.5, 1], [0, 1, 1], [1, 1, 1]]),
            number([[0, 0, 20.0], [0, 0, 10], [0, 0, 0]]),
        ),
        class_rules=ClassRules(
            number([True, True, False]), number([5.0, 3, 0]), number([12.0, 6, 1]), whole(2, 1, 0),
            number([1.0, 1, 1]), number([1.0, 2, np.inf]), number([300.0, 300, 0]), number([1000.0, 1000, 0]),
            blackout, committed, committed_heads,
        ),
        release_rules=ReleaseRules(
            number([True, False, False]), whole(2, 0, 0), number([500.0, 0, 0]), number([2, np.inf, np.inf])
        ),
        transfers=Transfers(whole(0), whole(1), whole(1), number([0.5]), number([200.0]), number([3.0])),
        queues=Queues(
            ("calls:en", "review:de"), ("calls", "review"), ("en", "de"), ("voice", "review"),
            number([True, False]), ("P1", "P2"), volume, AHT_S,
            number([False, False]), np.ones(2), number([0.9, 0.9]), number([0.8, np.nan]),
            number([20, np.nan]), number([np.nan, np.nan]), number([np.nan, 1.5]), np.ones(2),
            ServiceRules.plain(2),
        ),
        profiles={},
        pairs=Pairs(whole(0, 1, 2), whole(0, 1, 0), np.ones(3)),
        backlog=Backlog(number([0.0, 30]), np.zeros(2)),
        share_limits=(
            ShareLimit("calls at Beta", number([True, False]), number([False, False, True]), 0.005, 0.02),
        ),
        support=SupportRatios(("lead",), whole(0), number([10.0]), number([5000.0])),
        budgets={"2026-Q1": 430000.0, "2026-Q2": 415000.0},
    )  # fmt: skip


def _requirement() -> Requirement:
    def by_queue(column: str) -> np.ndarray:
        return np.array([COVERAGE[key][column] for key in COVERAGE], dtype=float)

    home = np.ones(6)
    return Requirement(
        by_queue("required_h"), by_queue("workload_h"), np.ones(2), np.array([0.8 * home, 0.8 * home]),
        np.array([0.9 * home, home]), np.array([0.9 * home, home]), by_queue("required_h"),
        np.zeros((2, 6)), np.zeros((2, 6)), Demand(by_queue("volume"), by_queue("volume"), AHT_S), {}, {0: _curve()},
    )  # fmt: skip


def _curve() -> ServiceCurve:
    """84 % of calls in time with all hours required; each hour less of a week costs a quarter of a point."""
    one, hours = np.ones(6), np.array(COVERAGE["calls", "en"]["required_h"]) * 168 / 730
    least = hours - 0.84 / 0.0025
    return ServiceCurve(
        hours=np.column_stack([least, hours]), level=np.column_stack([0 * one, 0.84 * one]),
        slope=0.0025 * one[:, None], intercept=(0.84 - 0.0025 * hours)[:, None], required_h=hours,
        required_level=0.84 * one, floor_h=least, error=0.004 * one, error_above=0 * one,
    )  # fmt: skip


def _rows(by_label: dict[tuple[str, ...], dict[str, Any]], labels: tuple[str, ...]) -> pd.DataFrame:
    rows = [
        {
            "week_start": month,
            **dict(zip(labels, label, strict=True)),
            **{n: v[t] for n, v in columns.items()},
        }
        for t, month in enumerate(MONTHS)
        for label, columns in by_label.items()
    ]
    return pd.DataFrame(rows)


def _tables() -> dict[str, pd.DataFrame]:
    gamma = dict.fromkeys(ALPHA, NONE)
    costs = _costs()
    vendor = costs[costs["term"] == "vendor_hours"]
    return {
        "headcount": _rows(
            {("HOME", "ALPHA"): ALPHA, ("HOME", "BETA"): BETA, ("MNL", "GAMMA"): gamma}, ("site", "team")
        ),
        "staffing": _rows({(SITE_OF[team], team): hours for team, hours in HOURS.items()}, ("site", "team")),
        "hiring_calendar": _calendar(),
        "allocation": _allocation(),
        "coverage": _rows(COVERAGE, ("queue", "language")),
        "service": _rows({("calls", "en"): SERVICE}, ("queue", "language")),
        "site_loss": _rows(SITE_LOSS, ("kind", "lost", "queue", "language")),
        "transfers": pd.DataFrame(
            [("2026-02-01", "HOME", "ALPHA", "BETA", 2)],
            columns=["week_start", "site", "from_team", "to_team", "heads"],
        ),
        "support_roles": _rows(
            {
                ("HOME", "lead"): {
                    "heads_served": [34, 32.6, 41.14, 37.826, 34.8434, 33.77906],
                    "heads_per_role": [10] * 6,
                    "required": [3.4, 3.26, 4.114, 3.7826, 3.48434, 3.377906],
                    "staffed": [5, 5, 5, 4, 4, 4],
                }
            },
            ("site", "role"),
        ),
        "costs": costs,
        "vendor_hours": pd.DataFrame(
            {
                "week_start": vendor["week_start"], "vendor": "Beta", "site": vendor["site"],
                "team": vendor["who"], "unit": vendor["unit"], "quantity": vendor["quantity"],
                "rate": vendor["price"], "currency": vendor["currency"], "amount": vendor["amount"],
                "amount_base": vendor["amount_base"],
            }
        ).reset_index(drop=True),
    }  # fmt: skip


def _calendar() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("BETA-2026-01", "HOME", "BETA", "committed", "2025-12-01", "2026-01-01", "2026-02-01",
             "2026-02-01", 4, 3.6, 2.916),
            ("ALPHA-2026-03", "HOME", "ALPHA", "proposed", "2026-01-01", "2026-03-01", "2026-04-01",
             "2026-05-01", 10, 9, 7.2),
        ],
        columns=["class_ref", "site", "team", "status", "requisition_by", "training_start", "nesting_start",
                 "production_start", "size", "expected_grads", "expected_at_90d"],
    )  # fmt: skip


def _allocation() -> pd.DataFrame:
    rows = []
    for team, key, vendor in (
        ("ALPHA", ("calls", "en"), "in-house"), ("BETA", ("review", "de"), "in-house"),
        ("GAMMA", ("calls", "en"), "Beta"),
    ):  # fmt: skip
        for t, month in enumerate(MONTHS):
            hours = HOURS[team]["assigned_h"][t]
            share = hours / COVERAGE[key]["work_h"][t]
            volume = share * COVERAGE[key]["volume"][t]
            rows.append((month, *key, SITE_OF[team], vendor, team, hours, 1, hours, share, volume))
    return pd.DataFrame(
        rows,
        columns=["week_start", "queue", "language", "site", "vendor", "team", "productive_h", "pace",
                 "work_h", "share", "volume"],
    )  # fmt: skip


def _costs() -> pd.DataFrame:
    rows = []
    for (who, site, term, unit), (price, quantities) in LINES.items():
        currency, rate = ("PHP", 0.02) if site == "MNL" else ("USD", 1.0)
        steering = "yes" if term in ("moved_hours", "backlog_hours", "end_capacity", "resilience") else "no"
        for month, quantity in zip(MONTHS, quantities, strict=True):
            if quantity:
                amount = quantity * price
                rows.append(
                    (
                        month,
                        site,
                        who,
                        "",
                        term,
                        steering,
                        quantity,
                        unit,
                        price,
                        currency,
                        rate,
                        amount,
                        amount * rate,
                    )
                )
    return pd.DataFrame(
        rows,
        columns=["week_start", "site", "who", "contract", "term", "steering", "quantity", "unit", "price",
                 "currency", "currency_rate", "amount", "amount_base"],
    )  # fmt: skip
