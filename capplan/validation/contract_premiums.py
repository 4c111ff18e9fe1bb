"""Premiums: what share of the hours of a queue falls at night, on weekends and holidays, and languages.

Index    i pair (team, queue)    t period

    premium_share = sum over premiums of share * part of the hours worked in the hours of the premium
    holiday       part = hours of the weekday in a week * 7 / days of the period, for every holiday in the period

The hours are those of the profile of the queue (staffed_share where it has one); without a profile they
spread evenly over the week. Premiums add up.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.facts import Profile
from capplan.horizon import Horizon
from capplan.nearest import did_you_mean, listing
from capplan.validation.contract_prices import languages_of
from capplan.validation.days import day_of
from capplan.validation.typed import Inputs, rows_where

__all__ = ["check", "language_share", "notes", "premium_share"]

DAY, WEEKEND = 1440, (5, 6)
EVEN = Profile(60, np.full((7, 24), 1.0 / 168.0), None)

Float = NDArray[np.float64]


def check(inputs: Inputs) -> Iterator[Problem]:
    """Premiums without their hours or language, or with those of another kind."""
    table, contracts = inputs["contract_premiums"], inputs["contracts"]
    kind = table.text("premium")
    first, last = table.given("time_from"), table.given("time_to")
    for row in rows_where((kind == "night") & ~first & ~last):
        yield table.problem(row, "time_from", "a night premium needs its hours", "time_from and time_to")
    for row in rows_where((kind != "language") & (first != last)):
        missing = "time_to" if first[row] else "time_from"
        yield table.problem(row, missing, "time_from and time_to go together", "a time from 00:00 to 23:59")
    for row in rows_where(table.number("time_from") == table.number("time_to")):
        yield table.problem(row, "time_to", "the hours end when they begin", "another time than time_from")
    for column in ("time_from", "time_to"):
        for row in rows_where((kind == "language") & table.given(column)):
            yield table.problem(row, column, "a language has no hours", "blank")
    for row in rows_where((kind == "language") & ~table.given("language")):
        yield table.problem(row, "language", "a premium for a language needs it", "a language of the teams")
    for row in rows_where((kind != "language") & table.given("language") & (kind != "")):
        yield table.problem(row, "language", f"a {kind[row]} premium holds for every language", "blank")
    at = table.positions("contract", contracts.names())
    for row in rows_where((kind == "language") & table.given("language") & (at >= 0)):
        spoken = languages_of(inputs, int(at[row]))
        name = str(table.text("language")[row])
        if spoken and name not in spoken:
            message = f"no team of {table.text('contract')[row]} works in it"
            yield table.problem(row, "language", message, listing(sorted(spoken)), did_you_mean(name, spoken))


def notes(inputs: Inputs) -> Iterator[str]:
    """Premiums of hours where no profile says which they are, holidays without dates."""
    table, contracts = inputs["contract_premiums"], inputs["contracts"]
    timed = set(table.text("contract")[table.text("premium") != "language"].tolist())
    without = [name for name in inputs["queues"].names() if name not in inputs["profile"].text("queue")]
    covered = [
        contracts.labels("queues")[c]
        for c in np.flatnonzero(np.isin(contracts.text("contract"), list(timed)))
    ]
    even = [name for name in without if any(not queues or name in queues for queues in covered)]
    if even:
        yield (
            "contract_premiums.csv: hours of work without a profile are taken to spread evenly over day and night: "
            f"{listing(even)}"
        )
    holiday = set(table.text("contract")[table.text("premium") == "holiday"].tolist())
    for row in rows_where(np.isin(contracts.text("contract"), sorted(holiday))):
        site = str(contracts.text("site")[row])
        if not _holidays(inputs, site).any():
            yield f"holidays.csv: no holiday of {site} lies in the plan, and no holiday premium is paid"


def language_share(inputs: Inputs, contract: int, language: str) -> float:
    """The premium on the rate for a language."""
    table = inputs["contract_premiums"]
    rows = _rows(inputs, contract, "language") & (table.text("language") == language)
    return float(table.number("share")[rows].sum())


def premium_share(inputs: Inputs, contract: int, profile: Profile | None) -> Float:
    """[t] premium on the rate for the hours in which the work of a queue is done."""
    table, site = inputs["contract_premiums"], str(inputs["contracts"].text("site")[contract])
    hours = _hours(EVEN if profile is None else profile)
    holidays = _holidays(inputs, site)
    total = np.zeros(inputs.horizon.count)
    for row in np.flatnonzero(table.text("contract") == inputs["contracts"].text("contract")[contract]):
        kind, share = str(table.text("premium")[row]), float(table.number("share")[row])
        part = hours * _window(float(table.number("time_from")[row]), float(table.number("time_to")[row]))
        by_day = part.sum(axis=1)
        if kind == "night":
            total += share * by_day.sum()
        elif kind == "weekend":
            total += share * by_day[list(WEEKEND)].sum()
        elif kind == "holiday":
            total += share * (holidays @ by_day)
    return total


def _rows(inputs: Inputs, contract: int, premium: str) -> NDArray[np.bool_]:
    table = inputs["contract_premiums"]
    mine = table.text("contract") == inputs["contracts"].text("contract")[contract]
    return np.asarray(mine & (table.text("premium") == premium), dtype=np.bool_)


def _hours(profile: Profile) -> Float:
    """[7, 1440] share of the week's hours worked in every minute."""
    share = profile.share if profile.staffed_share is None else profile.staffed_share
    return np.repeat(share / profile.interval_minutes, profile.interval_minutes, axis=1)


def _window(first: float, last: float) -> NDArray[np.bool_]:
    """[1440] the minutes of a day from ``first`` to ``last``, over midnight if need be; all without bounds."""
    minute = np.arange(DAY)
    if np.isnan(first) or np.isnan(last):
        return np.ones(DAY, dtype=np.bool_)
    if first < last:
        return np.asarray((first <= minute) & (minute < last))
    return np.asarray((minute >= first) | (minute < last))


def _holidays(inputs: Inputs, site: str) -> Float:
    """[t, 7] holidays of a site by weekday, as how many of such a weekday an average week of the period has."""
    table, horizon = inputs["holidays"], inputs.horizon
    found = np.zeros((horizon.count, 7))
    for day in map(day_of, table.day("date")[table.text("site") == site]):
        t = _period_with(horizon, day)
        if t is not None:
            days = (horizon.day(t + 1) - horizon.day(t)).days
            found[t, day.weekday()] += 7.0 / days
    return found


def _period_with(horizon: Horizon, day: date) -> int | None:
    """The period that a day lies in; None outside the plan."""
    if not horizon.start <= day < horizon.day(horizon.count):
        return None
    return (
        int(np.searchsorted(np.array(horizon.starts, dtype="datetime64[D]"), np.datetime64(day), "right")) - 1
    )
