"""Plans by turns: one part after the other is planned anew, on its own small relaxation, at the prices of the whole.

In its turn a part gets whole numbers by a careful dive; what it shares with others it may leave at about its price
(``margins.py``), and the relaxation of the whole, with the whole numbers of all parts held, says what the plan then
costs and moves the hours of all of them. What is not cheaper is taken back. A part is planned another way in its
next turn: with wider margins, finer windows of time, other prices, all of its time or a span of it.

Source   fix-and-optimise by prices: Helber and Sahling (2010), Int. J. Production Economics 123.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from capplan.solve.contract import Guide
from capplan.solve.dive import Care
from capplan.solve.engine import Engine
from capplan.solve.flip import flip
from capplan.solve.narrow import few_columns
from capplan.solve.parts.decide import decide_by_parts
from capplan.solve.parts.margins import Margins
from capplan.solve.parts.plan import MOST_S
from capplan.solve.parts.plan_part import Planned, plan_part
from capplan.solve.parts.split import Piece, Split, Width
from capplan.solve.relaxation import Hold, Relaxation
from capplan.solve.switches import Switches

__all__ = ["Turns"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Way:
    """How a part is planned in a turn.

    ``band`` is the width of a step of the margins; ``held`` is the part that the prices of the present plan have in
    those at which rows are left, the rest are prices of the relaxation. Series are open in a ``span`` of time, as a
    share of it, that begins at ``first``, a share of what is left; whatever is outside stays as it is, and what is
    ``decided``, contracts and roles, does so too.
    """

    care: Care
    band: float
    held: float = 0.0
    decided: bool = True
    span: float = 1.0
    first: float = 0.0


FIRST = Way(Care(windows=12), 0.1)

WINDOWS, SHIFTS, BANDS, HELD = (6, 12, 26), (0.35, 0.5, 0.65), (0.03, 0.1, 0.3), (0.0, 0.0, 0.25, 0.5)
"""What the ways of later turns are drawn from."""

SPANS = (1.0, 0.5, 0.3)
"""Likewise, from the third round on: most is found in all of the time at first, later in a part of it."""

DECIDED = (True, False)

WHOLE = 2
"""Rounds in which parts are planned anew in all of their time, as they are decided."""

FRUITLESS = 4
"""After so many rounds in which no part found anything, turns end."""

PAYS = 1e-6
"""What a turn must save, in parts of the plan, to count."""

DEARER = 3e-4
"""Where the part alone says that its new plan costs so much more, in parts of the plan, the whole is not asked."""


@dataclass
class Turns:
    """A plan on its way, from the optimum ``x`` of ``relaxation`` at ``prices``; parts with whole numbers take turns.

    ``guide`` names columns of the relaxation's program, which ``split`` splits; ``few`` are contracts, roles and
    projects, which stay in most turns, ``decided`` is the optimum with them held where they were decided first.
    """

    relaxation: Relaxation
    split: Split
    guide: Guide
    x: Float
    prices: Float
    seed: int
    cost: float = np.inf
    order: list[int] = field(default_factory=list)
    few: Index = field(default_factory=lambda: np.zeros(0, np.int64))
    decided: Float | None = None
    draw: np.random.Generator = field(default_factory=lambda: np.random.default_rng(0))

    def __post_init__(self) -> None:
        self.draw = np.random.default_rng(self.seed)
        money = np.abs(self.split.arrays.cost * self.x)
        size = np.bincount(self.split.part, weights=money, minlength=len(self.split.whole_numbers))
        whole = np.flatnonzero(self.split.whole_numbers)
        self.order = whole[np.argsort(-size[whole], kind="stable")].tolist()
        few = few_columns(self.guide)
        self.few = few[self.split.arrays.integer[few]]

    def decide(self, engine: Engine) -> None:
        """Have contracts, roles and projects decided first, where what the parts want goes together."""
        if self.few.size:
            self.decided = decide_by_parts(
                self.relaxation, self.split, self.prices, self.few, self.order, engine, self.seed
            )

    def first(self) -> bool:
        """Whole numbers for every part, the largest first; whether a plan came of it. It is held then.

        Where no plan comes of what was decided, nothing is decided.
        """
        if self.decided is not None and self._first(self.decided, FIRST):
            return True
        return self._first(self.x, replace(FIRST, decided=False))

    def _first(self, start: Float, way: Way) -> bool:
        x = start.copy()
        for part in self.order:
            columns = self.split.columns(part, Width.OWN)
            planned = self._planned(self._piece(columns, x, way), way, np.inf)
            if planned.x is None:
                return False
            x[columns] = planned.x[: len(columns)]
        return self._judged(x)

    def start(self, x: Float) -> bool:
        """Go on from the plan ``x`` where it is cheaper; whether there is a plan to go on from. It is held then."""
        self.relaxation.free()
        if self._judged(x):
            return True
        held, self.cost = self.x, np.inf
        return self._judged(held)

    def improve(self, enough: Callable[[], bool], better: Callable[[], None]) -> None:
        """Turns until parts have found nothing in some rounds; ``better`` is called after every round that did."""
        stop, fruitless, rounds = self.relaxation.clock.stop, 0, 0
        while fruitless < FRUITLESS and not stop.is_set() and not enough():
            cost = self.cost
            for part in self.order:
                if stop.is_set() or enough():
                    break
                self._turn(part, _drawn(self.draw, whole=rounds < WHOLE))
            rounds += 1
            fruitless = fruitless + 1 if self.cost == cost else 0
            if not fruitless:
                better()

    def settled(self, switches: Switches) -> Float | None:
        """The plan with every switch on or off, None where one goes neither way; the next turn has them free."""
        mark = self.relaxation.mark()
        turned = flip(self.relaxation, self.x, switches)
        self.relaxation.back(mark)
        return turned

    def _turn(self, part: int, way: Way) -> bool:
        columns = self.split.columns(part, Width.OWN)
        piece = self._piece(columns, self.x, way)
        planned = self._planned(piece, way, MOST_S)
        if planned.x is None:
            return False
        dearer = planned.cost - float(piece.arrays.cost @ piece.start)
        values = planned.x[: len(columns)]
        if dearer > DEARER * abs(self.cost) or np.array_equal(np.rint(values), np.rint(self.x[columns])):
            return False
        x = self.x.copy()
        x[columns] = values
        return self._judged(x)

    def _piece(self, columns: Index, x: Float, way: Way) -> Piece:
        """The program of ``columns``, everything else at ``x``, and what is not within the span of ``way`` too."""
        prices = self.prices
        if way.held:
            prices = (1.0 - way.held) * prices + way.held * self.relaxation.prices()
        piece = self.split.loose_piece(x, columns, Margins(prices, way.band))
        stays = self._stays(way)[columns]
        if not stays.any():
            return piece
        arrays, here = piece.arrays, np.flatnonzero(stays)
        lower, upper = arrays.column_lower.copy(), arrays.column_upper.copy()
        lower[here] = upper[here] = np.rint(x[columns[here]])
        return replace(piece, arrays=replace(arrays, column_lower=lower, column_upper=upper))

    def _stays(self, way: Way) -> NDArray[np.bool_]:
        """Flags the whole numbers that are not planned anew: of series outside the span, and what is decided."""
        stays = np.zeros(self.split.arrays.shape[1], bool)
        if way.decided:
            stays[self.few] = True
        for series in self.guide.series:
            times = series.shape[1]
            wide = max(1, round(way.span * times))
            first = round(way.first * (times - wide))
            columns = np.delete(series, np.s_[first : first + wide], axis=1)
            stays[columns[columns >= 0]] = True
        return stays & self.split.arrays.integer

    def _planned(self, piece: Piece, way: Way, most_s: float) -> Planned:
        clock, count = self.relaxation.clock, self.split.arrays.shape[1]
        planned = plan_part(piece, self.guide, count, way.care, np.inf, clock, self.seed, most_s)
        clock.work.add(planned.work_s)
        return planned

    def _judged(self, x: Float) -> bool:
        """Whether the whole numbers of ``x`` are part of a cheaper plan; the relaxation holds the better ones."""
        relaxation, mark = self.relaxation, self.relaxation.mark()
        whole = np.flatnonzero(relaxation.arrays.integer)
        held = relaxation.hold(Hold.at(whole, np.rint(x[whole])))
        cost = relaxation.objective
        if held is None or cost is None or cost > self.cost - PAYS * abs(cost):
            relaxation.back(mark)
            return False
        self.x, self.cost = held, cost
        return True


def _drawn(draw: np.random.Generator, *, whole: bool) -> Way:
    windows, shift, band, held, span = (
        float(draw.choice(each)) for each in (WINDOWS, SHIFTS, BANDS, HELD, SPANS[:1] if whole else SPANS)
    )
    decided = bool(draw.choice(DECIDED[:1] if whole else DECIDED))
    care = Care(windows=max(1, round(windows * span)), shift=shift)
    return Way(care, band, held, decided, span, float(draw.random()))
