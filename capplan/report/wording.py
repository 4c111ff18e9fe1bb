"""Numbers and days as people say them."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

__all__ = ["amount", "count_of", "day_text", "number", "percent", "period_text", "short_number", "sparkline"]

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NEXT_TO_NOTHING = 0.05  # of the highest block
LEVELS = "▁▂▃▄▅▆▇█"


def number(value: float, digits: int = 0) -> str:
    """A number with commas between thousands and a true minus sign, never a negative zero."""
    text = f"{value:,.{digits}f}"
    if not text.strip("-0.,"):
        text = text.lstrip("-")
    return text.replace("-", "\N{MINUS SIGN}")


def short_number(value: float) -> str:
    """Three digits that matter: 31.4 M, 942 k, 9,412."""
    for factor, letter in ((1e9, "bn"), (1e6, "M"), (1e3, "k")):
        scaled = value / factor
        if abs(scaled) >= 0.9995 and (factor > 1e3 or abs(scaled) >= 9.9995):
            return f"{number(scaled, 2 if abs(scaled) < 9.995 else 1 if abs(scaled) < 99.95 else 0)} {letter}"
    return number(value)


def amount(value: float, currency: str) -> str:
    """An amount of money: 31.4 M USD."""
    return f"{short_number(value)} {currency}"


def percent(share: float, digits: int = 1) -> str:
    """A share as a percentage: 1.2 %; <0.1 % for what is more than nothing but would read 0.0 %."""
    least = 10.0**-digits
    if 0.0 < 100.0 * share < 0.5 * least:
        return f"<{least:g} %"
    return f"{number(100.0 * share, digits)} %"


def count_of(value: float, one: str, many: str) -> str:
    """A count with its noun: 1 class, 14 classes; a tenth is shown below 20 when it is not whole."""
    whole = abs(value - round(value)) < 0.05 or abs(value) >= 20.0
    text = number(round(value)) if whole else number(value, 1)
    return f"{text} {one if text == '1' else many}"


def day_text(day: date, year: int | None = None) -> str:
    """A day: 12 Jan, with the year when it is not ``year``."""
    text = f"{day.day} {MONTHS[day.month - 1]}"
    return text if day.year == year else f"{text} {day.year}"


def period_text(day: date, period: str, year: int | None = None) -> str:
    """The period that starts on ``day``: the week of 9 Nov, or Nov."""
    if period == "week":
        return f"the week of {day_text(day, year)}"
    return MONTHS[day.month - 1] if day.year == year else f"{MONTHS[day.month - 1]} {day.year}"


def sparkline(values: NDArray[np.float64], width: int, most: float) -> str:
    """Blocks from minus ``most`` (lowest) to plus ``most`` (highest); no more than ``width`` of them.

    Neighbours that share a block show the lowest of them, so that a short period is never averaged away.
    """
    groups = np.array_split(values, min(width, len(values)))
    lows = np.array([float(np.min(group)) for group in groups])
    scaled = np.clip(lows / most if most > 0.0 else lows * 0.0, -1.0, 1.0)
    scaled[np.abs(scaled) < NEXT_TO_NOTHING] = 0.0
    steps = np.minimum((scaled + 1.0) / 2.0 * len(LEVELS), len(LEVELS) - 1).astype(int)
    return "".join(LEVELS[step] for step in steps)
