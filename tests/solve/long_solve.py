"""A program that no solver finishes: market splitting. Run as a script it solves until it is stopped."""

from __future__ import annotations

import json
import sys

import numpy as np
from scipy import sparse

from capplan.entries import Entries
from capplan.program import Arrays
from capplan.solve import SolveOptions, solve


def market_split(markets: int = 6, products: int = 60, slack: bool = True) -> Arrays:
    """Split each of ``markets`` in halves with yes-or-no columns; ``slack`` prices the missing part.

    G. Cornuejols, M. Dawande, "A class of hard small 0-1 programs", INFORMS Journal on Computing (1999).
    """
    rng = np.random.default_rng(0)
    sizes = rng.integers(0, 100, (markets, products)).astype(float)
    half = np.floor(sizes.sum(axis=1) / 2)
    blocks = [sparse.csr_matrix(sizes), sparse.eye(markets), -sparse.eye(markets)]
    columns = products + 2 * markets
    upper = np.where(np.arange(columns) < products, 1.0, 1e4 if slack else 0.0)
    return Arrays(
        cost=np.where(np.arange(columns) < products, 0.0, 1.0),
        column_lower=np.zeros(columns),
        column_upper=upper,
        integer=np.arange(columns) < products,
        row_lower=half,
        row_upper=half,
        entries=Entries.of(sparse.csr_matrix(sparse.hstack(blocks))),
    )


if __name__ == "__main__":
    options = SolveOptions(backend=sys.argv[1], gap=0.0, time_limit_s=60.0)
    print("ready", flush=True)
    found = solve(market_split(), options, on_progress=lambda step: print("progress", flush=True))
    print(json.dumps([found.outcome.name, found.stopped_by, found.objective, found.wall_s]), flush=True)
