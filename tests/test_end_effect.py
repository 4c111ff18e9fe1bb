"""The end of the horizon: what is decided first may not depend on where the plan happens to stop."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capplan.formulation import Formulation, formulate
from tests.milp import optimum
from tests.tiny import class_rules, tiny_facts, tiny_model


def _growing(periods: int, value_per_h: float | None) -> Formulation:
    """One team with a ramp and attrition and a need that stays; classes as real numbers."""
    facts, requirement = tiny_facts(
        [[2000.0] * periods],
        opening=[[0.0] * 8 + [50.0]],
        hazard=[[0.03] * 8 + [0.02]],
        productivity=[[0.0] * 4 + [0.4, 0.6, 0.8, 0.9, 1.0]],
        training=4,
        class_rules=class_rules(
            periods, class_max=12, classes_per_period=3, class_cost=2000, recruiting_cost=800
        ),
    )
    sections: dict[str, object] = {"hiring": {"classes": "fractional"}, "overtime": {"most_share": 0.1}}
    if value_per_h is not None:
        sections["end_of_horizon"] = {"value_per_h": value_per_h, "periods_valued": 8}
    return formulate(tiny_model(periods, 60.0, **sections), facts, requirement)


def _regret(kept: int, value_per_h: float | None) -> float:
    """How much dearer a 39 week plan gets when its first ``kept`` weeks are those of the 26 week plan."""
    short, long = _growing(26, value_per_h), _growing(39, value_per_h)
    hires = short.program.value("hires", optimum(short.arrays)[1])[0, :kept]
    best, _ = optimum(long.arrays)
    first = long.program.column_blocks["hires"].index[0, :kept]
    lower, upper = long.arrays.column_lower.copy(), long.arrays.column_upper.copy()
    lower[first] = upper[first] = hires
    fixed, x = optimum(replace(long.arrays, column_lower=lower, column_upper=upper))
    credits = [float(x[term.column] @ term.price) for term in long.terms if term.name == "end_capacity"]
    return (fixed - best) / (fixed - sum(credits))


def test_what_is_decided_stays_when_the_horizon_grows_by_a_quarter() -> None:
    # all 26 weeks are kept, up to the end itself
    assert _regret(26, 30.0) < 0.01
    assert _regret(26, None) > 0.02


def test_without_the_credit_hiring_stops_before_the_end() -> None:
    hires = {}
    for value in (None, 30.0):
        formulation = _growing(26, value)
        hires[value] = formulation.program.value("hires", optimum(formulation.arrays)[1])[0, -8:].sum()
    assert hires[None] == pytest.approx(0.0, abs=1e-9)
    assert hires[30.0] > 1.0
