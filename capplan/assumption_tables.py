"""The input tables of what is assumed: how often decisions are right, and how far assumptions may be off."""

from __future__ import annotations

from capplan.columns import Column, Table, label, optional

__all__ = ["TABLES"]

TABLES: tuple[Table, ...] = (
    Table(
        "accuracy",
        "How often a team's decisions are right, as reviews of samples tell. A row with a queue goes before one "
        "without.",
        ("team", "queue"),
        (
            label("team", "the team", "teams"),
            optional("queue", "label", "the queue, in all its languages; blank: every queue", to="queues"),
            Column("accuracy", "share", "share of decisions that are right", above=True),
            optional("new_accuracy", "share", "the same of new people; blank: as accuracy", above=True),
            optional(
                "new_weeks",
                "count",
                "weeks since class start during which people are new (one number for each team)",
                unit="weeks",
                low=1.0,
                high=520.0,
            ),
        ),
    ),
    Table(
        "ranges",
        "How far what is assumed may be off, for `capplan simulate` and `hedge`: factors on other tables. A row with "
        "a queue or site replaces the one without; what no row names is taken as it stands.",
        ("assumption", "queue", "site"),
        (
            Column(
                "assumption",
                "choice",
                "what is off; attrition compounds: 1 - (1 - rate) ^ factor",
                choices=("volume", "aht", "attrition", "shrinkage"),
            ),
            optional("queue", "label", "the queue, in all its languages (volume and aht)", to="queues"),
            optional("site", "label", "the site (attrition and shrinkage)", to="sites"),
            Column("low", "number", "lowest factor", above=True, high=10.0),
            optional("likely", "number", "likeliest factor", 1.0, above=True, high=10.0),
            Column("high", "number", "highest factor", above=True, high=10.0),
            optional(
                "shared",
                "share",
                "share of the spread (variance) that all queues, or all sites, have in common",
                0.5,
            ),
        ),
    ),
)
