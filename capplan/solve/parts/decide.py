"""Decisions part by part: contracts, roles and projects as every part wants them by itself, before any class.

They are few and move much money, and a dive that rounds them one after the other takes some of them wrongly. At the
prices of the relaxation every part decides its own exactly, by a tree over these whole numbers alone. With all of
them held the relaxation has other prices: once more, every part may decide anew at what it shares then, which it may
leave at about its price (``margins.py``). What is not cheaper for the whole is taken back.

Decide   min (cost - price * rows) @ x  over a part's own rows, the few columns whole            part by part
Anew     min cost @ x + margins         over all rows of the part, the few columns whole         one after the other

Source   Lagrangean heuristics: Beasley (1993), in Reeves (ed.), Modern Heuristic Techniques, chapter 6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays
from capplan.solve.contract import Claim, Found
from capplan.solve.engine import Engine
from capplan.solve.parts.bound import optimum, priced
from capplan.solve.parts.margins import Margins
from capplan.solve.parts.split import Split, Width
from capplan.solve.reduction import reduce
from capplan.solve.relaxation import Hold, Relaxation

__all__ = ["decide_by_parts"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

PRECISE = 1e-4
"""The gap at which a part is decided."""

MOST_S = 10.0
"""No part takes more work to decide."""

BAND = 0.03
"""How far a part may leave what it shares when it decides anew."""

APART = 0.01
"""Held together, what the parts want may cost so much more than it would if each had its way, in parts of it.

Beyond, they want what does not go together: the same work for each of them, or for none.
"""

PAYS = 1e-6
"""What deciding anew must save, in parts of the whole, to count."""


def decide_by_parts(
    relaxation: Relaxation,
    split: Split,
    prices: Float,
    columns: Index,
    order: Sequence[int],
    engine: Engine,
    seed: int,
) -> Float | None:
    """The optimum of the relaxation with ``columns`` whole, held then, as the parts want them at ``prices``.

    Parts decide anew in ``order``. None where a part takes too much work, or what they want does not go together;
    nothing is held then.
    """
    whole = np.zeros(split.arrays.shape[1], bool)
    whole[columns] = split.arrays.integer[columns]
    deciding = _Deciding(relaxation, split, prices, whole, engine, seed)
    mark = relaxation.mark()
    wanted, least = deciding.wanted()
    x = None if wanted is None else deciding.held(wanted)
    cost = relaxation.objective
    if x is not None and cost is not None and cost > least + APART * abs(least):
        relaxation.back(mark)
        return None
    for part in order:
        if x is None or relaxation.clock.stop.is_set():
            break
        x = deciding.anew(part, x)
    return x


@dataclass(frozen=True)
class _Deciding:
    """``whole`` flags the few columns."""

    relaxation: Relaxation
    split: Split
    prices: Float
    whole: NDArray[np.bool_]
    engine: Engine
    seed: int

    def held(self, values: Float) -> Float | None:
        """The optimum with the few columns held at ``values`` of all columns."""
        few = np.flatnonzero(self.whole)
        return self.relaxation.hold(Hold.at(few, np.rint(values[few])))

    def wanted(self) -> tuple[Float | None, float]:
        """What every part wants at the prices, at the few columns, and what all cost at least together.

        None where a part finds nothing.
        """
        found, wanted = priced(self.split, self.prices), np.zeros(len(self.whole))
        alone, least = self.whole.copy(), found.known
        for program, columns in zip(found.programs, found.columns, strict=True):
            alone[columns] = False
            if not self.whole[columns].any():
                least += optimum(program, self.relaxation.clock, self.seed)
                continue
            decided = self._decided(program, self.whole[columns])
            if decided.x is None or decided.bound is None:
                return None, -np.inf
            wanted[columns] = decided.x
            least += decided.bound
        # what stands in no row of its own part is as cheap as it can be
        arrays = self.split.arrays
        cost = arrays.cost - arrays.matrix.T @ np.where(self.split.shared_rows, self.prices, 0.0)
        ends = np.where(cost > 0.0, arrays.column_lower, arrays.column_upper)
        wanted[alone] = ends[alone]
        return (wanted if bool(np.isfinite(wanted).all()) else None), least

    def anew(self, part: int, x: Float) -> Float:
        """The optimum with a part decided anew where that is cheaper for the whole, else ``x``."""
        own = self.split.columns(part, Width.OWN)
        piece = self.split.loose_piece(x, own, Margins(self.prices, BAND))
        here = np.zeros(piece.arrays.shape[1], bool)
        here[: len(own)] = self.whole[own]
        reduced = reduce(replace(piece.arrays, integer=here), np.zeros(0, np.int64))
        if not reduced.arrays.integer.any():
            return x
        found = self._decided(reduced.arrays, reduced.arrays.integer).x
        if found is None:
            return x
        values = x.copy()
        values[own] = reduced.restore(found)[: len(own)]
        if np.array_equal(np.rint(values[self.whole]), np.rint(x[self.whole])):
            return x
        mark, before = self.relaxation.mark(), self.relaxation.objective
        other, cost = self.held(values), self.relaxation.objective
        if (
            other is not None
            and before is not None
            and cost is not None
            and cost < before - PAYS * abs(before)
        ):
            return other
        self.relaxation.back(mark)
        return x

    def _decided(self, program: Arrays, whole: NDArray[np.bool_]) -> Found:
        stop = self.relaxation.clock.stop
        if stop.is_set():
            return Found(Claim.LIMIT)
        return self.engine(
            replace(program, integer=whole),
            start=None,
            gap=PRECISE,
            hear=lambda x: None,
            enough=stop.is_set,
            heuristics=False,
            prove=lambda value: None,
            most_s=MOST_S,
        )
