"""Automation initiatives: what they take, and where it comes back."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.nearest import did_you_mean, listing
from capplan.project_facts import Initiatives
from capplan.validation.days import first_period_from
from capplan.validation.forecast import Series, series
from capplan.validation.typed import Inputs, rows_where

__all__ = ["build_initiatives", "check", "notes"]

TABLE = "initiatives"
MOST_TAKEN = 0.95
"""Of the contacts of a queue, by all initiatives together: what is left must have a handle time."""


def check(inputs: Inputs) -> Iterator[Problem]:
    """Unknown languages, queues of which more is taken than there is, contacts that come back nowhere."""
    table = inputs[TABLE]
    if not len(table) or not inputs["forecast"].sound:
        return
    found = series(inputs)
    taken = _queues(inputs, found)
    for row in rows_where((table.text("language") != "") & ~taken.any(axis=1)):
        languages = sorted({said for q, said in _pairs(found) if q == table.text("queue")[row]})
        yield table.problem(
            row,
            "language",
            f"the forecast has no {table.text('queue')[row]} in this language",
            listing(languages),
            did_you_mean(str(table.text("language")[row]), languages),
        )
    total = np.nan_to_num(table.number("deflected")) @ taken
    for row in rows_where((taken & (total > MOST_TAKEN + 1e-9)).any(axis=1)):
        yield table.problem(
            row,
            "deflected",
            f"all initiatives together take {total[taken[row]].max():.0%} of the contacts of a queue",
            f"at most {MOST_TAKEN:.0%} of any queue",
            "Shares of several initiatives on one queue add up: they take different contacts.",
        )
    yield from _returns(inputs, found, taken)


def _returns(inputs: Inputs, found: Series, taken: NDArray[np.bool_]) -> Iterator[Problem]:
    table, known = inputs[TABLE], set(_pairs(found))
    for row in rows_where(np.nan_to_num(table.number("bounced")) > 0.0):
        back = str(table.text("bounce_queue")[row])
        if not back:
            yield table.problem(row, "bounce_queue", "contacts come back, but to no queue", "a queue")
            continue
        if back == table.text("queue")[row]:
            yield table.problem(
                row,
                "bounce_queue",
                "contacts come back to the queue from which they are taken",
                "another queue",
                "Take less of it (deflected), or let them come back as appeals.",
            )
        missing = sorted(
            found.language[q]
            for q in np.flatnonzero(taken[row])
            if back in inputs["queues"].names() and (back, found.language[q]) not in known
        )
        if missing:
            yield table.problem(
                row,
                "bounce_queue",
                f"contacts in {', '.join(missing)} would come back there, but the forecast has no {back} in it",
                "a queue with rows in the forecast; volume 0 with a handle time is enough",
            )


def notes(inputs: Inputs) -> Iterator[str]:
    """A family without initiatives, initiatives without the family, and those that cannot start in the plan."""
    table, rules = inputs[TABLE], inputs.model.initiatives
    if rules is not None and not table.present:
        yield "the planning model has [initiatives], but there is no initiatives.csv"
    if rules is None and table.present:
        yield "initiatives.csv is not used without [initiatives] in the planning model: none is started"
    horizon = inputs.horizon
    starts = first_period_from(table.day("earliest"), horizon)
    for row in rows_where(starts > horizon.month_starts[-1]):
        yield (
            f"initiatives.csv:{table.lines[row]}: {table.text('initiative')[row]} cannot start in the first "
            f"{horizon.period} of any month of the plan"
        )


def build_initiatives(inputs: Inputs, found: Series) -> Initiatives | None:
    """The initiatives as arrays; None without any."""
    table = inputs[TABLE]
    if not len(table):
        return None
    taken = _queues(inputs, found)
    position = {pair: q for q, pair in enumerate(_pairs(found))}
    back = np.full(taken.shape, -1)
    for n, q in np.argwhere(taken & (table.number("bounced") > 0.0)[:, None]):
        back[n, q] = position[str(table.text("bounce_queue")[n]), found.language[q]]
    number = table.number
    return Initiatives(
        name=tuple(table.text("initiative").tolist()),
        queues=taken,
        earliest=first_period_from(table.day("earliest"), inputs.horizon),
        build_periods=number("build_weeks").astype(np.int64),
        ramp_periods=number("ramp_weeks").astype(np.int64),
        delay_periods=number("delay_weeks").astype(np.int64),
        delay_risk=number("delay_risk"),
        deflected=number("deflected"),
        handle_time=number("handle_time"),
        bounced=number("bounced"),
        bounce_queue=back,
        bounce_periods=number("bounce_weeks").astype(np.int64),
        cost=number("cost"),
        run_cost=number("run_cost"),
        fee=number("fee"),
    )


def _pairs(found: Series) -> list[tuple[str, str]]:
    return list(zip(found.queue, found.language, strict=True))


def _queues(inputs: Inputs, found: Series) -> NDArray[np.bool_]:
    """[n, q] whose contacts an initiative takes."""
    table = inputs[TABLE]
    queue, language = np.array(found.queue), np.array(found.language)
    same = table.text("queue")[:, None] == queue
    spoken = (table.text("language")[:, None] == "") | (table.text("language")[:, None] == language)
    return np.asarray(same & spoken, dtype=np.bool_)
