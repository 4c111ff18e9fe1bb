"""The input tables of Trust & Safety: who speaks what how well, who must be there, who has been counted."""

from __future__ import annotations

from capplan.columns import Column, Table, label, optional

__all__ = ["LEVELS", "TABLES"]

LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
"""Levels of a language, the lowest first (Common European Framework of Reference)."""

TABLES: tuple[Table, ...] = (
    Table(
        "proficiency",
        "How well teams speak their languages. A language of a team without a row is taken to be spoken at C2.",
        ("team", "language"),
        (
            label("team", "the team", "teams"),
            label("language", "one of its languages"),
            Column("level", "choice", "level that everybody of the team has", choices=LEVELS),
        ),
    ),
    Table(
        "presence",
        "How many people who speak a language must be there at the same time, in a block of hours on every day.",
        ("language", "time_from"),
        (
            label("language", "the language"),
            Column("time_from", "time", "start of the block, on the clock of the plan"),
            Column("time_to", "time", "its end; the same as time_from: around the clock"),
            Column(
                "least_people",
                "number",
                "fewest people in every hour of the block",
                unit="people",
                above=True,
            ),
        ),
    ),
    Table(
        "moderators",
        "Moderators as they were counted, for the human-resources table of the EU Digital Services Act.",
        ("language",),
        (
            label("language", "an official language of the EU, as a code of two letters"),
            optional("internal", "number", "people employed who moderate in it", unit="people"),
            optional("external", "number", "people of contractors who moderate in it", unit="people"),
            optional(
                "qualified", "number", "of both, those with sufficient linguistic expertise", unit="people"
            ),
        ),
    ),
)
