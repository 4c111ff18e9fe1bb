"""What queues ask for beyond a service level: other targets, time zones, and work done in the gaps of a queue."""

from __future__ import annotations

import functools
import zoneinfo
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.facts import ServiceRules, Sizing
from capplan.nearest import did_you_mean
from capplan.validation.forecast import Series, series
from capplan.validation.pairs import may_work
from capplan.validation.typed import Inputs, TypedTable, rows_where

__all__ = ["build_service_rules", "build_sizing", "check", "notes"]

REAL_TIME_ONLY = ("max_asa_s", "max_abandonment", "counting", "least_agents", "concurrency_growth")


@functools.cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def check(inputs: Inputs) -> Iterator[Problem]:
    """Real-time queues without any target, targets that need another column, zones, blended queues."""
    table = inputs["queues"]
    yield from _targets(table)
    yield from _time_zones(inputs)
    yield from _blends(inputs)


def _targets(table: TypedTable) -> Iterator[Problem]:
    level, within = table.given("service_level"), table.given("answer_within_s")
    real_time = table.text("work") == "real_time"
    for row in rows_where(real_time & (level != within)):
        missing = "answer_within_s" if level[row] else "service_level"
        declared = next(column for column in table.table.columns if column.name == missing)
        yield table.problem(row, missing, "service_level and answer_within_s go together", declared.allowed)
    other = table.given("max_asa_s") | table.given("max_abandonment")
    for row in rows_where(real_time & ~level & ~within & ~other):
        yield table.problem(
            row,
            "service_level",
            "a real-time queue needs a target",
            "service_level with answer_within_s, max_asa_s or max_abandonment",
        )
    for row in rows_where(real_time & table.given("max_abandonment") & ~table.given("patience_s")):
        yield table.problem(
            row,
            "patience_s",
            "max_abandonment needs it: without patience nobody hangs up",
            "a number above 0",
        )
    for row in rows_where(table.given("concurrency_growth") & (table.text("channel") != "chat")):
        yield table.problem(row, "concurrency_growth", "only chats are worked several at once", "blank")


def _time_zones(inputs: Inputs) -> Iterator[Problem]:
    table = inputs["queues"]
    for row, name in enumerate(table.text("time_zone").tolist()):
        if name and name not in _zones():
            yield table.problem(
                row,
                "time_zone",
                "no such time zone",
                "a name of the IANA database, for example Europe/Berlin",
                did_you_mean(name, _zones()),
            )


def _blends(inputs: Inputs) -> Iterator[Problem]:
    table = inputs["queues"]
    names, partner = table.text("queue").tolist(), table.text("blend_with").tolist()
    work = dict(zip(names, table.text("work").tolist(), strict=True))
    zone = dict(zip(names, table.text("time_zone").tolist(), strict=True))
    users: dict[str, str] = {}
    for row, (name, other) in enumerate(zip(names, partner, strict=True)):
        if not other:
            continue
        if work.get(name) == "real_time" or (other in work and work[other] != "real_time"):
            yield table.problem(
                row,
                "blend_with",
                "deferrable work is done in the gaps of real-time work",
                "a real-time queue",
            )
        if other in users:
            yield table.problem(
                row, "blend_with", f"the gaps of {other} are used by {users[other]} already", "another queue"
            )
        users.setdefault(other, name)
        if other in zone and zone[name] != zone[other]:
            yield table.problem(
                row, "time_zone", f"{name} and {other} need the same one", zone[other] or "blank"
            )
        if not table.given("blend_occupancy")[row]:
            declared = next(column for column in table.table.columns if column.name == "blend_occupancy")
            yield table.problem(row, "blend_occupancy", "a blended queue needs it", declared.allowed)
        yield from _unskilled(inputs, row, name, other)


def _unskilled(inputs: Inputs, row: int, name: str, other: str) -> Iterator[Problem]:
    """Teams that may do the real-time work and not the work in its gaps."""
    found = series(inputs)
    if not (inputs["forecast"].sound and inputs["teams"].sound and {name, other} <= set(found.queue)):
        return
    may = may_work(inputs, found)
    position = {pair: q for q, pair in enumerate(zip(found.queue, found.language, strict=True))}
    teams = inputs["teams"].text("team").tolist()
    for language in found.language:
        here, there = position.get((name, language)), position.get((other, language))
        if here is None or there is None:
            continue
        unable = [teams[p] for p in np.flatnonzero(may[:, there] & ~may[:, here])]
        if unable:
            yield inputs["queues"].problem(
                row,
                "blend_with",
                f"{', '.join(unable)} may work {other}:{language} but not {name}:{language}",
                "a queue whose teams may do both",
                "Add the skills, or leave the queue unblended.",
            )
            return


def notes(inputs: Inputs) -> Iterator[str]:
    """Settings that do nothing."""
    table = inputs["queues"]
    for column in REAL_TIME_ONLY:
        for row in rows_where((table.text("work") == "deferrable") & table.given(column)):
            yield f"queues.csv:{table.lines[row]}: {column} is not used for deferrable work"


def build_service_rules(
    inputs: Inputs, found: Series, row: NDArray[np.int64], real_time: NDArray[np.bool_]
) -> ServiceRules:
    """The rules of the queues in a language; ``row`` is the row of each in queues.csv."""
    table = inputs["queues"]
    position = {pair: q for q, pair in enumerate(zip(found.queue, found.language, strict=True))}
    partner = table.text("blend_with")[row].tolist()
    blend = [position.get(pair, -1) for pair in zip(partner, found.language, strict=True)]

    def when_real_time(column: str, otherwise: float) -> NDArray[np.float64]:
        return np.where(real_time, table.number(column)[row], otherwise)

    return ServiceRules(
        max_asa_s=when_real_time("max_asa_s", np.nan),
        max_abandonment=when_real_time("max_abandonment", np.nan),
        counting=tuple(table.text("counting")[row].tolist()),
        least_agents=when_real_time("least_agents", 0.0),
        time_zone=tuple(table.text("time_zone")[row].tolist()),
        concurrency_growth=when_real_time("concurrency_growth", 0.0),
        blend_with=np.array(blend, dtype=np.int64),
        blend_occupancy=table.number("blend_occupancy")[row],
    )


def build_sizing(inputs: Inputs) -> Sizing:
    """How the planning model wants queues sized."""
    rules, service = inputs.model.requirements, inputs.model.service
    pieces = Sizing().curve_pieces if service is None else service.pieces
    return Sizing(rules.correction, rules.agents == "whole", rules.time_zone, pieces)
