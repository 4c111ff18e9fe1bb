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
        ),
    ),
)
