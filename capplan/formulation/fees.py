"""What vendors bill, as priced columns: the entries of every invoice line that is a price times a quantity.

An entry is (column, contract, period, price): the invoice of the contract in the period grows by price * column.
The fee of a month (production, premium, nesting, ramp, baseline) is what scorecards take their share of.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from capplan.contracts.ages import age_weights, contract_of_each_team
from capplan.contracts.prices import ContractPrices, contract_prices, contract_rules
from capplan.contracts.quantities import contracts_of
from capplan.formulation.selection import first_of_month
from capplan.formulation.sets import Given
from capplan.formulation.settled import charges
from capplan.formulation.vendor_people import STAGES, replacing_teams
from capplan.program import Program

__all__ = ["Entries", "fee", "last_period", "lines", "missed"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Entries:
    """Parallel arrays: a column of the program, who bills it, when, at which price in the contract's currency."""

    column: Index
    contract: Index
    period: Index
    price: Float

    @classmethod
    def of(cls, column: ArrayLike, contract: ArrayLike, period: ArrayLike, price: ArrayLike) -> Entries:
        """Entries with a contract and a price; the four broadcast."""
        parts = np.broadcast_arrays(column, contract, period, np.asarray(price, float))
        keep = (parts[3].ravel() != 0.0) & (parts[1].ravel() >= 0)
        return cls(*(part.ravel()[keep] for part in parts))

    @classmethod
    def joined(cls, parts: list[Entries]) -> Entries:
        """All entries in a row."""
        arrays = [
            np.concatenate([getattr(part, name) for part in parts]) for name in cls.__dataclass_fields__
        ]
        return cls(*arrays)

    def times(self, share: Float) -> Entries:
        """With every price times ``share[c, t]``."""
        return Entries.of(
            self.column, self.contract, self.period, self.price * share[self.contract, self.period]
        )

    def scaled(self, factor: float) -> Entries:
        """With every price times a factor."""
        return Entries.of(self.column, self.contract, self.period, self.price * factor)


def last_period(given: Given) -> Index:
    """[b] the last period of every month."""
    month = contracts_of(given.facts).month_of_period
    return np.asarray([np.flatnonzero(month == b)[-1] for b in range(month[-1] + 1)], dtype=np.int64)


def fee(program: Program, given: Given) -> Entries:
    """Production, premiums, nesting, ramp and baselines."""
    contracts, blocks = contracts_of(given.facts), program.column_blocks
    price = contract_prices(given.facts, given.requirement, given.model)
    period = np.arange(len(given.sets.periods))
    parts = [
        Entries.of(blocks["heads"].index, contracts.contract_of_team, period, price.units_head * price.team),
        Entries.of(
            blocks["assigned_h"].index, _of_work(given), period, price.units_h * price.pair + price.premium_h
        ),
    ]
    parts += [_stage(program, given, name, price) for name in STAGES if name != "training_h"]
    found = charges(given)
    base = np.array([g for g, charge in enumerate(found) if charge.clause == "baseline"], dtype=np.int64)
    paid = np.array([found[g].pays_in for g in base], dtype=np.int64)
    of = np.array([found[g].contract for g in base], dtype=np.int64)
    parts.append(Entries.of(blocks["charge"].index[base], of, paid, 1.0))
    return Entries.joined(parts)


def _of_work(given: Given) -> Index:
    """[i, t] the contract that bills the work of a pair, or whose people do it."""
    return contracts_of(given.facts).contract_of_pair


def _stage(program: Program, given: Given, name: str, price: ContractPrices) -> Entries:
    """The entries of a block of vendor_people.py."""
    block = program.column_blocks[name]
    teams = given.sets.teams.positions(block.axes[0])
    of = contracts_of(given.facts).contract_of_team[teams]
    each = getattr(price, STAGES[name])[teams]
    return Entries.of(block.index, of, np.arange(len(given.sets.periods)), each)


def missed(program: Program, given: Given) -> Entries:
    """What the months cost less in which the service target is missed: a negative price on heads and work."""
    contracts, blocks = contracts_of(given.facts), program.column_blocks
    price = contract_prices(given.facts, given.requirement, given.model)
    month, period = contracts.month_of_period, np.arange(len(given.sets.periods))
    is_missed = contracts.scorecards.missed[:, month].astype(np.float64)
    whole = Entries.joined(
        [
            Entries.of(
                blocks["heads"].index,
                contracts.contract_of_team,
                period,
                -price.units_head * price.team_missed,
            ),
            Entries.of(
                blocks["assigned_h"].index, _of_work(given), period, -price.units_h * price.pair_missed
            ),
        ]
    )
    return whole.times(is_missed)


def lines(program: Program, given: Given) -> Entries:
    """Everything beside the fee and the scorecard: overtime, training, settlements, selection."""
    contracts, blocks = contracts_of(given.facts), program.column_blocks
    price = contract_prices(given.facts, given.requirement, given.model)
    period, found = np.arange(len(given.sets.periods)), charges(given)
    parts = [
        Entries.of(blocks["overtime_h"].index, contracts.contract_of_team, period, price.overtime_h),
        Entries.of(blocks["undertime_h"].index, contracts.contract_of_team, period, price.undertime_h),
        _stage(program, given, "training_h", price),
        _replacements(program, given, price),
    ]
    for g, charge in enumerate(found):
        if charge.clause != "baseline":
            parts.append(Entries.of(blocks["charge"].index[g], charge.contract, charge.pays_in, 1.0))
    return Entries.joined([*parts, *_selection(program, given, price)])


def _replacements(program: Program, given: Given, price: ContractPrices) -> Entries:
    teams, last = replacing_teams(given), last_period(given)
    weights = age_weights(given.facts, contract_rules(given.model))
    each = -weights.starter_h[teams][:, None] * price.training_h[teams][:, last]
    of = contracts_of(given.facts).contract_of_team[teams][:, last]
    return Entries.of(program.column_blocks["replaced"].index, of, last, each)


def _selection(program: Program, given: Given, price: ContractPrices) -> list[Entries]:
    """Fees in the first period of their month, and work handed over."""
    contracts, blocks = contracts_of(given.facts), program.column_blocks
    selection = contracts.selection
    first = first_of_month(given)
    every = np.arange(len(contracts))[:, None]
    factor = contracts.escalation[:, first]
    handing = blocks["transfer_h"]
    teams = given.sets.teams.positions(handing.axes[0])
    of, period = contract_of_each_team(given.facts)[teams][:, None], np.arange(len(given.sets.periods))
    return [
        Entries.of(blocks["opens"].index, every, first, selection.opening_fee[:, None] * factor),
        Entries.of(blocks["closes"].index, every, first, selection.exit_fee[:, None] * factor),
        Entries.of(handing.index, of, period, price.transfer_h[teams]),
    ]
