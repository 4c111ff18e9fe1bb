"""An instance written as an inputs folder and a planning model."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from . import agreements as contracts
from . import families, growth, people, work
from .places import Site, Team, sites_of, teams_of
from .sizes import SIZES, START, Size

__all__ = ["write_instance"]

Row = Mapping[str, object]

RULES = """\
title = "Benchmark {name}"
period = "week"
first_day = "monday"
start = {start}
periods = {weeks}
currency = "USD"

[objective]
minimise = "cost"

[coverage]
backlog = true
backlog_price = 0.2
end_backlog = "opening"

[coverage.unmet_price]
P0 = 400.0
P1 = 200.0
P2 = 120.0
P3 = 80.0

[service.late_price]
P1 = 30.0

[hiring]
classes = "whole"
start_every = 2
start_offset = 0

[seats]

[releases]

[transfers]

[overtime]
premium = 1.5
most_share = 0.10
most_share_quarter = 0.05

[undertime]
paid_share = 0.5
most_share = 0.04
most_share_quarter = 0.02

[stability]
move_price = 0.25
least_h = 38.0
block_periods = 13

[shares]

[exposure]
most_h_day = 4.0
most_share = 0.9

[accuracy]
least = 0.963

[contracts]

[support]
block_periods = 13

[budget]

[end_of_horizon]
value_per_h = 20.0
periods_valued = 8

{resilience}
{families}[solve]
gap = 0.001
time_limit_s = {seconds}
seed = 0
"""
"""The rules of models/quarterly.toml, every family switched on."""

RESILIENCE = """\
[resilience]
cover_share = 0.8
priorities = [{must_go_on}]
surge_share = 0.1
first_period = 4
every_periods = 4
price = 60.0
{losses}"""
"""The loss of any one site. P0 is what must go on, in smaller instances P1 too. A price and not a hard rule: a
language may have most of its people at one site."""

SECONDS = {"S": 5.0, "M": 90.0, "L": 300.0, "XL": 900.0}


def write_instance(
    name: str, folder: Path, seed: int = 0, trust: bool = True, with_families: bool = False
) -> tuple[Path, Path]:
    """Write the instance of a size to ``folder``; return the planning model and the folder of the inputs.

    The same name and seed write the same files. Without ``trust`` nothing is severe and no accuracy is known: the two
    families have no rows. ``with_families`` adds those of ``families.py`` and changes no other table.
    """
    size = SIZES[name]
    inputs = Path(folder) / "inputs"
    inputs.mkdir(parents=True, exist_ok=True)
    tables = _tables(name, size, seed, with_families)
    if not trust:
        del tables["accuracy"]
        tables["queues"] = [{**row, "severity": "", "least_accuracy": ""} for row in tables["queues"]]
    for table, rows in tables.items():
        _write(inputs / f"{table}.csv", rows)
    model = Path(folder) / f"benchmark_{name}.toml"
    must_go_on = '"P0", "P1"' if size.sites <= 10 else '"P0"'
    losses = 'losses = ["site", "vendor", "country"]\n' if with_families else ""
    resilience = RESILIENCE.format(must_go_on=must_go_on, losses=losses)
    text = RULES.format(
        name=name, start=START, weeks=size.weeks, seconds=SECONDS[name], resilience=resilience,
        families=families.RULES if with_families else "",
    )  # fmt: skip
    model.write_text(text, encoding="utf-8")
    return model, inputs


def _tables(name: str, size: Size, seed: int, with_families: bool) -> dict[str, list[Row]]:
    # a stream of random numbers for each part, so that one part does not move another
    draw = [np.random.default_rng([seed, list(SIZES).index(name), part]) for part in range(6)]
    sites = sites_of(size, draw[0])
    teams = teams_of(size, sites, draw[1])
    kinds = work.kinds_of(size)
    queues = work.queues_of(size, kinds, teams, draw[2])
    staff = people.staff_of(queues, teams, draw[3])
    agreed = contracts.agreements_of(sites, teams, staff)
    covered = {team.name for one in agreed for team in one.teams}
    settled = {team.name for one in agreed if one.may_end for team in one.teams}
    skills = work.skills_of(queues, teams, draw[4])
    rules = growth.class_rows(teams, staff)
    releases, transfers = growth.move_rows(teams, staff)
    further: dict[str, list[Row]] = (
        dict(families.family_rows(size, sites, teams, kinds, queues, staff)) if with_families else {}
    )
    return {
        "sites": people.site_rows(sites, teams, staff),
        "teams": people.team_rows(teams),
        "rates": people.own_rate_rows(teams, covered),
        "shrinkage": people.shrinkage_rows(size, sites),
        "attrition": people.leaving_rows(sites),
        "learning_curves": people.learning_rows(),
        "headcount": people.headcount_rows(teams, staff, settled),
        "class_rules": rules,
        "committed_classes": growth.committed_rows(teams, staff, rules, settled),
        "blackouts": _blackouts(size, sites),
        "release_rules": releases,
        "transfers": transfers,
        "support_ratios": growth.support_rows(sites),
        "queues": work.queue_rows(kinds),
        "forecast": work.forecast_rows(size, queues, draw[5]),
        "profile": work.profile_rows(kinds),
        "accuracy": people.accuracy_rows(teams),
        "skills": [
            {"team": teams[p].name, "queue": queue, "pace": pace} for (p, queue), pace in skills.items()
        ],
        "automation": _automation(kinds),
        "backlog": _backlog(queues),
        "share_limits": _shares(sites, teams, staff),
        "currency_rates": _exchange(size),
        "budgets": _budgets(size, teams, staff),
        "contracts": contracts.contract_rows(size, agreed),
        "contract_tiers": contracts.tier_rows(agreed),
        "contract_rates": contracts.rate_rows(agreed, queues),
        "contract_premiums": contracts.premium_rows(agreed),
        "contract_orders": contracts.order_rows(size, agreed),
        "vendor_kpis": contracts.kpi_rows(size, agreed),
        **further,
    }


def _blackouts(size: Size, sites: tuple[Site, ...]) -> list[Row]:
    """No class starts in the last four weeks of a year of 52 weeks; in a shorter plan, in week six."""
    years = range(max(1, size.weeks // 52))
    first = [(52 * (year + 1) - 4, 52 * (year + 1) - 1) for year in years] if size.weeks >= 52 else [(6, 6)]
    return [
        {
            "site": site.name,
            "week_from": START + timedelta(weeks=a),
            "week_to": START + timedelta(weeks=b),
            "reason": "peak season",
        }
        for site in sites
        for a, b in first
    ]


def _automation(kinds: tuple[work.Kind, ...]) -> list[Row]:
    """A tool tries a tenth of spam from the second month on; it succeeds in half of it."""
    return [
        {
            "queue": kind.name,
            "date_from": START + timedelta(weeks=5),
            "coverage": 0.1,
            "success": 0.5,
            "spread": 0.2,
            "fee": 0.004,
        }
        for kind in kinds
        if kind.name.startswith("spam")
    ]


def _backlog(queues: tuple[work.Queue, ...]) -> list[Row]:
    """A tenth of a week's work waits in every third deferrable queue."""
    waiting = [queue for queue in queues if not queue.kind.real_time][::3]
    return [
        {
            "queue": queue.kind.name,
            "language": queue.language,
            "open_items": round(0.1 * queue.hours * 3600.0 / queue.kind.aht_s),
            "oldest_age_h": min(12.0, 0.5 * float(queue.kind.turnaround_h or 24.0)),
        }
        for queue in waiting
    ]


def _shares(sites: tuple[Site, ...], teams: tuple[Team, ...], staff: people.Staff) -> list[Row]:
    """Own sites keep two thirds of their share of the work; no vendor gets 1.3 times the share of the largest."""
    total = sum(staff.hours)
    share: dict[str, float] = {}
    for team, hours in zip(teams, staff.hours, strict=True):
        share[team.site.vendor] = share.get(team.site.vendor, 0.0) + hours / total
    own = share.pop("", 0.0)
    largest = max(share, key=lambda vendor: share[vendor])
    return [
        {"group": "vendor", "member": "in-house", "least": round(0.67 * own, 2)},
        {"group": "vendor", "member": largest, "most": round(1.3 * share[largest], 2)},
    ]


def _exchange(size: Size) -> list[Row]:
    """Rates by half year, 1 % apart."""
    return [
        {
            "currency": currency,
            "date_from": date(START.year + k // 2, 1 + 6 * (k % 2), 1),
            "rate": round(rate * (1.0 + 0.01 * ((k % 3) - 1)), 5),
        }
        for currency, rate in people.FX.items()
        if currency != "USD"
        for k in range(1 + size.weeks // 26)
    ]


def _budgets(size: Size, teams: tuple[Team, ...], staff: people.Staff) -> list[Row]:
    """A third more than the work of the first week costs, quarter by quarter, growing by a tenth a year."""
    week = sum(team.price * hours for team, hours in zip(teams, staff.hours, strict=True))
    return [
        {
            "quarter": f"{START.year + k // 4}-Q{k % 4 + 1}",
            "amount": round(1.33 * 13.0 * week * (1.0 + 0.025 * k), -3),
        }
        for k in range(size.weeks // 13)
    ]


def _write(path: Path, rows: Iterable[Row]) -> None:
    rows = list(rows)
    if not rows:
        return
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: "" if value is None else value for key, value in row.items()} for row in rows)
