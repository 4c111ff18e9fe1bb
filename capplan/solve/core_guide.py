"""A guide among the columns of a core; nothing that it names stands aside."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from capplan.solve.choices import option_columns
from capplan.solve.contract import Guide
from capplan.solve.core import Core

__all__ = ["few_columns", "in_core"]

Index = NDArray[np.int64]


def in_core(core: Core, guide: Guide) -> Guide:
    """The same guide with positions of the core, without series that are not whole."""
    integer = core.whole.integer
    at = core.positions
    return Guide(
        series=tuple(at(index) for index in guide.series if index.size and integer[index].all()),
        decisions=tuple(at(index) for index in guide.decisions if index.size),
        choices=tuple(
            replace(
                choice,
                quantity=int(at(np.array([choice.quantity]))[0]),
                options=at(choice.options),
                gate=at(choice.gate),
            )
            for choice in guide.choices
        ),
        ladders=tuple(
            replace(ladder, quantity=int(at(np.array([ladder.quantity]))[0]), columns=at(ladder.columns))
            for ladder in guide.ladders
        ),
        neighbourhoods=tuple(at(index) for index in guide.neighbourhoods),
        start=core.values(guide.start) if guide.start.size else guide.start,
    )


def few_columns(guide: Guide) -> Index:
    """The whole numbers that are few and move much money: decisions, choices, ladders."""
    parts = [index.ravel() for index in guide.decisions] + [ladder.columns for ladder in guide.ladders]
    return np.unique(np.concatenate([option_columns(guide.choices), *parts]))
