"""Runs by hand for the bridge: teams billed by the hour, queues, one site each; and a run with everything scaled."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from capplan.bridge.side import Side

WEEKS = ("2026-03-02", "2026-03-09")


def hand_side(
    hours: Mapping[tuple[str, str], float],
    *,
    rates: Mapping[str, float],
    currency_rates: Mapping[str, float] | None = None,
    volume: Mapping[str, float] | None = None,
    weeks: Sequence[str] = WEEKS[:1],
    name: str = "run",
) -> Side:
    """Every week the same: ``hours`` of work by team and queue, each team at a site of its name, billed by the hour.

    ``volume`` of a queue in contacts of an hour each; as much as is worked where it is not given.
    """
    teams = list(rates)
    currency = dict.fromkeys(teams, 1.0) | dict(currency_rates or {})
    queues = sorted({queue for _, queue in hours})
    worked = {queue: sum(h for (_, q), h in hours.items() if q == queue) for queue in queues}
    needed = dict(volume or worked)
    of_team = {team: sum(h for (t, _), h in hours.items() if t == team) for team in teams}
    rows = [
        {
            "week": week, "site": team, "who": team, "contract": "", "term": "vendor_hours",
            "unit": "productive hours", "quantity": of_team[team], "price": rates[team],
            "currency_rate": currency[team], "amount": of_team[team] * rates[team],
            "amount_base": of_team[team] * rates[team] * currency[team],
        }
        for week in weeks
        for team in teams
        if of_team[team] > 0.0
    ]  # fmt: skip
    side = Side(
        name=name,
        currency="USD",
        period="week",
        weeks=tuple(weeks),
        lines=pd.DataFrame(rows),
        queues=pd.DataFrame(
            [
                {"week": week, "queue": queue, "forecast": needed[queue], "volume": needed[queue],
                 "aht_s": 3600.0, "workload_h": needed[queue], "required_h": needed[queue]}
                for week in weeks
                for queue in queues
            ]
        ),
        work=pd.DataFrame(
            [
                {"week": week, "team": team, "queue": queue, "productive_h": h, "pace": 1.0}
                for week in weeks
                for (team, queue), h in hours.items()
                if h > 0.0
            ]
        ),
        people=pd.DataFrame([{"week": week, "team": team, "heads": 0.0} for week in weeks for team in teams]),
        teams=pd.DataFrame(
            [{"site": team, "contract_h": 40.0, "unit": "productive_hour", "rate": rates[team]} for team in teams],
            index=pd.Index(teams, name="team"),
        ),
        shares=pd.DataFrame(
            [
                {"week": week, "site": team, "productive": 0.8, "paid": 1.0, "on_duty": 0.9,
                 "currency_rate": currency[team]}
                for week in weeks
                for team in teams
            ]
        ),
        contracts=pd.DataFrame(
            {n: pd.Series(dtype=object)
             for n in ("week", "contract", "unit", "after_shrinkage", "currency_rate", "escalation")}
        ),
        overtime_premium=1.5,
        undertime_paid_share=0.5,
        undone_prices={},
        cents={},
        summary={},
    )  # fmt: skip
    return counted(side)


def counted(side: Side) -> Side:
    """The run with the cents of its lines."""
    sums = side.lines.groupby("term", sort=False)["amount_base"].sum()
    return replace(side, cents={term: round(100 * amount) for term, amount in sums.items()})


def with_lines(side: Side, factor: float, columns: Sequence[str], *, terms: Collection[str] | None = None,
               but: Collection[str] = (), site: str | None = None) -> Side:  # fmt: skip
    """The run with some columns of some of its lines multiplied."""
    lines = side.lines.copy()
    here = ~lines["term"].isin(list(but))
    here &= True if terms is None else lines["term"].isin(list(terms))
    here &= True if site is None else lines["site"] == site
    for column in columns:
        lines.loc[here, column] *= factor
    return counted(replace(side, lines=lines))


def times(table: pd.DataFrame, factor: float, *columns: str) -> pd.DataFrame:
    """A table with some columns multiplied."""
    return table.assign(**{column: table[column] * factor for column in columns})
