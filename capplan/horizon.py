"""The periods of a plan: weeks that begin on a chosen day, or calendar months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["WEEKDAYS", "Horizon", "quarter_of"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKS_PER_YEAR = 52
MONTHS_PER_YEAR = 12


def quarter_of(day: date) -> str:
    """The calendar quarter of a day, for example ``2026-Q1``."""
    return f"{day.year}-Q{(day.month - 1) // 3 + 1}"


@dataclass(frozen=True)
class Horizon:
    """The consecutive periods of a plan.

    ``start`` is the first day of the first period, ``count`` the number of periods (4 to 156).
    """

    period: Literal["week", "month"]
    start: date
    count: int

    @property
    def starts(self) -> tuple[date, ...]:
        """The first day of every period."""
        return tuple(self.day(i) for i in range(self.count))

    @property
    def labels(self) -> tuple[str, ...]:
        """The first day of every period as text, year-month-day."""
        return tuple(day.isoformat() for day in self.starts)

    def day(self, position: int) -> date:
        """The first day of the period at ``position``, which may lie before or after the horizon."""
        if self.period == "week":
            return self.start + timedelta(weeks=position)
        month = self.start.month - 1 + position
        return date(self.start.year + month // 12, month % 12 + 1, 1)

    def position(self, day: date) -> int | None:
        """The period that begins on ``day``, negative before the horizon; None when none begins then."""
        if self.period == "week":
            weeks, rest = divmod((day - self.start).days, 7)
            return weeks if rest == 0 else None
        if day.day != 1:
            return None
        return (day.year - self.start.year) * 12 + day.month - self.start.month

    @property
    def quarters(self) -> tuple[str, ...]:
        """The calendar quarters of the horizon, in order. A week belongs to the quarter of its first day."""
        return tuple(dict.fromkeys(quarter_of(day) for day in self.starts))

    @property
    def quarter_index(self) -> NDArray[np.int64]:
        """For every period the position of its quarter in ``quarters``."""
        where = {quarter: i for i, quarter in enumerate(self.quarters)}
        return np.array([where[quarter_of(day)] for day in self.starts], dtype=np.int64)

    @property
    def month_starts(self) -> NDArray[np.int64]:
        """The position of the first period of every calendar month in which a period of the plan begins."""
        months = [(day.year, day.month) for day in self.starts]
        return np.array([t for t, month in enumerate(months) if month not in months[:t]], dtype=np.int64)

    @property
    def periods_per_year(self) -> int:
        """52 or 12."""
        return WEEKS_PER_YEAR if self.period == "week" else MONTHS_PER_YEAR

    @property
    def periods_per_quarter(self) -> int:
        """13 or 3: the length of a rolling quarter."""
        return 13 if self.period == "week" else 3

    def period_rate(self, rate: float | NDArray[np.float64], rate_period: str) -> NDArray[np.float64]:
        """The share that leaves in one period when ``rate`` leaves in a ``rate_period``.

        ``1 - (1 - rate) ** (rate periods a year / periods a year)``, as survival compounds: 40 % a year are
        0.977 % a week, not 40/52 = 0.769 %. ``rate_period`` is annual, monthly or weekly; else KeyError.
        """
        per_year = {"annual": 1, "monthly": MONTHS_PER_YEAR, "weekly": WEEKS_PER_YEAR}[rate_period]
        left = (1.0 - np.asarray(rate, dtype=np.float64)) ** (per_year / self.periods_per_year)
        return np.asarray(1.0 - left, dtype=np.float64)

    @property
    def period_h(self) -> float:
        """Hours of the clock in a period (a month counts 1/12 of 365 days)."""
        return 168.0 if self.period == "week" else 730.0
