"""Attrition from the period it is quoted for to the period of the plan."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.requirements import period_rate


def test_forty_per_cent_a_year_is_not_a_fifty_second_of_it_a_week() -> None:
    weekly = float(period_rate(0.40, "annual", "week"))
    assert weekly == pytest.approx(0.009775, abs=1e-6)
    assert weekly > 0.40 / 52
    assert 1 - (1 - weekly) ** 52 == pytest.approx(0.40)


@pytest.mark.parametrize(
    ("rate_period", "period", "want"),
    [
        ("annual", "month", 1 - 0.7 ** (1 / 12)),
        ("monthly", "week", 1 - 0.7 ** (12 / 52)),
        ("monthly", "month", 0.3),
        ("weekly", "week", 0.3),
        ("weekly", "month", 1 - 0.7 ** (52 / 12)),
    ],
)
def test_who_stays_compounds(rate_period: str, period: str, want: float) -> None:
    np.testing.assert_allclose(period_rate([0.0, 0.3], rate_period, period), [0.0, want], rtol=1e-12)


@pytest.mark.parametrize(
    ("rate", "rate_period", "period", "message"),
    [
        (40.0, "annual", "week", "rate must be below 1"),
        (1.0, "annual", "week", "must be given monthly or weekly"),
        (-0.1, "annual", "week", "rate must be zero or more; found -0.1"),
        (0.1, "yearly", "week", "rate_period must be one of annual, monthly, weekly; found 'yearly'"),
        (0.1, "annual", "day", "period must be one of week, month; found 'day'"),
    ],
)
def test_bad_rates_are_refused(rate: float, rate_period: str, period: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        period_rate(rate, rate_period, period)
