"""A plan part by part: each part is planned on its own small relaxation, what the others take is held.

First every part in turn gets whole numbers, the largest first: what one part falls short of or gives beyond, the
next ones make good. Then broken rows are mended, and parts are planned anew as long as that pays, those first where
the relaxation says that most is to be gained. Every point is whole and keeps every row that the parts together can
keep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from capplan.parallel import Workers
from capplan.solve.aside import SLACK
from capplan.solve.clock import Clock
from capplan.solve.contract import Guide
from capplan.solve.dive import Care
from capplan.solve.parts.margins import Margins
from capplan.solve.parts.plan_part import Planned, plan_part
from capplan.solve.parts.spans import NO_PERIOD, spans_of, together
from capplan.solve.parts.split import Broken, Piece, Split, Width

__all__ = ["FIRST", "MOST_S", "QUICK", "Pass", "plan_by_parts"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Pass:
    """A first pass: how careful it is, and how many parts get whole numbers ``beside`` each other, from one point."""

    care: Care
    beside: int


FIRST = Pass(Care(windows=12), 2)

QUICK = Pass(Care(windows=6, tries=False), 6)
"""Where there are many large parts."""

BAND = 0.1
"""How far a part may leave what it shares in the first pass (``margins.py``)."""

ONCE = Care(windows=4, tries=False)
"""Where the first pass found no room, and while broken rows are mended: quickly."""

AGAIN = Care(windows=8)
"""Later ones."""

PAYS = 2e-4
"""What a part must be able to gain, as a part of the cost of the plan, to be planned anew."""


TRIED = Care(windows=4)
"""Where whole numbers have to change for it: a contract may have to open for what only its people can do."""

MENDINGS = (
    (Width.OWN, None),
    (Width.SHARED, None),
    (Width.SHARED, TRIED),
    (Width.OTHERS, TRIED),
)
"""How wide the passes are that mend broken rows, and how careful with whole numbers, None where they stay."""

BETTER = 1e-6
"""What a part must gain, as a part of the cost of the plan, for its new plan to be taken; less is rounding."""

FEWER = Care(windows=2, shift=0.0, tries=False)
"""Where rounding finds no room: classes rounded down."""

WAYS = (
    (Width.OWN, Broken.BREAKABLE, ONCE),
    (Width.OWN, Broken.BREAKABLE, FEWER),
    (Width.SHARED, Broken.BREAKABLE, ONCE),
)
"""Ways to find first whole numbers for a part that found none in its turn, until one goes."""

FIRST_S = 60.0
"""No part takes more work in the first pass: a quicker way is taken with it."""

MOST_S = 30.0
"""Nor later: the next one finds more."""


def plan_by_parts(
    split: Split,
    guide: Guide,
    x: Float,
    prices: Float,
    clock: Clock,
    seed: int,
    workers: Workers,
    first: Pass = FIRST,
) -> Iterator[Float]:
    """Ever better whole points of the program that ``split`` splits, from the relaxed point ``x`` at ``prices``.

    They are the same whatever the number of ``workers``, as is the work for them. ``x`` need not keep the rows, nor
    be near an optimum: the lower bounds of all columns will do. ``first`` is the first pass.
    """
    within = np.clip(x, split.arrays.column_lower, split.arrays.column_upper)
    work = _Work(split, guide, within, prices, clock, seed, workers, first)
    if not work.first():
        return
    yield work.x.copy()
    shifted = True
    for width in (Width.SHARED, Width.OTHERS):
        paid = True
        while paid and not clock.stop.is_set():
            if work.hours(Broken.HELD, shifted=shifted):
                yield work.x.copy()
            shifted, paid = not shifted, False
            for _ in work.round(width):
                paid = True
                yield work.x.copy()


@dataclass
class _Work:
    """A point on its way to a plan."""

    split: Split
    guide: Guide
    x: Float
    prices: Float
    clock: Clock
    seed: int
    workers: Workers
    way: Pass
    gain: dict[int, float] = field(default_factory=dict)

    @cached_property
    def period(self) -> Index:
        """The period of every column."""
        period = np.full(len(self.x), NO_PERIOD)
        for number, columns in enumerate(self.guide.periods):
            period[columns] = number
        return period

    @property
    def parts(self) -> list[int]:
        return [int(part) for part in np.flatnonzero(self.split.whole_numbers)]

    def first(self) -> bool:
        """Whole numbers for every part, then broken rows mended; whether all of it was found."""
        cost = np.abs(self.split.arrays.cost * self.x)
        size = np.bincount(self.split.part, weights=cost, minlength=len(self.split.whole_numbers))
        order = sorted(self.parts, key=lambda part: -size[part])
        count = self.way.beside
        missing = [part for k in range(0, len(order), count) for part in self._beside(order[k : k + count])]
        # what found no room may find some when the others have what they take
        if not all(self._first(part) for part in missing):
            return False
        self.hours(Broken.MENDED)
        without = np.flatnonzero(~self.split.whole_numbers).tolist()
        # what nobody does is cheap to find; hours are moved later
        return any(self._mended(without + order, width, care) for width, care in MENDINGS)

    def _beside(self, parts: list[int]) -> list[int]:
        """Whole numbers for some parts beside each other; those that found none."""
        if self.clock.stop.is_set():
            return parts
        columns = [self.split.columns(part, Width.OWN) for part in parts]
        pieces = [self.split.loose_piece(self.x, each, Margins(self.prices, BAND)) for each in columns]
        planned = self._all(pieces, self.way.care)
        for each, found in zip(columns, planned, strict=True):
            if found.x is not None:
                self.x[each] = found.x[: len(each)]
        return [part for part, found in zip(parts, planned, strict=True) if found.x is None]

    def hours(self, broken: Broken, *, shifted: bool = False) -> bool:
        """Hours of all parts moved, span by span; whether that paid."""
        waiting = spans_of(self.split, self.period, shifted)
        before = float(self.split.arrays.cost @ self.x)
        while waiting and not self.clock.stop.is_set():
            some, waiting = waiting[:2], waiting[2:]
            pieces = [self._kept(self.split.piece(self.x, each, broken)) for each in some]
            found = [
                (columns, planned.x[: len(columns)] - self.x[columns])
                for columns, planned in zip(some, self._all(pieces, ONCE), strict=True)
                if planned.x is not None
            ]
            self.x, left = together(self.split, self.x, found)
            # the first one did not even go by itself
            waiting = [found[number][0] for number in left if number > 0] + waiting
        cost = float(self.split.arrays.cost @ self.x)
        return cost < before - BETTER * abs(before)

    def _all(self, pieces: list[Piece], care: Care) -> list[Planned]:
        """Pieces planned beside each other."""
        planned = list(self.workers.each(self._job(care, np.inf, FIRST_S), pieces))
        # what is done beside each other takes as long as on two cores, however many there are
        self.clock.work.add(sum(each.work_s for each in planned) / min(2, len(planned)))
        return planned

    def _mended(self, order: list[int], width: Width, care: Care | None) -> bool:
        """Whether no row is broken after a pass over the parts; with ``care``, whole numbers may change."""
        for part in order:
            breaks = self.split.broken_parts(self.x)
            if not breaks.any():
                return True
            if breaks[part] and not self.clock.stop.is_set():
                self._plan(part, width, care or ONCE, Broken.MENDED, whole=care is not None)
        return not self.split.broken_parts(self.x).any()

    def _job(self, care: Care, least_cost: float, most_s: float) -> Callable[[Piece], Planned]:
        return partial(
            plan_part,
            guide=self.guide,
            count=len(self.x),
            care=care,
            least_cost=least_cost,
            clock=self.clock,
            seed=self.seed,
            most_s=most_s,
        )

    def _first(self, part: int) -> bool:
        """Whether whole numbers for a part were found, at worst by breaking rows for the others to mend."""
        return any(
            not self.clock.stop.is_set() and self._plan(part, width, care, broken)
            for width, broken, care in WAYS
        )

    def round(self, width: Width) -> Iterator[int]:
        """Every part once more; those that were improved."""
        for part in sorted(self.parts, key=lambda part: -self.gain.get(part, np.inf)):
            if self.clock.stop.is_set():
                return
            if self._plan(part, width, AGAIN, Broken.HELD, anew=True):
                yield part

    def _plan(
        self, part: int, width: Width, care: Care, broken: Broken, *, anew: bool = False, whole: bool = True
    ) -> bool:
        """Whether the part was planned, or planned ``anew`` and better; then the point has it."""
        columns = self.split.columns(part, width)
        if not whole:
            columns = columns[~self.split.arrays.integer[columns]]
        piece = self._kept(self.split.piece(self.x, columns, broken))
        now = float(piece.arrays.cost @ piece.start)
        cost = abs(float(self.split.arrays.cost @ self.x))
        least = now - PAYS * cost if anew else np.inf
        planned = self._job(care, least, MOST_S)(piece)
        self.clock.work.add(planned.work_s)
        self.gain[part] = now - planned.bound
        if planned.x is None or (anew and planned.cost > now - BETTER * cost):
            return False
        self.x[columns] = planned.x[: len(columns)]
        return True

    def _kept(self, piece: Piece) -> Piece:
        """The piece with switches held as they are where not all that they bound is in it."""
        switches = self.guide.switches
        place = np.full(len(self.x), -1)
        place[piece.columns] = np.arange(len(piece.columns))
        inside = place[switches.columns] >= 0
        partly = np.flatnonzero(
            np.bincount(switches.of[inside], minlength=switches.count).astype(bool)
            & np.bincount(switches.of[~inside], minlength=switches.count).astype(bool)
        )
        on = switches.at(self.x, SLACK)
        if on is None or not partly.size:
            return piece
        columns, lower, upper = switches.bounds(partly, on)
        here = place[columns] >= 0
        at = place[columns[here]]
        arrays = piece.arrays
        own_lower, own_upper = arrays.column_lower.copy(), arrays.column_upper.copy()
        # what lies a rounding beyond its bound stays where it is
        own_lower[at] = np.minimum(np.maximum(own_lower[at], lower[here]), piece.start[at])
        own_upper[at] = np.maximum(np.minimum(own_upper[at], upper[here]), piece.start[at])
        return replace(piece, arrays=replace(arrays, column_lower=own_lower, column_upper=own_upper))
