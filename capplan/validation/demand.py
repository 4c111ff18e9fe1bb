"""What changes the forecast before it reaches people: automation, and rework that other queues bring about."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from capplan.errors import Problem
from capplan.facts import Automation, Rework
from capplan.horizon import Horizon
from capplan.nearest import did_you_mean, listing
from capplan.validation.forecast import Series, series
from capplan.validation.typed import Inputs, TypedTable

__all__ = ["build_automation", "build_rework", "check", "notes"]

AUTOMATION = ("coverage", "success", "spread", "fee")


def check(inputs: Inputs) -> Iterator[Problem]:
    """Unknown languages, rows for one language beside rows for all, rework that arrives nowhere."""
    found = series(inputs)
    yield from _languages(inputs, found, "automation", ("queue",))
    yield from _languages(inputs, found, "rework", ("from_queue", "to_queue"))
    if inputs["forecast"].sound:
        yield from _destinations(inputs, found)


def _languages(inputs: Inputs, found: Series, name: str, key: tuple[str, ...]) -> Iterator[Problem]:
    table = inputs[name]
    known = set(zip(found.queue, found.language, strict=True))
    what = list(zip(*(table.text(column).tolist() for column in key), strict=True))
    cells = list(zip(what, table.text("language").tolist(), strict=True))
    whole = {names for names, language in cells if not language}
    for row, (names, language) in enumerate(cells):
        queue = names[0]
        if not language or queue not in found.queue:
            continue
        if (queue, language) not in known and inputs["forecast"].sound:
            languages = sorted(spoken for other, spoken in known if other == queue)
            yield table.problem(
                row,
                "language",
                f"the forecast has no {queue} in this language",
                listing(languages),
                did_you_mean(language, languages),
            )
        if names in whole:
            yield table.problem(
                row,
                "language",
                f"{queue} has rows for every language (blank) too; which of them holds?",
                "rows for every language, or one set of rows for each",
            )


def _destinations(inputs: Inputs, found: Series) -> Iterator[Problem]:
    table = inputs["rework"]
    known = set(zip(found.queue, found.language, strict=True))
    for row, (source, target, wanted) in enumerate(_arcs(table)):
        missing = sorted(
            language
            for queue, language in known
            if queue == source
            and wanted in ("", language)
            and target in inputs["queues"].names()
            and (target, language) not in known
        )
        if missing:
            yield table.problem(
                row,
                "to_queue",
                f"contacts of {source} in {', '.join(missing)} would arrive there, but the forecast has no "
                f"{target} in {'that language' if len(missing) == 1 else 'those languages'}",
                "a queue with rows in the forecast; volume 0 with a handle time is enough",
            )


def _arcs(table: TypedTable) -> list[tuple[str, str, str]]:
    columns = (table.text(name).tolist() for name in ("from_queue", "to_queue", "language"))
    return list(zip(*columns, strict=True))


def notes(inputs: Inputs) -> Iterator[str]:
    """Automation that begins after the plan or does nothing."""
    table = inputs["automation"]
    last = np.datetime64(inputs.horizon.day(inputs.horizon.count - 1))
    for row in np.flatnonzero(table.day("date_from") > last):
        yield f"automation.csv:{table.lines[row]}: begins after the plan and does nothing in it"


def build_automation(inputs: Inputs, found: Series) -> Automation | None:
    """Coverage, success, spread and fee by queue in a language and period; None without the table."""
    table, horizon = inputs["automation"], inputs.horizon
    if not len(table):
        return None
    values = np.zeros((len(AUTOMATION), len(found.queue), horizon.count))
    queue, language = table.text("queue"), table.text("language")
    period = _first_periods(table, horizon)
    order = np.argsort(table.day("date_from"), kind="stable")
    for row in order:
        here = [
            q
            for q, pair in enumerate(zip(found.queue, found.language, strict=True))
            if pair[0] == queue[row] and language[row] in ("", pair[1])
        ]
        for k, column in enumerate(AUTOMATION):
            values[k, here, period[row] :] = table.number(column)[row]
    return Automation(*values)


def _first_periods(table: TypedTable, horizon: Horizon) -> list[int]:
    """For every row the first period that begins on or after its date."""
    starts = np.array([horizon.day(t) for t in range(horizon.count)], dtype="datetime64[D]")
    return [int(np.searchsorted(starts, day)) for day in table.day("date_from")]


def build_rework(inputs: Inputs, found: Series, brought_by: str = "contacts") -> Rework:
    """The arcs between queues in the same language, of what is brought about by contacts or by errors."""
    table, of = inputs["rework"], inputs["rework"].text("of")
    position = {pair: q for q, pair in enumerate(zip(found.queue, found.language, strict=True))}
    arcs = [
        (position[source, language], position[target, language], row)
        for row, (source, target, wanted) in enumerate(_arcs(table))
        for name, language in position
        if name == source and wanted in ("", language) and of[row] == brought_by
    ]
    index = np.array(arcs, dtype=np.int64).reshape(-1, 3)
    share, delay = table.number("share"), table.number("delay_periods")
    return Rework(index[:, 0], index[:, 1], share[index[:, 2]], delay[index[:, 2]].astype(np.int64))
