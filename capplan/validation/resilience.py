"""Resilience: queues that must go on when a site, vendor or country is lost need teams elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.nearest import did_you_mean, listing
from capplan.validation.contract_scope import holds, rules_on, under_contract
from capplan.validation.forecast import Series, series, volume_and_aht
from capplan.validation.pairs import may_work
from capplan.validation.trust import turnaround_h
from capplan.validation.typed import Inputs

__all__ = ["check", "notes"]

Flag = NDArray[np.bool_]
KINDS = ("site", "vendor", "country")
NEEDED = ("teams", "sites", "queues", "skills", "forecast", "contracts")


@dataclass(frozen=True)
class _Alone:
    """A queue in a language that one site, vendor or country works alone (or none), or does for some weeks."""

    row: int  # of queues.csv
    name: str
    only: str
    when: str


def check(inputs: Inputs) -> Iterator[Problem]:
    """Names that are nowhere, and queues that one loss leaves to nobody where the rule is hard."""
    rules, table = inputs.model.resilience, inputs["queues"]
    if rules is None:
        return
    known = sorted({name for column in KINDS for name in inputs["sites"].text(column) if name})
    for name in rules.spared:
        if inputs["sites"].sound and name not in known:
            yield Problem(
                "planning model", "resilience.spared names no site, vendor or country of sites.csv",
                column="resilience.spared", value=name, allowed=listing(known), cause=did_you_mean(name, known),
            )  # fmt: skip
    if rules.price is not None:
        return
    for alone in _alone(inputs):
        yield table.problem(
            alone.row,
            "priority",
            f"{alone.only} may work {alone.name}{alone.when}, so nobody could after its loss: "
            "[resilience] without a price cannot hold",
            "a priority that [resilience] does not name, or a queue with teams at places that fail apart",
            "Give [resilience] a price, to see what is missing instead, or let a team elsewhere work it "
            "(languages, clearances and data regions, skills.csv, contracts.csv).",
        )


def notes(inputs: Inputs) -> Iterator[str]:
    """The same where the rule has a price, and priorities that no queue has."""
    rules, table = inputs.model.resilience, inputs["queues"]
    if rules is None:
        return
    for priority in rules.priorities:
        if priority not in table.text("priority"):
            yield f"[resilience] names priority {priority}, which no queue has"
    for alone in _alone(inputs):
        yield (
            f"queues.csv:{table.lines[alone.row]}: {alone.only} may work {alone.name}{alone.when}: after its "
            "loss, all its hours stay uncovered, at the price of [resilience]"
        )


def _alone(inputs: Inputs) -> Iterator[_Alone]:
    """Queues with hours to cover in a run of weeks of which one is checked, and a loss that leaves them to nobody."""
    rules = inputs.model.resilience
    if rules is None or rules.cover_share == 0.0 or not all(inputs[name].sound for name in NEEDED):
        return
    found, queues = series(inputs), inputs["queues"]
    if not len(found.queue) or not len(inputs["teams"]):
        return
    able, losses = _able(inputs, found), _losses(inputs)
    somebody: Flag = np.asarray(able.any(axis=0))
    nobody = [(name, np.asarray(~able[~gone].any(axis=0))) for name, gone in losses] or [("", ~somebody)]
    goes_on = _goes_on(inputs)
    volume, _ = volume_and_aht(inputs, found)
    starts, labels = (
        range(rules.first_period, inputs.horizon.count, rules.every_periods),
        inputs.horizon.labels,
    )
    for q, queue in enumerate(found.queue):
        row = queues.names().index(queue)
        if not goes_on[row]:
            continue
        for name, left_to in nobody:
            few = left_to[q] & (volume[q] > 0.0)
            runs = [first for first in starts if few[first : first + rules.every_periods].all()]
            if runs:
                when = "" if len(runs) == len(starts) else f" in the week of {labels[runs[0]]}"
                only = f"only {name}" if somebody[q, runs[0]] else "no team"
                yield _Alone(row, f"{queue}:{found.language[q]}", only, when)
                break


def _goes_on(inputs: Inputs) -> Flag:
    """[row of queues.csv] whether the queue must go on: by its priority, or as it may not wait for so long."""
    rules, table = inputs.model.resilience, inputs["queues"]
    assert rules is not None
    named = np.isin(table.text("priority"), rules.priorities)
    if rules.days is None:
        return named
    waits_h = np.nan_to_num(turnaround_h(inputs), nan=np.inf)
    return np.asarray(named | ((table.text("work") == "deferrable") & (waits_h < 24.0 * rules.days)))


def _losses(inputs: Inputs) -> list[tuple[str, Flag]]:
    """What may fail, as it is spoken of, with the teams [p] that go with it."""
    rules, sites = inputs.model.resilience, inputs["sites"]
    assert rules is not None
    at = inputs["teams"].positions("site", sites.names())
    made = []
    for kind in (kind for kind in KINDS if kind in rules.losses):
        of_team = sites.text(kind)[at]
        words = "" if kind == "site" else f"{kind} "
        made += [
            (words + str(name), of_team == name)
            for name in dict.fromkeys(of_team.tolist())
            if name and name not in rules.spared
        ]
    return made


def _able(inputs: Inputs, found: Series) -> Flag:
    """[p, q, t] whether a team may work a queue, by what it can do and by its contracts."""
    contracts, force = inputs["contracts"], holds(inputs)
    closed = (contracts.text("status") == "candidate") & (not rules_on(inputs, "selection"))
    team, queue = inputs["teams"].text("team"), np.array(found.queue)
    covered = np.broadcast_to(
        ~under_contract(inputs)[:, None, None], (len(team), len(queue), force.shape[1])
    ).copy()
    for c in np.flatnonzero(~closed):
        named, scope = contracts.labels("teams")[c], contracts.labels("queues")[c]
        works = np.isin(queue, sorted(scope)) if scope else np.ones(len(queue), dtype=np.bool_)
        covered |= np.isin(team, sorted(named))[:, None, None] & works[None, :, None] & force[c]
    return np.asarray(may_work(inputs, found)[:, :, None] & covered, dtype=np.bool_)
