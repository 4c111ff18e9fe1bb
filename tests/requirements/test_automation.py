"""Automation: what is left for people and how hard it is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capplan.requirements.automation import deflected, residual

shares = st.floats(0.0, 1.0)


def test_by_hand() -> None:
    volume, aht_s = residual(1000.0, 600.0, 0.5, 0.8, 0.5)
    assert volume == pytest.approx(600.0)  # 0.5 x 0.8 of them are answered
    assert aht_s == pytest.approx(720.0)  # 300 s to 900 s; the upper 60 % runs from 540 s to 900 s
    assert deflected(1000.0, 0.5, 0.8) == pytest.approx(600.0)


def test_the_published_sheet_of_31_and_44_people() -> None:
    # 10,000 contacts a week of 4 to 25 minutes, 70 % tried, 85 % of these settled, 32 h a week for each person
    easy_s, hard_s, week_s = 240.0, 1500.0, 32 * 3600.0
    mean_s = (easy_s + hard_s) / 2
    volume, aht_s = residual(10_000.0, mean_s, 0.70, 0.85, (hard_s - easy_s) / 2 / mean_s)
    assert volume == pytest.approx(4050.0)
    assert aht_s == pytest.approx(20.7475 * 60)
    assert round(float(volume * mean_s / week_s)) == 31
    assert round(float(volume * aht_s / week_s)) == 44


def test_every_contact_automated_by_half_leaves_the_upper_half() -> None:
    rng = np.random.default_rng(1)
    handle_s = np.sort(rng.uniform(200.0, 1000.0, 200_000))
    volume, aht_s = residual(handle_s.size, 600.0, 1.0, 0.35, 400.0 / 600.0)
    left = handle_s[int(0.35 * handle_s.size) :]
    assert volume == pytest.approx(left.size)
    assert aht_s == pytest.approx(left.mean(), rel=2e-3)


def test_contacts_all_alike_keep_their_handle_time() -> None:
    assert residual(10.0, 300.0, 0.9, 0.9, 0.0)[1] == 300.0


def test_nothing_automated_changes_nothing() -> None:
    volume, aht_s = residual([10.0, 20.0], 300.0, [0.0, 1.0], [1.0, 0.0], 1.0)
    assert volume.tolist() == [10.0, 20.0]
    assert aht_s.tolist() == [300.0, 300.0]


def test_shapes_broadcast_and_are_the_same() -> None:
    volume, aht_s = residual(np.ones((3, 1)), 60.0, np.linspace(0, 1, 5), 0.5, 0.2)
    assert volume.shape == aht_s.shape == (3, 5)


@given(st.floats(0.0, 1e7), st.floats(1.0, 1e4), shares, shares, shares)
def test_work_taken_and_work_left_are_all_the_work(
    volume: float, aht_s: float, coverage: float, success: float, spread: float
) -> None:
    automated = coverage * success
    left, harder_s = residual(volume, aht_s, coverage, success, spread)
    easier_s = aht_s * (1.0 - spread * (1.0 - automated))  # mean of what automation takes
    work = volume * automated * easier_s + float(left * harder_s)
    assert work == pytest.approx(volume * aht_s, rel=1e-9)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-1.0, 60.0, 0.5, 0.5, 0.1), "volume must be zero or more"),
        ((np.nan, 60.0, 0.5, 0.5, 0.1), "volume must be a finite number"),
        ((1.0, 0.0, 0.5, 0.5, 0.1), "aht_s must be above zero"),
        ((1.0, 60.0, 70.0, 0.5, 0.1), "coverage must be a share from 0 to 1"),
        ((1.0, 60.0, 0.5, [0.5, 80.0], 0.1), r"success .* found 80 at position \[1\]"),
        ((1.0, 60.0, 0.5, 0.5, 1.1), "spread must be a share"),
        ((1.0, 60.0, 0.5, 0.5, -0.1), "spread must be a share"),
    ],
)
def test_bad_input_is_named(arguments: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        residual(*arguments)
