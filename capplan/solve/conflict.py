"""The smallest set of families of rules in conflict, and within it the rows that make it.

Families: whatever conflict there is, it holds a family of every set of families that suffices to let a plan
through. So the fewest families that meet all such sets found so far are tried as rules that hold, the rest elastic:
if there is no plan, they are a smallest conflict; if there is one, the families that gave are one set more.

Rows: by the lemma of Farkas a conflict of rows and bounds is a sum of them that says 0 >= 1. The multipliers are
found by a linear program of their own; of all such sums the one with the least weight of rules has few of them.

Source   the implicit hitting set (Ignatiev, Previti, Liffiton, Marques-Silva 2015, "Smallest MUS extraction");
         Gleeson and Ryan (1990), "Identifying minimally infeasible subsystems of inequalities".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from capplan.entries import Entries
from capplan.errors import CapplanError, Interrupted
from capplan.program import Arrays
from capplan.solve.asker import Asker
from capplan.solve.contract import Solution
from capplan.solve.elastic import Slack, elastic, sizes, without_rows

__all__ = ["Conflict", "Elastic", "least_change", "narrowed", "rows_of", "smallest"]

Index = NDArray[np.int64]
Float = NDArray[np.float64]
Rules = Mapping[str, Index]

LEAST = 1e-5
"""Share of a row's side below which giving is the rounding of the solver."""

NO_PART = 1e-7
"""The share of the largest multiplier below which a row plays no part."""

FEW = 3
"""A conflict of no more families is compared with all smaller ones."""

TRY_S = 20.0
"""How long places are left out one by one, to see whether the conflict needs them."""

SCALE = 1e3
"""The most by which multipliers are scaled; beyond, small sides fall under the tolerances of a solver."""


def rows_of(rules: Rules, families: Iterable[str]) -> Index:
    """The rows of families."""
    return np.concatenate([np.zeros(0, np.int64), *(rules[family] for family in families)])


@dataclass(frozen=True)
class Elastic:
    """An elastic program that was solved: ``x`` is its optimum, ``weight`` the sum of the shares that give."""

    program: Arrays
    slack: Slack
    x: Float
    weight: float

    @classmethod
    def solved(cls, program: Arrays, slack: Slack, solution: Solution | None) -> Elastic | None:
        """The program with its optimum; None without one."""
        if solution is None or solution.x is None or solution.objective is None:
            return None
        return cls(program, slack, solution.x, solution.objective)

    @property
    def given(self) -> Index:
        """The slack columns, by number, that give."""
        first = self.slack.first
        return np.flatnonzero(self.x[first:] * self.program.cost[first:] > LEAST)


@dataclass(frozen=True)
class Conflict:
    """``families`` have no plan together; ``minimal`` tells that no fewer have none.

    No families at all: the other rows and the bounds contradict each other. ``least`` is the program with every
    family elastic. ``rows`` are in conflict already, where that is known.
    """

    families: tuple[str, ...]
    minimal: bool
    least: Elastic | None
    rows: Index | None = None


def smallest(bare: Arrays, rules: Rules, ask: Asker) -> Conflict | None:
    """The fewest families without a plan, or a conflict that may be larger when time ran out.

    None when all families together have a plan. ``bare`` has no costs.
    """
    known, rows = tuple(rules), None
    if not bare.integer.any():
        rows = _multiplied(bare, rows_of(rules, rules), ask)
        named = tuple(family for family in rules if rows is not None and np.isin(rules[family], rows).any())
        if rows is not None and ask.feasible(_only(bare, rules, {one: rules[one] for one in named})) is False:
            known = named
            if len(known) <= 1:
                return Conflict(known, True, None, rows)
    least = _elastic(bare, rules, ask)
    if least is None:
        nothing = ask.feasible(without_rows(bare, rows_of(rules, rules))) is False
        return Conflict((), nothing, None)
    ways = [_giving(least, rules)]
    if not ways[0]:
        return None
    while True:
        held = _meeting(list(rules), ways)
        if len(held) >= len(known):
            return Conflict(known, True, least, rows)
        answer = ask.feasible(_only(bare, rules, {family: rules[family] for family in held}))
        if answer is None:
            return Conflict(known, False, least, rows)
        if answer is False:
            return Conflict(held, True, least)
        ways.append(set(rules) - set(held))
        if len(known) > FEW:
            # a solve more, for a smaller set of families that suffices
            found = _elastic(bare, {one: rules[one] for one in rules if one not in held}, ask)
            ways += [] if found is None else [_giving(found, rules)]


def least_change(arrays: Arrays, rules: Rules, ask: Asker) -> Elastic | None:
    """The least that all rules together must give; None when time ran out."""
    return _elastic(replace(arrays, cost=np.zeros_like(arrays.cost)), rules, ask)


def _elastic(bare: Arrays, rules: Rules, ask: Asker) -> Elastic | None:
    program, slack = elastic(bare, rows_of(rules, rules))
    return Elastic.solved(program, slack, ask.solve(program))


def _giving(found: Elastic, rules: Rules) -> set[str]:
    rows = found.slack.row[found.given]
    return {family for family, index in rules.items() if np.isin(index, rows).any()}


def _meeting(families: Sequence[str], ways: Sequence[set[str]]) -> tuple[str, ...]:
    """The fewest families that have one in each of ``ways``; of several such sets the first in order."""
    for size in range(len(families) + 1):
        for chosen in combinations(families, size):
            if all(way & set(chosen) for way in ways):
                return chosen
    raise AssertionError("all families meet every way")


def narrowed(
    loose: Arrays, rules: Rules, parts: Mapping[str, Sequence[str]], ask: Asker, rows: Index | None = None
) -> Rules | None:
    """The rows of ``rules`` that are in conflict without whole numbers; None when they are not found in time.

    ``parts`` names for every row of a family the place it belongs to. No place can be left out, as far as that
    could be tried; ``rules`` hold all families that are in conflict, and ``loose`` no other rule. ``rows`` are
    those of the certificate, where it is known.
    """
    rows = _multiplied(loose, rows_of(rules, rules), ask) if rows is None else rows
    if rows is None:
        return None
    kept: dict[str, Index] = {family: np.intersect1d(index, rows) for family, index in rules.items()}
    if ask.feasible(_only(loose, rules, kept)) is not False:
        return None
    until_s = ask.left_s - TRY_S
    for family, index in rules.items():
        named = np.asarray(parts[family])
        for place in dict.fromkeys(named[np.isin(index, kept[family])].tolist()):
            fewer = np.setdiff1d(kept[family], index[named == place])
            if not fewer.size or ask.left_s < until_s:
                continue
            if ask.feasible(_only(loose, rules, {**kept, family: fewer})) is False:
                kept[family] = fewer
    return kept


def _only(loose: Arrays, rules: Rules, kept: Rules) -> Arrays:
    return without_rows(loose, np.setdiff1d(rows_of(rules, rules), rows_of(kept, kept)))


def _multiplied(loose: Arrays, rules: Index, ask: Asker) -> Index | None:
    """The rows of ``rules`` in the sum of rows and bounds that says 0 >= 1; None when none is found.

    With multipliers u, v of the lower and upper sides of rows and p, q of those of columns, none below 0:
        A' (u - v) + p - q = 0      L u - U v + l p - h q = 1
    and least is the sum of u and v of the rules, each in units of the side of its row.
    """
    from scipy import sparse  # slow to load

    columns = loose.shape[1]
    # rows in units of their largest entry: multipliers of one size are easier on a solver
    unit = np.maximum(abs(loose.matrix).max(axis=1).toarray().ravel(), 1e-9)
    matrix = sparse.csr_matrix(sparse.diags(1.0 / unit) @ loose.matrix)
    lower, upper = loose.row_lower / unit, loose.row_upper / unit
    low, high = np.flatnonzero(np.isfinite(lower)), np.flatnonzero(np.isfinite(upper))
    left, right = (np.flatnonzero(np.isfinite(side)) for side in (loose.column_lower, loose.column_upper))
    one, turned = sparse.eye(columns, format="csc"), sparse.csc_matrix(matrix.T)
    sides = np.concatenate([lower[low], -upper[high], loose.column_lower[left], -loose.column_upper[right]])
    balance = sparse.csr_matrix(
        sparse.hstack([turned[:, low], -turned[:, high], one[:, left], -one[:, right]])
    )
    scale = min(SCALE, float(np.median(sizes(loose, rules) / unit[rules]))) if rules.size else 1.0
    ruled = np.isin(np.concatenate([low, high]), rules)
    cost = np.zeros(sides.size)
    weight = np.concatenate([np.abs(lower[low]), np.abs(upper[high])]) / scale
    cost[: ruled.size][ruled] = np.maximum(weight, 1e-3)[ruled]
    wanted = np.concatenate([np.zeros(columns), [1.0]])
    program = Arrays(
        cost=cost,
        column_lower=np.zeros(sides.size),
        column_upper=np.full(sides.size, np.inf),
        integer=np.zeros(sides.size, np.bool_),
        row_lower=wanted,
        row_upper=wanted,
        entries=Entries.of(sparse.csr_matrix(sparse.vstack([balance, sparse.csr_matrix(sides / scale)]))),
    )
    try:
        solution = ask.solve(program)
    except Interrupted:
        raise
    except CapplanError:
        return None  # sums that are off by more than the tolerance of a row prove nothing
    if solution is None or solution.x is None:
        return None
    part = solution.x[: ruled.size]
    at = np.concatenate([low, high])[ruled & (part > NO_PART * part.max(initial=0.0))]
    return np.unique(at)
