"""The columns that a search names: they survive a reduction as themselves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.solve.contract import Guide

__all__ = ["named_columns"]


def named_columns(guide: Guide) -> NDArray[np.int64]:
    """The columns of a guide, each once, in order."""
    parts = [np.zeros(0, np.int64), guide.aside]
    parts += [index.ravel() for index in (*guide.series, *guide.decisions, *guide.neighbourhoods)]
    for choice in guide.choices:
        parts += [np.array([choice.quantity]), choice.options[choice.options >= 0], choice.gate]
    for ladder in guide.ladders:
        parts += [np.array([ladder.quantity]), ladder.columns]
    return np.unique(np.concatenate(parts)).astype(np.int64)
