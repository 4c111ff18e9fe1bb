"""The rate of a contract at which opening it, or dropping it, costs the same.

Break-even   opened at the share s of its rate the plan costs z(s), the least over plans of  fixed + s * billed:
             concave in s, so that the steps of Newton
                 s' = s + (plan - z(s)) / billed at the optimum of s
             fall to the share at which opening costs what not opening does, and no cheaper one is passed over.
             For a contract that is in the plan  z(s) <= plan + (s - 1) * billed  as well: it is the better choice
             while  s <= 1 + (without it - plan) / billed,  and may be beyond.

Source   Dinkelbach (1967), Management Science 13(7): the ratio as the root of a parametric optimum.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.contract_facts import Contracts
from capplan.contracts.ages import contract_of_each_team
from capplan.contracts.quantities import contracts_of
from capplan.entries import Entries
from capplan.formulation import formulate
from capplan.program import Arrays
from capplan.reasons.clock import Clock
from capplan.reasons.priced import NOTHING
from capplan.reasons.rebuilt import Rebuilt
from capplan.reasons.what_if import Bounds, Difference, difference, optima, related_teams
from capplan.solve.shifts import Shifted

__all__ = ["BreakEven", "at_share", "billed_by_rate", "break_even", "let_go", "one_of"]

Float = NDArray[np.float64]
Tell = Callable[[str], None]

STEPS = 8


@dataclass(frozen=True)
class BreakEven:
    """``share`` of the rate at which opening costs what not opening does, nan where no rate does or time ran out.

    ``opened`` is what opening costs at the rate as offered, ``billed`` what is then billed by the rate; ``reached``:
    no step was left out.
    """

    share: float
    opened: Difference
    billed: float
    reached: bool


def let_go(rebuilt: Rebuilt, contract: int) -> Bounds:
    """The plan with classes, and the work of the teams a contract is about, let go."""
    bounds, formulation = Bounds.of(rebuilt), rebuilt.formulation
    bounds.let_go_hiring()
    own = np.flatnonzero(contract_of_each_team(formulation.given.facts) == contract)
    bounds.let_go_work(related_teams(formulation, own.tolist()))
    return bounds


def one_of(arrays: Arrays, columns: NDArray[np.int64]) -> Arrays:
    """The program with a row more: one at least of the columns."""
    row = sparse.csr_matrix(
        (np.ones(len(columns)), (np.zeros(len(columns), np.int64), columns)), shape=(1, arrays.shape[1])
    )
    return replace(
        arrays,
        entries=Entries.of(sparse.csr_matrix(sparse.vstack([arrays.matrix, row]))),
        row_lower=np.append(arrays.row_lower, 1.0),
        row_upper=np.append(arrays.row_upper, np.inf),
    )


def at_share(rebuilt: Rebuilt, contract: int, share: float) -> Arrays:
    """The program with the rate of a contract at a share of itself; what follows from the rate follows."""
    given = rebuilt.formulation.given
    facts = given.facts
    scaled = replace(facts, contracts=_scaled(contracts_of(facts), contract, share))
    return formulate(given.model, scaled, given.requirement, given.agreed).arrays


def _scaled(contracts: Contracts, contract: int, share: float) -> Contracts:
    def of(values: Float, which: NDArray[np.int64]) -> Float:
        return np.where(which == contract, values * share, values)

    rate = contracts.rate.astype(np.float64).copy()
    rate[contract] *= share
    return replace(
        contracts,
        rate=rate,
        team_rate=of(contracts.team_rate, contracts.contract_of_team),
        pair_rate=of(contracts.pair_rate, contracts.contract_of_pair),
    )


def billed_by_rate(rebuilt: Rebuilt, contract: int, found: Shifted, share: float = 1.0) -> float:
    """What a plan is billed by the rate of a contract, for all of the rate; costs are linear in it."""
    whole, half = (at_share(rebuilt, contract, part) for part in (share, share / 2.0))
    return float((whole.cost - half.cost) @ found.x) * 2.0 / share


def break_even(rebuilt: Rebuilt, contract: int, plan: Shifted, clock: Clock, tell: Tell) -> BreakEven:
    """The share of its rate at which an offer that is not taken would be; ``plan`` is the plan without it."""
    bounds, opens = let_go(rebuilt, contract), rebuilt.formulation.program.column_blocks["opens"]
    for name in ("opens", "closes"):
        bounds.let_go(name, [contract])
    who = contracts_of(rebuilt.formulation.given.facts).name[contract]
    share, opened, first = 1.0, None, np.nan
    for _ in range(STEPS):
        tell(f"{who} opened at {100 * share:.4g} % of its rate")
        arrays = one_of(bounds.arrays(at_share(rebuilt, contract, share)), opens.index[contract])
        found = optima([arrays], clock)[0]
        opened = opened or difference(rebuilt.formulation, plan, found)
        if found is None or not found.feasible:
            return BreakEven(np.nan, opened, first, False)
        more = found.objective - plan.objective
        billed = billed_by_rate(rebuilt, contract, found, share)
        first = billed if np.isnan(first) else first
        if more <= NOTHING:
            return BreakEven(share, opened, first, True)
        share = share - more / billed if billed > 0.0 else -1.0
        if share <= 0.0:
            return BreakEven(np.nan, opened, first, True)
    assert opened is not None
    return BreakEven(share, opened, first, False)
