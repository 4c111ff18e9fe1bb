"""What a search can know of a program: what to decide first, which whole numbers follow from which quantity."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from capplan.formulation import Formulation
from capplan.formulation.bounds import most_people
from capplan.formulation.charges import opened_for, pieces_of
from capplan.formulation.scorecards import relieved
from capplan.formulation.selection import Gates
from capplan.formulation.settled import charges
from capplan.guide_parts import parts, periods, stand_ins
from capplan.solve import Choice, Guide, Ladder

__all__ = ["guide"]

DECISIONS = ("opens", "closes", "initiative_starts", "site_changes")
"""Blocks of yes-or-no decisions by month."""

RUNGS = 2000
"""Most rungs of a ladder."""

SPAN = 12
"""Periods of a span whose classes are improved together."""


def guide(formulation: Formulation) -> Guide:
    """Contracts, then classes, the people in them, tickets; the steadiness of the allocation stands aside."""
    blocks = formulation.program.column_blocks
    aside = [blocks[name].index.ravel() for name in ("moved_h", "takes") if name in blocks]
    return Guide(
        series=tuple(blocks[name].index for name in ("classes", "hires", "tickets")),
        decisions=tuple(blocks[name].index for name in DECISIONS if name in blocks),
        choices=_choices(formulation),
        ladders=_ladders(formulation),
        neighbourhoods=(*_sites(formulation), *_languages(formulation), *_spans(formulation)),
        aside=np.concatenate([np.zeros(0, np.int64), *aside]),
        parts=parts(formulation),
        apart=stand_ins(formulation),
        periods=periods(formulation),
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


def _ladders(formulation: Formulation) -> tuple[Ladder, ...]:
    """Support roles of a site and block, by the people at the peak of it."""
    support, blocks = formulation.given.facts.support, formulation.program.column_blocks
    if "role_heads" not in blocks:
        return ()
    peak, roles, most = blocks["peak"].index, blocks["role_heads"].index, most_people(formulation.given)
    made = []
    for place, site in enumerate(np.unique(support.site)):
        here = np.flatnonzero(support.site == site)
        served = support.heads_per_role[here]
        if not (np.isfinite(most[site].max()) and (most[site].max() / served).sum() < RUNGS):
            continue
        stops = np.unique(
            np.concatenate([each * np.arange(np.ceil(most[site].max() / each) + 1) for each in served])
        )
        values = np.ceil(stops[:, None] / served - 1e-9)
        made += [Ladder(int(peak[place, b]), stops, roles[here, b], values) for b in range(peak.shape[1])]
    return tuple(made)


def _sites(formulation: Formulation) -> tuple[NDArray[np.int64], ...]:
    """The classes, people, roles, charges and decisions of every site."""
    facts, blocks = formulation.given.facts, formulation.program.column_blocks
    contracts, teams = facts.contracts, facts.teams.site
    charged = np.zeros(0, np.int64)
    if contracts is not None:
        found = charges(formulation.given)
        charge, _ = pieces_of(found, simple=False)
        charged = np.array([contracts.site[found[g].contract] for g in charge], dtype=np.int64)
    made = []
    for s in range(len(facts.sites.name)):
        found_here = [blocks[name].index[teams == s].ravel() for name in ("classes", "hires")]
        if "role_heads" in blocks:
            found_here.append(blocks["role_heads"].index[facts.support.site == s].ravel())
        if contracts is not None:
            found_here.append(blocks["piece"].index[charged == s])
            decided = [name for name in ("opens", "closes") if name in blocks]
            found_here += [blocks[name].index[contracts.site == s].ravel() for name in decided]
        if "site_changes" in blocks and facts.site_options is not None:
            found_here.append(blocks["site_changes"].index[facts.site_options.site == s].ravel())
        made.append(np.concatenate(found_here))
    return _whole(formulation, made)


def _languages(formulation: Formulation) -> tuple[NDArray[np.int64], ...]:
    """The classes and people of all teams that work in a language."""
    facts, blocks = formulation.given.facts, formulation.program.column_blocks
    spoken = np.array(facts.queues.language)[facts.pairs.queue]
    made = []
    for language in dict.fromkeys(facts.queues.language):
        teams = np.unique(facts.pairs.team[spoken == language])
        made.append(np.concatenate([blocks[name].index[teams].ravel() for name in ("classes", "hires")]))
    return _whole(formulation, made)


def _spans(formulation: Formulation) -> tuple[NDArray[np.int64], ...]:
    """The classes and people of all teams in a span of weeks; spans overlap by half."""
    blocks = formulation.program.column_blocks
    periods = blocks["classes"].index.shape[1]
    made = [
        np.concatenate([blocks[name].index[:, first : first + SPAN].ravel() for name in ("classes", "hires")])
        for first in range(0, max(1, periods - SPAN // 2), SPAN // 2)
    ]
    return _whole(formulation, made)


def _whole(formulation: Formulation, made: list[NDArray[np.int64]]) -> tuple[NDArray[np.int64], ...]:
    """The integer ones of the columns of every set."""
    whole = [columns[formulation.arrays.integer[columns]] for columns in made]
    return tuple(columns for columns in whole if columns.size)
