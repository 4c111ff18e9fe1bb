"""What a schedule must cover and what it may be made of, as arrays.

Index    i interval    k shift: a start and a length    d day    b break of a shift    j tour: days on, shifts, phase
Intervals follow each other in time; the first is 0. Shapes are written behind each field.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["Breaks", "Covering", "Offline", "Prices", "Shifts", "Tours"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]
Flag = NDArray[np.bool_]


@dataclass(frozen=True)
class Shifts:
    """The shifts that may be opened, on the days on which they may begin.

    ``begins`` is the interval of its first minute: below 0 for a shift of the day before the horizon. ``start`` and
    ``end`` name the time of the day: shifts that share one are known to do so. ``least`` and ``most`` limit people.
    ``barred`` are those that only a night rule keeps from work.
    """

    name: tuple[str, ...]  # [k]
    start: Index  # [k] minutes after midnight
    end: Index  # [k] minutes after midnight, of the same or the next day
    length: Index  # [k] intervals
    paid_h: Float  # [k]
    cost: Float  # [k] money for a person and day
    works: Flag  # [k, d] whether it may begin on the day
    begins: Index  # [k, d]
    least: Float  # [k, d] people
    most: Float  # [k, d] people, infinite for no limit
    barred: Flag | None = None  # [k, d]

    def __len__(self) -> int:
        """The number of shifts."""
        return len(self.name)

    @property
    def days(self) -> int:
        """The number of days on which shifts may begin."""
        return int(self.works.shape[1])


def _none() -> Index:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Breaks:
    """The breaks of shifts: each person of a shift takes each of its breaks once, within its window."""

    name: tuple[str, ...] = ()  # [b]
    shift: Index = field(default_factory=_none)  # [b]
    length: Index = field(default_factory=_none)  # [b] intervals
    earliest: Index = field(
        default_factory=_none
    )  # [b] intervals from the begin of the shift to that of the break
    latest: Index = field(default_factory=_none)  # [b] likewise

    def __len__(self) -> int:
        """The number of breaks."""
        return len(self.name)


@dataclass(frozen=True)
class Tours:
    """Whole weeks of one person: the days on which it works, always one of the same few shifts.

    A person keeps its tour for the whole horizon. ``heads`` limits the people of all tours together.
    """

    name: tuple[str, ...]  # [j]
    pattern: tuple[str, ...]  # [j] as 1111100, from the first day of the pattern on
    phase: Index  # [j] weeks of the pattern that are over when the horizon begins
    on: Flag  # [j, d] days on which a person works
    shifts: Flag  # [j, k] the shifts it may work, one a day
    cost: Float  # [j] money for a person over the horizon, beside the cost of its shifts
    kind: Index  # [j] the rule that the tour comes from
    most_of_kind: Float  # [rule] people, infinite for no limit
    heads: float = np.inf

    def __len__(self) -> int:
        """The number of tours."""
        return len(self.name)


@dataclass(frozen=True)
class Offline:
    """Blocks away from the work, as training, and every place where one may be: see ``offline``."""

    name: tuple[str, ...]  # [a]
    length: Index  # [a] intervals
    wanted: Float  # [a, w] blocks of a week
    price: Float  # [a] money for a block that is not held, infinite where all must be
    activity: Index  # [p]
    shift: Index  # [p]
    day: Index  # [p]
    after: Index  # [p] intervals from the begin of the shift
    week: Index  # [p]

    def missed(self, people: Float) -> Float:
        """[a, w] blocks that are not held, from people by place."""
        held = np.zeros_like(self.wanted)
        np.add.at(held, (self.activity, self.week), people)
        return np.maximum(self.wanted - held, 0.0)


@dataclass(frozen=True)
class Prices:
    """Money for a person and interval short or spare, and for each shift that is opened at all.

    An infinite ``short`` means that every interval must be covered. ``most_open`` limits the different shifts.
    """

    short: float
    spare: float = 0.0
    opened: float = 0.0
    most_open: float = np.inf

    @property
    def counts_shifts(self) -> bool:
        """Whether the number of different shifts matters."""
        return self.opened > 0.0 or bool(np.isfinite(self.most_open))


@dataclass(frozen=True)
class Covering:
    """One team: people required in every interval, the shifts that may cover them, and prices.

    ``cyclic``: after the last interval comes the first again. ``whole``: people are whole numbers.
    """

    required: Float  # [i]
    shifts: Shifts
    prices: Prices
    breaks: Breaks = field(default_factory=Breaks)
    tours: Tours | None = None
    cyclic: bool = False
    whole: bool = True
    offline: Offline | None = None

    @property
    def rigid(self) -> bool:
        """Whether nobody has a break, a tour or offline work: one person more is a matter of its shift alone."""
        return not len(self.breaks) and self.tours is None and self.offline is None

    @property
    def counts_whole(self) -> bool:
        """Whether people, and the people required, are whole numbers: then those short and to spare are too."""
        return self.whole and bool(np.array_equal(self.required, np.rint(self.required)))
