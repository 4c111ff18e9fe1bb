"""People under contract: training hours, nesting, the ramp, and who is replaced at the vendor's cost."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from capplan.formulation import Formulation, formulate
from tests.formulation.brute_force import People
from tests.milp import optimum
from tests.tiny_contracts import Terms


def _solved(**terms: Any) -> tuple[Formulation, np.ndarray]:
    facts, requirement, model = People(Terms(unit="paid_hour", rate=25.0, **terms)).given()
    made = formulate(model, facts, requirement)
    return made, optimum(made.arrays)[1]


def test_a_starter_is_billed_up_to_the_cap() -> None:
    made, x = _solved(training_rate=5.0, training_cap_h=100.0)
    hires = made.program.value("hires", x)[0]
    assert hires.sum() > 0
    # one month of 160 h in training, of which 100 h can be billed
    assert made.program.value("training_h", x)[0] == pytest.approx(100.0 * hires)


def test_nesting_and_ramp_count_those_who_are_left() -> None:
    made, x = _solved(nesting_rate=5.0, ramp_discount=0.2, ramp_periods=1)
    hires = made.program.value("hires", x)[0]
    nesting, ramp = (made.program.value(name, x)[0] for name in ("nesting_heads", "ramp_heads"))
    assert nesting[1:] == pytest.approx(0.9 * hires[:-1])
    assert ramp[2:] == pytest.approx(0.81 * hires[:-2])


def test_replaced_is_the_smaller_of_starts_and_leavers() -> None:
    made, x = _solved(training_rate=60.0, replacement_by_vendor=True)
    hires, leavers = made.program.value("hires", x)[0], made.program.value("leavers", x)[0]
    everybody = made.program.value("heads", x)[0] + made.program.value("trainees", x)[0]
    assert leavers == pytest.approx(0.1 * everybody)
    assert made.program.value("replaced", x)[0] == pytest.approx(np.minimum(hires, leavers))


def test_a_discount_on_hours_needs_hours() -> None:
    # new people are cheap here, but no cheaper than the hours they work
    people = People(
        Terms(unit="productive_hour", rate=25.0, nesting_rate=5.0, ramp_discount=0.3, ramp_periods=2),
        required_h=(100.0, 100.0, 100.0, 100.0),
    )
    assert people.optimum() == pytest.approx(people.cheapest(), abs=0.005)
    assert people.optimum() >= 400.0 * 5.0


def test_without_a_price_there_are_no_columns() -> None:
    made, _ = _solved()
    sizes = {
        name: made.program.column_blocks[name].index.size
        for name in ("training_h", "nesting_heads", "replaced")
    }
    assert sizes == {"training_h": 0, "nesting_heads": 0, "replaced": 0}
