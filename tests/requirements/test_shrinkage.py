"""Productive, paid and on-duty shares of an hour."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.requirements import on_duty_share, paid_share, productive_share

# vacation, sick leave, breaks, coaching
SHARE = np.array([0.10, 0.05, 0.08, 0.04])
PLANNED = np.array([True, False, True, True])
IN_OFFICE = np.array([False, False, True, True])
PAID = np.array([True, True, False, True])


@pytest.mark.parametrize(("combination", "want"), [("additive", 0.65), ("multiplicative", 0.68)])
def test_fifteen_and_twenty_per_cent(combination: str, want: float) -> None:
    flags = np.array([False, False])
    assert float(productive_share([0.15, 0.20], flags, flags, "paid", combination)) == pytest.approx(want)


def test_a_hundred_productive_hours_at_thirty_per_cent_need_143_not_130() -> None:
    flag = np.array([False])
    assert 100 / float(productive_share([0.30], flag, flag, "paid", "additive")) == pytest.approx(
        142.857, abs=1e-3
    )


@pytest.mark.parametrize(
    ("basis", "combination", "want"),
    [
        ("paid", "additive", 0.73),
        ("paid", "multiplicative", 0.90 * 0.95 * 0.92 * 0.96),
        ("scheduled", "additive", 0.83 / 1.10),
        ("scheduled", "multiplicative", 0.95 * 0.92 * 0.96 / 1.10),
    ],
)
def test_productive_share_by_hand(basis: str, combination: str, want: float) -> None:
    assert float(productive_share(SHARE, PLANNED, IN_OFFICE, basis, combination)) == pytest.approx(want)


@pytest.mark.parametrize(
    ("basis", "paid", "want"),
    [
        ("paid", PAID, 0.92),
        ("scheduled", PAID, (1 - 0.08 + 0.10) / 1.10),
        ("scheduled", [False, True, True, True], 1 / 1.10),
        ("scheduled", [True, True, True, True], 1.0),
        ("paid", [True, True, True, True], 1.0),
    ],
)
def test_paid_share_by_hand(basis: str, paid: list[bool], want: float) -> None:
    assert float(paid_share(SHARE, paid, PLANNED, IN_OFFICE, basis)) == pytest.approx(want)


@pytest.mark.parametrize("basis", ["paid", "scheduled"])
@pytest.mark.parametrize("combination", ["additive", "multiplicative"])
def test_productive_hours_are_always_paid(basis: str, combination: str) -> None:
    random = np.random.default_rng(2)
    for _ in range(200):
        share, planned, in_office, paid = random.uniform(0, 0.24, 4), *(random.random((3, 4)) < 0.5)
        productive = productive_share(share, planned, in_office, basis, combination)
        assert productive <= paid_share(share, paid, planned, in_office, basis, combination) + 1e-12


def test_only_in_office_components_take_from_an_hour_on_duty() -> None:
    assert float(on_duty_share(SHARE, IN_OFFICE, "additive")) == pytest.approx(0.88)
    assert float(on_duty_share(SHARE, IN_OFFICE, "multiplicative")) == pytest.approx(0.92 * 0.96)


def test_components_may_change_from_week_to_week() -> None:
    share = np.stack([np.linspace(0.05, 0.2, 6), np.full(6, 0.1)])
    flags = np.array([False, True])
    got = productive_share(share, flags, flags, "paid", "additive")
    np.testing.assert_allclose(got, 0.9 - np.linspace(0.05, 0.2, 6))


def test_no_component_leaves_the_whole_hour() -> None:
    none = np.empty((0, 3))
    flags = np.empty(0, dtype=bool)
    np.testing.assert_array_equal(productive_share(none, flags, flags, "paid", "additive"), np.ones(3))


def test_shares_that_eat_the_whole_hour_are_refused_with_their_position() -> None:
    flags = np.array([False, False])
    with pytest.raises(ValueError, match=r"the components sum to 1.1 at position \[1\]"):
        productive_share([[0.1, 0.6], [0.1, 0.5]], flags, flags, "paid", "additive")
    assert float(productive_share([0.6, 0.5], flags, flags, "paid", "multiplicative")) == pytest.approx(0.2)
    with pytest.raises(ValueError, match="the components sum to 1"):
        productive_share([1.0, 0.0], flags, flags, "paid", "multiplicative")


@pytest.mark.parametrize(
    ("share", "basis", "combination", "message"),
    [
        ([15.0, 0.2], "paid", "additive", r"share must be a share from 0 to 1 .* found 15 at position \[0\]"),
        ([0.1, -0.2], "paid", "additive", r"found -0.2 at position \[1\]"),
        ([0.1, 0.2], "worked", "additive", "basis must be paid or scheduled; found 'worked'"),
        ([0.1, 0.2], "paid", "mixed", "combination must be additive or multiplicative; found 'mixed'"),
        ([0.1, 0.2, 0.1], "paid", "additive", r"planned has the shape \[2\], share has \[3\]"),
    ],
)
def test_bad_shrinkage_is_refused(share: list[float], basis: str, combination: str, message: str) -> None:
    flags = np.array([False, True])
    with pytest.raises(ValueError, match=message):
        productive_share(share, flags, flags, basis, combination)
