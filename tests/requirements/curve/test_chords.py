"""The chords that stay nearest to a concave curve."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest

from capplan.requirements.curve.chords import CANDIDATES, best_chords


def missed(x: Any, y: Any, ends: Any) -> float:
    """How far the chords lie from the curve at its points."""
    return float(np.abs(y - np.interp(x, x[ends], y[ends])).max())


def concave(points: int, seed: int) -> tuple[Any, Any]:
    random = np.random.default_rng(seed)
    x = np.cumsum(random.uniform(0.5, 1.5, points))
    slopes = np.sort(random.exponential(1.0, points - 1))[::-1]
    return x, np.append(0.0, np.cumsum(slopes * np.diff(x)))


def test_one_bend_is_found() -> None:
    x = np.arange(11.0)
    np.testing.assert_array_equal(best_chords(x, np.minimum(3.0 * x, 12.0 + 0.5 * (x - 4.0)), 6), [0, 4, 10])


def test_two_pieces_of_a_parabola_meet_in_the_middle() -> None:
    x = np.arange(21.0)
    np.testing.assert_array_equal(best_chords(x, x * (40.0 - x), 2), [0, 10, 20])


@pytest.mark.parametrize("pieces", [1, 2, 3, 4])
@pytest.mark.parametrize("seed", range(5))
def test_no_other_ends_are_nearer(pieces: int, seed: int) -> None:
    x, y = concave(13, seed)
    inner = combinations(range(1, x.size - 1), pieces - 1)
    best = min(missed(x, y, [0, *middle, x.size - 1]) for middle in inner)
    ends = best_chords(x, y, pieces)
    assert ends.size <= pieces + 1
    assert missed(x, y, ends) == pytest.approx(best, abs=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_few_candidates_are_nearly_as_good_as_all_points(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = concave(600, seed)
    few = missed(x, y, best_chords(x, y, 6))
    monkeypatch.setattr("capplan.requirements.curve.chords.CANDIDATES", 600)
    best = missed(x, y, best_chords(x, y, 6))
    assert x.size > CANDIDATES
    assert best <= few < 1.2 * best


def test_a_straight_line_takes_one_piece() -> None:
    x = np.linspace(3.0, 9.0, 200)
    np.testing.assert_array_equal(best_chords(x, 2.0 * x + 1.0, 6), [0, 199])
    np.testing.assert_array_equal(best_chords(x, np.ones(200), 6), [0, 199])


def test_one_and_two_points() -> None:
    np.testing.assert_array_equal(best_chords(np.array([4.0]), np.array([1.0]), 6), [0])
    np.testing.assert_array_equal(best_chords(np.array([4.0, 5.0]), np.array([1.0, 2.0]), 6), [0, 1])


def test_more_pieces_than_points() -> None:
    x, y = concave(4, 1)
    np.testing.assert_array_equal(best_chords(x, y, 6), [0, 1, 2, 3])
