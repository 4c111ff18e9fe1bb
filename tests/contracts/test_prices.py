"""Prices under contracts, and what a clause that is off does to them. Their amounts are in the tests of invoices."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from capplan.contracts.prices import contract_prices, contract_rules
from capplan.planning_model import ContractRules
from tests.contracts.bills import setting
from tests.tiny import tiny_model
from tests.tiny_contracts import contract

EVERYTHING = {
    "rate_missed": 18.0,
    "premium_share": 0.1,
    "nesting_rate": 12.0,
    "ramp_discount": 0.1,
    "training_rate": 12.0,
    "transfer_rate": 9.0,
}


def test_without_the_section_every_clause_is_off_and_with_it_every_one_is_on() -> None:
    assert contract_rules(tiny_model(4)) == ContractRules.none()
    assert contract_rules(tiny_model(4, contracts={})) == ContractRules()
    assert not any(ContractRules.none().model_dump().values())
    assert all(ContractRules().model_dump().values())


def test_without_clauses_a_unit_has_its_rate_and_training_its_own() -> None:
    prices = contract_prices(*setting(contract(**EVERYTHING)), tiny_model(4))  # type: ignore[arg-type]
    priced = {name.name for name in fields(prices) if np.any(getattr(prices, name.name))}
    assert priced == {"units_head", "team", "training_h", "transfer_h"}


def test_with_clauses_prices_carry_what_they_say() -> None:
    """160 h a head: nesting 12 - 20, ramp 10 % of 20, premium 10 % of 20 for an hour."""
    prices = contract_prices(*setting(contract(**EVERYTHING)), tiny_model(4, contracts={}))  # type: ignore[arg-type]
    first = {name.name: getattr(prices, name.name)[0, 0] for name in fields(prices)}
    assert first == pytest.approx(
        {
            "units_head": 160.0,
            "units_h": 0.0,
            "team": 20.0,
            "pair": 0.0,
            "premium_h": 2.0,
            "nesting_head": -1280.0,
            "nesting_productive": 0.0,
            "ramp_head": -320.0,
            "ramp_productive": 0.0,
            "overtime_h": 0.0,
            "undertime_h": 0.0,
            "training_h": 12.0,
            "team_missed": 2.0,
            "pair_missed": 0.0,
            "transfer_h": 9.0,
        }
    )


def test_outside_a_contract_nothing_has_a_price() -> None:
    made = setting(contract(from_period=2, **EVERYTHING), teams=2)  # type: ignore[arg-type]
    prices = contract_prices(*made, tiny_model(4, contracts={}, overtime={}, undertime={}))
    for name in fields(prices):
        assert not getattr(prices, name.name)[:, :2].any(), name.name
        assert not getattr(prices, name.name)[1:].any(), name.name


def test_a_target_has_no_price_where_scorecards_are_off() -> None:
    for unit in ("paid_hour", "ticket"):
        made = setting(contract(unit=unit, rate_missed=18.0))
        off = contract_prices(*made, tiny_model(4, contracts={"scorecards": False}))
        on = contract_prices(*made, tiny_model(4, contracts={}))
        assert not off.team_missed.any()
        assert not off.pair_missed.any()
        assert on.team_missed.any() or on.pair_missed.any()
