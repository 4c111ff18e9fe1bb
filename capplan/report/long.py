"""Long tables: one row per period and thing, periods first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["long_table"]

Float = NDArray[np.float64]


def long_table(
    periods: Sequence[str],
    keys: Mapping[str, Sequence[str]],
    values: Mapping[str, Float | Sequence[Sequence[str]]],
) -> pd.DataFrame:
    """A table with ``week_start``, then the keys ([n] each), then the values ([n, t] each)."""
    count, things = len(periods), len(next(iter(keys.values())))
    columns: dict[str, object] = {"week_start": np.repeat(np.array(periods, dtype=object), things)}
    for name, key in keys.items():
        columns[name] = np.tile(np.array(key, dtype=object), count)
    for name, value in values.items():
        columns[name] = np.asarray(value).T.ravel()
    return pd.DataFrame(columns)
