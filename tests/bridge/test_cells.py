"""Prices of weeks in which a run buys nothing: by the other run, by the nearest week, before escalation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from capplan.bridge.cells import cells, nearest_in_time
from tests.bridge.sides import WEEKS, hand_side

NONE = np.nan


@pytest.mark.parametrize(
    ("before", "after", "wanted_before", "wanted_after"),
    [
        # as the other run's, at the ratio of the nearest week that both have
        ([10.0, NONE, 10.0], [11.0, 22.0, 11.0], [10.0, 20.0, 10.0], [11.0, 22.0, 11.0]),
        # no week that both have: each its own nearest, the week before first
        ([10.0, NONE, 12.0], [NONE, 30.0, NONE], [10.0, 10.0, 12.0], [30.0, 30.0, 30.0]),
        # one run never has the line: the other's price
        ([10.0, NONE, 12.0], [NONE, NONE, NONE], [10.0, 10.0, 12.0], [10.0, 10.0, 12.0]),
        ([NONE, NONE, NONE], [NONE, NONE, NONE], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]),
        # what is free is a price
        ([0.0, NONE, 0.0], [5.0, 5.0, 5.0], [0.0, 0.0, 0.0], [5.0, 5.0, 5.0]),
    ],
)
def test_gaps_of_prices(before, after, wanted_before, wanted_after):
    found = nearest_in_time(np.array([[before], [after]]))
    assert found[:, 0].tolist() == [wanted_before, wanted_after]


def escalated(**fields):
    """FAR billed under the contract C, whose prices rise by half in the second week."""
    side = hand_side({("FAR", "voice:en"): 10.0}, rates={"FAR": 10.0}, weeks=WEEKS)
    contracts = pd.DataFrame(
        [
            {"week": week, "contract": "C", "unit": "productive_hour", "after_shrinkage": False,
             "currency_rate": 2.0, "escalation": factor}
            for week, factor in zip(WEEKS, (1.0, 1.5), strict=True)
        ]
    )  # fmt: skip
    return replace(side, contracts=contracts, lines=side.lines.assign(contract="C"), **fields)


def test_a_price_that_is_carried_to_another_week_is_escalated_there():
    laid = cells((escalated(), escalated()), WEEKS)
    found = laid.prices(np.array([0]), np.array([[[10.0, NONE]], [[NONE, 15.0]]]))
    assert found.tolist() == [[[10.0, 15.0]], [[10.0, 15.0]]]


def test_the_rate_of_a_week_without_lines_is_that_of_the_inputs():
    one = escalated()
    laid = cells((one, replace(one, lines=one.lines[one.lines["week"] == WEEKS[0]])), WEEKS)
    assert laid.rate[0, 0].tolist() == [1.0, 1.0]  # as its lines say
    assert laid.rate[1, 0].tolist() == [1.0, 2.0]  # as its contract says
    assert laid.amount[:, 0].tolist() == [[100.0, 100.0], [100.0, 0.0]]
