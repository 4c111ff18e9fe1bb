"""A queue's weeks, checked: volumes, handle times, the profile that spreads them, and the hours it is open.

    load(t, i) = volume(t) x share(i) x aht(t) / length of an interval

erlangs that arrive in interval i of week t. ``carried_load`` makes of it the load to staff.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from capplan.requirements.arguments import Floats, above_zero, at_least_zero, finite, share
from capplan.requirements.week.carried_load import Correction, corrected_load

__all__ = ["QueueWeeks", "checked_profile", "queue_weeks", "weekly"]

MINUTES_OF_A_DAY = 1440.0
SHARES_TOTAL = 1e-6  # how far the shares of a week may be from 1
MINUTES_OVER = 1e-9


@dataclass(frozen=True)
class QueueWeeks:
    """``volume`` [T, 1] contacts, ``aht_s`` [] or [T, 1], ``shares`` and ``is_open`` [7, n], ``interval_s``."""

    volume: Floats
    aht_s: Floats
    shares: Floats
    is_open: NDArray[np.bool_]
    interval_s: float

    @property
    def shape(self) -> tuple[int, int, int]:
        """Weeks, weekdays and intervals of a day."""
        days, intervals = self.shares.shape
        return self.volume.shape[0], days, intervals

    @property
    def contacts(self) -> Floats:
        """Contacts that arrive, [T, 7 n]."""
        return np.asarray(self.volume * self.shares.reshape(-1), dtype=np.float64)

    def load(self, correction: Correction) -> Floats:
        """Load to staff, [T, 7 n] erlangs."""
        arriving = self.contacts * self.aht_s / self.interval_s
        return corrected_load(arriving, self.aht_s, self.interval_s, correction, self.is_open.reshape(-1))


def queue_weeks(
    volume: ArrayLike, aht_s: ArrayLike, shares: ArrayLike, interval_minutes: float, open_: ArrayLike | None
) -> QueueWeeks:
    """The arguments of ``interval_agents``, checked. Without ``open_`` a queue is open where it has a share."""
    profile = checked_profile(shares, interval_minutes)
    volumes = at_least_zero(volume, "volume")
    if volumes.ndim != 1:
        raise ValueError(f"volume must be one number per week; found the shape {list(volumes.shape)}")
    handle_s = weekly(above_zero(aht_s, "aht_s"), volumes.size, "aht_s")
    is_open = profile > 0.0 if open_ is None else _opened(open_, profile)
    return QueueWeeks(volumes[:, None], handle_s, profile, is_open, 60.0 * float(interval_minutes))


def checked_profile(shares: ArrayLike, interval_minutes: float) -> Floats:
    """Shares [7, intervals of a day] that sum to 1 in no more than a day's intervals; else ValueError."""
    profile = share(shares, "shares")
    if profile.ndim != 2 or profile.shape[0] != 7:
        raise ValueError(f"shares must have the shape [7, intervals of a day]; found {list(profile.shape)}")
    total = float(profile.sum())
    if abs(total - 1.0) > SHARES_TOTAL:
        raise ValueError(f"shares must sum to 1 over the week; found {total:.9g}")
    minutes = float(above_zero(interval_minutes, "interval_minutes"))
    if profile.shape[1] * minutes > MINUTES_OF_A_DAY + MINUTES_OVER:
        raise ValueError(f"{profile.shape[1]} intervals of {minutes:g} minutes are more than a day")
    return profile


def _opened(open_: ArrayLike, profile: Floats) -> NDArray[np.bool_]:
    opened = np.asarray(open_)
    if opened.dtype != np.bool_ or opened.shape != profile.shape:
        wanted, found = list(profile.shape), list(opened.shape)
        raise ValueError(
            f"open_ must be true or false in the shape of shares {wanted}; found {opened.dtype} {found}"
        )
    closed_arrivals = (profile > 0.0) & ~opened
    if closed_arrivals.any():
        at = tuple(np.argwhere(closed_arrivals)[0].tolist())
        raise ValueError(
            f"shares must be 0 while the queue is closed; found {profile[at]:g} at position {list(at)}"
        )
    return opened


def weekly(value: ArrayLike, weeks: int, name: str) -> Floats:
    """One value, or one per week as [weeks, 1]; ValueError naming the argument for another shape."""
    values = finite(value, name)
    if values.ndim > 1 or values.size not in (1, weeks):
        raise ValueError(f"{name} must be one value or one per week ({weeks}); found {list(values.shape)}")
    return values if values.ndim == 0 else np.broadcast_to(values.reshape(-1, 1), (weeks, 1))
