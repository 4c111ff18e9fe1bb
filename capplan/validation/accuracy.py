"""Accuracy: which share of a team's decisions is right, and the floors."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.trust_facts import Accuracy
from capplan.validation.forecast import Series, series
from capplan.validation.pairs import may_work
from capplan.validation.typed import Inputs, rows_where

__all__ = ["build_accuracy", "check", "notes"]

NEEDED = ("teams", "sites", "queues", "skills", "forecast", "accuracy")


def check(inputs: Inputs) -> Iterator[Problem]:
    """Floors on queues that a team may work whose accuracy nobody states."""
    yield from _new_people(inputs)
    queues = inputs["queues"]
    if inputs.model.accuracy is None or not all(inputs[name].sound for name in NEEDED):
        return
    found = series(inputs)
    team, queue = np.nonzero(may_work(inputs, found))
    known = np.isfinite(_of_pair(inputs, found, team, queue))
    names, of_queue = inputs["teams"].text("team"), np.array(found.queue)[queue]
    for row in rows_where(queues.given("least_accuracy")):
        missing = sorted(
            {str(name) for name in names[team[(of_queue == queues.text("queue")[row]) & ~known]]}
        )
        if missing:
            yield queues.problem(
                row,
                "least_accuracy",
                f"accuracy.csv does not say how often {', '.join(missing)} decides right",
                "a row for every team that may work the queue",
            )


def notes(inputs: Inputs) -> Iterator[str]:
    """Floors and figures that nothing uses."""
    rules, table = inputs.model.accuracy, inputs["accuracy"]
    if rules is None and inputs["queues"].given("least_accuracy").any():
        yield "queues.csv: least_accuracy is not used without [accuracy] in the planning model"
    if rules is not None and not table.present:
        yield "the planning model has [accuracy], but there is no accuracy.csv"


def build_accuracy(
    inputs: Inputs, found: Series, team: NDArray[np.int64], queue: NDArray[np.int64]
) -> Accuracy | None:
    """The accuracy of the pairs ``team`` [i] on ``queue`` [i]; None where there is no accuracy.csv."""
    if not len(inputs["accuracy"]):
        return None
    queues = inputs["queues"]
    floors = dict(zip(queues.text("queue").tolist(), queues.number("least_accuracy").tolist(), strict=True))
    least = np.array([floors[name] for name in found.queue], dtype=np.float64)
    of_pair = _of_pair(inputs, found, team, queue)
    until = _new_until(inputs)
    if not until.any():
        return Accuracy(of_pair, least)
    new = _of_pair(inputs, found, team, queue, "new_accuracy")
    return Accuracy(of_pair, least, np.where(np.isnan(new), of_pair, new), until)


def _new_until(inputs: Inputs) -> NDArray[np.int64]:
    """[p] periods since class start during which the people of a team are new."""
    table, teams = inputs["accuracy"], inputs["teams"].text("team").tolist()
    stated = {
        team: int(weeks)
        for team, weeks in zip(table.text("team").tolist(), table.number("new_weeks").tolist(), strict=True)
        if np.isfinite(weeks)
    }
    return np.array([stated.get(team, 0) for team in teams], dtype=np.int64)


def _new_people(inputs: Inputs) -> Iterator[Problem]:
    """Accuracy of new people without a time, times that differ, new people of teams on demand."""
    table, teams = inputs["accuracy"], inputs["teams"]
    staffing = dict(zip(teams.text("team").tolist(), teams.text("staffing").tolist(), strict=True))
    until: dict[str, float] = {}
    for row, team in enumerate(table.text("team").tolist()):
        weeks = float(table.number("new_weeks")[row])
        if np.isfinite(weeks):
            if until.setdefault(team, weeks) != weeks:
                yield table.problem(
                    row, "new_weeks", f"another row of {team} has {until[team]:g}", "one number for a team"
                )
            if staffing.get(team) == "on_demand":
                yield table.problem(
                    row, "new_weeks", f"{team} is on_demand: it has hours, not people", "blank"
                )
    for row in rows_where(table.given("new_accuracy")):
        if str(table.text("team")[row]) not in until:
            yield table.problem(
                row, "new_weeks", "new_accuracy needs it: how long are people new?", "weeks since class start"
            )


def _of_pair(
    inputs: Inputs,
    found: Series,
    team: NDArray[np.int64],
    queue: NDArray[np.int64],
    column: str = "accuracy",
) -> NDArray[np.float64]:
    """A row with a queue goes before one without; nan where there is neither."""
    table, names = inputs["accuracy"], inputs["teams"].text("team")
    rows = zip(table.text("team").tolist(), table.text("queue").tolist(), strict=True)
    stated = dict(zip(rows, table.number(column).tolist(), strict=True))
    return np.array(
        [
            stated.get((name, found.queue[q]), stated.get((name, ""), np.nan))
            for name, q in zip(names[team].tolist(), queue.tolist(), strict=True)
        ],
        dtype=np.float64,
    )
