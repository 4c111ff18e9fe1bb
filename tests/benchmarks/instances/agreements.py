"""Contracts of vendors: six ways to bill, with the clauses that go with each, and candidates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .people import FX, PRODUCTIVE_SHARE, Staff
from .places import Site, Team
from .sizes import HOURS_OF_HEAD, START, Size
from .work import Queue

__all__ = [
    "Agreement",
    "agreements_of",
    "contract_rows",
    "kpi_rows",
    "order_rows",
    "premium_rows",
    "rate_rows",
    "tier_rows",
]

Row = dict[str, object]

MONTH_H = HOURS_OF_HEAD * 52.0 / 12.0
LOCKED_MONTHS = 4


@dataclass(frozen=True)
class Agreement:
    """A contract: the site, its teams, how it bills (a key of ``_CLAUSES``), people at the start, price in its
    currency of a productive hour."""

    name: str
    site: Site
    teams: tuple[Team, ...]
    way: str
    heads: int
    price: float
    may_end: bool = False


WAYS = ("hours", "paid", "people", "baseline", "tickets", "minutes")
"""How the running contracts bill, in turn; every seventh vendor site has no contract but rates."""


def agreements_of(sites: tuple[Site, ...], teams: tuple[Team, ...], staff: Staff) -> tuple[Agreement, ...]:
    """One contract a vendor site: the ways in turn; candidates bill seats and productive hours in turn."""
    found: list[Agreement] = []
    running = offered = ending = 0
    for site in sites:
        mine = [p for p, team in enumerate(teams) if team.site == site and not team.on_demand]
        if not site.vendor:
            continue
        if site.candidate:
            way, offered = ("seats", "offered hours")[offered % 2], offered + 1
        else:
            running += 1
            if running % 7 == 0:
                continue
            way = WAYS[(running - 1 - running // 7) % len(WAYS)]
        may_end = way == "people" and ending % 3 == 0
        ending += way == "people"
        heads = sum(staff.heads[p] for p in mine)
        price = sum(teams[p].price for p in mine) / len(mine) / FX[site.country.currency]
        named = tuple(teams[p] for p in mine)
        found.append(Agreement(f"{site.vendor}-{site.name}", site, named, way, heads, price, may_end))
    return tuple(found)


def contract_rows(size: Size, agreements: tuple[Agreement, ...]) -> list[Row]:
    """The rows of contracts.csv."""
    rows: list[Row] = []
    for number, one in enumerate(agreements):
        row: Row = {
            "contract": one.name,
            "vendor": one.site.vendor,
            "site": one.site.name,
            "teams": "|".join(team.name for team in one.teams),
            "from": date(2025, 1 + 3 * (number % 4), 1),
            "currency": one.site.country.currency,
            "escalator": 0.03,
            "start_lead_weeks": 2,
            "largest_class": 25,
            "ramp_down_notice_days": 60,
        }
        rows.append(row | _clauses(one, "month" if size.weeks <= 13 else "quarter"))
    return rows


def _clauses(one: Agreement, average: str) -> Row:
    """What each way to bill has; prices come to the same for an hour of work before discounts."""
    price, paid = one.price, one.price * PRODUCTIVE_SHARE
    month = price * MONTH_H * 1.05
    locks: Row = {"lock_1_days": 90, "lock_1_band": 0.25, "lock_2_days": 60, "lock_2_band": 0.15}
    priced: Row = locks | {"lock_kind": "priced"}
    fixed: Row = locks | {"lock_kind": "fixed", "lock_1_band": 0.35, "lock_2_band": 0.3}
    training: Row = {"training_rate": round(0.5 * paid, 2), "training_cap_h": 160}
    hedge: Row = {}
    if one.site.country.currency != "USD":
        hedge = {"hedged_share": 0.5, "hedged_rate": FX[one.site.country.currency]}
    ending: Row = {}
    if one.may_end:
        ending = {"may_end": "yes", "exit_fee": 20000, "end_notice_days": 45, "overlap_weeks": 3}
    clauses: dict[str, Row] = {
        # productive hours: all units cheaper beyond a threshold of a quarter, 90 % of the order is paid anyhow
        "hours": {"unit": "productive_hour", "rate": round(price, 2), "rate_missed": round(0.8 * price, 2)}
        | {"tier_kind": "all_units", "tier_window": "quarter", "commit_share": 0.9, "commit_window": "month"}
        | priced
        | {"lock_below": round(0.2 * price, 2), "lock_above": round(0.2 * price, 2)}
        | training
        | {"replacement_training": "vendor", "nesting_rate": round(0.8 * price, 2), "relief_band": 0.1}
        | {"ramp_discount": 0.1, "ramp_weeks": 4},
        # paid hours: four fifths of the people are paid for on average of a quarter (of a month in a
        # plan of one quarter), half of the rest is carried on
        "paid": {"unit": "paid_hour", "rate": round(paid, 2), "commit_units": round(0.8 * one.heads)}
        | {"commit_on": "fte_month", "commit_window": average, "commit_rate": round(0.9 * month)}
        | {"carry_forward": 0.5, "order_on": "fte_month", "nesting_rate": round(0.8 * paid, 2)}
        | fixed
        | {"most_up": max(20, one.heads // 3), "most_down": max(20, one.heads // 3)}
        | {"credit_cap": 0.06, "bonus_cap": 0.06, "earn_back_months": 2, "relief_band": 0.1}
        | training,
        # people: those beyond a number are cheaper, most are committed to; the first of three such
        # contracts may be ended with a hand-over
        "people": {"unit": "fte_month", "rate": round(month), "fte_counts": "heads"}
        | {"tier_kind": "incremental", "tier_window": "quarter", "commit_units": round(0.6 * one.heads)}
        | {"commit_window": "quarter", "ramp_discount": 0.15, "ramp_weeks": 4}
        | ending
        | training,
        # a fixed price for a baseline, more and fewer people beyond a dead band at prices of their own
        "baseline": {
            "unit": "fte_month",
            "rate": round(month),
            "baseline_units": one.heads,
            "dead_band": 0.08,
        }
        | {"additional_charge": round(1.08 * month), "reduced_charge": round(0.65 * month)}
        | {"band_from": "edge"}
        | training,
        # tickets, with a price for each queue; people beyond the first so many hours are cheaper
        "tickets": {
            "unit": "ticket",
            "rate": round(price / 10.0, 4),
            "rate_missed": round(0.7 * price / 10.0, 4),
        }
        | {"tier_kind": "incremental", "tier_window": "quarter", "tier_on": "productive_hour"}
        | {"order_on": "productive_hour", "relief_band": 0.1}
        | training,
        # minutes of handling, with a rebate that is paid a week after the quarter
        "minutes": {"unit": "minute", "rate": round(price / 60.0 / 0.83, 4)}
        | {"tier_kind": "rebate", "tier_window": "quarter"}
        | {"commit_units": round(0.6 * one.heads * MONTH_H * 60.0 * 0.83), "commit_window": "quarter"}
        | training,
        "seats": {"status": "candidate", "unit": "seat_month", "rate": round(0.97 * month)}
        | {"seats_per_head": 0.9, "opening_fee": 60000, "least_heads": 20, "setup_weeks": 4}
        | {"growth_weeks": 16, "term_months": 12, "most_up": 60, "most_down": 40}
        | training,
        "offered hours": {"status": "candidate", "unit": "productive_hour", "rate": round(0.93 * price, 2)}
        | {"tier_kind": "incremental", "tier_window": "quarter"}
        | {"opening_fee": 40000, "least_heads": 15, "setup_weeks": 6, "growth_weeks": 16, "term_months": 12}
        | training,
    }
    return {**clauses[one.way], **hedge}


def tier_rows(agreements: tuple[Agreement, ...]) -> list[Row]:
    """The rows of contract_tiers.csv: 4 % off just above, 7 % off a sixth above what the opening people do."""
    rows: list[Row] = []
    for one in agreements:
        heads = one.heads or 40
        unit, units = {
            "hours": (one.price, heads * HOURS_OF_HEAD * 13.0),
            "people": (one.price * MONTH_H * 1.05, heads * 3.0),
            "tickets": (one.price, heads * HOURS_OF_HEAD * 13.0),
            "minutes": (one.price / 60.0 / 0.83, heads * HOURS_OF_HEAD * 13.0 * 60.0 * 0.83),
            "offered hours": (0.93 * one.price, heads * HOURS_OF_HEAD * 13.0),
        }.get(one.way, (0.0, 0.0))
        if not units:
            continue
        for share, off in ((0.0, 0.0), (1.02, 0.04), (1.17, 0.07)):
            row: Row = {"contract": one.name, "from_units": round(share * units)}
            rows.append(row | {"reduction": round(off * unit, 4)})
    return rows


def rate_rows(agreements: tuple[Agreement, ...], queues: tuple[Queue, ...]) -> list[Row]:
    """The rows of contract_rates.csv: tickets by what they take, other units by team (cleared ones are dearer)."""
    rows: list[Row] = []
    for one in agreements:
        if one.way == "tickets":
            kinds = {queue.kind.name: queue.kind for queue in queues}
            for name, kind in sorted(kinds.items()):
                at_once = 2.0 if kind.channel == "chat" else 1.0
                rate = one.price * kind.aht_s / 3600.0 / kind.occupancy / at_once
                row: Row = {"contract": one.name, "queue": name, "rate": round(rate, 4)}
                rows.append(row | {"rate_missed": round(0.7 * rate, 4)})
        elif one.way in ("hours", "minutes"):
            for team in one.teams:
                if team.cleared:
                    unit = one.price if one.way == "hours" else one.price / 60.0 / 0.83
                    row = {"contract": one.name, "team": team.name, "rate": round(1.06 * unit, 4)}
                    missed: Row = {"rate_missed": round(0.85 * unit, 4)} if one.way == "hours" else {}
                    rows.append(row | missed)
    return rows


def premium_rows(agreements: tuple[Agreement, ...]) -> list[Row]:
    """The rows of contract_premiums.csv: nights and weekends where hours or minutes of work are billed."""
    rows: list[Row] = []
    for one in agreements:
        if one.way in ("hours", "minutes", "paid"):
            night: Row = {"time_from": "20:00", "time_to": "06:00", "share": 0.1}
            rows.append({"contract": one.name, "premium": "night"} | night)
        if one.way in ("hours", "offered hours"):
            rows.append({"contract": one.name, "premium": "weekend", "share": 0.12})
    return rows


def order_rows(size: Size, agreements: tuple[Agreement, ...]) -> list[Row]:
    """The rows of contract_orders.csv: four months locked at what the people of the start do, later ones foreseen."""
    rows: list[Row] = []
    months = _months(size)
    for one in agreements:
        units = {
            "hours": one.heads * MONTH_H * 0.95,
            "paid": one.heads * 1.0,
            "tickets": one.heads * MONTH_H * 0.95,
        }.get(one.way)
        if units is None:
            continue
        for k, month in enumerate(months):
            stage = "locked" if k < LOCKED_MONTHS and one.way != "tickets" else "outlook"
            rows.append({"contract": one.name, "month": month, "stage": stage, "units": round(units)})
    return rows


def kpi_rows(size: Size, agreements: tuple[Agreement, ...]) -> list[Row]:
    """The rows of vendor_kpis.csv: targets met but in every fifth month."""
    rows: list[Row] = []
    for one in agreements:
        if one.way not in ("paid", "hours", "tickets"):
            continue
        row: Row = {"contract": one.name, "kpi": "service", "target": 0.9, "expected": 0.92}
        if one.way == "paid":
            row |= {"credit_share": 0.05, "credit_floor": 0.8, "bonus_share": 0.02, "bonus_from": 0.96}
        else:
            row |= {"two_price": "yes"}
        rows.append(row)
        rows += [row | {"month": month, "expected": 0.87} for month in _months(size)[1::5]]
    return rows


def _months(size: Size) -> list[str]:
    last = START.toordinal() + 7 * (size.weeks - 1)
    end = date.fromordinal(last)
    count = (end.year - START.year) * 12 + end.month - START.month + 1
    return [
        f"{START.year + (START.month - 1 + k) // 12}-{(START.month - 1 + k) % 12 + 1:02d}"
        for k in range(count)
    ]
