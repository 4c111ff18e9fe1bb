"""Charges: tiers, commitments, baselines and locks, as piecewise affine charges on the units of a window.

Index    g charge (one contract, one window)    k piece

Given    fixed[g,k], slope[g,k], lower[g,k]   contracts/pieces.py: what n units cost in the piece
         upper[g,k]                           where the next piece begins; for the last one a bound (settled.py)
         units[p,t], units_h[i,t]             billing units of a head and of an hour assigned
         committed, carry, rate               of a commitment whose unused part the next window may use

Decides  window_units[g]     n, units of the window                                 units
         charge[g]           what the window costs                                  currency of the contract
         piece[g,k]          whether n lies in the piece (binary)
         part[g,k]           n in the piece in which it lies, 0 in the others       units
         drawn[g]            units used that the window before had paid             units

Rows     window_units[g]     n = sum of units * heads + sum of units_h * assigned_h
     where the charge is convex
         charge_of[g,k]      charge >= fixed[k] * open + slope[k] * n               no whole numbers
     where it is not (discounts, thresholds, dead bands, carry-forward)
         one_piece[g]        sum over k: piece[k] = open
         parts[g]            sum over k: part[k] = n
         part_upper, part_lower [g,k]   lower[k] * piece[k] <= part[k] <= upper[k] * piece[k]
         charge_is[g]        charge = sum over k: fixed[k] * piece[k] + slope[k] * part[k]  - rate * drawn
         drawn_unused[g]     drawn <= carry * (committed * piece[0] - part[0]) of the window before
         drawn_over[g]       drawn <= part[1] - committed * piece[1]
         ``open`` is 1, or the gate of selection.py where the contract may be opened or ended.

Source   multiple choice, whose relaxation is the convex envelope of the charge (Croxton, Gendron and Magnanti 2003).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.contracts.quantities import contracts_of, scoped_units
from capplan.formulation.selection import Gates
from capplan.formulation.sets import Given
from capplan.formulation.settled import Charge, charges
from capplan.program import Axis, Block, Program, Rows

__all__ = ["add_charges", "add_window_units", "opened_for", "pieces_of"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


def add_charges(program: Program, given: Given) -> None:
    """Add the columns and rows named above; nothing without contracts."""
    if given.facts.contracts is None:
        return
    found = charges(given)
    axis = Axis("charge", tuple(charge.label for charge in found))
    units = program.columns("window_units", (axis,))
    program.columns("charge", (axis,), lower=-np.inf)
    rows = program.rows("window_units", (axis,), equal=0.0)
    rows.add(units.index)
    for g, charge in enumerate(found):
        add_window_units(program, given, rows, g, charge.contract, charge.on, charge.window.periods, -1.0)
    gates = Gates.of(program, given)
    _add_simple(program, gates, found)
    _add_choices(program, gates, found)
    _add_drawn(program, gates, found)


def add_window_units(
    program: Program,
    given: Given,
    rows: Rows,
    at: int,
    contract: int,
    on: str,
    periods: Index,
    sign: float,
) -> None:
    """Add ``sign`` times the units of a contract in ``periods`` to the row ``at``."""
    by_head, by_hour = scoped_units(given.facts, given.requirement, contract, on)
    blocks = program.column_blocks
    for units, name in ((by_head, "heads"), (by_hour, "assigned_h")):
        rows.add(blocks[name].index[:, periods], sign * units[:, periods], at=rows.index[at])


def pieces_of(found: tuple[Charge, ...], simple: bool) -> tuple[Index, Index]:
    """Every piece of the charges that are simple, or of those that are not: its charge g, its number k."""
    which = [(g, k) for g, charge in enumerate(found) if charge.is_simple == simple for k in _pieces(charge)]
    both = np.array(which, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _pieces(charge: Charge) -> range:
    return range(len(charge.pieces.lower))


def _axis(found: tuple[Charge, ...], charge: Index, piece: Index) -> Axis:
    labels = tuple(f"{found[g].label}, piece {k + 1}" for g, k in zip(charge, piece, strict=True))
    return Axis("piece", labels)


def _values(found: tuple[Charge, ...], name: str, charge: Index, piece: Index) -> Float:
    each = [getattr(found[g].pieces, name)[k] for g, k in zip(charge, piece, strict=True)]
    return np.array(each, dtype=np.float64)


def opened_for(gates: Gates, charge: Charge) -> tuple[Index, Float]:
    """The columns and signs that tell, with ``gates.constant``, whether the contract is open for a charge."""
    selection, c = contracts_of(gates.given.facts).selection, charge.contract
    # what was promised holds once a candidate is grown
    lag = int(selection.setup_periods[c] + selection.growth_periods[c])
    return gates.in_force(c, int(charge.window.periods[0]), lag)


def _add_simple(program: Program, gates: Gates, found: tuple[Charge, ...]) -> None:
    charge, piece = pieces_of(found, simple=True)
    fixed, slope = (_values(found, name, charge, piece) for name in ("fixed", "slope"))
    optional = np.array([found[g].optional for g in charge], dtype=np.bool_)
    constant = np.array([gates.constant(found[g].contract) for g in charge])
    least = fixed * np.where(optional, constant, 1.0)
    rows = program.rows("charge_of", (_axis(found, charge, piece),), at_least=least)
    blocks = program.column_blocks
    rows.add(blocks["charge"].index[charge])
    rows.add(blocks["window_units"].index[charge], -slope)
    for row in np.flatnonzero(optional):
        _add_gate(gates, rows, int(row), found[charge[row]], -float(fixed[row]))


def _add_gate(gates: Gates, rows: Rows, row: int, charge: Charge, coefficient: float) -> None:
    columns, sign = opened_for(gates, charge)
    rows.add(columns, coefficient * sign, at=rows.index[row])


def _add_choices(program: Program, gates: Gates, found: tuple[Charge, ...]) -> None:
    charge, piece = pieces_of(found, simple=False)
    chosen = np.unique(charge)
    axis, each = _axis(found, charge, piece), np.searchsorted(chosen, charge)
    of = Axis("charge", tuple(found[g].label for g in chosen))
    lower, fixed, slope = (_values(found, name, charge, piece) for name in ("lower", "fixed", "slope"))
    upper = np.minimum(_values(found, "upper", charge, piece), [found[g].most for g in charge])
    choice = program.columns("piece", (axis,), upper=1.0, integer=True)
    part = program.columns("part", (axis,))
    blocks = program.column_blocks
    optional = [found[g].optional for g in chosen]
    whole = [gates.constant(found[g].contract) if found[g].optional else 1.0 for g in chosen]
    one = program.rows("one_piece", (of,), equal=np.array(whole))
    one.add(choice.index, 1.0, at=one.index[each])
    for row in np.flatnonzero(optional):
        _add_gate(gates, one, int(row), found[chosen[row]], -1.0)
    parts = program.rows("parts", (of,), equal=0.0)
    parts.add(part.index, 1.0, at=parts.index[each])
    parts.add(blocks["window_units"].index[chosen], -1.0)
    below, above = (
        program.rows("part_upper", (axis,), at_most=0.0),
        program.rows("part_lower", (axis,), at_least=0.0),
    )
    for rows, bound in ((below, upper), (above, lower)):
        rows.add(part.index)
        rows.add(choice.index, -bound)
    total = program.rows("charge_is", (of,), equal=0.0)
    total.add(blocks["charge"].index[chosen])
    total.add(choice.index, -fixed, at=total.index[each])
    total.add(part.index, -slope, at=total.index[each])


def _add_drawn(program: Program, gates: Gates, found: tuple[Charge, ...]) -> None:
    """Units that were paid and not used, used in the next window of the same contract."""
    pairs = [
        (g - 1, g)
        for g in range(1, len(found))
        if found[g].carry and found[g - 1].carry and found[g].contract == found[g - 1].contract
    ]
    axis = Axis("charge", tuple(found[g].label for _, g in pairs))
    drawn = program.columns("drawn", (axis,))
    charge, piece = pieces_of(found, simple=False)
    place = {(int(g), int(k)): j for j, (g, k) in enumerate(zip(charge, piece, strict=True))}
    chosen = np.unique(charge)
    unused = program.rows("drawn_unused", (axis,), at_most=0.0)
    over = program.rows("drawn_over", (axis,), at_most=0.0)
    total, choice, part = program.row_blocks["charge_is"], *_choice(program)
    for row, (before, now) in enumerate(pairs):
        first, second = place[before, 0], place[now, 1]
        carry, committed = found[now].carry, found[before].committed
        unused.add(drawn.index[row], 1.0, at=unused.index[row])
        unused.add(choice.index[first], -carry * committed, at=unused.index[row])
        unused.add(part.index[first], carry, at=unused.index[row])
        over.add(drawn.index[row], 1.0, at=over.index[row])
        over.add(part.index[second], -1.0, at=over.index[row])
        over.add(choice.index[second], found[now].committed, at=over.index[row])
        at = total.index[np.searchsorted(chosen, now)]
        total.add(drawn.index[row], found[now].rate, at=at)


def _choice(program: Program) -> tuple[Block, Block]:
    return program.column_blocks["piece"], program.column_blocks["part"]
