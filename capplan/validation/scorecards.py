"""Scorecards: what the KPIs of a contract come to, month by month.

Index    c contract    k KPI    b month of the plan

    miss     expected is worse than target
    credit   credit_share * (target - expected) / (target - credit_floor), at most credit_share; all of it at
             once without a floor; the sum over KPIs up to credit_cap
    bonus    bonus_share * (expected - target) / (bonus_from - target), likewise, up to bonus_cap
    score    sum of weight * attainment / sum of weights; attainment = expected / target, or target / expected
             where lower is better
    A credit is earned back n months later when none of the n months misses a KPI with credits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.contract_facts import Scorecards
from capplan.validation.contract_orders import month_of
from capplan.validation.contract_scope import holds, months_of
from capplan.validation.typed import Inputs

__all__ = ["build_scorecards", "lower_is_better"]

NEAR = 1e-9  # 0.85 against 0.85 is no miss, however it was computed

Float = NDArray[np.float64]
Flag = NDArray[np.bool_]


@dataclass(frozen=True)
class _Card:
    """The KPIs of one contract, [k, b]; nan and False where a KPI is not measured in the month."""

    names: tuple[str, ...]
    expected: Float
    target: Float
    weight: Float
    attainment: Float
    credit: Float
    bonus: Float
    credited_miss: Flag
    two_price_miss: Flag


def lower_is_better(kpi: str, better: str) -> bool:
    """Whether less of a KPI is good; ``better`` is blank where the file does not say."""
    return better == "lower" or (better == "" and kpi == "attrition")


def build_scorecards(inputs: Inputs) -> Scorecards:
    """The scorecards, caps applied."""
    contracts = inputs["contracts"]
    cards = [_card(inputs, name) for name in contracts.text("contract").tolist()]
    cap = {name: contracts.limit(name)[:, None] for name in ("credit_cap", "bonus_cap")}
    credit = np.stack([card.credit.sum(axis=0) for card in cards])
    bonus = np.stack([card.bonus.sum(axis=0) for card in cards])
    credit, bonus = np.minimum(credit, cap["credit_cap"]), np.minimum(bonus, cap["bonus_cap"])
    missed = np.stack([card.credited_miss.any(axis=0) for card in cards])
    return Scorecards(
        bonus_share=bonus,
        credit_share=credit,
        missed=np.stack([card.two_price_miss.any(axis=0) for card in cards]),
        earned_back_in=_earned_back(inputs, credit, missed),
        relief_band=contracts.number("relief_band"),
        score=np.stack([_score(card) for card in cards]),
        kpi=tuple(card.names for card in cards),
        kpi_expected=tuple(card.expected for card in cards),
        kpi_target=tuple(card.target for card in cards),
    )


def _card(inputs: Inputs, contract: str) -> _Card:
    table = inputs["vendor_kpis"]
    months, _ = months_of(inputs.horizon)
    mine = np.flatnonzero(table.text("contract") == contract)
    names = tuple(dict.fromkeys(table.text("kpi")[mine].tolist()))
    row = np.array([[_row(inputs, mine, name, month) for month in months] for name in names], dtype=np.int64)
    row = row.reshape(len(names), len(months))
    there = row >= 0

    def number(column: str) -> Float:
        return np.where(there, table.number(column)[row], np.nan) if len(table) else np.zeros(row.shape)

    lower = np.array(
        [lower_is_better(*pair) for pair in zip(table.text("kpi"), table.text("better"), strict=True)]
    )
    sign = np.where(lower[row], -1.0, 1.0) if len(table) else np.ones(row.shape)
    expected, target = number("expected"), number("target")
    better_by = sign * (expected - target)
    miss, beaten = better_by < -NEAR, better_by > NEAR
    credit = np.nan_to_num(number("credit_share"))
    floor, full = sign * (target - number("credit_floor")), sign * (number("bonus_from") - target)
    return _Card(
        names=names,
        expected=expected,
        target=target,
        weight=np.nan_to_num(number("weight")),
        attainment=np.where(sign > 0, expected / target, target / expected),
        credit=np.where(miss, credit * _part(-better_by, floor), 0.0),
        bonus=np.where(beaten, np.nan_to_num(number("bonus_share")) * _part(better_by, full), 0.0),
        credited_miss=miss & (credit > 0.0),
        two_price_miss=miss & (table.text("two_price")[row] == "yes") if len(table) else miss,
    )


def _row(inputs: Inputs, rows: NDArray[np.int64], kpi: str, month: str) -> int:
    """The row of a KPI for a month: its own, else the one for every other month; -1 for none."""
    table = inputs["vendor_kpis"]
    found = {
        month_of(str(table.text("month")[row])) or "": int(row)
        for row in rows
        if table.text("kpi")[row] == kpi
    }
    return found.get(month, found.get("", -1))


def _part(distance: Float, whole: Float) -> Float:
    """The part of a credit or bonus that is due; all of it where nothing says how far it grows."""
    part = np.divide(distance, whole, out=np.ones_like(distance), where=whole > 0.0)
    return np.asarray(np.clip(np.nan_to_num(part), 0.0, 1.0))


def _score(card: _Card) -> Float:
    weights = card.weight.sum(axis=0)
    total = np.nansum(card.weight * card.attainment, axis=0)
    return np.asarray(np.divide(total, weights, out=np.full_like(total, np.nan), where=weights > 0.0))


def _earned_back(inputs: Inputs, credit: Float, missed: Flag) -> NDArray[np.int64]:
    """[c, b] the month that gives the credit of this month back, -1 for none."""
    contracts = inputs["contracts"]
    after = contracts.number("earn_back_months")
    _, month = months_of(inputs.horizon)
    force = holds(inputs)
    found = np.full(credit.shape, -1, dtype=np.int64)
    for c, b in np.argwhere((credit > 0.0) & ~np.isnan(after)[:, None]):
        back = int(b + after[c])
        clean = back < credit.shape[1] and not missed[c, b + 1 : back + 1].any()
        if clean and (force[c] & (month == back)).any():
            found[c, b] = back
    return found
