"""The input tables of vendor contracts: scope, prices, premiums, volume tiers, orders and scorecards."""

from __future__ import annotations

from capplan.columns import Column, Table, label, optional
from capplan.contract_columns import COLUMNS, MONEY

__all__ = ["KPIS", "PREMIUMS", "STAGES", "TABLES"]

PREMIUMS = ("night", "weekend", "holiday", "language")
STAGES = ("outlook", "locked")
KPIS = ("service", "accuracy", "productivity", "attrition")

TABLES: tuple[Table, ...] = (
    Table(
        "contracts",
        "What vendors do for us and how they bill it. A team that a contract covers has no row in rates.csv.",
        ("contract",),
        COLUMNS,
    ),
    Table(
        "contract_rates",
        "Rate cards: other rates than that of the contract. Where several rows fit, the one that names most wins.",
        ("contract", "team", "queue", "language"),
        (
            label("contract", "the contract", "contracts"),
            optional("team", "label", "only this team; blank: every team", to="teams"),
            optional("queue", "label", "only this queue (units of work); blank: every queue", to="queues"),
            optional("language", "label", "only this language (units of work); blank: every language"),
            Column("rate", "number", "price of one unit", unit=MONEY),
            optional(
                "rate_missed",
                "number",
                "price of one unit in a month that misses a two-price target; blank: the rate",
                unit=MONEY,
            ),
        ),
    ),
    Table(
        "contract_premiums",
        "Premiums on the rate for hours at night, on weekends and holidays, and for languages. They add up.",
        ("contract", "premium", "language", "time_from"),
        (
            label("contract", "the contract", "contracts"),
            Column("premium", "choice", "what for", choices=PREMIUMS),
            optional("language", "label", "the language (language)"),
            optional("time_from", "time", "local start of the hours (night)"),
            optional("time_to", "time", "local end of the hours; before the start: on the next day (night)"),
            Column("share", "share", "premium as a share of the rate", above=True, high=2.0),
        ),
    ),
    Table(
        "holidays",
        "Public holidays, for holiday premiums.",
        ("site", "date"),
        (
            label("site", "the site", "sites"),
            Column("date", "date", "the day"),
            optional("name", "text", "its name"),
        ),
    ),
    Table(
        "contract_tiers",
        "Volume tiers: what a unit costs, or how much less it costs, from a quantity on.",
        ("contract", "from_units"),
        (
            label("contract", "the contract", "contracts"),
            Column("from_units", "number", "units of a window from which on the tier holds; the first is 0"),
            optional("rate", "number", "price of one unit in the tier (or reduction)", unit=MONEY),
            optional("reduction", "number", "money off each unit in the tier (or rate)", unit=MONEY),
        ),
    ),
    Table(
        "contract_orders",
        "What is ordered from vendors, month by month.",
        ("contract", "month", "stage"),
        (
            label("contract", "the contract", "contracts"),
            label("month", "the month, as 2026-03 or its first day"),
            Column("stage", "choice", "outlook: foreseen, does not bind; locked: ordered", choices=STAGES),
            Column(
                "units",
                "number",
                "units of the month, in order_on of the contract; people or seats at any time",
            ),
        ),
    ),
    Table(
        "vendor_kpis",
        "Scorecards: what is targeted, what is expected, and what it changes on the bill.",
        ("contract", "kpi", "month"),
        (
            label("contract", "the contract", "contracts"),
            Column("kpi", "choice", "what is measured", choices=KPIS),
            optional(
                "month", "label", "only this month, as 2026-03 or its first day; blank: every other month"
            ),
            optional("weight", "number", "weight in the score", 1.0),
            Column("target", "number", "what is agreed", above=True),
            Column("expected", "number", "what is expected", above=True),
            optional(
                "better",
                "choice",
                "which side of the target is good; blank: lower for attrition, higher for the others",
                choices=("higher", "lower"),
            ),
            optional(
                "credit_share", "share", "service credit of a miss, as a share of the fee of the month", 0.0
            ),
            optional(
                "credit_floor",
                "number",
                "where the whole credit is due, growing evenly from the target; blank: any miss",
            ),
            optional("bonus_share", "share", "bonus above target, as a share of the fee of the month", 0.0),
            optional(
                "bonus_from",
                "number",
                "where the whole bonus is due, growing evenly from the target; blank: anything better",
            ),
            Column(
                "two_price",
                "yes_no",
                "whether a miss bills the month at rate_missed",
                required=False,
                default="no",
            ),
        ),
    ),
)
