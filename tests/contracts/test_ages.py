"""People by age under a contract: billable training, nesting, the ramp after it."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.contracts.ages import age_weights, contract_of_each_team
from capplan.facts import Facts
from tests.contracts.bills import setting
from tests.tiny_contracts import contract, contract_facts, rules

TRAINING = rules(training=True)


def _team(**terms: object) -> Facts:
    """Weeks of 40 hours: two in training, in which a tenth leaves each week, two in nesting, tenured at age 7."""
    facts, _ = setting(
        contract(**terms),  # type: ignore[arg-type]
        period="week",
        hazard=[[0.1, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]],
        productivity=[[0.0, 0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]],
        training=2,
        nesting=2,
    )
    return facts


def test_training_is_billable_up_to_the_cap() -> None:
    """60 hours: all of the first week, half of the second, which nine of ten starters see: 40 + 0.9 x 20 = 58 h."""
    weights = age_weights(_team(training_cap_h=60.0), TRAINING)
    assert weights.training_h.tolist() == [[40.0, 20.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]]
    assert weights.starter_h == pytest.approx([58.0])


def test_without_the_clause_there_is_no_cap_nesting_or_ramp() -> None:
    weights = age_weights(_team(training_cap_h=60.0, ramp_periods=2), rules())
    assert weights.training_h[0, :3].tolist() == [40.0, 40.0, 0.0]
    assert weights.starter_h == pytest.approx([76.0])
    assert not weights.nesting.any()
    assert not weights.ramp.any()


def test_nesting_follows_training_and_the_ramp_follows_nesting() -> None:
    weights = age_weights(_team(ramp_periods=2), TRAINING)
    assert weights.nesting.tolist() == [[0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]]
    assert weights.nesting_productive[0, 2:4].tolist() == [0.5, 0.6]
    assert weights.ramp.tolist() == [[0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0]]
    assert weights.ramp_productive[0, 4:6].tolist() == [0.7, 0.8]


def test_the_ramp_ends_when_people_are_tenured() -> None:
    assert np.flatnonzero(age_weights(_team(ramp_periods=20), TRAINING).ramp[0]).tolist() == [4, 5, 6]


def test_teams_go_by_their_first_contract_and_others_have_no_weights() -> None:
    facts, _ = setting(teams=2, period="week", training=1, hazard=[[0.0, 0.0]] * 2)
    facts = contract_facts(facts, contract(teams=(1,), to_period=2), contract(teams=(1,), from_period=2))
    assert contract_of_each_team(facts).tolist() == [-1, 0]
    assert age_weights(facts, TRAINING).starter_h.tolist() == [0.0, 40.0]
