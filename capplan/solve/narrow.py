"""A guide among other columns: those of a core, or those of a part of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from capplan.solve.choices import option_columns
from capplan.solve.contract import Guide
from capplan.solve.core import Core
from capplan.solve.reduction import named_columns

__all__ = ["few_columns", "in_core", "narrowed"]

Index = NDArray[np.int64]


def narrowed(guide: Guide, place: Index) -> Guide:
    """The guide with columns at ``place`` (-1 for those that are not there), without what is not there whole."""

    def at(index: Index) -> Index:
        return np.where(index < 0, -1, place[index])

    def there(index: Index) -> bool:
        return bool(np.all(place[index[index >= 0]] >= 0))

    def series(index: Index) -> Index:
        places = at(index)
        return places[np.all(places >= 0, axis=1)] if index.size else places

    return Guide(
        series=tuple(series(index) for index in guide.series),
        decisions=tuple(series(index) for index in guide.decisions),
        choices=tuple(
            replace(
                choice, quantity=int(place[choice.quantity]), options=at(choice.options), gate=at(choice.gate)
            )
            for choice in guide.choices
            if place[choice.quantity] >= 0 and there(choice.options) and there(choice.gate)
        ),
        ladders=tuple(
            replace(ladder, quantity=int(place[ladder.quantity]), columns=at(ladder.columns))
            for ladder in guide.ladders
            if place[ladder.quantity] >= 0 and there(ladder.columns)
        ),
        neighbourhoods=tuple(at(index) for index in guide.neighbourhoods if there(index)),
        switches=guide.switches.moved(place),
    )


def in_core(core: Core, guide: Guide) -> Guide:
    """The guide among the columns of a core, with its switches and without series that are not whole.

    Raises KeyError where the guide names a column that is not in the core.
    """
    named = replace(guide, aside=np.zeros(0, np.int64))
    core.positions(named_columns(named))
    integer = core.whole.integer
    whole = replace(
        guide,
        series=tuple(index for index in guide.series if index.size and integer[index].all()),
        decisions=tuple(index for index in guide.decisions if index.size),
    )
    near = narrowed(whole, core.places)
    start = core.values(guide.start) if guide.start.size else guide.start
    apart = core.places[guide.apart]
    periods = tuple(places[places >= 0] for places in (core.places[index] for index in guide.periods))
    return replace(near, start=start, apart=apart[apart >= 0], periods=periods, switches=core.switches)


def few_columns(guide: Guide) -> Index:
    """The whole numbers that are few and move much money: decisions, choices, ladders."""
    parts = [index.ravel() for index in guide.decisions] + [ladder.columns for ladder in guide.ladders]
    return np.unique(np.concatenate([option_columns(guide.choices), *parts]))
