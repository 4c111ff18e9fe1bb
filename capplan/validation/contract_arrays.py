"""``Facts.contracts``: the contract tables as arrays (sound tables only)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.contract_facts import Contracts
from capplan.facts import Pairs, Profile
from capplan.validation.contract_clauses import build_clauses, build_selection, build_training
from capplan.validation.contract_premiums import language_share, premium_share
from capplan.validation.contract_prices import billed_by_head, card_rates, currency_rates, escalation
from capplan.validation.contract_scope import (
    contract_of_team,
    holds,
    months_of,
    rules_on,
    start_of,
    under_contract,
)
from capplan.validation.forecast import Series
from capplan.validation.scorecards import build_scorecards
from capplan.validation.typed import Inputs

__all__ = ["build_contracts"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


def build_contracts(
    inputs: Inputs, found: Series, pairs: Pairs, profiles: dict[str, Profile]
) -> Contracts | None:
    """The contracts in the order of the file; None without any."""
    table = inputs["contracts"]
    if not len(table):
        return None
    of_team, of_pair, factor = (
        contract_of_team(inputs),
        _contract_of_pair(inputs, found, pairs),
        escalation(inputs),
    )
    months, month_of_period = months_of(inputs.horizon)
    team_rate, team_missed = _team_prices(inputs, of_team, factor)
    pair_rate, pair_missed = _pair_prices(inputs, found, pairs, of_pair, factor)
    return Contracts(
        name=table.names(),
        vendor=tuple(table.text("vendor").tolist()),
        site=table.positions("site", inputs["sites"].names()),
        start=tuple(start_of(inputs, c) for c in range(len(table))),
        unit=tuple(table.text("unit").tolist()),
        currency=tuple(table.text("currency").tolist()),
        currency_rate=currency_rates(inputs),
        escalation=factor,
        rate=table.number("rate"),
        after_shrinkage=table.text("fte_counts") == "after_shrinkage",
        seats_per_head=table.number("seats_per_head"),
        under_contract=under_contract(inputs),
        contract_of_team=of_team,
        contract_of_pair=of_pair,
        team_rate=team_rate,
        pair_rate=pair_rate,
        team_missed=team_missed,
        pair_missed=pair_missed,
        premium_share=_premiums(inputs, found, pairs, of_pair, profiles),
        month_of_period=month_of_period,
        months=months,
        clauses=build_clauses(inputs),
        training=build_training(inputs),
        scorecards=build_scorecards(inputs),
        selection=build_selection(inputs),
    )


def _contract_of_pair(inputs: Inputs, found: Series, pairs: Pairs) -> Index:
    """[i, t] the contract whose team does the work, where its queues, if it names some, have it."""
    table, force = inputs["contracts"], holds(inputs)
    team = inputs["teams"].text("team")[pairs.team]
    queue = np.array(found.queue)[pairs.queue]
    teams, queues = table.labels("teams"), table.labels("queues")
    of_pair = np.full((len(pairs.team), inputs.horizon.count), -1, dtype=np.int64)
    for c in reversed(range(len(table))):
        mine = np.isin(team, sorted(teams[c]))
        if queues[c]:
            mine &= np.isin(queue, sorted(queues[c]))
        of_pair[np.ix_(mine, force[c])] = c
    return of_pair


def _team_prices(inputs: Inputs, of_team: Index, factor: Float) -> tuple[Float, Float]:
    """[p, t] the price of a unit, and what it costs less where the target is missed; contracts by head."""
    rate, less = np.zeros(of_team.shape), np.zeros(of_team.shape)
    names = inputs["teams"].text("team")
    for c in np.flatnonzero([billed_by_head(inputs, c) for c in range(len(factor))]):
        for p in np.flatnonzero((of_team == c).any(axis=1)):
            price, missed = card_rates(inputs, int(c), str(names[p]))
            here = of_team[p] == c
            rate[p, here], less[p, here] = price, price - missed
    return _risen(rate, of_team, factor), _risen(less, of_team, factor)


def _pair_prices(
    inputs: Inputs, found: Series, pairs: Pairs, of_pair: Index, factor: Float
) -> tuple[Float, Float]:
    """[i, t] likewise for contracts by work, with the premium for the language."""
    rate, less = np.zeros(of_pair.shape), np.zeros(of_pair.shape)
    names = inputs["teams"].text("team")
    for c in np.flatnonzero([not billed_by_head(inputs, c) for c in range(len(factor))]):
        for i in np.flatnonzero((of_pair == c).any(axis=1)):
            q, team = int(pairs.queue[i]), str(names[pairs.team[i]])
            price, missed = card_rates(inputs, int(c), team, found.queue[q], found.language[q])
            more = 1.0 + (
                language_share(inputs, int(c), found.language[q]) if rules_on(inputs, "premiums") else 0.0
            )
            here = of_pair[i] == c
            rate[i, here], less[i, here] = price * more, (price - missed) * more
    return _risen(rate, of_pair, factor), _risen(less, of_pair, factor)


def _risen(price: Float, contract: Index, factor: Float) -> Float:
    """Prices of the first contract year as they are in each period."""
    period = np.arange(price.shape[1])
    return np.asarray(price * np.where(contract >= 0, factor[contract, period], 0.0), dtype=np.float64)


def _premiums(
    inputs: Inputs, found: Series, pairs: Pairs, of_pair: Index, profiles: dict[str, Profile]
) -> Float:
    """[i, t] premium on the rate for when the work is done; for contracts by head also for the language."""
    share = np.zeros(of_pair.shape)
    hours: dict[tuple[int, str], Float] = {}
    for i, c in {(int(i), int(of_pair[i, t])) for i, t in np.argwhere(of_pair >= 0)}:
        queue, language = found.queue[pairs.queue[i]], found.language[pairs.queue[i]]
        if (c, queue) not in hours:
            hours[c, queue] = premium_share(inputs, c, profiles.get(queue))
        spoken = language_share(inputs, c, language) if billed_by_head(inputs, c) else 0.0
        share[i] = np.where(of_pair[i] == c, hours[c, queue] + spoken, share[i])
    return share
