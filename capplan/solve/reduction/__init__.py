"""Our own presolve: exact reductions of a program before a search solves its relaxation hundreds of times.

    reduced = reduce(arrays, keep)
    x = reduced.restore(solve(reduced.arrays))     # arrays.cost @ x == reduced.arrays.cost @ y + reduced.constant

Columns to ``keep`` survive as themselves; bounds that a search puts on them come on top of their bounds in
``reduced.arrays``, which hold what rows that went said of them.
"""

from capplan.solve.reduction.named import named_columns
from capplan.solve.reduction.reduce import Reduced, reduce

__all__ = ["Reduced", "named_columns", "reduce"]
