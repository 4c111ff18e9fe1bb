"""Attrition rates from the period they are quoted for to the period of the plan."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from capplan.requirements.arguments import Floats, at_least_zero

__all__ = ["period_rate"]

PERIODS_OF_A_YEAR = {"annual": 1.0, "monthly": 12.0, "weekly": 52.0}
RATE_PERIOD_OF = {"week": "weekly", "month": "monthly"}


def period_rate(rate: ArrayLike, rate_period: str, period: str) -> Floats:
    """Share that leaves in one period of the plan, from the share that leaves in a rate period.

    ``rate_period`` is annual, monthly or weekly, ``period`` week or month; a year has 52 weeks and 12 months.
    Who stays compounds: 1 - (1 - rate) ** (periods of the rate in a year / periods of the plan in a year). 40
    % a year is 0.009775 a week, not 0.40 / 52. ``rate`` is from 0 to below 1. Raises ValueError otherwise:
    turnover of 100 % a year and more has no such reading and must be given monthly or weekly.
    """
    if rate_period not in PERIODS_OF_A_YEAR:
        raise ValueError(f"rate_period must be one of {', '.join(PERIODS_OF_A_YEAR)}; found {rate_period!r}")
    if period not in RATE_PERIOD_OF:
        raise ValueError(f"period must be one of {', '.join(RATE_PERIOD_OF)}; found {period!r}")
    rates = at_least_zero(rate, "rate")
    if (rates >= 1.0).any():
        raise ValueError(
            f"rate must be below 1 (write 40 % as 0.40); found {float(rates.max()):g}. "
            "Turnover of 100 % a year or more must be given monthly or weekly"
        )
    power = PERIODS_OF_A_YEAR[rate_period] / PERIODS_OF_A_YEAR[RATE_PERIOD_OF[period]]
    return -np.expm1(power * np.log1p(-rates))
