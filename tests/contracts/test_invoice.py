"""The invoice as a whole: its order, its currencies, and that every entry is a quantity at a price."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capplan.contracts import LINES, TERM_OF_LINE, Invoice, invoice
from tests.contracts.bills import Setting, amounts, bill, setting
from tests.tiny import tiny_model
from tests.tiny_contracts import contract, contract_facts, delivered

EVERY_CLAUSE = "tiers commitments baseline locks training premiums scorecards selection"


def test_no_contracts_no_invoice() -> None:
    facts, requirement = setting(contract())
    without = replace(facts, contracts=None)
    assert len(invoice(facts, requirement, tiny_model(4), delivered(facts, heads=5.0))) == 4
    assert len(invoice(without, requirement, tiny_model(4), delivered(without, heads=5.0))) == 0


def test_every_line_is_paid_by_a_term_of_the_plan() -> None:
    assert tuple(TERM_OF_LINE) == LINES
    assert len(set(LINES)) == 20


def test_amounts_in_the_base_currency() -> None:
    """EUR at 1.08, of which 60 % are hedged, and a spot rate of 1.18 in March: 0.6 x 1.08 + 0.4 x 1.18 = 1.12."""
    blended = 0.6 * 1.08 + 0.4 * 1.18
    made = setting(contract(currency="EUR", currency_rate=[1.08, 1.08, blended, blended]))
    found = bill(made, heads=10.0)
    assert found.amount == pytest.approx([32000.0] * 4)
    assert found.amount_base == pytest.approx([34560.0, 34560.0, 35840.0, 35840.0])


def test_each_contract_has_its_own_currency() -> None:
    facts, requirement = setting(teams=2)
    facts = contract_facts(facts, contract(currency_rate=1.1), contract(teams=(1,), currency_rate=0.5))
    found = bill((facts, requirement), heads=1.0)
    assert found.amount_base == pytest.approx([3520.0] * 4 + [1600.0] * 4)


def test_without_the_section_vendors_bill_units_at_their_rate() -> None:
    """No tiers, no commitment, no baseline, no premium, no scorecard: 10 x 160 x 20, and training."""
    facts, requirement = setting(
        contract(
            training_rate=12.0,
            tiers=((0.0, 1.0),),
            commit_units=9999.0,
            premium_share=0.5,
            baseline_units=5.0,
            credit_share=0.1,
            missed=True,
            rate_missed=1.0,
            nesting_rate=1.0,
            locked=5.0,
            lock_kind="priced",
            lock_above=9.0,
        )
    )
    made = delivered(facts, heads=10.0, assigned_h=1600.0, nesting_heads=1.0, training_h=1.0)
    found = invoice(facts, requirement, tiny_model(4), made)
    assert set(found.line) == {"production", "training"}
    assert found.amount.sum() == pytest.approx(4 * (32000.0 + 12.0))


def test_entries_stand_by_contract_line_period_and_who() -> None:
    facts, requirement = setting(teams=3)
    facts = contract_facts(
        facts,
        contract(teams=(2,), training_rate=1.0),
        contract(teams=(0, 1), training_rate=1.0, candidate=True),
    )
    found = bill((facts, requirement), heads=1.0, training_h=1.0, opened=[-1, 2])
    entries = list(zip(found.contract.tolist(), found.line, found.period.tolist(), found.who, strict=True))
    assert entries == [
        *[(0, "production", t, "TEAM3") for t in range(4)],
        *[(0, "training", t, "TEAM3") for t in range(4)],
        *[(1, "production", t, f"TEAM{k}") for t in (2, 3) for k in (1, 2)],
        *[(1, "training", t, f"TEAM{k}") for t in (2, 3) for k in (1, 2)],
    ]


def _everything() -> Setting:
    """Two teams: one billed by head with every clause that it can have, one by ticket with the others."""
    facts, requirement = setting(
        period="week",
        periods=9,
        teams=2,
        queues=2,
        tickets_an_hour=2.0,
        productive=0.8,
        hazard=[[0.1, 0.0]] * 2,
        productivity=[[0.0, 1.0]] * 2,
        training=1,
    )
    people = contract(
        unit="fte_month",
        rate=3000.0,
        rate_missed=2800.0,
        currency_rate=[1.0 + 0.01 * t for t in range(9)],
        escalator=0.03,
        premium_share=0.1,
        tiers=((0.0, 0.0), (5.0, 100.0), (12.0, 250.0)),
        tier_kind="rebate",
        commit_units=8.0,
        carry_forward=0.5,
        locked=9.0,
        order_band=0.1,
        lock_kind="priced",
        lock_below=500.0,
        lock_above=200.0,
        training_rate=10.0,
        replacement_by_vendor=True,
        nesting_rate=2000.0,
        ramp_discount=0.1,
        bonus_share={2: 0.01},
        credit_share={0: 0.05, 1: 0.02},
        missed={1: True},
        earned_back_in={0: 2},
        may_end=True,
        exit_fee=7000.0,
    )
    tickets = contract(
        unit="ticket",
        rate=4.0,
        teams=(1,),
        currency_rate=0.9,
        baseline_units=300.0,
        dead_band=0.1,
        additional_charge=5.0,
        reduced_charge=2.0,
        premium_share=0.05,
        credit_share=0.03,
        relief_band=0.1,
        outlook=300.0,
        transfer_rate=15.0,
    )
    return contract_facts(facts, people, tickets), requirement


EVERYTHING = _everything()
SOME = st.lists(st.floats(0.0, 30.0), min_size=9, max_size=9)


def _delivered_of_everything(heads: list[float], hours: list[float], ended: int) -> Invoice:
    return bill(
        EVERYTHING,
        EVERY_CLAUSE,
        model={"overtime": {}, "undertime": {}},
        heads=[heads, heads],
        assigned_h=[hours, hours, hours[::-1], hours],
        starts=[hours, hours],
        leavers=[heads, heads],
        nesting_heads=0.5,
        ramp_heads=0.25,
        training_h=[hours, hours],
        overtime_h=1.0,
        undertime_h=0.5,
        transfer_h=[[0.0] * 9, hours],
        ended=[ended, -1],
    )


@given(SOME, SOME, st.sampled_from([-1, 4, 9]))
def test_whatever_is_delivered_the_entries_keep_the_rules(
    heads: list[float], hours: list[float], ended: int
) -> None:
    found = _delivered_of_everything(heads, hours, ended)
    contracts = EVERYTHING[0].contracts
    assert contracts is not None
    assert np.array_equal(found.amount, found.quantity * found.price)
    assert (found.amount != 0.0).all()
    rate = contracts.currency_rate[found.contract, found.period]
    assert found.amount_base.sum() == pytest.approx((found.amount * rate).sum())
    keys = [
        (int(c), LINES.index(line), int(t), who)
        for c, line, t, who in zip(found.contract, found.line, found.period, found.who, strict=True)
    ]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_every_line_but_the_opening_fee_stands_in_a_bill_with_everything() -> None:
    """So that the property above is about all of them; January is short of FTE, February uses what it paid."""
    found = _delivered_of_everything([3.0] * 4 + [14.0] * 5, [9.0] * 9, 9)
    assert set(LINES) - set(found.line) == {"opening_fee", "undertime"}  # undertime saves paid hours only


def test_amounts_add_up_to_a_bill_worked_by_hand() -> None:
    """One contract by head over four months, all in EUR at 1.25.

    Heads          10, 8, 10, 12 of 160 h at 20:               32 000 + 25 600 + 32 000 + 38 400 = 128 000
    Commitment     1500 h a month at 18; 1280 h in February:   220 x 18                          =   3 960
    Carried        half of 220 h; March has 100 h above 1500:  - 100 x 18                        = - 1 800
    Tiers          2 off each hour above 1600:                 April 320 x 2                     = -   640
    Training       January 40 h at 12                                                            =     480
    Credit         5 % of March                                                                  = - 1 600
    Exit           with the plan                                                                 =   5 000
    Total                                                                                          133 400
    """
    terms = contract(
        currency="EUR",
        currency_rate=1.25,
        commit_units=1500.0,
        commit_rate=18.0,
        carry_forward=0.5,
        tiers=((0.0, 0.0), (1600.0, 2.0)),
        training_rate=12.0,
        credit_share={2: 0.05},
        may_end=True,
        exit_fee=5000.0,
    )
    heads, training_h = [[10.0, 8.0, 10.0, 12.0]], [[40.0, 0.0, 0.0, 0.0]]
    found = bill(setting(terms), EVERY_CLAUSE, heads=heads, training_h=training_h, ended=4)
    by_line = {line: sum(amounts(found, line).values()) for line in dict.fromkeys(found.line)}
    assert by_line == pytest.approx(
        {
            "production": 128000.0,
            "training": 480.0,
            "volume": -640.0,
            "shortfall": 3960.0,
            "carry_forward": -1800.0,
            "credit": -1600.0,
            "exit_fee": 5000.0,
        }
    )
    assert found.amount.sum() == pytest.approx(133400.0)
    assert found.amount_base.sum() == pytest.approx(166750.0)
