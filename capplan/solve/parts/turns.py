"""Plans by turns: one part after the other is planned anew, on its own small relaxation, at the prices of the whole.

In its turn a part gets whole numbers by a careful dive; what it shares with others it may leave at about its price
(``margins.py``), and the relaxation of the whole, with the whole numbers of all parts held, says what the plan then
costs and moves the hours of all of them. What is not cheaper is taken back. A part is planned another way in its
next turn: with wider margins, finer windows of time, other prices.

Source   fix-and-optimise by prices: Helber and Sahling (2010), Int. J. Production Economics 123.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from capplan.solve.contract import Guide
from capplan.solve.dive import Care
from capplan.solve.flip import flip
from capplan.solve.parts.clock import Clock, Patient
from capplan.solve.parts.margins import Margins
from capplan.solve.parts.plan import MOST_S, plan_part
from capplan.solve.parts.split import Split, Width
from capplan.solve.relaxation import Hold, Relaxation
from capplan.solve.switches import Switches

__all__ = ["Turns"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Way:
    """How a part is planned in a turn.

    ``band`` is the width of a step of the margins; ``held`` is the part that the prices of the present plan have in
    those at which rows are left, the rest are prices of the relaxation.
    """

    care: Care
    band: float
    held: float = 0.0


FIRST = Way(Care(windows=12), 0.1)

WINDOWS, SHIFTS, BANDS, HELD = (6, 12, 26), (0.35, 0.5, 0.65), (0.03, 0.1, 0.3), (0.0, 0.0, 0.25, 0.5)
"""What the ways of later turns are drawn from."""

FRUITLESS = 4
"""After so many rounds in which no part found anything, turns end."""

PAYS = 1e-6
"""What a turn must save, in parts of the plan, to count."""


@dataclass
class Turns:
    """A plan on its way, from the optimum ``x`` of ``relaxation`` at ``prices``; parts with whole numbers take turns.

    ``guide`` names columns of the relaxation's program, which ``split`` splits.
    """

    relaxation: Relaxation
    split: Split
    guide: Guide
    x: Float
    prices: Float
    seed: int
    cost: float = np.inf
    order: list[int] = field(default_factory=list)
    draw: np.random.Generator = field(default_factory=lambda: np.random.default_rng(0))

    def __post_init__(self) -> None:
        self.draw = np.random.default_rng(self.seed)
        money = np.abs(self.split.arrays.cost * self.x)
        size = np.bincount(self.split.part, weights=money, minlength=len(self.split.whole_numbers))
        whole = np.flatnonzero(self.split.whole_numbers)
        self.order = whole[np.argsort(-size[whole], kind="stable")].tolist()

    def first(self) -> bool:
        """Whole numbers for every part, the largest first; whether a plan came of it. It is held then."""
        x = self.x.copy()
        for part in self.order:
            columns, planned = self._planned(part, x, FIRST, self.relaxation.reporter)
            if planned is None:
                return False
            x[columns] = planned
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
        stop, fruitless = self.relaxation.reporter.stop, 0
        while fruitless < FRUITLESS and not stop.is_set() and not enough():
            cost = self.cost
            for part in self.order:
                if stop.is_set():
                    break
                self._turn(part, _drawn(self.draw))
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
        columns, planned = self._planned(part, self.x, way, Patient(self.relaxation.reporter, MOST_S))
        if planned is None or np.array_equal(np.rint(planned), np.rint(self.x[columns])):
            return False
        x = self.x.copy()
        x[columns] = planned
        return self._judged(x)

    def _planned(self, part: int, x: Float, way: Way, clock: Clock) -> tuple[Index, Float | None]:
        """The columns of a part, and their values when it is planned anew with everything else at ``x``."""
        columns = self.split.columns(part, Width.OWN)
        prices = self.prices
        if way.held:
            prices = (1.0 - way.held) * prices + way.held * self.relaxation.prices()
        piece = self.split.loose_piece(x, columns, Margins(prices, way.band))
        found = plan_part(piece, self.guide, len(x), way.care, np.inf, clock, self.seed)
        return columns, None if found.x is None else found.x[: len(columns)]

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


def _drawn(draw: np.random.Generator) -> Way:
    windows, shift, band, held = (draw.choice(each) for each in (WINDOWS, SHIFTS, BANDS, HELD))
    return Way(Care(windows=int(windows), shift=float(shift)), float(band), float(held))
