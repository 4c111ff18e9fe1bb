"""How the teams of an instance grow and shrink: classes, releases, cross-training, and the roles that follow."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from .people import FX, PRODUCTIVE_SHARE, Staff
from .places import Site, Team
from .sizes import START

__all__ = ["class_rows", "committed_rows", "move_rows", "support_rows"]

Row = dict[str, object]


def class_rows(teams: tuple[Team, ...], staff: Staff) -> list[Row]:
    """The rows of class_rules.csv: classes of 6 to 25 people, larger in larger teams and at vendors.

    Each team may start enough classes a quarter for twice those who leave and a growth of a tenth.
    """
    rows: list[Row] = []
    for team, heads in zip(teams, staff.heads, strict=True):
        if team.on_demand:
            continue
        site, people = team.site, max(heads, 30)
        smallest = 6 if not site.vendor else 8 if people < 60 else 10
        largest = min(25, smallest + (6 if people < 40 else 10 if people < 80 else 15))
        leaving = 13.0 * 1.2 * site.attrition * people + 0.1 * people
        currency = FX[site.country.currency]
        rows.append(
            {
                "team": team.name,
                "class_min": smallest,
                "class_max": largest,
                "lead_weeks": 3 if site.vendor else 6,
                "classes_per_week": 1,
                "classes_per_quarter": max(2, int(np.ceil(2.0 * leaving / largest))),
                "recruiting_cost": round((200 if site.vendor else 2000) / currency),
                "class_cost": round((1200 if site.vendor else 4000) / currency),
            }
        )
    return rows


def committed_rows(teams: tuple[Team, ...], staff: Staff, rules: list[Row], settled: set[str]) -> list[Row]:
    """The rows of committed_classes.csv: every third running team starts a class in the first three weeks,
    if it is not ``settled``."""
    rule = {row["team"]: row for row in rules}
    return [
        {
            "team": team.name,
            "class_start": START + timedelta(weeks=2 * (k % 2)),
            "size": rule[team.name]["class_min"],
        }
        for k, (team, heads) in enumerate(zip(teams, staff.heads, strict=True))
        if heads and k % 3 == 0 and team.name not in settled
    ]


def move_rows(teams: tuple[Team, ...], staff: Staff) -> tuple[list[Row], list[Row]]:
    """The rows of release_rules.csv (teams of vendors and every second own one) and transfers.csv.

    At every site people may be cross-trained from the first team to the second, both with people.
    """
    releases: list[Row] = []
    transfers: list[Row] = []
    first: dict[str, list[Team]] = {}
    for k, (team, heads) in enumerate(zip(teams, staff.heads, strict=True)):
        currency = FX[team.site.country.currency]
        if heads and (team.site.vendor or k % 2 == 0):
            severance = round((600 if team.site.vendor else 6000) / currency)
            row: Row = {"team": team.name, "notice_weeks": 9, "severance": severance}
            releases.append(row | {"most_per_week": max(2, heads // 20)})
        if heads:
            first.setdefault(team.site.name, []).append(team)
    for pair in first.values():
        if len(pair) > 1:
            cost = round(500 / FX[pair[0].site.country.currency])
            ends: Row = {"from_team": pair[0].name, "to_team": pair[1].name}
            transfers.append(ends | {"weeks": 2, "productivity": 0.5, "cost": cost, "most_per_week": 3})
    return releases, transfers


def support_rows(sites: tuple[Site, ...]) -> list[Row]:
    """The rows of support_ratios.csv, for own sites."""
    roles = (("team lead", 12, 1.5), ("QA", 28, 1.35), ("trainer", 60, 1.4), ("workforce manager", 60, 1.6))
    return [
        {
            "site": site.name,
            "role": role,
            "heads_per_role": ratio,
            "unit": "wage_year",
            "rate": round(factor * site.price * PRODUCTIVE_SHARE * 2080 / FX[site.country.currency], -2),
            "contract_h": 40,
        }
        for site in sites
        if not site.vendor
        for role, ratio, factor in roles
    ]
