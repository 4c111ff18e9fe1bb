"""The columns of contracts.csv: one row says what a vendor does, at which price, and under which clauses."""

from __future__ import annotations

from capplan.columns import Column, label, optional

__all__ = ["COLUMNS", "CONTRACT_UNITS", "CONTRACT_WINDOWS", "MONEY"]

CONTRACT_UNITS = ("productive_hour", "ticket", "minute", "paid_hour", "fte_month", "seat_month")
CONTRACT_WINDOWS = ("month", "quarter", "contract_year")
MONEY = "contract currency"

SCOPE = (
    label("contract", "short name of the contract"),
    label("vendor", "the vendor that bills; the vendor of the site"),
    label("site", "the site of its teams", "sites"),
    Column("teams", "labels", "the teams it covers, separated by |", to="teams"),
    optional(
        "queues",
        "labels",
        "the queues it covers (units of work only), separated by |; blank: every queue",
        to="queues",
    ),
    Column("from", "date", "first day; contract years begin on its anniversaries"),
    optional("to", "date", "last day; blank: open"),
    optional(
        "status",
        "choice",
        "running, or a candidate that the plan may open",
        "running",
        choices=("running", "candidate"),
    ),
)

PRICE = (
    Column("unit", "choice", "what is billed", choices=CONTRACT_UNITS),
    Column("rate", "number", "price of one unit", unit=MONEY),
    optional(
        "rate_missed",
        "number",
        "price of one unit in a month that misses a two-price target; blank: the rate",
        unit=MONEY,
    ),
    Column("currency", "currency", "currency of every amount of the contract"),
    optional("escalator", "share", "by how much every price rises at each anniversary", 0.0),
    optional("hedged_share", "share", "share of the bill whose exchange rate is fixed", 0.0),
    optional(
        "hedged_rate", "number", "base currency for one unit of the contract currency, as hedged", above=True
    ),
    optional(
        "fte_counts",
        "choice",
        "an FTE is a head, or what is left of one after shrinkage (fte_month)",
        "heads",
        choices=("heads", "after_shrinkage"),
    ),
    optional(
        "seats_per_head",
        "number",
        "seats billed for one head at the site (seat_month)",
        1.0,
        above=True,
        high=2.0,
    ),
)

VOLUME = (
    optional(
        "tier_kind",
        "choice",
        "volume discount: on the units inside a tier, on all units, or on all units and paid a period later",
        choices=("incremental", "all_units", "rebate"),
    ),
    optional("tier_window", "choice", "what a tier counts the units of", choices=CONTRACT_WINDOWS),
    optional(
        "tier_on", "choice", "the unit that tiers count; blank: the billing unit", choices=CONTRACT_UNITS
    ),
    optional(
        "tier_to_date", "number", "units of the running quarter or contract year billed before the plan"
    ),
    optional("commit_units", "number", "units that are paid for at least, in a month", above=True),
    optional(
        "commit_share",
        "share",
        "share of the locked order of the month that is paid for at least",
        above=True,
    ),
    optional(
        "commit_on", "choice", "the unit of the commitment; blank: the billing unit", choices=CONTRACT_UNITS
    ),
    optional("commit_window", "choice", "over what the commitment is settled", choices=CONTRACT_WINDOWS),
    optional(
        "commit_rate", "number", "price of a committed unit that is not used; blank: the rate", unit=MONEY
    ),
    optional(
        "carry_forward", "share", "share of the units paid and not used that the next window may use", 0.0
    ),
)

BASELINE = (
    optional("baseline_units", "number", "units of a month for which a fixed price holds", above=True),
    optional("dead_band", "share", "share of the baseline, up and down, within which the price stays", 0.0),
    optional("additional_charge", "number", "price of each unit above (ARC)", unit=MONEY),
    optional("reduced_charge", "number", "credit for each unit below (RRC)", unit=MONEY),
    optional(
        "band_from",
        "choice",
        "where additional and reduced units begin: at the edge of the band, or at the baseline",
        "edge",
        choices=("edge", "baseline"),
    ),
)

ORDERS = (
    optional("order_on", "choice", "the unit of orders; blank: the billing unit", choices=CONTRACT_UNITS),
    optional("lock_1_days", "count", "days before a month begins at which its order is locked", unit="days"),
    optional("lock_1_band", "share", "how far the month may still be off the order after the first lock"),
    optional("lock_2_days", "count", "days before a month begins of the second lock", unit="days"),
    optional("lock_2_band", "share", "how far the month may still be off the order after the second lock"),
    optional(
        "lock_kind",
        "choice",
        "fixed: the plan stays within the band; priced: units outside it cost; blank: orders do not bind",
        choices=("fixed", "priced"),
    ),
    optional("lock_below", "number", "price of each unit below the band (priced)", 0.0, unit=MONEY),
    optional("lock_above", "number", "price on top of each unit above the band (priced)", 0.0, unit=MONEY),
)

LIMITS = (
    optional(
        "start_lead_weeks", "count", "weeks from an order of people to their first day", 0.0, unit="weeks"
    ),
    optional("largest_class", "count", "most people in a class; blank for no limit", unit="heads", low=1),
    optional("ramp_down_notice_days", "count", "days of notice before people are released", 0.0, unit="days"),
    optional("most_up", "number", "most people who start in a month; blank for no limit", unit="heads"),
    optional("most_down", "number", "most people released in a month; blank for no limit", unit="heads"),
)

TRAINING = (
    optional("training_rate", "number", "price of a paid hour in training", 0.0, unit=MONEY),
    optional("training_cap_h", "number", "most hours of training billed for one person", unit="h"),
    optional(
        "replacement_training",
        "choice",
        "who pays the training of those who replace leavers",
        "client",
        choices=("client", "vendor"),
    ),
    optional("nesting_rate", "number", "price of one unit while nesting; blank: the rate", unit=MONEY),
    optional("ramp_discount", "share", "share off the rate after nesting", 0.0),
    optional("ramp_weeks", "count", "weeks after nesting with the discount", 0.0, unit="weeks"),
)

SCORECARD = (
    optional("credit_cap", "share", "most service credits of a month, as a share of its fee; blank: no cap"),
    optional("bonus_cap", "share", "most bonus of a month, as a share of its fee; blank: no cap"),
    optional(
        "earn_back_months",
        "count",
        "months without a miss after which a credit is paid back; blank: never",
        unit="months",
        low=1,
    ),
    optional("relief_band", "share", "share above the order from which on misses are excused; blank: never"),
)

SELECTION = (
    optional("opening_fee", "number", "fee for opening (candidates)", 0.0, unit=MONEY),
    optional("exit_fee", "number", "fee for ending the contract", 0.0, unit=MONEY),
    optional("least_heads", "number", "fewest people once open and grown (candidates)", 0.0, unit="heads"),
    optional(
        "setup_weeks", "count", "weeks from opening to the first day of its first class", 0.0, unit="weeks"
    ),
    optional("growth_weeks", "count", "weeks from then to least_heads; blank: half a year", unit="weeks"),
    optional("term_months", "count", "months from opening to the earliest end", 0.0, unit="months"),
    Column("may_end", "yes_no", "whether the plan may end it", required=False, default="no"),
    optional("end_notice_days", "count", "days of notice before the end", 0.0, unit="days"),
    optional(
        "overlap_weeks",
        "count",
        "weeks of knowledge transfer before the end: billed, no work done",
        0.0,
        unit="weeks",
    ),
    optional(
        "transfer_rate",
        "number",
        "price of a productive hour of knowledge transfer (units of work)",
        0.0,
        unit=MONEY,
    ),
)

COLUMNS: tuple[Column, ...] = (
    *SCOPE,
    *PRICE,
    *VOLUME,
    *BASELINE,
    *ORDERS,
    *LIMITS,
    *TRAINING,
    *SCORECARD,
    *SELECTION,
)
