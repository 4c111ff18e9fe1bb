"""What an hour of a team takes, by reason, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.formulation import formulate
from capplan.reasons.hour_costs import BILLED, OWN, hour_costs
from tests.reasons.settled_plans import priced
from tests.tiny import tiny_facts, tiny_model

WEEKS = 4


@pytest.mark.parametrize(("required_h", "own"), [(130.0, 20.0), (50.0, 0.0)])
def test_an_hour_takes_its_bill_and_what_the_team_lacks(required_h: float, own: float) -> None:
    # two people of 40 h, billed at 40 an hour that they work; an hour short costs 60: where hours are short, one of
    # theirs takes all of that, else no more than its bill
    facts, requirement = tiny_facts(
        [[required_h] * WEEKS], opening=[[2.0]], unit="productive_hour", rate=40.0
    )
    costs = hour_costs(priced(formulate(tiny_model(WEEKS, 60.0), facts, requirement), may_hire=False), 0)
    assert costs[BILLED] == pytest.approx(np.full((1, WEEKS), 40.0))
    assert costs[OWN] == pytest.approx(np.full((1, WEEKS), own))
    assert sum(costs.values()) == pytest.approx(np.full((1, WEEKS), 40.0 + own))
