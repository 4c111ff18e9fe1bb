"""Cents that add up."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capplan.money import cents

AMOUNTS = st.lists(st.floats(-1e8, 1e8), min_size=1, max_size=30)


def test_three_thirds_of_a_unit_make_a_whole_one_and_the_first_gets_the_odd_cent():
    assert cents([1 / 3, 1 / 3, 1 / 3]).tolist() == [34, 33, 33]


def test_amounts_that_are_whole_cents_stay_as_they_are():
    assert cents([0.29, 4.35, -1.1, 0.0]).tolist() == [29, 435, -110, 0]


def test_half_a_cent_in_total_is_rounded_up():
    assert cents([0.004, 0.001]).tolist() == [1, 0]
    assert cents([0.004, 0.0009]).tolist() == [0, 0]


def test_no_amounts_give_no_cents():
    assert cents([]).tolist() == []


@given(AMOUNTS)
def test_the_cents_sum_to_the_rounded_total_and_none_is_a_cent_off(amounts: list[float]):
    whole = cents(amounts)
    assert abs(int(whole.sum()) - math.fsum(amounts) * 100) <= 0.5 + 1e-4
    assert np.all(np.abs(whole - np.array(amounts) * 100) < 1 + 1e-4)


@pytest.mark.parametrize("wrong", [math.nan, math.inf])
def test_an_amount_that_is_no_number_is_refused(wrong: float):
    with pytest.raises(ValueError, match="finite"):
        cents([1.0, wrong])
