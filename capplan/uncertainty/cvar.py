"""Conditional value at risk: the mean of the worst futures enters the cost.

Index    k future    j column

Given    weight[k]     chance of the future, sum 1
         cost[k,j]     what a column costs in the future                  base currency
         alpha         0.9: the worst tenth of the futures counts         share
         share         how much of the objective it is                    share

Decides  worst         cost that is exceeded with chance 1 - alpha        base currency
         beyond[k]     cost of the future above it                        base currency

Rows     beyond[k]     beyond - sum over j: cost * x  + worst >= 0

Objective   (1 - share) * sum over k: weight * cost  +  share * (worst + sum over k: weight * beyond / (1 - alpha))

Source   Rockafellar and Uryasev (2000), Journal of Risk 2(3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.entries import Entries
from capplan.program import Arrays

__all__ = ["Risk", "cvar", "with_cvar"]

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Risk:
    """``share`` of the objective is the mean cost of the worst ``1 - alpha`` of the futures.

    Raises ``ValueError`` for an ``alpha`` outside [0, 1) and a ``share`` outside [0, 1].
    """

    alpha: float = 0.9
    share: float = 0.0

    def __post_init__(self) -> None:
        if not (0.0 <= self.alpha < 1.0 and 0.0 <= self.share <= 1.0):
            raise ValueError("alpha lies from 0 to below 1, the share from 0 to 1")


def with_cvar(arrays: Arrays, costs: Sequence[Float], weights: Float, risk: Risk) -> Arrays:
    """The extensive program with the columns and rows above; as it is where the share is 0.

    ``costs[k]`` are the costs of its columns in future k, not weighted; ``arrays.cost`` is their weighted sum.
    """
    if risk.share == 0.0:
        return arrays
    futures = len(costs)
    cost_rows = sparse.hstack(
        [
            -sparse.vstack([sparse.csr_matrix(cost) for cost in costs]),
            sparse.csr_matrix(np.ones((futures, 1))),
            sparse.identity(futures, format="csr"),
        ]
    )
    old = sparse.hstack([arrays.matrix, sparse.csr_matrix((arrays.shape[0], futures + 1))])
    tail = risk.share * np.append(1.0, weights / (1.0 - risk.alpha))
    added = np.zeros(futures)
    return Arrays(
        cost=np.append((1.0 - risk.share) * arrays.cost, tail),
        column_lower=np.concatenate([arrays.column_lower, [-np.inf], added]),
        column_upper=np.append(arrays.column_upper, np.full(futures + 1, np.inf)),
        integer=np.append(arrays.integer, np.zeros(futures + 1, bool)),
        row_lower=np.append(arrays.row_lower, added),
        row_upper=np.append(arrays.row_upper, np.full(futures, np.inf)),
        entries=Entries.of(sparse.csr_matrix(sparse.vstack([old, cost_rows], format="csr"))),
    )


def cvar(cost: Float, weights: Float, alpha: float) -> float:
    """The mean of the worst ``1 - alpha`` of costs with these weights (their sum is 1)."""
    order = np.argsort(-cost, kind="stable")
    tail = 1.0 - alpha
    taken = np.diff(np.minimum(np.cumsum(weights[order]), tail), prepend=0.0)
    return float(taken @ cost[order] / tail)
