"""One cost term: what is priced, in which period, at which site, for whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from capplan.formulation.sets import Given
from capplan.program import Program

__all__ = ["UNMET", "CostTerm", "Pricing"]

Index = NDArray[np.int64]
Float = NDArray[np.float64]

NO_SITE = NO_CONTRACT = -1
UNMET = ("unmet_hours", "late_contacts", "late_work")
"""Terms that price work left undone: no cost to serve, no part of a budget."""


@dataclass(frozen=True)
class CostTerm:
    """One term: parallel arrays, one entry for each priced column and period.

    ``site`` is -1 for entries in base currency that belong to no site; ``who`` indexes ``labels``. ``contract`` is
    the one whose currency the price is in, -1 for the currency of the site.
    """

    name: str
    unit: str
    steering: bool
    labels: tuple[str, ...]
    column: Index
    period: Index
    site: Index
    who: Index
    price: Float
    contract: Index


@dataclass(frozen=True)
class Pricing:
    """Makes the terms of one program: prices broadcast against the columns, entries without a price drop out."""

    program: Program
    given: Given

    def columns(self, block: str) -> Index:
        """The columns of a block."""
        return self.program.column_blocks[block].index

    def term(
        self,
        name: str,
        unit: str,
        column: Index,
        price: ArrayLike,
        who: ArrayLike,
        labels: tuple[str, ...],
        *,
        site: ArrayLike = NO_SITE,
        period: ArrayLike | None = None,
        steering: bool = False,
    ) -> CostTerm:
        """A term of [who, period] columns; ``period`` where the last axis is not all periods."""
        when = np.arange(len(self.given.sets.periods)) if period is None else period
        parts = np.broadcast_arrays(column, when, site, who, np.asarray(price, float))
        keep = parts[4].ravel() != 0.0
        flat = [part.ravel()[keep] for part in parts]
        none = np.full(len(flat[0]), NO_CONTRACT)
        return CostTerm(name, unit, steering, labels, flat[0], flat[1], flat[2], flat[3], flat[4], none)

    def by_team(self, name: str, unit: str, block: str, price: Float) -> CostTerm:
        """A term of a block of [team, period] columns; ``price`` is [p] or [p, t] in the currency of the site."""
        teams = self.given.facts.teams
        team = np.arange(len(teams.name))[:, None]
        each = price[:, None] if price.ndim == 1 else price
        return self.term(name, unit, self.columns(block), each, team, teams.name, site=teams.site[:, None])

    def by_pair(self, name: str, unit: str, block: str, price: ArrayLike, period: ArrayLike) -> CostTerm:
        """A steering term of a block of [pair, period] columns, in base currency."""
        pairs = self.given.sets.pairs
        pair = np.arange(len(pairs))[:, None]
        return self.term(
            name, unit, self.columns(block), price, pair, pairs.labels, steering=True, period=period
        )
