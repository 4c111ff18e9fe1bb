"""The input tables of schedules: people required by interval, the shifts, breaks and tours allowed, people there."""

from __future__ import annotations

from typing import Any

from capplan.columns import Column, Table, label, optional

__all__ = ["TABLES"]


def date_column(name: str, meaning: str) -> Column:
    """A column of dates that must be filled."""
    return Column(name, "date", meaning)


def time_column(name: str, meaning: str) -> Column:
    """A column of times of the day that must be filled."""
    return Column(name, "time", meaning)


def number_column(name: str, meaning: str, **more: Any) -> Column:
    """A column of numbers that must be filled; ``more`` are further fields of ``Column``."""
    return Column(name, "number", meaning, **more)


EVERY_TEAM = optional("team", "label", "the team; blank: every team")
OF_SHIFT = "shift_rules"

TABLES: tuple[Table, ...] = (
    Table(
        "interval_requirement",
        "People required on duty, for `capplan schedule`; what no row names requires nobody. For real-time queues "
        "`capplan require` writes the like.",
        ("team", "date", "interval_start"),
        (
            label("team", "the team"),
            date_column("date", "the day, in the time zone of the team"),
            time_column("interval_start", "when the interval begins"),
            number_column("agents", "people required on duty", unit="people"),
        ),
    ),
    Table(
        "shift_rules",
        "The shifts that may be opened, for `capplan schedule`.",
        ("shift", "team"),
        (
            label("shift", "short name of the kind of shift"),
            EVERY_TEAM,
            time_column("start_from", "earliest start of the day"),
            optional(
                "start_to", "time", "latest start; before start_from: after midnight; blank: start_from"
            ),
            optional(
                "start_every_min", "count", "minutes from one start to the next", 30.0, low=1, high=1440
            ),
            number_column("shortest_h", "least hours from start to end", unit="h", above=True, high=168.0),
            optional(
                "longest_h", "number", "most hours from start to end; blank: shortest_h", unit="h", high=168.0
            ),
            optional(
                "length_every_h", "number", "hours from one length to the next", 0.5, unit="h", above=True
            ),
            optional("weekdays", "labels", "days on which it may start, as mon|tue; blank: every day"),
            optional("pay_per_h", "number", "cost of a paid hour", 0.0, unit="currency of the model"),
            optional(
                "cost_per_shift", "number", "cost of a person and day", 0.0, unit="currency of the model"
            ),
            optional("least_people", "count", "people on each day that it may start, at least", 0.0),
            optional("most_people", "count", "people of each start and length on a day; blank: no limit"),
        ),
    ),
    Table(
        "shift_breaks",
        "The breaks of shifts, those of wellness too. Each person takes each of them once, anywhere in its window.",
        ("team", "shift", "break"),
        (
            EVERY_TEAM,
            optional("shift", "label", "the shift; blank: every shift", to=OF_SHIFT),
            label("break", "short name of the break"),
            number_column("minutes", "how long it lasts", unit="min", above=True, high=480.0),
            optional("paid", "yes_no", "whether it is paid", "no"),
            number_column(
                "earliest_h", "earliest begin, hours after the start of the shift", unit="h", high=24.0
            ),
            number_column(
                "latest_h", "latest begin, hours after the start of the shift", unit="h", high=24.0
            ),
            optional("from_h", "number", "only in shifts of at least so many hours", 0.0, unit="h"),
        ),
    ),
    Table(
        "shift_days",
        "Limits on people of a kind of shift by date: closed days, people who are there on some days only.",
        ("team", "shift", "date"),
        (
            EVERY_TEAM,
            label("shift", "the shift", OF_SHIFT),
            date_column("date", "the day on which it starts"),
            optional("least_people", "count", "people of each start and length, at least", 0.0),
            optional("most_people", "count", "people of each start and length, at most; blank: no limit"),
        ),
    ),
    Table(
        "tour_rules",
        "Days on and days off. With it, everybody who works a shift has a tour and keeps it for the whole horizon.",
        ("team", "tour"),
        (
            EVERY_TEAM,
            label("tour", "short name of the kind of tour"),
            optional("shifts", "labels", "the shifts it may work; blank: every shift", to=OF_SHIFT),
            optional(
                "days_on", "count", "working days a week; every pattern of a week is tried", low=1, high=7
            ),
            optional(
                "pattern",
                "text",
                "instead of days_on: 1 for on, 0 for off, whole weeks from the first weekday of the "
                "schedule on, spaces allowed; people begin in any of its weeks",
            ),
            optional("longest_stretch", "count", "working days in a row at most", 6.0, low=1, high=14),
            optional(
                "days_off_together",
                "count",
                "least days off in a row once a week (days_on)",
                1.0,
                low=0,
                high=6,
            ),
            optional(
                "least_rest_h",
                "number",
                "least hours from the end of a shift to the next start",
                11.0,
                unit="h",
            ),
            optional(
                "start_band_h",
                "number",
                "starts may differ by so much from day to day",
                0.0,
                unit="h",
                high=12.0,
            ),
            optional(
                "cost_per_week",
                "number",
                "cost of a person and week beside its shifts",
                0.0,
                unit="currency of the model",
            ),
            optional("most_people", "count", "people on tours of this kind; blank: no limit"),
        ),
    ),
    Table(
        "night_rules",
        "What work at unsocial hours costs, or that there is none, by team and window of the local clock. Hours of a "
        "shift in the window are counted from its start and length, breaks included.",
        ("team", "shift", "from"),
        (
            EVERY_TEAM,
            optional("shift", "label", "the shift; blank: every shift", to=OF_SHIFT),
            time_column("from", "when the window opens"),
            time_column("to", "when it closes; before from: the next day"),
            optional(
                "premium_per_h", "number", "on top of the pay of an hour", 0.0, unit="currency of the model"
            ),
            optional("forbidden", "yes_no", "yes: no shift may hold any part of the window", "no"),
        ),
    ),
    Table(
        "offline_work",
        "Training, coaching and the like: blocks that the schedule puts where few people are needed, in place of a "
        "share of every hour (shrinkage). A block lies within a shift and outside of the windows of its breaks; a "
        "person has one in a shift at most.",
        ("team", "activity"),
        (
            EVERY_TEAM,
            label("activity", "short name of the work"),
            number_column("minutes", "how long a block lasts", unit="min", above=True, high=1440.0),
            number_column(
                "blocks_a_week", "blocks of a week of the schedule, one person in each", unit="people"
            ),
            optional("shifts", "labels", "in these shifts; blank: in any", to=OF_SHIFT),
            optional("weekdays", "labels", "on days of these shifts, as mon|tue; blank: every day"),
            optional("from", "time", "begins no earlier; blank: at any time"),
            optional("to", "time", "ends no later; before from: the next day"),
            optional(
                "price",
                "number",
                "of a block that is not held; blank: all must be",
                unit="currency of the model",
            ),
        ),
    ),
    Table(
        "queue_requirement",
        "People required on the work of queues that a pool of teams covers together, without `--requirement`; what "
        "no row names requires nobody.",
        ("queue", "language", "date", "interval_start"),
        (
            label("queue", "the queue"),
            label("language", "its language: team.NAME.queues has queue:language"),
            date_column("date", "the day, in the time zone of the pool"),
            time_column("interval_start", "when the interval begins, likewise"),
            number_column("agents", "people required on the work", unit="people"),
        ),
    ),
    Table(
        "least_people",
        "Least people on duty at once who speak a language, in a block of hours, of all teams of a pool together.",
        ("pool", "language", "from", "weekdays"),
        (
            label("pool", "the pool of the model"),
            label("language", "of teams that work a queue in it"),
            time_column("from", "when the block begins, in the time zone of the pool"),
            time_column("to", "when it ends; not after from: the next day"),
            optional("weekdays", "labels", "days on which the block begins, as mon|tue; blank: every day"),
            number_column("people", "people on duty at least", unit="people"),
            optional(
                "price_per_h",
                "number",
                "for each person and hour missing; blank: it must be kept",
                unit="currency of the model",
            ),
        ),
    ),
    Table(
        "team_heads",
        "People who are there, instead of those of a plan (`capplan schedule --heads RUN`).",
        ("team", "week_start"),
        (
            label("team", "the team"),
            date_column("week_start", "first day of a week"),
            number_column("heads", "people, those on leave included", unit="people"),
        ),
    ),
)
"""In the order in which a planner fills them."""
