"""What can be asked of a run, and the way from its folder to the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from capplan.errors import InvalidInput, Problem
from capplan.facts import Facts
from capplan.nearest import did_you_mean, listing
from capplan.reasons.answer import Answer
from capplan.reasons.clock import Clock
from capplan.reasons.of_class import of_class, planned_class
from capplan.reasons.of_queue import of_queue
from capplan.reasons.of_vendor import contracts_named, of_contracts
from capplan.reasons.overview import of_plan, of_site, of_week
from capplan.reasons.priced import prices_of
from capplan.reasons.rebuilt import of_run

__all__ = ["KINDS", "Asked", "explain_run"]

KINDS = ("plan", "class", "contract", "site", "queue", "week")


@dataclass(frozen=True)
class Asked:
    """``kind`` is one of ``KINDS``; ``name`` a class_ref, a contract or a vendor, a site, queue:language or a day."""

    kind: str = "plan"
    name: str = ""

    @property
    def slug(self) -> str:
        """Part of the name of a folder."""
        safe = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in self.name)
        return "" if self.kind == "plan" else f"-{self.kind}-{safe}"


def explain_run(
    run: Path, asked: Asked, limit_s: float, tell: Callable[[str], None] = lambda stage: None
) -> Answer:
    """The answer to a question about the plan in the folder ``run``.

    Raises InvalidInput, with every problem, for a folder that is no run or was altered, and for a name that the run
    does not know; NoPlanInTime where not even the prices of the plan were found in time.
    """
    tell("checking that the run is as it was written")
    rebuilt = of_run(run)
    facts = rebuilt.formulation.given.facts
    # names first: a slip must not cost minutes
    one = planned_class(run, facts, asked.name) if asked.kind == "class" else None
    contracts = contracts_named(facts, asked.name) if asked.kind == "contract" else []
    name = _known(facts, asked)
    clock = Clock.of(limit_s)
    if one is not None:
        return of_class(rebuilt, one, clock, tell)
    if contracts:
        return of_contracts(rebuilt, contracts, clock, tell)
    prices = prices_of(rebuilt, clock, tell, may_hire=asked.kind != "queue")
    if asked.kind == "site":
        return of_site(prices, name, clock, tell)
    if asked.kind == "queue":
        return of_queue(prices, name, clock, tell)
    if asked.kind == "week":
        return of_week(prices, facts.horizon.labels.index(name), clock, tell)
    return of_plan(prices, clock, tell)


def _known(facts: Facts, asked: Asked) -> str:
    """The name as the run spells it; a queue may go without its language where there is one only."""
    names = {"site": facts.sites.name, "queue": facts.queues.name, "week": facts.horizon.labels}.get(
        asked.kind
    )
    if names is None or asked.name in names:
        return asked.name
    if asked.kind == "queue":
        here = [queue for queue in names if queue.partition(":")[0] == asked.name]
        if len(here) == 1:
            return here[0]
    if asked.kind == "week":
        within = _period_of(facts, asked.name)
        if within is not None:
            return within
    file = {"site": "sites.csv", "queue": "queues.csv", "week": "the plan"}[asked.kind]
    hint = did_you_mean(asked.name, names)
    raise InvalidInput(
        [Problem(file, f"no such {asked.kind}", value=asked.name, allowed=listing(names), cause=hint)]
    )


def _period_of(facts: Facts, text: str) -> str | None:
    """The first day of the period that a day lies in."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    horizon = facts.horizon
    for t in range(horizon.count):
        if horizon.day(t) <= day < horizon.day(t + 1):
            return horizon.labels[t]
    return None
