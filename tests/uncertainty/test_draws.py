"""Draws: the same number is the same world, whatever is drawn beside it; spreads and what is shared are as asked."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from capplan.uncertainty.draws import worlds
from capplan.uncertainty.futures import Range
from capplan.uncertainty.ranges import Spread

WIDE = Range(0.8, 1.0, 1.4)
QUEUES = ("mail", "voice")
RANGES = {
    "volume": dict.fromkeys(QUEUES, Spread(WIDE, 0.5)),
    "aht": dict.fromkeys(QUEUES, Spread(Range(0.9, 1.0, 1.1), 0.5)),
}


def factors(shared: float, draws: int = 400, spread: Range = WIDE) -> np.ndarray:
    found = worlds({"volume": dict.fromkeys(QUEUES, Spread(spread, shared))}, 0, draws)
    return np.array([[each.factors["volume"][name] for name in QUEUES] for each in found])


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**6), min_size=1, max_size=4, unique=True))
def test_a_draw_is_the_same_alone_and_among_others_and_whatever_else_is_drawn(
    seed: int, numbers: list[int]
) -> None:
    together = worlds(RANGES, seed, numbers)
    assert [each.draw for each in together] == numbers
    assert worlds(RANGES, seed, list(reversed(numbers))) == tuple(reversed(together))
    fewer = {"volume": {"voice": RANGES["volume"]["voice"]}}
    for number, world in zip(numbers, together, strict=True):
        (alone,) = worlds(fewer, seed, [number])
        assert alone.factors["volume"]["voice"] == world.factors["volume"]["voice"]


def test_a_count_draws_the_first_worlds() -> None:
    assert worlds(RANGES, 7, 3) == worlds(RANGES, 7, [0, 1, 2])


def test_seeds_draws_assumptions_and_names_have_draws_of_their_own() -> None:
    same = {"volume": dict.fromkeys(QUEUES, Spread(WIDE)), "aht": dict.fromkeys(QUEUES, Spread(WIDE))}
    seen = [
        value
        for seed in (0, 1)
        for world in worlds(same, seed, 3)
        for factors in world.factors.values()
        for value in factors.values()
    ]
    assert len(set(seen)) == len(seen) == 24


def test_no_spread_is_the_likely_factor_to_the_last_bit() -> None:
    assert np.all(factors(0.5, 5, Range(1.0, 1.0, 1.0)) == 1.0)


def test_factors_keep_to_their_range_and_have_the_mean_of_a_pert() -> None:
    drawn = factors(0.5)
    assert drawn.min() > WIDE.low
    assert drawn.max() < WIDE.high
    # the mean of 400 draws with a standard deviation of 0.11 lies within 4 standard errors
    assert abs(drawn[:, 0].mean() - (0.8 + 4 * 1.0 + 1.4) / 6) < 4 * 0.11 / 20


def test_what_is_shared_is_the_correlation() -> None:
    assert np.ptp(factors(1.0, 20), axis=1).max() == 0.0
    for shared in (0.0, 0.6):
        normal = np.argsort(np.argsort(factors(shared), axis=0), axis=0)
        assert abs(np.corrcoef(normal.T)[0, 1] - shared) < 0.15, shared
