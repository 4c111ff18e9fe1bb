"""A part planned by itself: whole numbers by a dive on its own relaxation, which exact reasoning has made small."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from capplan.errors import CapplanError
from capplan.solve.clock import Clock, Patient
from capplan.solve.contract import Claim, Guide
from capplan.solve.dive import Care, dive
from capplan.solve.narrow import narrowed
from capplan.solve.parts.split import Piece
from capplan.solve.reduction import Reduced, named_columns, reduce
from capplan.solve.relaxation import Relaxation
from capplan.solve.settle import TOLERANCE, violation

__all__ = ["Planned", "plan_part"]

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Planned:
    """What planning a part gave: the point of the piece, or None; its cost; what the relaxation says is possible.

    ``work_s`` is what was done for it.
    """

    x: Float | None
    cost: float = np.inf
    bound: float = -np.inf
    work_s: float = 0.0


def plan_part(
    piece: Piece,
    guide: Guide,
    count: int,
    care: Care,
    least_cost: float,
    clock: Clock,
    seed: int,
    most_s: float = np.inf,
) -> Planned:
    """Whole numbers for a piece by a dive on its relaxation.

    ``guide`` names columns of the whole, which has ``count`` of them. A piece whose relaxation costs more than
    ``least_cost`` is left alone; one that takes more work than ``most_s`` gets none. Whoever has it planned counts
    the work: it may be done beside that on other pieces.
    """
    place = np.full(count, -1)
    place[piece.columns] = np.arange(len(piece.columns))
    within = narrowed(guide, place)
    named = np.union1d(named_columns(within), within.switches.columns)
    reduced = reduce(piece.arrays, named)
    place = np.full(piece.arrays.shape[1], -1)
    place[named] = reduced.positions(named)
    patient = Patient(clock, most_s)
    relaxation = Relaxation(reduced.arrays, patient, seed, 1)
    try:
        planned = _dived(piece, reduced, relaxation, narrowed(within, place), care, least_cost)
    except CapplanError:
        # HiGHS ends without an answer now and then; the part is left as it was
        planned = Planned(None)
    return replace(planned, work_s=patient.work.done_s)


def _dived(
    piece: Piece, reduced: Reduced, relaxation: Relaxation, guide: Guide, care: Care, least_cost: float
) -> Planned:
    if not reduced.arrays.shape[1]:
        return _known(piece, reduced)
    relaxed = relaxation.solve()
    if relaxed is None or relaxation.objective is None:
        return Planned(None, bound=np.inf if relaxation.claim is Claim.INFEASIBLE else -np.inf)
    bound = relaxation.objective + reduced.constant
    if bound > least_cost:
        return Planned(None, bound=bound)
    x = dive(relaxation, relaxed, guide, care)
    if x is None:
        return Planned(None, bound=bound)
    x = reduced.restore(np.where(reduced.arrays.integer, np.rint(x), x))
    return Planned(x, float(piece.arrays.cost @ x), bound)


def _known(piece: Piece, reduced: Reduced) -> Planned:
    """What the reduction found without a solver: it left no column."""
    if violation(piece.arrays, x := reduced.restore(np.zeros(0))) > TOLERANCE:
        return Planned(None, bound=np.inf)
    return Planned(x, reduced.constant, reduced.constant)
