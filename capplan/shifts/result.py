"""A schedule: people by shift and day, where their breaks are, who has which tour, and what it covers and costs."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from capplan.shifts.breaks import places
from capplan.shifts.facts import Covering
from capplan.shifts.offline import begins_of
from capplan.shifts.spans import added_up

__all__ = ["Schedule", "Search"]

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Search:
    """How a schedule was found. ``bound`` and ``gap`` are None where nothing was proven."""

    status: str  # within_gap | gap_not_reached
    objective: float
    bound: float | None
    gap: float | None
    rows: int
    columns: int
    solver: str
    wall_s: float
    stopped_by: int | None = None


@dataclass(frozen=True)
class Schedule:
    """What was decided for a ``Covering``. All else follows from it, and is worked out here, not by a solver."""

    case: Covering
    people: Float  # [k, d]
    away: Float  # [p, d] people on the break that begins at a place, see breaks.places
    on_tour: Float  # [j] people
    search: Search
    offline: Float = field(
        default_factory=lambda: np.zeros(0)
    )  # [p] people whose block begins at a place, see offline

    @property
    def present(self) -> Float:
        """[i] people within their shift, breaks included."""
        case, shifts = self.case, self.case.shifts
        return added_up(self.people, shifts.begins, shifts.length[:, None], case.required.size, case.cyclic)

    @property
    def on_break(self) -> Float:
        """[i] people on a break."""
        case, breaks = self.case, self.case.breaks
        of_break, after = places(breaks)
        begin = case.shifts.begins[breaks.shift[of_break]] + after[:, None]
        length = breaks.length[of_break][:, None]
        return added_up(self.away, begin, length, case.required.size, case.cyclic)

    @property
    def in_block(self) -> Float:
        """[i] people in training, coaching or other offline work."""
        case, offline = self.case, self.case.offline
        if offline is None:
            return np.zeros(case.required.size)
        length = offline.length[offline.activity]
        return added_up(self.offline, begins_of(case, offline), length, case.required.size, case.cyclic)

    @property
    def missed(self) -> Float:
        """[a, w] blocks of offline work that are not held."""
        offline = self.case.offline
        return np.zeros((0, 0)) if offline is None else offline.missed(self.offline)

    @property
    def staffed(self) -> Float:
        """[i] people on duty."""
        return self.present - self.on_break - self.in_block

    @property
    def short(self) -> Float:
        """[i] people missing."""
        return np.maximum(self.case.required - self.staffed, 0.0)

    @property
    def spare(self) -> Float:
        """[i] people beyond the requirement."""
        return np.maximum(self.staffed - self.case.required, 0.0)

    @property
    def opened(self) -> NDArray[np.bool_]:
        """[k] whether anybody works the shift on any day."""
        return np.asarray((self.people > 0.0).any(axis=1), dtype=np.bool_)

    @property
    def costs(self) -> dict[str, float]:
        """Money by line: people, tours, opened shifts, short and spare intervals, offline work that is not held."""
        prices, short = self.case.prices, float(self.short.sum())
        tours, offline, missed = self.case.tours, self.case.offline, self.missed.sum(axis=1)
        priced = missed > 0.0
        return {
            "people": float(self.case.shifts.cost @ self.people.sum(axis=1)),
            "tours": 0.0 if tours is None else float(tours.cost @ self.on_tour),
            "opened": prices.opened * float(self.opened.sum()),
            "short": prices.short * short if short else 0.0,
            "spare": prices.spare * float(self.spare.sum()),
            **({} if offline is None else {"offline": float(offline.price[priced] @ missed[priced])}),
        }
