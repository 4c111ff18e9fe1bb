"""The algebra of piecewise charges: sums, what comes on top, breaks, convexity."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capplan.contracts.pieces import Pieces

WHOLE = st.integers(-50, 50)
OFF_BREAKS = st.integers(0, 400).map(lambda n: n + 0.5)
"""Every break below is a whole number, so that none of these quantities stands on one."""


@st.composite
def charges(draw: st.DrawFn) -> Pieces:
    """One to five pieces with whole breaks; values may jump at a break."""
    count = draw(st.integers(1, 5))
    steps = draw(st.lists(st.integers(1, 60), min_size=count - 1, max_size=count - 1))
    numbers = st.lists(WHOLE, min_size=count, max_size=count)
    lower = np.concatenate([[0.0], np.cumsum(np.array(steps, float))])
    return Pieces(lower, np.array(draw(numbers), float), np.array(draw(numbers), float))


def shortfall(units: float = 100.0, rate: float = 20.0) -> Pieces:
    """``rate`` for each unit below ``units``."""
    return Pieces(np.array([0.0, units]), np.array([rate * units, 0.0]), np.array([-rate, 0.0]))


def all_units(threshold: float = 100.0, reduction: float = 2.0) -> Pieces:
    """``reduction`` off every unit from the threshold on."""
    return Pieces(np.array([0.0, threshold]), np.zeros(2), np.array([0.0, -reduction]))


def test_a_line_is_one_piece() -> None:
    assert [Pieces.line(5.0, 2.0).at(n) for n in (0.0, 10.0)] == [5.0, 25.0]


def test_a_piece_ends_where_the_next_begins() -> None:
    assert shortfall().upper.tolist() == [100.0, np.inf]


@pytest.mark.parametrize(("units", "charge"), [(0.0, 2000.0), (60.0, 800.0), (100.0, 0.0), (500.0, 0.0)])
def test_shortfall_by_hand(units: float, charge: float) -> None:
    assert shortfall().at(units) == charge


@pytest.mark.parametrize(
    ("units", "charge"), [(99.0, 0.0), (100.0, -200.0), (100.0 - 1e-7, -200.0), (150.0, -300.0)]
)
def test_on_a_break_the_cheaper_side_holds(units: float, charge: float) -> None:
    assert all_units().at(units) == pytest.approx(charge, abs=1e-6)


def test_a_dearer_side_does_not_hold_on_its_break() -> None:
    """A dead band up to 110 whose units count from 100: at 110 exactly, nothing is added; just above, 11 * 6."""
    band = Pieces(np.array([0.0, 110.0]), np.array([0.0, -600.0]), np.array([0.0, 6.0]))
    assert band.at(110.0) == 0.0
    assert band.at(111.0) == 66.0


def test_just_above_a_commitment_a_shortfall_is_not_less_than_nothing() -> None:
    assert shortfall(units=1e6).at(1e6 + 0.5) == 0.0


def test_within_leaves_out_what_cannot_be_reached() -> None:
    three = Pieces(np.array([0.0, 10.0, 20.0]), np.zeros(3), np.array([1.0, 2.0, 3.0]))
    assert three.within(20.0).slope.tolist() == [1.0, 2.0]
    assert three.within(0.0).slope.tolist() == [1.0]


@given(charges(), charges(), OFF_BREAKS)
def test_a_sum_charges_both(one: Pieces, other: Pieces, units: float) -> None:
    assert (one + other).at(units) == pytest.approx(one.at(units) + other.at(units))


@given(charges(), st.integers(0, 200), OFF_BREAKS)
def test_after_is_the_same_charge_further_on(charge: Pieces, already: int, units: float) -> None:
    rest = charge.after(float(already))
    assert rest.lower[0] == 0.0
    assert rest.at(units) == pytest.approx(charge.at(already + units))


@given(charges(), st.integers(0, 9), OFF_BREAKS)
def test_times_is_a_factor_on_every_charge(charge: Pieces, factor: int, units: float) -> None:
    assert charge.times(float(factor)).at(units) == pytest.approx(factor * charge.at(units))


def test_convex_or_not() -> None:
    jump = Pieces(np.array([0.0, 10.0]), np.array([0.0, 5.0]), np.array([1.0, 2.0]))
    concave = Pieces(np.array([0.0, 10.0]), np.array([0.0, 20.0]), np.array([3.0, 1.0]))
    assert shortfall().is_convex
    assert (shortfall() + Pieces.line(0.0, 20.0)).is_convex  # take or pay
    assert not all_units().is_convex
    assert not jump.is_convex
    assert not concave.is_convex


@given(charges(), OFF_BREAKS, OFF_BREAKS)
def test_what_is_called_convex_lies_below_its_chords(charge: Pieces, one: float, other: float) -> None:
    middle = charge.at((one + other) / 2.0)
    if charge.is_convex:
        assert middle <= (charge.at(one) + charge.at(other)) / 2.0 + 1e-6


@given(
    st.lists(st.tuples(st.integers(1, 90), st.integers(0, 9)), min_size=1, max_size=4), OFF_BREAKS, OFF_BREAKS
)
def test_prices_of_what_is_below_and_above_add_up_to_a_convex_charge(
    parts: list[tuple[int, int]], one: float, other: float
) -> None:
    charge = Pieces.line(0.0, 0.0)
    for units, rate in parts:
        charge = charge + shortfall(float(units), float(rate))
    assert charge.is_convex
    assert charge.at((one + other) / 2.0) <= (charge.at(one) + charge.at(other)) / 2.0 + 1e-6
