"""A plan under stress: what is left when a site, a vendor or a country is lost, and how an incident is got over.

Loss       every site, vendor and country in turn, in every period: of the hours that the queues that must go on
           require, those that the others could work at once (verify/resilience.py)
Incident   a queue gets ``times`` its volume for ``days`` days. Until then the plan goes on as it was; from then on
           hours, overtime, releases and who works what (a crumb of a queue too) are decided anew, nobody more is
           hired, and what waits waits within its turnaround. Beside it stands the plan decided anew in the same way
           without it. Recovered: from the first period on, after its last day, in which no more waits than there
           and from which on no more is left undone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from capplan.errors import InvalidInput, Problem
from capplan.extract import extract
from capplan.facts import Facts
from capplan.formulation import Formulation
from capplan.nearest import did_you_mean, listing
from capplan.plan import Plan
from capplan.planning_model import PlanningModel, Resilience
from capplan.starting_point import Line
from capplan.studies.simulate_draw import base_of
from capplan.studies.simulate_outcome import result_of
from capplan.uncertainty.answer import Answer, answer
from capplan.uncertainty.habit import habit_of
from capplan.verify.case import Case
from capplan.verify.check import case_of_run
from capplan.verify.resilience import worked_without

__all__ = ["Asked", "Loss", "Recovery", "losses", "recovery", "rules_of"]

Float = NDArray[np.float64]
KINDS = ("site", "vendor", "country")
HOURS_OF_A_DAY = 24.0
HELD = ("assigned_h", "overtime_h", "undertime_h", "released", "transferred", "short_h", "backlog_h")
"""Decisions by period that stay as they were until the incident."""
ALLOWANCE_H = 1e-4
AS_BEFORE = 0.01
"""Hours more than without the incident that count as none, as a part of what the queue requires in a period."""


@dataclass(frozen=True)
class Loss:
    """The loss of one site, vendor or country: hours [t] that must go on, and those that the others could work."""

    kind: str
    name: str
    required_h: Float
    worked_h: Float

    @property
    def share(self) -> float:
        """Of all hours that must go on, those that the others could work."""
        return min(1.0, float(self.worked_h.sum() / self.required_h.sum()))

    def told(self, weeks: Sequence[str]) -> dict[str, object]:
        """The share in all, and that of the worst period."""
        share = np.divide(
            self.worked_h, self.required_h, out=np.ones_like(self.worked_h), where=self.required_h > 0.0
        )
        worst = int(np.argmin(share))
        return {
            "kind": self.kind,
            "lost": self.name,
            "share": round(self.share, 6),
            "worst_share": round(min(1.0, float(share[worst])), 6),
            "worst_week": weeks[worst],
        }


@dataclass(frozen=True)
class Asked:
    """An incident: the queue, or the queue in a language (``queue:language``), its factor, days and first period."""

    queue: str
    times: float
    days: float
    start: date


@dataclass(frozen=True)
class Recovery:
    """What an incident does: the plan without it and with it, its periods, and what had to give."""

    queues: tuple[int, ...]
    start: int
    factor: Float  # [t] of the volume
    before: Plan
    after: Plan
    breached: dict[str, float]

    @property
    def open_h(self) -> Float:
        """[t] hours of the queues short or waiting, more than without the incident."""
        return self.short_more_h + self.waiting_more_h

    @property
    def short_more_h(self) -> Float:
        """[t] hours of the queues never worked, more than without the incident."""
        here = list(self.queues)
        both = [plan.coverage.short_h[here].sum(axis=0) for plan in (self.after, self.before)]
        return np.asarray(both[0] - both[1])

    @property
    def waiting_more_h(self) -> Float:
        """[t] hours of the queues that wait at the end of the period, more than without the incident."""
        here = list(self.queues)
        both = [plan.coverage.backlog_h[here].sum(axis=0) for plan in (self.after, self.before)]
        return np.asarray(both[0] - both[1])

    @property
    def periods_to_recover(self) -> int | None:
        """Periods from the beginning until it is got over; None: not within the plan.

        What waits has been worked off once no more waits than without it: work that waits later, within its
        turnaround, is none of the incident.
        """
        required_h = self.before.coverage.required_h[list(self.queues)].sum(axis=0)
        as_before = np.maximum(AS_BEFORE * required_h, 1.0)
        if not np.any(self.open_h > as_before):
            return 0
        short = np.flatnonzero(self.short_more_h > as_before)
        incident = np.flatnonzero(self.factor != 1.0)
        first = max(int(short.max(initial=-1)) + 1, int(incident.max(initial=self.start)))
        done = np.flatnonzero(self.waiting_more_h[first:] <= as_before[first:])
        return int(first + done[0] - self.start) if len(done) else None


def rules_of(model: PlanningModel, priorities: tuple[str, ...], surge_share: float) -> Resilience:
    """What must go on when people are lost: the classes asked for, those of [resilience], or the dearest."""
    if not priorities and model.resilience is not None:
        priorities = model.resilience.priorities
    if not priorities:
        dearest = max(model.coverage.unmet_price.values())
        priorities = tuple(name for name, price in model.coverage.unmet_price.items() if price == dearest)
    return Resilience(cover_share=1.0, priorities=priorities, surge_share=surge_share)


def losses(run: Path, priorities: tuple[str, ...], surge_share: float) -> tuple[Case, list[Loss]]:
    """The run, and every loss that concerns a queue that must go on. Raises InvalidInput."""
    case = case_of_run(run)
    known = set(case.facts.queues.priority)
    unknown = [name for name in priorities if name not in known]
    if unknown:
        raise InvalidInput(
            [
                Problem(
                    "--priority", "no queue has this priority", value=name, allowed=listing(sorted(known))
                )
                for name in unknown
            ]
        )
    rules, sites, found = rules_of(case.model, priorities, surge_share), case.facts.sites, []
    for kind, of_site in zip(KINDS, (sites.name, sites.vendor, sites.country), strict=True):
        for name in dict.fromkeys(label for label in of_site if label):
            gone = np.array([of_site[s] == name for s in case.facts.teams.site], dtype=np.bool_)
            required_h, worked_h = worked_without(case, rules, gone)
            if required_h.any():
                found.append(Loss(kind, name, required_h, worked_h))
    return case, found


def recovery(run: Path, asked: Asked, line: Line, tell: Callable[[str], None]) -> Recovery:
    """The plan in a run folder with an incident. Raises InvalidInput, NoPlan, NoPlanInTime, Interrupted."""
    base = base_of(run, None)
    queues, start = _place(base.facts, asked)
    options, formulation = line.options(base.model), base.formulation(base.facts)
    tell("solving the plan as it is")
    habit, planned = habit_of(formulation, base.plan(formulation), base.present, base.objective, options)
    factor = _factor(base.facts, asked, start)

    def anew(facts: Facts) -> tuple[Plan, Answer]:
        mine = _held_until(base.formulation(facts), formulation, planned.x, start)
        found = answer(mine, _free_from(mine, base.plan(mine), start), habit, options)
        return extract(mine, found.x, result_of(mine, found, options)), found

    tell("solving it from then on")
    before, without = anew(base.facts)
    tell("solving it with the incident")
    after, hit = anew(_surged(base.facts, queues, factor))
    return Recovery(queues, start, factor, before, after, _more_breached(without, hit))


def _place(facts: Facts, asked: Asked) -> tuple[tuple[int, ...], int]:
    """The queues in a language and the period of an incident."""
    names = facts.queues
    queues = tuple(q for q, name in enumerate(names.name) if asked.queue in (name, names.queue[q]))
    start = facts.horizon.position(asked.start)
    problems = []
    if not queues:
        known = sorted({*names.queue, *names.name})
        problems.append(
            Problem("--queue", "no such queue", value=asked.queue, allowed=listing(sorted(set(names.queue))),
                    cause=did_you_mean(asked.queue, known))
        )  # fmt: skip
    if start is None or not 0 <= start < facts.horizon.count:
        first, last = facts.horizon.labels[0], facts.horizon.labels[-1]
        problems.append(
            Problem("--from", "not the first day of a period of the plan", value=asked.start.isoformat(),
                    allowed=f"the first day of a period, {first} to {last}")
        )  # fmt: skip
    if problems or start is None:
        raise InvalidInput(problems)
    return queues, start


def _factor(facts: Facts, asked: Asked, start: int) -> Float:
    """[t] factor of the volume: a period gets as many days of it as are left."""
    factor, days = np.ones(facts.horizon.count), asked.days
    length = facts.horizon.period_h / HOURS_OF_A_DAY
    for t in range(start, facts.horizon.count):
        factor[t] = 1.0 + (asked.times - 1.0) * min(days, length) / length
        days -= min(days, length)
    return factor


def _surged(facts: Facts, queues: tuple[int, ...], factor: Float) -> Facts:
    volume = facts.queues.volume.copy()
    volume[list(queues)] *= factor
    return replace(facts, queues=replace(facts.queues, volume=volume))


def _held_until(hit: Formulation, plan: Formulation, x: Float, start: int) -> Formulation:
    """The program with what is decided by period as in ``x`` before the incident, but for rounding."""
    lower, upper = hit.arrays.column_lower.copy(), hit.arrays.column_upper.copy()
    for name in HELD:
        block, mine = plan.program.column_blocks[name], hit.program.column_blocks[name]
        values, at = x[block.index][:, :start], mine.index[:, :start]
        lower[at] = np.maximum(lower[at], values - ALLOWANCE_H)
        upper[at] = np.maximum(np.minimum(upper[at], values + ALLOWANCE_H), lower[at])
    return replace(hit, arrays=replace(hit.arrays, column_lower=lower, column_upper=upper))


def _free_from(formulation: Formulation, plan: Float, start: int) -> Float:
    """The whole numbers that are held, without who takes which queue from the block of the incident on."""
    rules, blocks = formulation.given.model.stability, formulation.program.column_blocks
    free = plan.copy()
    if rules is not None and "takes" in blocks:
        free[blocks["takes"].index[:, start // rules.block_periods :]] = np.nan
    return free


def _more_breached(before: Answer, after: Answer) -> dict[str, float]:
    """By how much rules give with the incident, beyond what they give without it."""
    more = {name: by - before.breached.get(name, 0.0) for name, by in after.breached.items()}
    return {name: by for name, by in more.items() if by > 0.0}
