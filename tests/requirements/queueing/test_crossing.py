"""The two searches for a crossing, on gaps whose crossing is known."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from capplan.requirements.arguments import Floats
from capplan.requirements.queueing.crossing import Gap, close_bracket, fewest_whole
from capplan.requirements.queueing.square_root_rule import near_level
from capplan.requirements.queueing.targets import Targets

CROSSINGS = np.array([-3.0, 0.0, 0.2, 1.0, 7.0, 7.01, 123.9, 5_000.5, 1e6 + 0.5])


def curved(numbers: Floats, cells: NDArray[np.intp]) -> Floats:
    distance = numbers - CROSSINGS[cells]
    return np.where(distance >= 0.0, np.log1p(np.maximum(distance, 0.0)), distance**3)


def flat_below(numbers: Floats, cells: NDArray[np.intp]) -> Floats:
    return np.where(numbers >= CROSSINGS[cells], np.inf, -np.inf)


def fewest(gap: Gap, least: Floats, guess: Floats, slope: float) -> Floats:
    everyone = np.arange(CROSSINGS.size)
    return fewest_whole(
        gap,
        lambda numbers: (gap(numbers, everyone), gap(numbers - 1.0, everyone)),
        least,
        guess,
        np.full(CROSSINGS.size, slope),
    )


@pytest.mark.parametrize("gap", [curved, flat_below])
@pytest.mark.parametrize("guess", [0.0, 3.7, 500.0, 2e6])
@pytest.mark.parametrize("slope", [1e-3, 1.0, 50.0])
def test_the_fewest_whole_number_whatever_the_guess(gap: Gap, guess: float, slope: float) -> None:
    guesses = np.full(CROSSINGS.size, guess)
    answer = fewest(gap, np.zeros(CROSSINGS.size), guesses, slope)
    np.testing.assert_array_equal(answer, np.maximum(np.ceil(CROSSINGS), 0.0))
    least = np.full(CROSSINGS.size, 100.0)
    np.testing.assert_array_equal(fewest(gap, least, guesses, slope), np.maximum(np.ceil(CROSSINGS), 100.0))


@pytest.mark.parametrize("gap", [curved, flat_below])
@pytest.mark.parametrize("direction", [1.0, -1.0])
def test_a_bracket_closes_on_the_crossing_from_either_side(gap: Gap, direction: float) -> None:
    missed, met = direction * (CROSSINGS - 4.0), direction * (CROSSINGS + 11.0)
    missed, met = close_bracket(lambda at, cells: gap(direction * at, cells), missed, met, 1e-12, 1e-12)
    np.testing.assert_allclose(met, direction * CROSSINGS, rtol=2e-12, atol=2e-12)
    everyone = np.arange(CROSSINGS.size)
    assert (gap(direction * met, everyone) >= 0.0).all()
    assert (gap(direction * missed, everyone) < 0.0).all()


@pytest.mark.parametrize("start", [-100.0, 0.4, 2e6])
def test_a_start_near_or_far_changes_nothing(start: float) -> None:
    starts, slopes = np.full(CROSSINGS.size, start), np.full(CROSSINGS.size, 0.5)
    missed, met = close_bracket(
        curved, CROSSINGS - 4.0, CROSSINGS + 11.0, 1e-12, 1e-12, start=starts, slope=slopes
    )
    np.testing.assert_allclose(met, CROSSINGS, rtol=2e-12, atol=2e-12)
    assert (missed < met).all()


def test_the_first_guess_is_within_an_agent_of_the_crossing() -> None:
    random = np.random.default_rng(1)
    load, level = 10 ** random.uniform(-1, 4, 3000), random.uniform(0.6, 0.97, 3000)
    within_s, aht_s = random.uniform(0, 90, 3000), random.uniform(100, 900, 3000)
    guess, _ = near_level(load, -np.log1p(-level), within_s / aht_s)
    targets = Targets(aht_s, None, level, within_s, None, None, "offered")
    assert (targets.gap(load, guess + 1.0) > 0.0).all()
    assert (targets.gap(load, np.maximum(guess - 1.0, 0.0)) < 0.0).all()
