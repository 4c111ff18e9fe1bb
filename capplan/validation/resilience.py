"""Resilience: queues that must go on when a site is lost need teams at another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.validation.contract_scope import holds, rules_on, under_contract
from capplan.validation.forecast import Series, series, volume_and_aht
from capplan.validation.pairs import may_work
from capplan.validation.typed import Inputs

__all__ = ["check", "notes"]

Flag = NDArray[np.bool_]
NEEDED = ("teams", "sites", "queues", "skills", "forecast", "contracts")


@dataclass(frozen=True)
class _Alone:
    """A queue in a language that one site works alone (or none), from some week on or for some weeks."""

    row: int  # of queues.csv
    name: str
    site: str
    when: str


def check(inputs: Inputs) -> Iterator[Problem]:
    """Queues that one site works alone, where the rule is hard: nobody could keep it."""
    rules, table = inputs.model.resilience, inputs["queues"]
    if rules is None or rules.price is not None:
        return
    for alone in _alone(inputs):
        yield table.problem(
            alone.row,
            "priority",
            f"{alone.site} may work {alone.name}{alone.when}, so nobody could when its site is lost: "
            "[resilience] without a price cannot hold",
            "a priority that [resilience] does not name, or a queue with teams at two sites",
            "Give [resilience] a price, to see what is missing instead, or let a team at another site work it "
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
            f"queues.csv:{table.lines[alone.row]}: {alone.site} may work {alone.name}{alone.when}: when its "
            "site is lost, all its hours stay uncovered, at the price of [resilience]"
        )


def _alone(inputs: Inputs) -> Iterator[_Alone]:
    """Queues with hours to cover in a run of weeks of which one is checked, and fewer than two sites in all of it."""
    rules = inputs.model.resilience
    if rules is None or rules.cover_share == 0.0 or not all(inputs[name].sound for name in NEEDED):
        return
    found, sites, queues = series(inputs), inputs["sites"].names(), inputs["queues"]
    if not len(found.queue) or not len(inputs["teams"]):
        return
    able, site_of_team = _able(inputs, found), inputs["teams"].positions("site", sites)
    at_site = np.stack([able[site_of_team == s].any(axis=0) for s in range(len(sites))])  # [s, q, t]
    volume, _ = volume_and_aht(inputs, found)
    starts, labels = (
        range(rules.first_period, inputs.horizon.count, rules.every_periods),
        inputs.horizon.labels,
    )
    for q, queue in enumerate(found.queue):
        row = queues.names().index(queue)
        if queues.text("priority")[row] not in rules.priorities:
            continue
        few = (at_site[:, q].sum(axis=0) < 2) & (volume[q] > 0.0)
        runs = [first for first in starts if few[first : first + rules.every_periods].all()]
        if runs:
            here = [sites[s] for s in np.flatnonzero(at_site[:, q, runs[0]])]
            when = "" if len(runs) == len(starts) else f" in the week of {labels[runs[0]]}"
            site = f"only {here[0]}" if here else "no team"
            yield _Alone(row, f"{queue}:{found.language[q]}", site, when)


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
