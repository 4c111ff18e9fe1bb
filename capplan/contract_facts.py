"""What the vendors' contracts say, as arrays: the checked contract tables in the units of the model.

Index    c contract    p team    i pair (team, queue)    t period    b month of the plan
A period belongs to the month, quarter and contract year of its first day. Money is in the currency of the contract.
Monthly figures (commitments, orders, baselines, tiers) count periods x 12 / periods a year: a month in which four
weeks begin is 4 x 12/52 = 0.923 months long, so that 52 weeks bill exactly twelve months.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BY_HEAD",
    "BY_WORK",
    "UNITS",
    "WINDOWS",
    "Clauses",
    "Contracts",
    "Scorecards",
    "Selection",
    "Training",
]

Float = NDArray[np.float64]
Index = NDArray[np.int64]
Flag = NDArray[np.bool_]

BY_HEAD = ("paid_hour", "fte_month", "seat_month")
"""Units that are billed for the people who are there, whatever they work on."""

BY_WORK = ("productive_hour", "ticket", "minute")
"""Units that are billed for work done."""

UNITS = (*BY_WORK, *BY_HEAD)
WINDOWS = ("month", "quarter", "contract_year")


@dataclass(frozen=True)
class Clauses:
    """What is settled over a month, quarter or contract year; one entry for each contract, [c].

    A stated quantity is per month (FTE and seats: that many at any time), a tier's per window: a quarter counts
    three months, a contract year twelve. nan (or "") where a contract has no such clause.
    """

    tier_kind: tuple[str, ...]  # "" | incremental | all_units | rebate
    tier_window: tuple[str, ...]  # of WINDOWS, "" without tiers
    tier_on: tuple[str, ...]  # of UNITS: the quantity that the tiers count
    tier_from: tuple[Float, ...]  # [c][k] per window, the first is 0
    tier_reduction: tuple[Float, ...]  # [c][k] money off each unit, the first is usually 0
    tier_to_date: (
        Float  # [c] units of the running quarter or contract year billed before the plan, nan: none known
    )
    commit_units: Float  # [c] per month, nan for none
    commit_share: Float  # [c] of the locked order of the month, nan for none
    commit_on: tuple[str, ...]  # [c] of UNITS
    commit_window: tuple[str, ...]  # [c] of WINDOWS: the true-up
    commit_rate: Float  # [c] for each committed unit not used
    carry_forward: Float  # [c] share of the units paid and not used that the next window may use; 0 for none
    baseline_units: Float  # [c] per month, in the billing unit; nan for none
    dead_band: Float  # [c] share of the baseline
    additional_charge: Float  # [c] ARC, for each unit above
    reduced_charge: Float  # [c] RRC, credited for each unit below
    band_from: tuple[str, ...]  # [c] edge | baseline: from where additional and reduced units count
    order_on: tuple[str, ...]  # [c] of UNITS: what orders are placed in
    order_units: Float  # [c, b] locked order, per month; nan where none is locked
    order_band: Float  # [c, b] band of the lock that holds; nan where none is locked
    outlook_units: Float  # [c, b] ordered or foreseen, not binding; nan for none
    lock_kind: tuple[str, ...]  # [c] "" | fixed | priced: how a locked order is kept
    lock_below: Float  # [c] price of a unit below the band
    lock_above: Float  # [c] price on top of a unit above the band
    lock_days: Float  # [c, 2] days before the month of the first and the second lock, nan for none
    lock_bands: Float  # [c, 2]
    most_up: Float  # [c] people who start training in a month, infinite for no limit
    most_down: Float  # [c] people released in a month, infinite for no limit


@dataclass(frozen=True)
class Training:
    """Training, nesting and ramp, [c]."""

    rate: Float  # for a paid hour in training
    cap_h: Float  # most billable training hours of one person, infinite for no cap
    replacement_by_vendor: Flag  # the vendor pays the training of those who replace leavers
    nesting_rate: Float  # per unit while nesting, nan: as the rate
    ramp_discount: Float  # share off the rate after nesting
    ramp_periods: Index  # for so many periods after nesting


@dataclass(frozen=True)
class Scorecards:
    """What KPI scorecards come to, month by month, caps applied, [c, b]. Shares of the month's fee."""

    bonus_share: Float
    credit_share: Float
    missed: Flag  # the service target is expected to be missed: units are billed at rate_missed
    earned_back_in: Index  # the month that gives the credit of this month back, -1 for none
    relief_band: Float  # [c] share above the order from which on misses are excused; nan for none
    score: Float  # [c, b] weighted attainment, 1 is on target; nan without a scorecard
    kpi: tuple[tuple[str, ...], ...]  # [c][k] names
    kpi_expected: tuple[Float, ...]  # [c][k, b]
    kpi_target: tuple[Float, ...]  # [c][k, b]


@dataclass(frozen=True)
class Selection:
    """Opening candidates and ending contracts, [c]. Times count periods from the start of the plan."""

    candidate: Flag  # offered: opened or not
    may_end: Flag  # may be ended before the plan is over
    opening_fee: Float
    exit_fee: Float
    least_heads: Float  # once open and grown; 0 for none
    setup_periods: Index  # from opening to the first day of the first class
    growth_periods: Index  # from the first possible class to least_heads
    term_periods: Index  # from opening to the earliest end
    notice_periods: Index  # no running contract ends earlier than this
    overlap_periods: Index  # knowledge transfer before the end: billed, no work done
    transfer_rate: (
        Float  # per productive hour of knowledge transfer (billed by work); 0 where heads are billed
    )


@dataclass(frozen=True)
class Contracts:
    """Every contract with its scope and prices.

    ``contract_of_pair[i, t]`` is the contract that bills the work of a pair (unit BY_WORK) or whose team does it
    (unit BY_HEAD), -1 where no contract is in force; ``contract_of_team[p, t]`` likewise for the people of a team.
    A team that has a contract in any period may work only while one is in force. Prices carry the escalator, the
    rate card and the language premium; they are 0 outside the contract.
    """

    name: tuple[str, ...]
    vendor: tuple[str, ...]
    site: Index  # [c]
    start: tuple[date, ...]  # [c] contract years begin on its anniversaries
    unit: tuple[str, ...]  # [c] of UNITS
    currency: tuple[str, ...]
    currency_rate: Float  # [c, t] base currency for one unit, the hedged share at its hedged rate
    escalation: Float  # [c, t] factor on every price of the contract, 1 in its first year
    rate: Float  # [c] for one unit, before escalation
    after_shrinkage: Flag  # [c] an FTE is counted after shrinkage (fte_month only)
    seats_per_head: Float  # [c] (seat_month only)
    under_contract: Flag  # [p] the team has a contract in some period
    contract_of_team: Index  # [p, t]
    contract_of_pair: Index  # [i, t]
    team_rate: Float  # [p, t] for one unit (BY_HEAD), else 0
    pair_rate: Float  # [i, t] for one unit (BY_WORK), else 0
    team_missed: Float  # [p, t] how much less a unit costs where the service target is missed
    pair_missed: Float  # [i, t]
    premium_share: Float  # [i, t] on the rate, of the hours worked: night, weekend, holiday
    month_of_period: Index  # [t] b
    months: tuple[str, ...]  # [b] year-month
    clauses: Clauses
    training: Training
    scorecards: Scorecards
    selection: Selection

    def __len__(self) -> int:
        """The number of contracts."""
        return len(self.name)
