"""A guide for a part of a program: what lies wholly in it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from capplan.solve.contract import Guide

__all__ = ["narrowed"]

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
        neighbourhoods=(),
    )
