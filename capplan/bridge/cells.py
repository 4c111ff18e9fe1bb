"""The cost lines of both runs as cells: one for each term, contract, site, who and week, before and after.

A run that has no such line in a week has the price of the other run then, times the ratio of their prices in the
nearest week in which both have the line; where there is none, its own price of the nearest week; else the other's.
What contracts escalate is compared before escalation.
Nearest is the week before, else the week after. Currency rates are those of its inputs. A price is asked for only
where nothing is bought at it, so the choice moves no total: it says at which price what the other run buys is new.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.bridge.side import Side
from capplan.bridge.work import completed

__all__ = ["KEYS", "Cells", "cells", "nearest_in_time"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

KEYS = ("term", "contract", "site", "who", "unit", "back")
"""What makes a line: ``back`` marks units that come back at the price of those that are bought."""


@dataclass(frozen=True)
class Cells:
    """Lines ``key`` (columns KEYS) [k] by run and week; 0 where a run has none. Amounts in local and base currency.

    ``rate`` is base currency for one unit of the local one, known for every cell.
    """

    key: pd.DataFrame
    quantity: Float  # [r, k, t]
    amount: Float
    base: Float
    rate: Float
    escalation: Float  # [r, k, t] factor on the prices of a contract, 1 without one

    def prices(self, k: Index, prices: Float) -> Float:
        """[r, n, t] prices of the lines ``k`` with their gaps (nan) filled, as they were before escalation."""
        factor = self.escalation[:, k]
        return nearest_in_time(prices / factor) * factor


def cells(sides: tuple[Side, Side], weeks: Sequence[str]) -> Cells:
    """The lines of both runs in the weeks that both have."""
    tables = [_keyed(side.lines) for side in sides]
    key = pd.concat([table[list(KEYS)] for table in tables]).drop_duplicates()
    key = key.sort_values(list(KEYS), kind="stable").reset_index(drop=True)
    place = pd.MultiIndex.from_frame(key)
    week_at = {week: t for t, week in enumerate(weeks)}
    sums = np.zeros((3, 2, len(key), len(weeks)))
    for r, table in enumerate(tables):
        row = place.get_indexer(pd.MultiIndex.from_frame(table[list(KEYS)]))
        week = table["week"].map(week_at).fillna(-1).to_numpy(dtype=np.int64)
        known = week >= 0
        for j, column in enumerate(("quantity", "amount", "amount_base")):
            np.add.at(sums[j, r], (row[known], week[known]), table[column].to_numpy(dtype=np.float64)[known])
    quantity, amount, base = sums
    written = np.divide(base, amount, out=np.full_like(base, np.nan), where=amount != 0.0)
    stated = np.stack([_stated(side, key, weeks) for side in sides])
    rate = completed(np.where(np.isnan(written), stated, written), 1.0)
    escalation = np.stack([_by_label(side.contracts, "contract", "escalation", key, weeks) for side in sides])
    return Cells(key, quantity, amount, base, rate, completed(escalation, 1.0))


def _keyed(lines: pd.DataFrame) -> pd.DataFrame:
    return lines.assign(back=(lines["quantity"] < 0.0) & (lines["term"] == "vendor_training"))


def _stated(side: Side, key: pd.DataFrame, weeks: Sequence[str]) -> Float:
    """[k, t] currency rates by the inputs of a run, 1 for lines of no site; nan for what it does not have."""
    by_site = _by_label(side.shares, "site", "currency_rate", key, weeks)
    by_contract = _by_label(side.contracts, "contract", "currency_rate", key, weeks)
    at_site, billed = ((key[column] != "").to_numpy()[:, None] for column in ("site", "contract"))
    return np.where(billed, by_contract, np.where(at_site, by_site, 1.0))


def _by_label(table: pd.DataFrame, label: str, column: str, key: pd.DataFrame, weeks: Sequence[str]) -> Float:
    """[k, t] a column of a table by the label of a line and the week; nan where the table has no such row."""
    wide = table.pivot(index=label, columns="week", values=column)
    return wide.reindex(index=key[label], columns=list(weeks)).to_numpy(dtype=np.float64)


def nearest_in_time(values: Float) -> Float:
    """[r, n, t] prices without gaps (nan): see the head of this module; 0 where neither run has one."""
    other = values[::-1]
    ratio = np.divide(values, other, out=np.full_like(values, np.nan), where=(other > 0.0) & (values > 0.0))
    likely = other * _carried(ratio)
    alone = _carried(values)
    return completed(np.where(~np.isnan(values), values, np.where(np.isnan(likely), alone, likely)), 0.0)


def _carried(values: Float) -> Float:
    """Gaps as in the week before, else as in the week after."""
    flat = pd.DataFrame(values.reshape(-1, values.shape[-1]))
    return flat.ffill(axis=1).bfill(axis=1).to_numpy().reshape(values.shape)
