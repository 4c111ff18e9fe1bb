"""One of the two runs: what the bridge reads of it, by label, so that runs with other teams or queues still meet."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from capplan.errors import InvalidInput, Problem
from capplan.facts import Facts
from capplan.planning_model import PlanningModel
from capplan.requirements.required import Requirement, require
from capplan.run_folder import read_assumptions, read_result
from capplan.validation import validate
from capplan.verify.run_tables import COLUMNS

__all__ = ["Side", "read_side"]

TABLES = ("costs", "coverage", "allocation", "headcount")
SLACK = 0.02
"""Of the base currency and per million of it: what rounding to ten digits can make of the sum of costs.csv."""


@dataclass(frozen=True)
class Side:
    """A run. Every frame has the columns named, one row for each combination of labels; hours are per period.

    ``lines`` week, site, who, contract, term, unit, quantity, price, currency_rate, amount, amount_base (money only;
    hours unmet and contacts late for nothing among them)
    ``queues`` week, queue, forecast, volume, aht_s, workload_h, required_h    ``queue`` is queue:language
    ``work`` week, team, queue, productive_h, pace
    ``people`` week, team, heads
    ``teams`` index team: site, contract_h, unit, rate
    ``shares`` week, site, productive, paid, on_duty, currency_rate
    ``contracts`` week, contract, unit, after_shrinkage, currency_rate, escalation
    ``undone_prices`` term, queue: what an hour unmet and a contact late would cost by the rules, base currency.
    ``cents`` are the terms of money of summary.json in whole cents.
    """

    name: str
    currency: str
    period: str
    weeks: tuple[str, ...]
    lines: pd.DataFrame
    queues: pd.DataFrame
    work: pd.DataFrame
    people: pd.DataFrame
    teams: pd.DataFrame
    shares: pd.DataFrame
    contracts: pd.DataFrame
    overtime_premium: float  # nan without overtime
    undertime_paid_share: float  # nan without undertime
    undone_prices: Mapping[tuple[str, str], float]
    cents: Mapping[str, int]
    summary: Mapping[str, Any]


def read_side(run: Path) -> Side:
    """The run in a folder. Raises InvalidInput for a folder that is no whole run, with every problem of it."""
    model, tables = read_assumptions(run)
    facts = validate(tables, model)
    requirement = require(facts, curves=False)
    frames, problems = _frames(run)
    summary, unread = _summary(run)
    if problems or unread:
        raise InvalidInput([*problems, *unread])
    lines = frames["costs"]
    lines = lines[lines["steering"] == "no"].reset_index(drop=True)
    queues = frames["coverage"]
    queues["queue"] = queues["queue"] + ":" + queues["language"]
    forecast = _by_period(facts, "queue", facts.queues.name, {"forecast": facts.queues.volume})
    work = frames["allocation"]
    work["queue"] = work["queue"] + ":" + work["language"]
    lines = pd.concat([lines, *_without_price(lines, queues, _late(run))], ignore_index=True)
    cents = {term: round(100 * amount) for term, amount in summary["cost"].items()}
    _check_sum(run, lines, cents)
    return Side(
        name=str(run),
        currency=facts.currency,
        period=facts.horizon.period,
        weeks=facts.horizon.labels,
        lines=lines,
        queues=queues.merge(forecast, on=["week", "queue"], how="left"),
        work=work,
        people=frames["headcount"],
        teams=_teams(facts),
        shares=_shares(facts, requirement),
        contracts=_contracts(facts),
        overtime_premium=math.nan if model.overtime is None else model.overtime.premium,
        undertime_paid_share=math.nan if model.undertime is None else model.undertime.paid_share,
        undone_prices=_undone_prices(model, facts),
        cents=cents,
        summary=summary,
    )


def _frames(run: Path) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """The tables as frames, ``week_start`` as week."""
    frames: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for name in TABLES:
        texts, numbers = COLUMNS[name]
        try:
            rows = read_result(run, f"{name}.csv", texts, numbers)
        except InvalidInput as error:
            problems += error.problems
            continue
        if rows is None:
            problems.append(Problem(str(run / f"{name}.csv"), "the table of the run is missing"))
        table = pd.DataFrame(rows or [], columns=[*texts, *numbers])
        frames[name] = table.rename(columns={"week_start": "week"})
    return frames, problems


def _undone_prices(model: PlanningModel, facts: Facts) -> dict[tuple[str, str], float]:
    queues, late = facts.queues, {} if model.service is None else model.service.late_price
    prices: dict[tuple[str, str], float] = {}
    for q, (name, priority) in enumerate(zip(queues.name, queues.priority, strict=True)):
        if priority in late and queues.real_time[q] and np.isfinite(queues.service_level[q]):
            prices["late_contacts", name] = late[priority]
        else:
            prices["unmet_hours", name] = model.coverage.unmet_price.get(priority, 0.0)
    return prices


def _late(run: Path) -> pd.DataFrame:
    """Late contacts by week and queue; empty without service.csv."""
    texts, numbers = ("week_start", "queue", "language"), ("late_contacts",)
    table = pd.DataFrame(
        read_result(run, "service.csv", texts, numbers) or [], columns=[*texts, *numbers]
    ).rename(columns={"week_start": "week"})
    return table.assign(queue=table["queue"] + ":" + table["language"])


def _without_price(lines: pd.DataFrame, queues: pd.DataFrame, late: pd.DataFrame) -> list[pd.DataFrame]:
    """What was left undone for nothing: without its lines a price that falls to zero is taken for less of it."""
    found = []
    for term, unit, table, column in (
        ("unmet_hours", "hours", queues, "short_h"),
        ("late_contacts", "contacts", late, "late_contacts"),
    ):
        told = lines[lines["term"] == term]
        known = pd.MultiIndex.from_frame(told[["week", "who"]])
        left = table[table[column] > 0.0]
        left = left[~pd.MultiIndex.from_frame(left[["week", "queue"]]).isin(known)]
        names = {"site": "", "contract": "", "term": term, "unit": unit, "steering": "no"}
        money = dict.fromkeys(("price", "amount", "amount_base"), 0.0) | {"currency_rate": 1.0}
        found.append(
            pd.DataFrame({"week": left["week"], "who": left["queue"], "quantity": left[column]}).assign(
                **names, **money
            )
        )
    return found


def _summary(run: Path) -> tuple[dict[str, Any], list[Problem]]:
    path = run / "summary.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        found = {str(term): float(amount) for term, amount in content["cost"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return {}, [Problem(str(path), f"not the summary of a run: {error}")]
    return {**content, "cost": found}, []


def _check_sum(run: Path, lines: pd.DataFrame, cents: Mapping[str, int]) -> None:
    """Refuse a folder whose costs.csv is not what its summary says: no bridge of it would be exact."""
    found = lines.groupby("term")["amount_base"].sum()
    problems = []
    for term in sorted({*found.index, *cents}):
        told, sum_of_lines = cents.get(term, 0) / 100, float(found.get(term, 0.0))
        if not abs(told - sum_of_lines) <= SLACK * (1.0 + abs(told) / 1e6):
            message = f"the lines of {term} come to {sum_of_lines:,.2f}, summary.json says {told:,.2f}"
            problems.append(Problem(str(run / "costs.csv"), message, column="amount_base"))
    if problems:
        raise InvalidInput(problems)


def _by_period(facts: Facts, label: str, names: tuple[str, ...], values: Mapping[str, Any]) -> pd.DataFrame:
    """Values [n, t] as rows of week and label."""
    weeks = facts.horizon.labels
    shape = (len(names), len(weeks))
    table: dict[str, Any] = {
        "week": np.tile(np.array(weeks, dtype=object), len(names)),
        label: np.repeat(np.array(names, dtype=object), len(weeks)),
    }
    for name, value in values.items():
        table[name] = np.broadcast_to(value, shape).ravel()
    return pd.DataFrame(table)


def _teams(facts: Facts) -> pd.DataFrame:
    teams = facts.teams
    return pd.DataFrame(
        {
            "site": [facts.sites.name[s] for s in teams.site],
            "contract_h": teams.contract_h,
            "unit": list(teams.unit),
            "rate": teams.rate,
        },
        index=pd.Index(teams.name, name="team"),
    )


def _shares(facts: Facts, requirement: Requirement) -> pd.DataFrame:
    values = {
        "productive": requirement.productive_share,
        "paid": requirement.paid_share,
        "on_duty": requirement.on_duty_share,
        "currency_rate": facts.sites.currency_rate,
    }
    return _by_period(facts, "site", facts.sites.name, values)


def _contracts(facts: Facts) -> pd.DataFrame:
    contracts = facts.contracts
    if contracts is None:
        columns = ["week", "contract", "unit", "after_shrinkage", "currency_rate", "escalation"]
        return pd.DataFrame({name: pd.Series(dtype=object) for name in columns})
    values = {
        "unit": np.array(contracts.unit, dtype=object)[:, None],
        "after_shrinkage": (contracts.after_shrinkage & (np.array(contracts.unit) == "fte_month"))[:, None],
        "currency_rate": contracts.currency_rate,
        "escalation": contracts.escalation,
    }
    return _by_period(facts, "contract", contracts.name, values)
