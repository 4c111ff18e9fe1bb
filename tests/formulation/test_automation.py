"""Automation: its fees are part of the plan, whatever people do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.facts import Automation
from capplan.formulation import Formulation, formulate
from capplan.requirements.demand import Demand
from tests.milp import optimum
from tests.rows import cost_of, week
from tests.tiny import tiny_facts, tiny_model


def _automated(fee: float) -> Formulation:
    """100 contacts a week, half of them tried by automation; nobody is paid for the rest."""
    facts, requirement = tiny_facts([[40.0] * 4], opening=[[1.0]], rate=0.0)
    share = np.full((1, 4), 0.5)
    facts = replace(facts, automation=Automation(share, share, 0.0 * share, 0.0 * share + fee))
    arriving = np.full((1, 4), 100.0)
    demand = Demand(arriving, 0.75 * arriving, requirement.demand.aht_s)
    return formulate(tiny_model(4), facts, replace(requirement, demand=demand))


def test_every_contact_that_is_tried_costs_its_fee() -> None:
    formulation = _automated(0.2)
    assert cost_of(formulation, f"automated[queue1:en, {week(0)}]") == pytest.approx(0.2)
    assert optimum(formulation.arrays)[0] == pytest.approx(4 * 50 * 0.2)


def test_the_fee_is_cost_to_serve() -> None:
    (term,) = [term for term in _automated(0.2).terms if term.name == "automation"]
    assert not term.steering
    assert (term.site == -1).all()


def test_without_a_fee_there_is_no_column() -> None:
    assert "automated" not in _automated(0.0).program.column_blocks
