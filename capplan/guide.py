"""What a search can know of a program: what to decide first, which whole numbers follow from which quantity."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from capplan.formulation import Formulation
from capplan.formulation.charges import opened_for, pieces_of
from capplan.formulation.scorecards import relieved
from capplan.formulation.selection import Gates
from capplan.formulation.settled import charges
from capplan.solve import Choice, Guide

__all__ = ["guide"]


def guide(formulation: Formulation) -> Guide:
    """Contracts, then classes, the people in them, tickets; the steadiness of the allocation stands aside."""
    blocks = formulation.program.column_blocks
    aside = [blocks[name].index.ravel() for name in ("moved_h", "takes") if name in blocks]
    return Guide(
        series=tuple(blocks[name].index for name in ("classes", "hires", "tickets")),
        decisions=tuple(blocks[name].index for name in ("opens", "closes") if name in blocks),
        choices=_choices(formulation),
        aside=np.concatenate([np.zeros(0, np.int64), *aside]),
    )


def _choices(formulation: Formulation) -> tuple[Choice, ...]:
    """A choice for every charge with pieces, and one for every month that may be excused."""
    given, blocks = formulation.given, formulation.program.column_blocks
    if given.facts.contracts is None:
        return ()
    found, gates = charges(given), Gates.of(formulation.program, given)
    charge, _ = pieces_of(found, simple=False)
    made = []
    for g in np.unique(charge):
        quantity, options = int(blocks["window_units"].index[g]), blocks["piece"].index[charge == g]
        choice = Choice(quantity, options, found[g].pieces.lower)
        if found[g].optional:
            columns, signs = opened_for(gates, found[g])
            choice = replace(choice, gate=columns, signs=signs, constant=gates.constant(found[g].contract))
        made.append(choice)
    for m, (*_, limit) in enumerate(relieved(given)):
        options = np.array([-1, blocks["excused"].index[m]], dtype=np.int64)
        made.append(Choice(int(blocks["relief_units"].index[m]), options, np.array([0.0, limit])))
    return tuple(made)
