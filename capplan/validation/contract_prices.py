"""Rate cards and prices of contracts: the row that names most wins, and prices rise at every anniversary.

Index    c contract    p team    i pair (team, queue)    t period

    escalation = (1 + escalator) ^ full contract years
    currency   = (1 - hedged_share) * rate of the day + hedged_share * hedged_rate
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from capplan.contract_facts import BY_HEAD, BY_WORK
from capplan.errors import Problem
from capplan.nearest import did_you_mean, listing
from capplan.validation.contract_scope import anniversaries, start_of
from capplan.validation.sites import rate_of_currency
from capplan.validation.typed import Inputs, rows_where

__all__ = ["billed_by_head", "card_rates", "check", "currency_rates", "escalation", "languages_of", "notes"]

FAR = 1.5  # a hedge that is so many times the exchange rate, or such a part of it, is a mistake more often than not

Float = NDArray[np.float64]


def check(inputs: Inputs) -> Iterator[Problem]:
    """Rate cards for teams, queues and languages that the contract does not have, and half two-price rates."""
    table, card = inputs["contracts"], inputs["contract_rates"]
    at = card.positions("contract", table.names())
    for row in rows_where(at >= 0):
        c = int(at[row])
        yield from _outside(inputs, row, c)
        if billed_by_head(inputs, c):
            for column in ("queue", "language"):
                if card.given(column)[row]:
                    yield card.problem(
                        row,
                        column,
                        f"{table.text('unit')[c]} bills people, whatever they work on",
                        f"blank; only for {', '.join(BY_WORK)}",
                    )
        missed, rate = card.number("rate_missed")[row], card.number("rate")[row]
        if table.given("rate_missed")[c] and not card.given("rate_missed")[row]:
            message = f"{table.text('contract')[c]} has two prices, this row has one"
            yield card.problem(row, "rate_missed", message, f"a number from 0 to the rate, {rate:g}")
        if missed > rate:
            message = "a missed target would be billed dearer"
            yield card.problem(row, "rate_missed", message, f"at most the rate, {rate:g}")


def _outside(inputs: Inputs, row: int, c: int) -> Iterator[Problem]:
    """What a row names and its contract does not have."""
    table, card = inputs["contracts"], inputs["contract_rates"]
    has = {
        "team": table.labels("teams")[c],
        "queue": table.labels("queues")[c],
        "language": languages_of(inputs, c),
    }
    for column, names in has.items():
        cell = str(card.text(column)[row])
        if not cell or not names or cell in names:
            continue
        yield card.problem(
            row,
            column,
            f"{table.text('contract')[c]} (contracts.csv, line {table.lines[c]}) has no such {column}",
            listing(sorted(names)),
            did_you_mean(cell, names),
        )


def languages_of(inputs: Inputs, contract: int) -> frozenset[str]:
    """The languages that the teams of a contract work in."""
    teams, named = inputs["teams"], inputs["contracts"].labels("teams")[contract]
    spoken = zip(teams.text("team").tolist(), teams.labels("languages"), strict=True)
    return frozenset().union(*(languages for team, languages in spoken if team in named))


def notes(inputs: Inputs) -> Iterator[str]:
    """Hedged rates far from the exchange rate."""
    table = inputs["contracts"]
    for row in rows_where(table.number("hedged_share") > 0):
        market = float(rate_of_currency(inputs, str(table.text("currency")[row]))[0])
        hedged = float(table.number("hedged_rate")[row])
        if not 1 / FAR < hedged / market < FAR:
            yield (
                f"contracts.csv:{table.lines[row]}: hedged at {hedged:g}, the exchange rate is {market:g}: "
                "is it upside down?"
            )


def escalation(inputs: Inputs) -> Float:
    """[c, t] factor on every price of the contract."""
    table = inputs["contracts"]
    years = [
        [anniversaries(start_of(inputs, c), day) for day in inputs.horizon.starts] for c in range(len(table))
    ]
    return np.asarray((1.0 + table.number("escalator")[:, None]) ** np.array(years), dtype=np.float64)


def currency_rates(inputs: Inputs) -> Float:
    """[c, t] base currency for one unit of the contract's currency, the hedged share at its own rate."""
    table = inputs["contracts"]
    market = np.stack([rate_of_currency(inputs, currency) for currency in table.text("currency").tolist()])
    share = table.number("hedged_share")[:, None]
    hedged = np.nan_to_num(table.number("hedged_rate"))[:, None]
    return np.asarray((1.0 - share) * market + share * hedged, dtype=np.float64)


def card_rates(
    inputs: Inputs, contract: int, team: str, queue: str = "", language: str = ""
) -> tuple[float, float]:
    """The rate and the rate when the target is missed of a team, or of its work on a queue in a language.

    Among the rows that fit, the one that names most wins; of those that name equally many, team goes before
    queue and queue before language.
    """
    table, card = inputs["contracts"], inputs["contract_rates"]
    wanted = {"team": team, "queue": queue, "language": language}
    fits = card.text("contract") == table.text("contract")[contract]
    weight = np.zeros(len(card))
    for place, (column, name) in enumerate(wanted.items()):
        cells = card.text(column)
        fits &= (cells == "") | (cells == name)
        weight += np.where(cells != "", 8.0 + 2.0 ** (2 - place), 0.0)
    if fits.any():
        row = int(np.argmax(np.where(fits, weight, -1.0)))
        rate, missed = float(card.number("rate")[row]), float(card.number("rate_missed")[row])
    else:
        rate, missed = (float(table.number(name)[contract]) for name in ("rate", "rate_missed"))
    return rate, rate if np.isnan(missed) else missed


def billed_by_head(inputs: Inputs, contract: int) -> bool:
    """Whether a contract bills people and not work."""
    return str(inputs["contracts"].text("unit")[contract]) in BY_HEAD
