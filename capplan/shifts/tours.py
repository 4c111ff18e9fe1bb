"""Tours: who works a shift has a tour, days on and days off, and keeps it for the whole horizon.

Index    j tour    g band: tours that may work the same shifts    k shift    d day    r rule that tours come from

Given    on[j,d]            whether tour j works on day d
         shifts[j,k]        the shifts it may work; one a day
         heads              people there are
         most_of_kind[r]    people with a tour of rule r

Decides  on_tour[j]         people who have tour j
         assigned[g,k,d]    people of band g who work shift k, where a band has more than one shift

Row      link[k,d]          people[k,d] = sum over j of bands with k alone: on[j,d] * on_tour[j]
                                          + sum over other bands g with k: assigned[g,k,d]
                            (of days outside of the horizon only shifts that reach into it count)
         duty[g,d]          sum over k of g: assigned[g,k,d] = sum over j of g: on[j,d] * on_tour[j]
         heads              sum over j: on_tour[j] <= heads
         kind[r]            sum over j of r: on_tour[j] <= most_of_kind[r]

Source   Bailey (1985), Computers and Industrial Engineering 9(4); bands of starts: Jacobs and Brusco (1996),
         Naval Research Logistics 43(4).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.program import Axis, Block, Program, Rows
from capplan.shifts.cover import days_axis, shift_axis
from capplan.shifts.facts import Covering, Tours

__all__ = ["add_tours"]

Index = NDArray[np.int64]


def add_tours(program: Program, case: Covering) -> None:
    """Add the columns ``on_tour`` and ``assigned`` and the rows that tie shifts to tours; nothing without tours."""
    tours = case.tours
    if tours is None:
        return
    labels = zip(tours.name, tours.pattern, tours.phase, range(len(tours)), strict=True)
    axis = Axis("tour", tuple(f"{name} {pattern}+{phase} #{j}" for name, pattern, phase, j in labels))
    on_tour = program.columns("on_tour", (axis,), cost=tours.cost, integer=case.whole)
    _add_limits(program, tours, on_tour)
    link = program.rows("link", (shift_axis(case), days_axis(case)), equal=0.0)
    link.add(program.column_blocks["people"].index)
    bands, band = np.unique(tours.shifts, axis=0, return_inverse=True)
    band = band.reshape(-1)
    alone = bands.sum(axis=1) == 1
    shift = bands.argmax(axis=1)[band]
    single = np.flatnonzero(alone[band])
    known = ~_outside(case)
    on = tours.on[single] & known[shift[single]]
    link.add(on_tour.index[single, None], np.where(on, -1.0, 0.0), at=link.index[shift[single]])
    if not alone.all():
        _add_bands(
            program, case, on_tour, link, bands[~alone], np.where(alone, -1, np.cumsum(~alone) - 1)[band]
        )


def _add_limits(program: Program, tours: Tours, on_tour: Block) -> None:
    if np.isfinite(tours.heads):
        heads = program.rows("heads", (), at_most=tours.heads, rule=True)
        heads.add(on_tour.index, 1.0, at=heads.index)
    limited = np.isfinite(tours.most_of_kind)
    if limited.any():
        rules = Axis("rule", tuple(map(str, range(len(limited)))))
        kind = program.rows("kind", (rules,), at_most=tours.most_of_kind, rule=True)
        kind.add(on_tour.index, 1.0, at=kind.index[tours.kind])


def _add_bands(
    program: Program, case: Covering, on_tour: Block, link: Rows, bands: NDArray[np.bool_], band: Index
) -> None:
    """Bands of several shifts: who works which of them on which day. ``band`` [j] is -1 for other tours."""
    assert case.tours is not None
    of_band, shift = np.nonzero(bands)
    days = days_axis(case)
    pairs = Axis("band and shift", tuple(f"{g} {k}" for g, k in zip(of_band, shift, strict=True)))
    assigned = program.columns("assigned", (pairs, days), integer=case.whole)
    link.add(assigned.index, np.where(_outside(case)[shift], 0.0, -1.0), at=link.index[shift])
    duty = program.rows("duty", (Axis("band", tuple(map(str, range(len(bands))))), days), equal=0.0)
    duty.add(assigned.index, 1.0, at=duty.index[of_band])
    some = np.flatnonzero(band >= 0)
    on = np.where(case.tours.on[some], -1.0, 0.0)
    duty.add(on_tour.index[some, None], on, at=duty.index[band[some]])


def _outside(case: Covering) -> NDArray[np.bool_]:
    """[k, d] shifts that end before the horizon or begin after it: who works them is nobody's business here."""
    begins, count = case.shifts.begins, case.required.size
    outside = (begins + case.shifts.length[:, None] <= 0) | (begins >= count)
    return np.asarray(outside & (not case.cyclic), dtype=np.bool_)
