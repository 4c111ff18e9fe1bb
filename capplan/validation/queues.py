"""Queues: service levels, chats, priorities, and the backlog they start with."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from capplan.errors import Problem
from capplan.facts import Backlog, Queues
from capplan.nearest import did_you_mean, listing
from capplan.validation.forecast import Series, series, volume_and_aht
from capplan.validation.service_rules import build_service_rules
from capplan.validation.trust import turnaround_h
from capplan.validation.typed import Inputs, rows_where

__all__ = ["build_backlog", "build_queues", "check", "notes"]


def check(inputs: Inputs) -> Iterator[Problem]:
    """Chats of unsaid basis, unpriced priorities, backlog; targets are looked at in ``service_rules``."""
    table = inputs["queues"]
    chat = table.text("channel") == "chat"
    several = table.number("concurrency") > 1
    for row in rows_where(chat & several & ~table.given("aht_basis")):
        yield table.problem(
            row,
            "aht_basis",
            "several chats at once: which seconds is the handle time?",
            "agent_work, elapsed",
            "Elapsed seconds overlap, seconds of a person's time do not.",
        )
    for row in rows_where(~chat & several & (table.text("channel") != "")):
        yield table.problem(row, "concurrency", "only chats are worked several at once", "1 or blank")
    priced = {*inputs.model.coverage.unmet_price, *inputs.model.coverage.must_meet}
    for row, priority in enumerate(table.text("priority").tolist()):
        if priority and priority not in priced:
            yield table.problem(
                row,
                "priority",
                "the planning model has no unmet_price for it and it is not in must_meet",
                listing(sorted(priced)),
                did_you_mean(priority, priced),
            )
    yield from _backlog(inputs)


def _backlog(inputs: Inputs) -> Iterator[Problem]:
    table, queues = inputs["backlog"], inputs["queues"]
    work = dict(zip(queues.text("queue").tolist(), queues.text("work").tolist(), strict=True))
    found = series(inputs)
    known = set(zip(found.queue, found.language, strict=True))
    for row, pair in enumerate(
        zip(table.text("queue").tolist(), table.text("language").tolist(), strict=True)
    ):
        if work.get(pair[0]) == "real_time":
            yield table.problem(row, "queue", "real-time work does not wait", "a deferrable queue")
        elif pair[0] in work and pair not in known and inputs["forecast"].sound:
            languages = [language for queue, language in known if queue == pair[0]]
            yield table.problem(
                row,
                "language",
                f"the forecast has no {pair[0]} in this language",
                listing(sorted(languages)) or "a queue with a forecast",
                did_you_mean(pair[1], languages),
            )


def notes(inputs: Inputs) -> Iterator[str]:
    """Settings that do nothing, and backlog that is late already."""
    table, backlog = inputs["queues"], inputs["backlog"]
    unused = [("deferrable", column) for column in ("service_level", "answer_within_s", "patience_s")] + [
        ("real_time", "turnaround_h")
    ]
    for work, column in unused:
        for row in rows_where((table.text("work") == work) & table.given(column)):
            yield f"queues.csv:{table.lines[row]}: {column} is not used for {work} work"
    turnaround = dict(zip(table.text("queue").tolist(), table.limit("turnaround_h").tolist(), strict=True))
    for row, queue in enumerate(backlog.text("queue").tolist()):
        if backlog.number("oldest_age_h")[row] > turnaround.get(queue, np.inf):
            yield f"backlog.csv:{backlog.lines[row]}: the oldest contact of {queue} is past its turnaround"
    for priority in inputs.model.coverage.unmet_price:
        if priority not in table.text("priority"):
            yield f"the planning model prices priority {priority}, which no queue has"


def build_queues(inputs: Inputs, found: Series) -> Queues:
    """The queues in a language."""
    table = inputs["queues"]
    row = np.array([table.names().index(queue) for queue in found.queue], dtype=np.int64)
    volume, aht_s = volume_and_aht(inputs, found)
    real_time = table.text("work")[row] == "real_time"
    return Queues(
        name=tuple(
            f"{queue}:{language}" for queue, language in zip(found.queue, found.language, strict=True)
        ),
        queue=found.queue,
        language=found.language,
        channel=tuple(table.text("channel")[row].tolist()),
        real_time=real_time,
        priority=tuple(table.text("priority")[row].tolist()),
        volume=volume,
        aht_s=aht_s,
        elapsed=table.text("aht_basis")[row] == "elapsed",
        concurrency=table.number("concurrency")[row],
        max_occupancy=table.number("max_occupancy")[row],
        schedule_efficiency=table.number("schedule_efficiency")[row],
        service_level=np.where(real_time, table.number("service_level")[row], np.nan),
        answer_within_s=np.where(real_time, table.number("answer_within_s")[row], np.nan),
        patience_s=np.where(real_time, table.number("patience_s")[row], np.nan),
        turnaround_periods=np.where(real_time, np.nan, turnaround_h(inputs)[row] / inputs.horizon.period_h),
        rules=build_service_rules(inputs, found, row, real_time),
    )


def build_backlog(inputs: Inputs, found: Series) -> Backlog:
    """Work waiting when the plan starts, by queue in a language."""
    table = inputs["backlog"]
    where = {pair: i for i, pair in enumerate(zip(found.queue, found.language, strict=True))}
    items, age = np.zeros(len(where)), np.zeros(len(where))
    for row, pair in enumerate(
        zip(table.text("queue").tolist(), table.text("language").tolist(), strict=True)
    ):
        items[where[pair]] = table.number("open_items")[row]
        age[where[pair]] = table.number("oldest_age_h")[row] / inputs.horizon.period_h
    return Backlog(open_items=items, oldest_age_periods=age)
