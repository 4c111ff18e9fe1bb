"""The people of an instance: who is there, what they cost, how they learn and leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from .places import Site, Team
from .sizes import HOURS_OF_HEAD, START, Size
from .work import ON_DEMAND, Queue

__all__ = [
    "PAID_H",
    "Staff",
    "headcount_rows",
    "leaving_rows",
    "learning_rows",
    "own_rate_rows",
    "shrinkage_rows",
    "site_rows",
    "staff_of",
    "team_rows",
]

Row = dict[str, object]

PAID_H = 40.0
SHRINKAGE = (
    ("breaks", 0.07, "planned", "in_office"),
    ("coaching and training", 0.06, "planned", "in_office"),
    ("wellness", 0.03, "planned", "in_office"),
    ("vacation", 0.07, "planned", "out_of_office"),
    ("sick", 0.04, "unplanned", "out_of_office"),
)
"""What is not worked of paid time: 27 %."""

PRODUCTIVE_SHARE = 1.0 - sum(share for _, share, *_ in SHRINKAGE)
FX = {"USD": 1.0, "EUR": 1.1, "INR": 0.0116}
"""Base currency for one unit, about; currency_rates.csv moves it a little from half year to half year."""

CURVES = {"own": (4, 3), "vendor": (3, 3)}
"""Weeks of training and of nesting; ramp-up takes five more weeks."""


@dataclass(frozen=True)
class Staff:
    """Opening people and planned hours by team, and the hours of each queue split among its teams."""

    heads: tuple[int, ...]
    hours: tuple[float, ...]
    by_queue: dict[tuple[int, int], float]  # (team, queue) to hours a week


def staff_of(queues: tuple[Queue, ...], teams: tuple[Team, ...], random: np.random.Generator) -> Staff:
    """The people who do the work of the first weeks: every queue is split among its running teams at random.

    A team has the hours of its queues by HOURS_OF_HEAD people, eight at least; candidates and teams on demand have
    nobody.
    """
    by_queue: dict[tuple[int, int], float] = {}
    for q, queue in enumerate(queues):
        running = [p for p in queue.teams if not teams[p].site.candidate]
        weights = random.uniform(0.5, 1.5, len(running))
        for p, hours in zip(running, (queue.hours * weights / weights.sum()).tolist(), strict=True):
            by_queue[p, q] = hours
    hours = [sum(each for (p, _), each in by_queue.items() if p == team) for team in range(len(teams))]
    heads = [
        0 if team.on_demand or team.site.candidate else max(8, round(each / HOURS_OF_HEAD))
        for team, each in zip(teams, hours, strict=True)
    ]
    return Staff(tuple(heads), tuple(hours), by_queue)


def site_rows(sites: tuple[Site, ...], teams: tuple[Team, ...], staff: Staff) -> list[Row]:
    """The rows of sites.csv.

    Seats for a fifth more people than there are (for 60 at candidates). Rooms and trainers for twice the classes
    that replace who leaves.
    """
    rows: list[Row] = []
    for site in sites:
        here = sum(heads for team, heads in zip(teams, staff.heads, strict=True) if team.site == site)
        classes_at_once = 2.0 * max(here, 60) * 2.0 * site.attrition / 12.0 * 4.0
        rooms = 1 + int(np.ceil(classes_at_once))
        rows.append(
            {
                "site": site.name,
                "country": site.country.code,
                "vendor": site.vendor,
                "currency": site.country.currency,
                "data_regions": site.country.regions,
                "seats": max(60, int(1.2 * here) + 5),
                "seat_cost": "" if site.vendor else 90,
                "work_from_home": "" if site.vendor else 0.2,
                "rooms": rooms,
                "trainers": rooms + max(1, rooms // 2),
            }
        )
    return rows


def team_rows(teams: tuple[Team, ...]) -> list[Row]:
    """The rows of teams.csv."""
    return [
        {
            "team": team.name,
            "site": team.site.name,
            "languages": "|".join(team.languages),
            "clearances": "sensitive" if team.cleared else "",
            "contract_h": PAID_H,
            "staffing": "on_demand" if team.on_demand else "headcount",
            "curve": "" if team.on_demand else "vendor" if team.site.vendor else "own",
        }
        for team in teams
    ]


def own_rate_rows(teams: tuple[Team, ...], covered: set[str]) -> list[Row]:
    """The rows of rates.csv: wages at own sites, paid or productive hours of vendors without a contract.

    Wages come to the price of an hour with a burden of a fifth. Work on demand is billed by the ticket and costs
    1.7 times as much.
    """
    rows: list[Row] = []
    for number, team in enumerate(teams):
        if team.name in covered:
            continue
        price = team.price / FX[team.site.country.currency]
        row: Row = {"team": team.name}
        if team.on_demand:
            ticket_h = ON_DEMAND.aht_s / 3600.0 / ON_DEMAND.occupancy
            row |= {"unit": "ticket", "rate": round(1.7 * price * ticket_h, 4)}
        elif not team.site.vendor:
            wage = round(price * PRODUCTIVE_SHARE / 1.25, 2)
            row |= {"unit": "wage_hour", "rate": wage, "burden": 0.2, "bonus": 0.05}
        elif number % 2:
            row |= {
                "unit": "productive_hour",
                "rate": round(price, 2),
                "training_rate": round(0.4 * price, 2),
            }
        else:
            paid = round(price * PRODUCTIVE_SHARE, 2)
            row |= {"unit": "paid_hour", "rate": paid, "training_rate": round(0.7 * paid, 2)}
        rows.append(row)
    return rows


def shrinkage_rows(size: Size, sites: tuple[Site, ...]) -> list[Row]:
    """The rows of shrinkage.csv: the same at every site, with more vacation in July, August and late December."""
    rows: list[Row] = []
    for site in sites:
        for component, share, planned, place in SHRINKAGE:
            flags = {"planned": planned, "paid": "yes", "place": place, "basis": "paid"}
            flags["combination"] = "additive"
            seasons = _seasons(size) if component == "vacation" else [("", "", 0.0)]
            for first, last, more in seasons:
                row: Row = {"site": site.name, "component": component, "week_from": first, "week_to": last}
                rows.append(row | {"share": round(share + more, 4)} | flags)
    return rows


def _seasons(size: Size) -> list[tuple[object, object, float]]:
    """Runs of weeks with the same vacation: (first, last, what is added)."""
    week = np.arange(size.weeks) % 52
    more = np.where((week >= 26) & (week < 34), 0.03, np.where(week >= 50, 0.03, -0.007))
    edges = [0, *(np.flatnonzero(np.diff(more)) + 1).tolist(), size.weeks]
    pairs = zip(edges[:-1], edges[1:], strict=True)
    return [
        (START + timedelta(weeks=a), START + timedelta(weeks=b - 1), float(more[a]) if b > a else 0.0)
        for a, b in pairs
    ]


def leaving_rows(sites: tuple[Site, ...]) -> list[Row]:
    """The rows of attrition.csv: twice the rate of the site in the first month, half as much more to half a year."""
    return [
        {
            "site": site.name,
            "tenure_from_weeks": weeks,
            "rate": round(factor * site.attrition, 5),
            "rate_period": "weekly",
        }
        for site in sites
        for weeks, factor in ((0, 2.0), (4, 1.5), (13, 1.2), (26, 1.0))
    ]


def learning_rows() -> list[Row]:
    """The rows of learning_curves.csv."""
    rows: list[Row] = []
    for curve, (training, nesting) in CURVES.items():
        steps = [("training", 0.0)] * training
        steps += [("nesting", 0.4 + 0.1 * k) for k in range(nesting)]
        steps += [("ramp", value) for value in (0.7, 0.78, 0.85, 0.91, 0.96)]
        rows += [
            {"curve": curve, "week": week + 1, "stage": stage, "productivity": round(value, 2)}
            for week, (stage, value) in enumerate(steps)
        ]
    return rows


def headcount_rows(teams: tuple[Team, ...], staff: Staff, settled: set[str]) -> list[Row]:
    """The rows of headcount.csv: a class in training, one on the curve, the others half a year and more.

    In ``settled`` teams all have been there for half a year: their contract may be ended soon.
    """
    rows: list[Row] = []
    for team, heads in zip(teams, staff.heads, strict=True):
        young = () if team.name in settled else ((1, 0.04), (5, 0.06), (11, 0.1))
        shares = (*young, (30, 0.3), (80, 0.5))
        split = [round(share * heads) for _, share in shares[:-1]]
        split.append(heads - sum(split))
        rows += [
            {"team": team.name, "tenure_weeks": weeks, "heads": number}
            for (weeks, _), number in zip(shares, split, strict=True)
            if number > 0
        ]
    return rows


def accuracy_rows(teams: tuple[Team, ...]) -> list[Row]:
    """Own teams are right a little more often than those of vendors."""
    return [{"team": team.name, "accuracy": 0.975 if not team.site.vendor else 0.962} for team in teams]
