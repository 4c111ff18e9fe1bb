"""The service curve: concave, anchored at the requirement, as near the path as it says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capplan.requirements.curve.level_table import voice_level
from capplan.requirements.curve.service_curve import curve_along, expected_level, service_curve
from capplan.requirements.curve.service_path import exact_level, service_path
from capplan.requirements.queueing.service_measures import service_level
from capplan.requirements.queueing.sizing import agents_required

PIECES = 6


def voice(patience_s: float | None) -> Any:
    return lambda load, agents: service_level(load, agents, 300.0, 20.0, patience_s)


def queue(seed: int, most: float = 25.0, weeks: int = 3, intervals: int = 48) -> tuple[Any, Any]:
    load = most * np.random.default_rng(seed).beta(1.0, 2.0, (weeks, intervals))
    return load, load * 6.0


def both(seed: int, patience_s: float | None = 180.0, most: float = 25.0) -> tuple[Any, Any]:
    load, weight = queue(seed, most)
    agents = agents_required(load, 300.0, service_level=0.8, answer_within_s=20.0, patience_s=patience_s)
    path = service_path(load, weight, agents, voice(patience_s), 0.5)
    return path, curve_along(path, PIECES)


def flat_levels(load: Any, agents: Any) -> Any:
    """Level by agents: 0, 0.6, 0.8, 0.9, 0.95."""
    return np.array([0.0, 0.6, 0.8, 0.9, 0.95])[np.minimum(np.asarray(agents, dtype=int), 4)]


def test_by_hand() -> None:
    curve = service_curve([[1.0, 1.0]], [[30.0, 10.0]], [[2.0, 3.0]], flat_levels, 0.5)
    # the path: 1 h 0.6, 1.5 h 0.75, 2 h 0.8, required 2.5 h 0.825, 3 h 0.9; steeper than 0.6 per hour to zero
    np.testing.assert_allclose(curve.hours[0, :4], [0.0, 1.0, 1.5, 2.0])
    np.testing.assert_allclose(curve.level[0, :4], [0.0, 0.6, 0.75, 0.8])
    np.testing.assert_allclose(curve.slope[0], [0.6, 0.3, 0.1, 0.05, 0.05, 0.05])
    np.testing.assert_allclose(curve.intercept[0], [0.0, 0.3, 0.6, 0.7, 0.7, 0.7])
    assert curve.required_h == pytest.approx([2.5])
    assert curve.required_level == pytest.approx([0.825])
    assert curve.floor_h == pytest.approx([1.0])
    assert curve.error == pytest.approx([0.0], abs=1e-12)
    # beyond 2.5 h the last piece goes on: 0.875 at 3.5 h where the path has 0.9375
    assert curve.level[0, -1] == pytest.approx(0.875)
    assert curve.error_above == pytest.approx([0.0625])
    for hours, service in ((0.5, 0.3), (1.25, 0.675), (2.5, 0.825), (3.0, 0.85), (3.5, 0.875), (9.0, 0.875)):
        assert expected_level(curve, [hours]) == pytest.approx([service])


@pytest.mark.parametrize("patience_s", [None, 180.0])
@pytest.mark.parametrize("most", [0.5, 5.0, 60.0])
def test_exact_at_the_requirement(patience_s: float | None, most: float) -> None:
    path, curve = both(1, patience_s, most)
    np.testing.assert_allclose(expected_level(curve, path.required_h), path.required_level, atol=1e-12)
    np.testing.assert_array_equal(curve.required_level, path.required_level)


@pytest.mark.parametrize("patience_s", [None, 180.0])
@given(seed=st.integers(0, 1000), most=st.sampled_from([0.5, 5.0, 40.0]))
@settings(max_examples=15)
def test_the_error_holds_and_promises_are_kept(patience_s: float | None, seed: int, most: float) -> None:
    path, curve = both(seed, patience_s, most)
    for share in np.linspace(0.0, 1.0, 301):
        hours = path.floor_h + share * (path.required_h - path.floor_h)
        short = exact_level(path, hours) - expected_level(curve, hours)
        assert (short >= -1e-12).all()  # never more than the path
        assert (short <= curve.error + 1e-12).all()
        hours = path.required_h + share * (path.hours[:, -1] - path.required_h)
        short = exact_level(path, hours) - expected_level(curve, hours)
        assert (short >= -1e-12).all()
        assert (short <= curve.error_above + 1e-12).all()
    assert (curve.error < 0.01).all()


@pytest.mark.parametrize("patience_s", [None, 180.0])
@given(seed=st.integers(0, 1000), most=st.sampled_from([0.2, 5.0, 40.0]), pieces=st.integers(2, 8))
@settings(max_examples=15)
def test_concave_and_rising(patience_s: float | None, seed: int, most: float, pieces: int) -> None:
    load, weight = queue(seed, most)
    agents = agents_required(load, 300.0, service_level=0.8, answer_within_s=20.0, patience_s=patience_s)
    curve = service_curve(load, weight, agents, voice(patience_s), 0.5, pieces=pieces)
    assert curve.slope.shape == curve.intercept.shape == (3, pieces)
    assert curve.hours.shape == curve.level.shape == (3, pieces + 1)
    assert (curve.slope >= 0.0).all()
    assert (np.diff(curve.slope, axis=1) <= 1e-12 * curve.slope.max()).all()
    assert (np.diff(curve.hours, axis=1) >= 0.0).all()
    assert (np.diff(curve.level, axis=1) >= 0.0).all()
    assert (curve.hours[:, 0] >= -1e-9).all()
    np.testing.assert_allclose(curve.level[:, 0], 0.0, atol=1e-12)
    for end in range(pieces + 1):
        np.testing.assert_allclose(
            expected_level(curve, np.maximum(curve.hours[:, end], 0.0)), curve.level[:, end], atol=1e-9
        )


def test_hours_short_are_never_free() -> None:
    path, curve = both(7)
    hour_less = expected_level(curve, path.required_h - 1.0)
    assert (hour_less < path.required_level - 1e-5).all()


def test_more_pieces_are_nearer() -> None:
    path, _ = both(3)
    errors = np.array([curve_along(path, pieces).error for pieces in (2, 3, 4, 6, 10)])
    assert (np.diff(errors, axis=0) < 0.0).all()
    assert (errors[3] < 0.004).all()


def test_below_the_floor_the_first_piece_goes_on_to_zero() -> None:
    path, curve = both(4)
    at = curve.floor_h - 1.0
    expected = path.level[:, 0] - curve.slope[:, 0]
    np.testing.assert_allclose(expected_level(curve, at), expected, atol=1e-12)
    np.testing.assert_allclose(expected_level(curve, curve.hours[:, 0]), 0.0, atol=1e-12)
    np.testing.assert_array_equal(expected_level(curve, np.zeros(3)), np.zeros(3))


def test_one_agent_everywhere_falls_straight_to_zero() -> None:
    load, weight = np.full((1, 10), 0.05), np.full((1, 10), 3.0)
    agents = np.ones((1, 10))
    curve = service_curve(load, weight, agents, voice(180.0), 1.0)
    reached = float(service_level(0.05, 1, 300.0, 20.0, 180.0))
    assert curve.floor_h == curve.required_h == pytest.approx([10.0])
    assert expected_level(curve, [10.0]) == pytest.approx([reached])
    assert expected_level(curve, [4.0]) == pytest.approx([0.4 * reached])
    assert curve.error == pytest.approx([0.0], abs=1e-12)


def test_weights_count_relative_to_each_other() -> None:
    load, weight = queue(5)
    agents = agents_required(load, 300.0, service_level=0.8, answer_within_s=20.0, patience_s=180.0)
    one, thousand = (
        service_curve(load, weight * scale, agents, voice(180.0), 0.5) for scale in (1.0, 1000.0)
    )
    np.testing.assert_allclose(one.hours, thousand.hours)
    np.testing.assert_allclose(one.level, thousand.level, atol=1e-12)


def test_weeks_without_contacts_or_without_agents_are_flat() -> None:
    load = np.array([[0.0, 0.0], [0.0, 0.0], [3.0, 2.0], [3.0, 2.0]])
    weight = np.array([[0.0, 0.0], [0.0, 0.0], [9.0, 4.0], [9.0, 4.0]])
    agents = np.array([[0.0, 0.0], [1.0, 2.0], [0.0, 0.0], [5.0, 4.0]])
    curve = service_curve(load, weight, agents, voice(180.0), 0.5)
    np.testing.assert_array_equal(curve.slope[:3], np.zeros((3, PIECES)))
    np.testing.assert_array_equal(curve.intercept[:3], np.repeat([[1.0], [1.0], [0.0]], PIECES, axis=1))
    np.testing.assert_array_equal(curve.required_level[:3], [1.0, 1.0, 0.0])
    np.testing.assert_array_equal(curve.error[:3], np.zeros(3))
    for hours in (0.0, 0.7, 1.5, 40.0):
        np.testing.assert_array_equal(expected_level(curve, np.full(4, hours))[:3], [1.0, 1.0, 0.0])
    assert curve.slope[3, 0] > 0.0
    assert np.isfinite(curve.slope).all() and np.isfinite(curve.intercept).all()


def test_a_level_that_is_not_concave_keeps_its_stated_error() -> None:
    load, weight = queue(6, most=15.0)
    agents = np.ceil(load + 1.0)

    def level(at: Any, counts: Any) -> Any:
        return service_level(at, counts, 300.0, 300.0, 300.0, "abandons_count")

    path = service_path(load, weight, agents, level, 0.5)
    curve = curve_along(path, PIECES)
    assert (np.diff(curve.slope, axis=1) <= 1e-12).all()
    for share in np.linspace(0.0, 1.0, 201):
        hours = path.floor_h + share * (path.required_h - path.floor_h)
        assert (np.abs(exact_level(path, hours) - expected_level(curve, hours)) <= curve.error + 1e-12).all()


def test_a_year_by_table_is_the_year_by_formula() -> None:
    load, weight = queue(8, most=50.0, weeks=4, intervals=336)
    agents = agents_required(load, 300.0, service_level=0.8, answer_within_s=20.0, patience_s=180.0)
    table = voice_level(300.0, 20.0, 180.0, loads=load)
    quick, exact = (service_curve(load, weight, agents, level, 0.5) for level in (table, voice(180.0)))
    for share in (0.7, 0.85, 0.95, 1.0, 1.05):
        hours = share * exact.required_h
        np.testing.assert_allclose(expected_level(quick, hours), expected_level(exact, hours), atol=1e-4)


def test_bad_arguments_are_refused() -> None:
    _, curve = both(1)
    with pytest.raises(ValueError, match="pieces must be 2 or more; found 1"):
        service_curve([[1.0]], [[1.0]], [[2.0]], voice(180.0), 0.5, pieces=1)
    with pytest.raises(ValueError, match="pieces must be a whole number"):
        service_curve([[1.0]], [[1.0]], [[2.0]], voice(180.0), 0.5, pieces=2.5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="load must be a finite number"):
        service_curve([[np.nan]], [[1.0]], [[2.0]], voice(180.0), 0.5)
    with pytest.raises(ValueError, match=r"hours must be zero or more; found -1 at position \[2\]"):
        expected_level(curve, [1.0, 2.0, -1.0])
    with pytest.raises(ValueError, match=r"one number per week \(3\); found \[\]"):
        expected_level(curve, 5.0)
