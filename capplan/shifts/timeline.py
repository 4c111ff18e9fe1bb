"""The intervals of a schedule on the clock: local days of 23, 24 and 25 hours; an interval is a stretch of real time.

Intervals follow each other in real time, from the first midnight of the team to its last. A shift begins at a time of
the local clock and lasts real hours: eight hours over the night on which the clock is put on end an hour later by the
clock, and are paid as eight. A start in the hour that the clock skips is the moment to which the clock jumps; of an
hour that is shown twice the first is meant. A cyclic horizon stands for any such days: its days all have 24 hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

__all__ = ["Timeline"]

DAY_MINUTES = 1440


@dataclass(frozen=True)
class Timeline:
    """``days`` local days from ``start`` on, in intervals of ``minutes``.

    Raises ValueError where the clock is put on or back by a part of an interval.
    """

    start: date
    days: int
    minutes: int
    zone: str = "UTC"
    cyclic: bool = False

    def __post_init__(self) -> None:
        odd = [day for day in range(self.days + 1) if self._minutes_to(day, 0) % self.minutes]
        if odd:
            raise ValueError(
                f"the clock of {self.zone} changes by a part of an interval before {self.day(odd[0])}"
            )

    @property
    def count(self) -> int:
        """The number of intervals."""
        return self._minutes_to(self.days, 0) // self.minutes

    @property
    def lead_in(self) -> int:
        """Days before the horizon whose shifts may reach into it."""
        return 0 if self.cyclic else 1

    def day(self, position: int) -> date:
        """The date of a day, which may lie before or after the horizon."""
        return self.start + timedelta(days=position)

    def position(self, day: int, minute: int) -> int:
        """The interval that begins ``minute`` after midnight of a day by its clock; it may lie outside."""
        return self._minutes_to(day, minute) // self.minutes

    def fits(self, minute: int) -> bool:
        """Whether an interval begins at a time of the day."""
        return minute % self.minutes == 0

    def local(self, interval: int) -> datetime:
        """When an interval begins, on the clock of the team (without a zone where the horizon is cyclic)."""
        if self.cyclic:
            return datetime.combine(self.start, time()) + timedelta(minutes=interval * self.minutes)
        return (self._first + timedelta(minutes=interval * self.minutes)).astimezone(ZoneInfo(self.zone))

    @cached_property
    def _first(self) -> datetime:
        return self._instant(0, 0)

    def _instant(self, day: int, minute: int) -> datetime:
        local = datetime.combine(self.day(day), time(), ZoneInfo(self.zone)) + timedelta(minutes=minute)
        return local.astimezone(UTC)

    def _minutes_to(self, day: int, minute: int) -> int:
        if self.cyclic:
            return day * DAY_MINUTES + minute
        return round((self._instant(day, minute) - self._first).total_seconds()) // 60
