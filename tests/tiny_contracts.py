"""Small contracts by hand, on top of small facts: no clause unless asked for.

    facts = contract_facts(facts, contract(unit="ticket", rate=4.0, teams=(0,), commit_units=100.0), ...)
    bill = invoice(facts, requirement, model, delivered(facts, assigned_h=[[40.0, 38.0, 40.0, 41.0]]))

A value by period is a number or a list [t], one by month a number or a dict {month of the plan: number}.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from capplan.contract_facts import BY_HEAD, Clauses, Contracts, Scorecards, Selection, Training
from capplan.contracts import Delivered
from capplan.facts import Facts
from capplan.planning_model import ContractRules

__all__ = ["Terms", "contract", "contract_facts", "delivered", "rules"]

NONE = float("nan")
ByMonth = float | dict[int, float]


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The terms of one contract; see capplan/contract_facts.py for what they mean."""

    name: str = ""  # C1, C2, ... by position
    vendor: str = "VENDOR"
    teams: Sequence[int] = (0,)
    queues: Sequence[int] | None = None  # all of them
    unit: str = "paid_hour"
    rate: float = 20.0
    rate_missed: float | None = None
    from_period: int = 0
    to_period: int | None = None  # the first period in which it is over
    start: date | None = None  # of its first year; the first day of from_period
    currency: str = "USD"
    currency_rate: float | list[float] = 1.0
    escalator: float = 0.0
    after_shrinkage: bool = False
    seats_per_head: float = 1.0
    team_rates: dict[int, float] = field(default_factory=dict)  # the rate card
    pair_rates: dict[tuple[int, int], float] = field(default_factory=dict)  # by (team, queue)
    premium_share: float | list[float] | dict[tuple[int, int], Any] = 0.0  # a dict by (team, queue)
    tiers: Sequence[tuple[float, float]] = ()  # (from units, reduction)
    tier_kind: str = "incremental"
    tier_window: str = "month"
    tier_on: str = ""  # the billing unit
    tier_to_date: float = NONE
    commit_units: float = NONE
    commit_share: float = NONE
    commit_on: str = ""
    commit_window: str = "month"
    commit_rate: float | None = None  # the rate
    carry_forward: float = 0.0
    baseline_units: float = NONE
    dead_band: float = 0.0
    additional_charge: float = 0.0
    reduced_charge: float = 0.0
    band_from: str = "edge"
    order_on: str = ""
    locked: ByMonth = NONE
    outlook: ByMonth = NONE
    order_band: float = 0.0
    lock_kind: str = ""
    lock_below: float = 0.0
    lock_above: float = 0.0
    most_up: float = np.inf
    most_down: float = np.inf
    training_rate: float = 0.0
    training_cap_h: float = np.inf
    replacement_by_vendor: bool = False
    nesting_rate: float = NONE
    ramp_discount: float = 0.0
    ramp_periods: int = 0
    bonus_share: ByMonth = 0.0
    credit_share: ByMonth = 0.0
    missed: bool | dict[int, bool] = False
    earned_back_in: dict[int, int] = field(default_factory=dict)
    relief_band: float = NONE
    candidate: bool = False
    may_end: bool = False
    opening_fee: float = 0.0
    exit_fee: float = 0.0
    least_heads: float = 0.0
    setup_periods: int = 0
    growth_periods: int = 0
    term_periods: int = 0
    notice_periods: int = 0
    overlap_periods: int = 0
    transfer_rate: float = 0.0


contract = Terms


def rules(**on: bool) -> ContractRules:
    """Only the named clauses are on."""
    return ContractRules.none().model_copy(update=on)


def contract_facts(facts: Facts, *terms: Terms) -> Facts:
    """The same facts, the teams that ``terms`` name being under contract."""
    found = _contracts(facts, terms)
    covered, teams = found.under_contract, facts.teams
    first = [next((c for c in terms if p in c.teams), None) for p in range(len(teams.name))]
    return replace(
        facts,
        teams=replace(
            teams,
            unit=tuple(own if c is None else c.unit for c, own in zip(first, teams.unit, strict=True)),
            rate=np.where(covered, 0.0, teams.rate),
            training_rate=np.where(covered, 0.0, teams.training_rate),
            loading=np.where(covered, 1.0, teams.loading),
        ),
        contracts=found,
    )


def delivered(facts: Facts, **quantities: Any) -> Delivered:
    """What was delivered, by team and period (``assigned_h`` by pair); zero unless given, nothing opened or ended."""
    teams, periods = len(facts.teams.name), facts.horizon.count
    count = 0 if facts.contracts is None else len(facts.contracts)
    found = {}
    for name in Delivered.__dataclass_fields__:
        if name in ("opened", "ended"):
            value = np.asarray(quantities.pop(name, -1), dtype=np.int64)
            found[name] = np.broadcast_to(value, (count,)).copy()
            continue
        shape = (len(facts.pairs.team) if name == "assigned_h" else teams, periods)
        found[name] = np.broadcast_to(np.asarray(quantities.pop(name, 0.0), float), shape).copy()
    if quantities:
        raise TypeError(f"unknown quantities: {sorted(quantities)}")
    return Delivered(**found)


def _contracts(facts: Facts, terms: tuple[Terms, ...]) -> Contracts:
    teams, pairs, periods = facts.teams, facts.pairs, facts.horizon.count
    starts = tuple(c.start or facts.horizon.day(c.from_period) for c in terms)
    escalation = np.array(
        [
            [(1.0 + c.escalator) ** max(0, _year(day, start)) for day in facts.horizon.starts]
            for c, start in zip(terms, starts, strict=True)
        ]
    )
    of_team = np.full((len(teams.name), periods), -1)
    of_pair = np.full((len(pairs.team), periods), -1)
    team_rate, team_missed = np.zeros(of_team.shape), np.zeros(of_team.shape)
    pair_rate, pair_missed, premium = (np.zeros(of_pair.shape) for _ in range(3))
    for c, one in enumerate(terms):
        running = slice(one.from_period, one.to_period)
        less = 0.0 if one.rate_missed is None else one.rate - one.rate_missed
        factor = escalation[c, running]
        for p in one.teams:
            of_team[p, running] = c
            if one.unit in BY_HEAD:
                team_rate[p, running] = one.team_rates.get(p, one.rate) * factor
                team_missed[p, running] = less * factor
        for i, (p, q) in enumerate(zip(pairs.team.tolist(), pairs.queue.tolist(), strict=True)):
            if p not in one.teams or (one.queues is not None and q not in one.queues):
                continue
            of_pair[i, running] = c
            share = one.premium_share
            premium[i, running] = share.get((p, q), 0.0) if isinstance(share, dict) else np.asarray(share)
            if one.unit not in BY_HEAD:
                rate = one.pair_rates.get((p, q), one.team_rates.get(p, one.rate))
                pair_rate[i, running], pair_missed[i, running] = rate * factor, less * factor
    months = [f"{day.year}-{day.month:02d}" for day in facts.horizon.starts]
    names = tuple(dict.fromkeys(months))

    def each(value: Callable[[Terms], Any]) -> np.ndarray:
        return np.array([value(c) for c in terms])

    def by_month(value: Callable[[Terms], Any], without: float) -> np.ndarray:
        given = [value(c) for c in terms]
        rows = [
            [row.get(b, without) for b in range(len(names))] if isinstance(row, dict) else [row] * len(names)
            for row in given
        ]
        return np.array(rows).reshape(len(terms), len(names))

    return Contracts(
        name=tuple(c.name or f"C{place + 1}" for place, c in enumerate(terms)),
        vendor=tuple(c.vendor for c in terms),
        site=each(lambda c: teams.site[c.teams[0]]),
        start=starts,
        unit=tuple(c.unit for c in terms),
        currency=tuple(c.currency for c in terms),
        currency_rate=np.array([np.broadcast_to(c.currency_rate, periods) for c in terms], float),
        escalation=escalation,
        rate=each(lambda c: c.rate),
        after_shrinkage=each(lambda c: c.after_shrinkage),
        seats_per_head=each(lambda c: c.seats_per_head),
        under_contract=(of_team >= 0).any(axis=1),
        contract_of_team=of_team,
        contract_of_pair=of_pair,
        team_rate=team_rate,
        pair_rate=pair_rate,
        team_missed=team_missed,
        pair_missed=pair_missed,
        premium_share=premium,
        month_of_period=np.array([names.index(month) for month in months]),
        months=names,
        clauses=_clauses(terms, each, by_month),
        training=Training(
            rate=each(lambda c: c.training_rate),
            cap_h=each(lambda c: c.training_cap_h),
            replacement_by_vendor=each(lambda c: c.replacement_by_vendor),
            nesting_rate=each(lambda c: c.nesting_rate),
            ramp_discount=each(lambda c: c.ramp_discount),
            ramp_periods=each(lambda c: c.ramp_periods),
        ),
        scorecards=Scorecards(
            bonus_share=by_month(lambda c: c.bonus_share, 0.0),
            credit_share=by_month(lambda c: c.credit_share, 0.0),
            missed=by_month(lambda c: c.missed, False),
            earned_back_in=by_month(lambda c: c.earned_back_in, -1).astype(np.int64),
            relief_band=each(lambda c: c.relief_band),
            score=np.full((len(terms), len(names)), np.nan),
            kpi=((),) * len(terms),
            kpi_expected=(np.zeros((0, len(names))),) * len(terms),
            kpi_target=(np.zeros((0, len(names))),) * len(terms),
        ),
        selection=Selection(
            **{name: each(lambda c, name=name: getattr(c, name)) for name in Selection.__dataclass_fields__}  # type: ignore[misc]
        ),
    )


def _clauses(terms: tuple[Terms, ...], each: Any, by_month: Any) -> Clauses:
    committed = [not (np.isnan(c.commit_units) and np.isnan(c.commit_share)) for c in terms]
    unknown = np.full((len(terms), 2), np.nan)
    return Clauses(
        tier_kind=tuple(c.tier_kind if c.tiers else "" for c in terms),
        tier_window=tuple(c.tier_window if c.tiers else "" for c in terms),
        tier_on=tuple(c.tier_on or c.unit for c in terms),
        tier_from=tuple(np.array([units for units, _ in c.tiers], float) for c in terms),
        tier_reduction=tuple(np.array([less for _, less in c.tiers], float) for c in terms),
        tier_to_date=each(lambda c: c.tier_to_date),
        commit_units=each(lambda c: c.commit_units),
        commit_share=each(lambda c: c.commit_share),
        commit_on=tuple(c.commit_on or c.unit for c in terms),
        commit_window=tuple(c.commit_window if on else "" for c, on in zip(terms, committed, strict=True)),
        commit_rate=each(lambda c: c.rate if c.commit_rate is None else c.commit_rate),
        carry_forward=each(lambda c: c.carry_forward),
        baseline_units=each(lambda c: c.baseline_units),
        dead_band=each(lambda c: c.dead_band),
        additional_charge=each(lambda c: c.additional_charge),
        reduced_charge=each(lambda c: c.reduced_charge),
        band_from=tuple(c.band_from for c in terms),
        order_on=tuple(c.order_on or c.unit for c in terms),
        order_units=by_month(lambda c: c.locked, np.nan),
        order_band=np.where(
            np.isnan(by_month(lambda c: c.locked, np.nan)), np.nan, by_month(lambda c: c.order_band, np.nan)
        ),
        outlook_units=by_month(lambda c: c.outlook, np.nan),
        lock_kind=tuple(c.lock_kind for c in terms),
        lock_below=each(lambda c: c.lock_below),
        lock_above=each(lambda c: c.lock_above),
        lock_days=unknown,
        lock_bands=unknown,
        most_up=each(lambda c: c.most_up),
        most_down=each(lambda c: c.most_down),
    )


def _year(day: date, start: date) -> int:
    """Whole years since the start of the contract."""
    return day.year - start.year - ((day.month, day.day) < (start.month, start.day))
