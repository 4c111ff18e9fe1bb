"""Which column of a file of call records means what, and which outcomes count as answered and as hung up.

Usual names are known. What the user names goes before them, and everything that was taken is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from capplan.errors import Problem
from capplan.nearest import did_you_mean, listing

__all__ = ["NOBODY", "Asked", "Outcomes", "Role", "find_columns", "find_outcomes", "plain"]


@dataclass(frozen=True)
class Role:
    """What a column can be: the option that names it, its meaning, and its usual names, the best first."""

    option: str
    meaning: str
    names: tuple[str, ...]
    required: bool = False


ROLES: dict[str, Role] = {
    "wait": Role(
        "--wait-column",
        "seconds from joining the queue to the answer or to hanging up",
        ("wait_s", "wait", "wait_seconds", "wait_time", "waiting_time", "queue_time", "queue_seconds",
         "time_in_queue", "q_time"),
        required=True,
    ),
    "outcome": Role(
        "--outcome-column",
        "whether the call was answered or the caller hung up",
        ("outcome", "disposition", "call_outcome", "call_result", "call_status", "result", "status"),
        required=True,
    ),
    "service": Role(
        "--service-column",
        "seconds of service of an answered call",
        ("handle_s", "handle_time", "handle_seconds", "aht_s", "service_s", "service_time", "service_seconds",
         "ser_time", "talk_s", "talk_time", "talk_seconds"),
        required=True,
    ),
    "date": Role("--date-column", "day of the call", ("date", "call_date", "arrival_date", "day")),
    "time": Role(
        "--time-column",
        "time at which the caller joined the queue, with the day or without",
        ("arrival", "arrival_time", "arrived_at", "queued_at", "timestamp", "datetime", "date_time",
         "call_time", "start_time", "time", "vru_exit"),
    ),
    "agent": Role(
        "--agent-column",
        "who answered",
        ("agent", "agent_id", "agent_name", "answered_by", "handled_by", "server", "operator"),
    ),
}  # fmt: skip

ANSWERED = ("answered", "answer", "handled", "served", "connected", "completed", "agent")
ABANDONED = ("abandoned", "abandon", "abandoned in queue", "hung up", "hang up", "hangup", "hang", "lost")
NOBODY = ("", "no server", "no agent", "none", "null", "n/a", "na", "-", "unknown")


@dataclass(frozen=True)
class Asked:
    """What the user said of the file: columns by role, outcomes, the form of dates, which rows to take."""

    columns: Mapping[str, str] = field(default_factory=dict)
    answered: tuple[str, ...] = ()
    abandoned: tuple[str, ...] = ()
    date_format: str | None = None
    where: tuple[tuple[str, str], ...] = ()
    skip_bad: bool = False


@dataclass(frozen=True)
class Outcomes:
    """Outcomes as written in the file, each with its number of rows."""

    answered: dict[str, int]
    abandoned: dict[str, int]
    left_out: dict[str, int]


def plain(name: str) -> str:
    """A name as it is compared: case, spaces, hyphens and underscores do not matter."""
    return re.sub(r"[\s_\-]+", " ", name).strip().casefold() or name.strip()


def find_columns(
    header: Sequence[str], asked: Asked, file: str, line: int
) -> tuple[dict[str, str], list[str], list[Problem]]:
    """The column of each role that was found, what a reader should know, and what is wrong."""
    found: dict[str, str] = {}
    notes: list[str] = []
    problems = _twice(header, file, line)
    by_name = {plain(name): name for name in header}
    for key, role in ROLES.items():
        named = asked.columns.get(key)
        if named is not None:
            if plain(named) in by_name:
                found[key] = by_name[plain(named)]
            else:
                problems.append(_no_such_column(named, role.option, header, file, line))
            continue
        fitting = [by_name[plain(name)] for name in role.names if plain(name) in by_name]
        if fitting:
            found[key] = fitting[0]
            if len(fitting) > 1:
                notes.append(f"{listing(fitting[1:])} would also do for {fitting[0]}; {role.option} chooses")
        elif role.required:
            problems.append(_missing(role, header, file, line))
    problems += [
        _no_such_column(column, "--where", header, file, line)
        for column, _ in asked.where
        if plain(column) not in by_name
    ]
    return found, notes, problems


def _twice(header: Sequence[str], file: str, line: int) -> list[Problem]:
    names = [plain(name) for name in header if name]
    return [
        Problem(file, "the column is there twice", line, name, allowed="each column once")
        for name in dict.fromkeys(header)
        if names.count(plain(name)) > 1
    ]


def _no_such_column(named: str, option: str, header: Sequence[str], file: str, line: int) -> Problem:
    return Problem(
        file,
        f"there is no such column for {option}",
        line,
        value=named,
        allowed=listing(header, 30),
        cause=did_you_mean(named, header),
    )


def _missing(role: Role, header: Sequence[str], file: str, line: int) -> Problem:
    near = [match for name in role.names if (match := did_you_mean(name, header))]
    return Problem(
        file,
        f"no column is known to hold the {role.meaning}",
        line,
        value=listing(header, 30),
        allowed=f"one of {listing(role.names, 30)}, or the column that {role.option} names",
        cause=near[0] if near else None,
    )


def find_outcomes(
    rows: Mapping[str, int], asked: Asked, file: str, column: str
) -> tuple[Outcomes, list[Problem]]:
    """Which outcomes count as answered and as hung up, and what is wrong; ``rows`` counts each outcome."""
    problems = [
        Problem(file, f"{option} names no outcome that is there", column=column, value=value,
                allowed=counted(rows), cause=did_you_mean(value, rows))
        for option, values in (("--answered", asked.answered), ("--abandoned", asked.abandoned))
        for value in values
        if plain(value) not in map(plain, rows)
    ]  # fmt: skip
    both = {plain(value) for value in asked.answered} & {plain(value) for value in asked.abandoned}
    problems += [
        Problem(file, "one outcome cannot be both answered and hung up", column=column, value=value)
        for value in sorted(both)
    ]
    # a usual name means nothing any more when the user gave the outcome to the other side
    answered = _named(rows, asked.answered or ANSWERED, asked.abandoned)
    abandoned = _named(rows, asked.abandoned or ABANDONED, asked.answered)
    if not problems:
        problems += [
            Problem(file, f"no outcome is known to mean {meaning}", column=column, value=counted(rows),
                    allowed=f"one of {listing(usual, 30)}, or what {option} names")
            for side, meaning, usual, option in (
                (answered, "answered", ANSWERED, "--answered"),
                (abandoned, "hung up", ABANDONED, "--abandoned"),
            )
            if not side
        ]  # fmt: skip
    left_out = {value: count for value, count in rows.items() if value not in {**answered, **abandoned}}
    return Outcomes(answered, abandoned, left_out), problems


def _named(rows: Mapping[str, int], names: Sequence[str], elsewhere: Sequence[str]) -> dict[str, int]:
    wanted = {plain(name) for name in names} - {plain(name) for name in elsewhere}
    return {value: count for value, count in rows.items() if plain(value) in wanted}


def counted(rows: Mapping[str, int]) -> str:
    """Values with their number of rows, the most frequent first: AGENT (27,162), HANG (5,904)."""
    ordered = sorted(rows.items(), key=lambda item: (-item[1], item[0]))
    return listing(f"{value or 'empty'} ({count:,})" for value, count in ordered)
