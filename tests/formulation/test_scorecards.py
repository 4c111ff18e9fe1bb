"""Scorecards: credits and lower prices are shares of what is billed, and excused when orders are exceeded."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from capplan.formulation import Formulation, formulate
from tests.formulation.brute_force import Work
from tests.milp import optimum
from tests.tiny_contracts import Terms


def _solved(**terms: Any) -> tuple[Formulation, np.ndarray]:
    work = Work(Terms(unit="productive_hour", **terms))
    facts, requirement, model = work.given()
    made = formulate(model, facts, requirement)
    return made, optimum(made.arrays)[1]


def test_a_credit_without_relief_is_a_lower_price() -> None:
    # 33 less a tenth is cheaper than the other vendor's 30 in the second month only
    made, x = _solved(rate=33.0, credit_share={1: 0.1})
    assert made.program.value("assigned_h", x)[0].tolist() == pytest.approx([0, 4, 0, 0])
    assert made.program.column_blocks["excused"].index.size == 0


def test_a_month_above_the_limit_is_excused_and_its_credit_lost() -> None:
    # 36 less a fifth is 28.8: cheaper than 30 up to the limit of 1.25 * 4 = 5 hours, dearer for the rest
    made, x = _solved(rate=36.0, credit_share=0.2, relief_band=0.25, outlook=4.0)
    assert made.program.value("assigned_h", x)[0].tolist() == pytest.approx([5, 4, 5, 5])
    assert made.program.value("excused", x).tolist() == pytest.approx([0, 0, 0, 0])
    assert made.program.value("credited", x).tolist() == pytest.approx([36, 28.8, 36, 36])


def test_where_more_is_needed_than_the_limit_the_credit_is_gone() -> None:
    # 28 is cheaper than 30 without any credit: all work goes there, and only the second month keeps its credit
    made, x = _solved(rate=28.0, credit_share=0.01, relief_band=0.25, outlook=4.0)
    assert made.program.value("assigned_h", x)[0].tolist() == pytest.approx([6, 4, 6, 6])
    assert made.program.value("excused", x).tolist() == pytest.approx([1, 0, 1, 1])
    assert made.program.value("credited", x).tolist() == pytest.approx([0, 0.01 * 28 * 4, 0, 0])


def test_a_missed_target_takes_its_part_off_the_price() -> None:
    made, x = _solved(rate=33.0, rate_missed=27.0, missed=True, relief_band=0.0, outlook=4.0)
    # at 27 up to the four hours that were ordered
    assert made.program.value("assigned_h", x)[0].tolist() == pytest.approx([4, 4, 4, 4])
    assert made.program.value("reduced", x).tolist() == pytest.approx([24, 24, 24, 24])


def test_nobody_excuses_a_credit_that_is_dear_to_earn_back() -> None:
    # the credit of January comes back in March when a euro is dearer; far below its limit it stays all the same
    terms = Terms(
        unit="productive_hour", rate=20.0, currency="EUR", currency_rate=[1.0, 1.0, 1.2, 1.0],
        credit_share={0: 0.05}, earned_back_in={0: 2}, relief_band=0.5, outlook=8.0,
    )  # fmt: skip
    work = Work(terms)
    facts, requirement, model = work.given()
    made = formulate(model, facts, requirement)
    cost, x = optimum(made.arrays)
    assert cost == pytest.approx(work.cheapest(), abs=0.005)
    assert made.program.value("excused", x).tolist() == [0.0]
    assert made.program.value("credited", x)[0] == pytest.approx(0.05 * 20 * 6)
