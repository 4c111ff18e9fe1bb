"""The intervals of a schedule on the clock: local days of 23, 24 and 25 hours; an interval is a stretch of real time.

Intervals follow each other in real time, from the first midnight of the team to its last. A shift begins at a time of
the local clock and lasts real hours: eight hours over the night on which the clock is put on end an hour later by the
clock, and are paid as eight. A start in the hour that the clock skips is the moment to which the clock jumps; of an
hour that is shown twice the first is meant. A cyclic horizon stands for any such days: its days all have 24 hours.

Teams of a pool share the horizon of its clock, and begin their shifts by their own: so days of the team begin before
and after midnights of the pool, and one more on either side may have to do with the horizon.
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
    """``days`` local days from ``start`` on, in intervals of ``minutes``; ``pool_zone`` has their midnights, if any.

    Raises ValueError where the clock is put on or back by a part of an interval.
    """

    start: date
    days: int
    minutes: int
    zone: str = "UTC"
    cyclic: bool = False
    pool_zone: str | None = None

    def __post_init__(self) -> None:
        odd = [day for day in range(self.days + 1) if self._minutes_to(day, 0) % self.minutes]
        if odd == list(range(self.days + 1)):
            raise ValueError(f"midnight in {self.zone} is within an interval of {self.pool_zone}")
        if odd:
            raise ValueError(
                f"the clock of {self.zone} changes by a part of an interval before {self.day(odd[0])}"
            )

    @cached_property
    def count(self) -> int:
        """The number of intervals."""
        if self.cyclic:
            return self.days * DAY_MINUTES // self.minutes
        last = _instant(self.day(self.days), 0, self.pool_zone or self.zone)
        return round((last - self._first).total_seconds()) // 60 // self.minutes

    @property
    def lead_in(self) -> int:
        """Days before the horizon whose shifts may reach into it."""
        return 0 if self.cyclic else 1 if self.pool_zone is None else 2

    @property
    def shift_days(self) -> range:
        """The days on which shifts may begin that reach into the horizon."""
        return range(-self.lead_in, self.days + (self.pool_zone is not None and not self.cyclic))

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
            minutes = interval * self.minutes + self._ahead
            return datetime.combine(self.start, time()) + timedelta(minutes=minutes)
        return (self._first + timedelta(minutes=interval * self.minutes)).astimezone(ZoneInfo(self.zone))

    @cached_property
    def _first(self) -> datetime:
        return _instant(self.start, 0, self.pool_zone or self.zone)

    @cached_property
    def _ahead(self) -> int:
        """Minutes by which the clock of the team is ahead of that of its pool, on the first day."""
        if self.pool_zone is None:
            return 0
        apart = _instant(self.start, 0, self.pool_zone) - _instant(self.start, 0, self.zone)
        return round(apart.total_seconds()) // 60

    def _minutes_to(self, day: int, minute: int) -> int:
        if self.cyclic:
            return day * DAY_MINUTES + minute - self._ahead
        return round((_instant(self.day(day), minute, self.zone) - self._first).total_seconds()) // 60


def _instant(day: date, minute: int, zone: str) -> datetime:
    local = datetime.combine(day, time(), ZoneInfo(zone)) + timedelta(minutes=minute)
    return local.astimezone(UTC)
