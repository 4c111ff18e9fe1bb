"""Patience from waits: hand-worked samples, exact limits, simulated callers."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capplan.requirements.records.patience import (
    abandonment_of_wait,
    exponential_patience,
    fit_patience,
    hazard,
    median_patience_s,
    restricted_mean_s,
    survival,
)

# eight callers: hung up after 1, 3, 3 and 6 s, answered after 2, 3, 5 and 8 s
HUNG_UP, ANSWERED = [1.0, 3.0, 3.0, 6.0], [2.0, 3.0, 5.0, 8.0]
WAITS = st.lists(st.integers(0, 600).map(float), min_size=1, max_size=40)


def poisson_at_most(count: int, mean: float) -> float:
    return float(mpmath.gammainc(count + 1, mean, regularized=True))


def callers(seed: int, patience_s: float, answer_s: float, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Waits of those who hang up and of those who are answered first."""
    rng = np.random.default_rng(seed)
    patience, answer = rng.exponential(patience_s, count), rng.exponential(answer_s, count)
    hangs_up = patience < answer
    return patience[hangs_up], answer[~hangs_up]


def test_seconds_waited_by_all_are_shared_by_those_who_hung_up() -> None:
    mean = exponential_patience([10.0, 30.0], [0.0, 20.0, 40.0])
    assert mean.patience_s == 50.0
    assert (mean.hung_up, mean.answered, mean.waited_s) == (2, 3, 100.0)


@pytest.mark.parametrize(("hung_up", "confidence"), [(1, 0.95), (2, 0.95), (25, 0.9), (4000, 0.99)])
def test_the_interval_is_that_of_a_poisson_count(hung_up: int, confidence: float) -> None:
    mean = exponential_patience(np.full(hung_up, 7.0), [60.0, 3.0], confidence)
    tail = (1.0 - confidence) / 2.0
    assert poisson_at_most(hung_up, mean.waited_s / mean.low_s) == pytest.approx(tail, rel=1e-9)
    assert 1.0 - poisson_at_most(hung_up - 1, mean.waited_s / mean.high_s) == pytest.approx(tail, rel=1e-7)
    assert mean.low_s < mean.patience_s < mean.high_s


def test_the_interval_holds_the_true_mean_as_often_as_it_says() -> None:
    held = 0
    for seed in range(600):
        mean = exponential_patience(*callers(seed, 200.0, 60.0, 120))
        held += mean.low_s <= 200.0 <= mean.high_s
    assert 0.93 <= held / 600 <= 0.99


def test_the_mean_wait_of_those_who_hang_up_is_not_their_patience() -> None:
    hung_up, answered = callers(1, 200.0, 60.0, 40_000)
    assert exponential_patience(hung_up, answered).patience_s == pytest.approx(200.0, rel=0.03)
    assert hung_up.mean() < 60.0


def test_kaplan_meier_by_hand() -> None:
    curve = survival(HUNG_UP, ANSWERED)
    assert curve.wait_s.tolist() == [1.0, 2.0, 3.0, 5.0, 6.0, 8.0]
    assert curve.waiting.tolist() == [8.0, 7.0, 6.0, 3.0, 2.0, 1.0]
    by_hand = [
        Fraction(7, 8),
        Fraction(7, 8),
        Fraction(7, 12),
        Fraction(7, 12),
        Fraction(7, 24),
        Fraction(7, 24),
    ]
    assert curve.share == pytest.approx([float(share) for share in by_hand], rel=1e-14)


def test_the_band_is_greenwoods_on_the_scale_of_log_minus_log() -> None:
    curve = survival(HUNG_UP, ANSWERED)
    share, greenwood = 7.0 / 12.0, 1 / (8 * 7) + 2 / (6 * 4)
    z = 1.959963984540054
    spread = np.exp(z * np.sqrt(greenwood) / abs(np.log(share)))
    assert curve.low[2] == pytest.approx(share**spread, rel=1e-12)
    assert curve.high[2] == pytest.approx(share ** (1.0 / spread), rel=1e-12)


def test_the_band_is_known_before_the_first_and_unknown_after_the_last_hang_up() -> None:
    curve = survival([5.0, 9.0], [2.0])
    assert (curve.low[0], curve.share[0], curve.high[0]) == (1.0, 1.0, 1.0)
    assert curve.share[-1] == 0.0
    assert np.isnan([curve.low[-1], curve.high[-1]]).all()


def test_median_and_mean_of_the_curve_by_hand() -> None:
    curve = survival(HUNG_UP, ANSWERED)
    assert median_patience_s(curve)[0] == 6.0
    assert restricted_mean_s(curve, 8.0) == pytest.approx(1.0 + 2 * 7 / 8 + 3 * 7 / 12 + 2 * 7 / 24)
    assert restricted_mean_s(curve, 4.0) == pytest.approx(1.0 + 2 * 7 / 8 + 7 / 12)
    assert restricted_mean_s(curve, 0.5) == 0.5
    with pytest.raises(ValueError, match="until_s must be at most the longest wait, 8; found 9"):
        restricted_mean_s(curve, 9.0)


def test_the_median_is_unknown_where_fewer_than_half_would_hang_up() -> None:
    assert np.isnan(median_patience_s(survival([1.0], [2.0, 3.0, 4.0]))[0])


def test_median_interval_holds_the_true_median() -> None:
    held = 0
    for seed in range(200):
        _, low, high = median_patience_s(survival(*callers(seed, 100.0, 150.0, 150)))
        held += low <= 100.0 * np.log(2.0) <= high
    assert 0.90 <= held / 200 <= 0.99


def test_without_answered_callers_the_curve_is_the_plain_share() -> None:
    waits = [4.0, 1.0, 9.0, 4.0]
    curve = survival(waits, [])
    assert dict(zip(curve.wait_s, curve.share, strict=True)) == pytest.approx(
        {1.0: 0.75, 4.0: 0.25, 9.0: 0.0}
    )
    assert restricted_mean_s(curve, 9.0) == pytest.approx(np.mean(waits))


def test_hazard_by_hand() -> None:
    rates = hazard([0.0, 5.0, 10.0, 12.0], [8.0, 30.0], bands_s=[0.0, 10.0, 20.0, 60.0])
    assert rates.from_s.tolist() == [0.0, 10.0, 20.0]  # nobody waits beyond 60 s
    assert rates.to_s.tolist() == [10.0, 20.0, 60.0]
    assert rates.hung_up.tolist() == [3.0, 1.0, 0.0]  # the one after 10 s belongs to the first band
    assert rates.waited_s.tolist() == [0 + 5 + 10 + 10 + 8 + 10, 2 + 10, 10]
    assert rates.per_minute == pytest.approx([60 * 3 / 43, 60 / 12, 0.0])
    assert poisson_at_most(3, rates.high[0] * 43 / 60) == pytest.approx(0.025)
    assert (rates.low[2], rates.high[2]) == pytest.approx((0.0, -np.log(0.025) / 10 * 60))


def test_the_hazard_of_exponential_patience_is_even() -> None:
    rates = hazard(*callers(3, 200.0, 100.0, 60_000), confidence=0.999)
    assert len(rates.from_s) == 10
    assert ((rates.low <= 60 / 200) & (rates.high >= 60 / 200)).all()


@given(WAITS, WAITS)
def test_bands_of_waiting_hold_every_hang_up_and_every_second(
    hung_up: list[float], answered: list[float]
) -> None:
    if sum(hung_up) + sum(answered) > 0.0 and max(hung_up) > 0.0:
        rates = hazard(hung_up, answered)
        assert rates.hung_up.sum() == len(hung_up)
        assert rates.waited_s.sum() == pytest.approx(sum(hung_up) + sum(answered))


@given(WAITS, WAITS, st.sampled_from([0.5, 3.0, 60.0]))
def test_in_other_units_everything_is_in_other_units(
    hung_up: list[float], answered: list[float], factor: float
) -> None:
    if max(hung_up) == 0.0:
        return
    one = fit_patience(hung_up, answered)
    other = fit_patience(factor * np.array(hung_up), factor * np.array(answered))
    assert other.mean.patience_s == pytest.approx(factor * one.mean.patience_s)
    assert other.mean.low_s == pytest.approx(factor * one.mean.low_s)
    assert other.median_s == pytest.approx(tuple(factor * value for value in one.median_s), nan_ok=True)
    assert other.restricted_mean_s == pytest.approx(factor * one.restricted_mean_s)
    assert other.survival.share == pytest.approx(one.survival.share)


@given(WAITS, WAITS)
def test_over_all_callers_mean_wait_over_mean_patience_is_the_share_that_hangs_up(
    hung_up: list[float], answered: list[float]
) -> None:
    if sum(hung_up) + sum(answered) == 0.0:
        return
    mean = exponential_patience(hung_up, answered)
    callers_in_all = len(hung_up) + len(answered)
    share = abandonment_of_wait(mean.waited_s / callers_in_all, mean.patience_s)
    assert float(share) == pytest.approx(len(hung_up) / callers_in_all)


def test_callers_who_hang_up_at_once_are_left_out_unless_asked_for() -> None:
    fit = fit_patience([0.0, 0.0, 10.0, 30.0], [20.0, 40.0])
    assert (fit.at_once, fit.at_once_counted) == (2, False)
    assert (fit.mean.patience_s, fit.mean_of_all.patience_s) == (50.0, 25.0)
    assert fit.survival.wait_s[0] == 10.0
    assert fit.hazard.hung_up.sum() == 2
    everyone = fit_patience([0.0, 0.0, 10.0, 30.0], [20.0, 40.0], count_at_once=True)
    assert everyone.mean == everyone.mean_of_all == fit.mean_of_all
    assert everyone.survival.share[0] == pytest.approx(4 / 6)
    with pytest.raises(ValueError, match="at least one wait"):
        fit_patience([0.0, 0.0], [20.0])


def test_the_curve_is_averaged_as_far_as_thirty_callers_waited() -> None:
    fit = fit_patience(np.arange(1.0, 101.0), [500.0])
    assert fit.until_s == 72.0  # 101 callers less the 71 who hung up before
    assert fit.restricted_exponential_s == pytest.approx(
        float(mpmath.quad(lambda s: mpmath.exp(-s / fit.mean.patience_s), [0, 72]))
    )
    assert fit_patience([4.0], [9.0]).until_s == 9.0


@pytest.mark.parametrize(
    ("hung_up", "answered", "confidence", "message"),
    [
        ([], [3.0], 0.95, "hung_up_s must hold at least one wait"),
        ([0.0], [0.0], 0.95, "must hold a wait above zero"),
        ([-1.0], [3.0], 0.95, "hung_up_s must be zero or more; found -1"),
        ([1.0], [3.0, np.nan], 0.95, r"answered_s must be a finite number; found nan at position \[1\]"),
        ([1.0], [np.inf], 0.95, "answered_s must be a finite number"),
        ([1.0], [3.0], 95.0, r"confidence must be a share above 0 and below 1 \(write 80 % as 0.80\)"),
    ],
)
def test_what_cannot_be_is_refused(hung_up, answered, confidence, message) -> None:
    for estimate in (exponential_patience, survival):
        with pytest.raises(ValueError, match=message):
            estimate(hung_up, answered, confidence)
    with pytest.raises(ValueError, match=message):
        hazard(hung_up, answered, confidence=confidence)


@pytest.mark.parametrize("bands", [[], [5.0, 10.0], [0.0, 10.0, 10.0], [0.0, 20.0, 10.0]])
def test_bands_rise_from_zero(bands) -> None:
    with pytest.raises(ValueError, match="bands_s must be rising limits that begin with 0"):
        hazard([1.0], [2.0], bands)


def test_patience_of_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="patience_s must be above zero"):
        abandonment_of_wait([10.0, 20.0], 0.0)
