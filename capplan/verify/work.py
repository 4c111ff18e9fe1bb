"""Rules of work: who may do what, what is required, what is done, in which shares and how steadily."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from capplan.facts import Facts
from capplan.requirements.required import Requirement
from capplan.verify.case import Case, Work
from capplan.verify.demand import people_demand
from capplan.verify.findings import EXACT, HOURS, SHARE, Ledger, Tolerance
from capplan.verify.read_run import Run

__all__ = [
    "add_up_work",
    "assigned_by_pair",
    "check_requirement",
    "check_shares",
    "check_stability",
    "check_work",
    "hours_by_pair",
    "hours_each",
    "required_h",
]

Float = NDArray[np.float64]
SECONDS_OF_AN_HOUR = 3600.0


def required_h(facts: Facts, requirement: Requirement) -> Float:
    """Required hours [q, t]: deferrable queues afresh from the demand, real-time and blended ones as sized.

    Deferrable: volume x seconds of a person's time / 3600 / max_occupancy x peaking / schedule efficiency,
    where second reviews and QA add to the seconds.
    """
    queues, volume, aht_s = facts.queues, requirement.demand.volume, requirement.demand.aht_s
    at_once = np.where(queues.elapsed, queues.concurrency, 1.0)
    hours = volume * aht_s / SECONDS_OF_AN_HOUR / at_once[:, None]
    trust = facts.trust
    if trust.double_review is not None and trust.sample_s is not None:
        twice, checked_h = 1.0 + trust.double_review, trust.sample_s / SECONDS_OF_AN_HOUR
        hours = hours * twice[:, None] + volume * checked_h[:, None]
    hours *= (requirement.peaking / queues.max_occupancy / queues.schedule_efficiency)[:, None]
    as_sized = queues.real_time | (queues.rules.blend_with >= 0)
    return np.where(as_sized[:, None], requirement.required_h, hours)


def hours_each(requirement: Requirement, required: Float) -> Float:
    """Standard hours of one contact, [q, t]; a period without volume takes the last one before it that has some.

    Before the first such period it is that one; a queue without any volume has 0.
    """
    each = np.zeros_like(required)
    for q, volume in enumerate(requirement.demand.volume * (1.0 - requirement.gap_share)):
        known = [t for t in range(len(volume)) if volume[t] > 0.0 and required[q, t] > 0.0]
        for t in range(len(volume)):
            source = max((k for k in known if k <= t), default=known[0] if known else None)
            if source is not None:
                each[q, t] = required[q, source] / volume[source]
    return each


def add_up_work(facts: Facts, requirement: Requirement, run: Run, required: Float, ledger: Ledger) -> Work:
    """The rows of allocation.csv with their labels found, and the hours of teams and queues."""
    table = run.sheets["allocation"]
    queues = tuple(zip(facts.queues.queue, facts.queues.language, strict=True))
    team = table.positions(("team",), facts.teams.name, ledger)
    queue = table.positions(("queue", "language"), queues, ledger)
    period = table.positions(("week_start",), run.weeks, ledger)
    row = np.flatnonzero((team >= 0) & (queue >= 0) & (period >= 0))
    team, queue, period = team[row], queue[row], period[row]
    hours = np.nan_to_num(table.numbers["productive_h"][row])
    pace_of = {
        (int(p), int(q)): float(pace)
        for p, q, pace in zip(facts.pairs.team, facts.pairs.queue, facts.pairs.pace, strict=True)
    }
    written = np.nan_to_num(table.numbers["pace"][row])
    pace = np.array(
        [pace_of.get((int(p), int(q)), float(w)) for p, q, w in zip(team, queue, written, strict=True)],
        dtype=np.float64,
    )
    work = pace * hours
    team_h = np.zeros((len(facts.teams.name), len(run.weeks)))
    queue_work_h = np.zeros((len(queues), len(run.weeks)))
    np.add.at(team_h, (team, period), hours)
    np.add.at(queue_work_h, (queue, period), work)
    each = hours_each(requirement, required)[queue, period]
    contacts = np.divide(work, each, out=np.zeros_like(work), where=each > 0.0)
    return Work(row, team, queue, period, hours, work, contacts, team_h, queue_work_h)


def assigned_by_pair(facts: Facts, work: Work) -> Float:
    """Productive hours by pair, [i, t]; work of teams that may not do it is no part of it."""
    pairs = facts.pairs
    place = {pair: i for i, pair in enumerate(zip(pairs.team.tolist(), pairs.queue.tolist(), strict=True))}
    hours = np.zeros((len(place), facts.horizon.count))
    for p, q, t, productive_h in zip(work.team, work.queue, work.period, work.productive_h, strict=True):
        if (int(p), int(q)) in place:
            hours[place[int(p), int(q)], t] += productive_h
    return hours


def check_work(case: Case) -> None:
    """Every row of allocation.csv: eligible, once, and with the figures that follow from its hours."""
    facts, work, ledger = case.facts, case.work, case.ledger
    table = case.run.sheets["allocation"]
    may = set(zip(facts.pairs.team.tolist(), facts.pairs.queue.tolist(), strict=True))
    names = [
        f"{facts.teams.name[p]} on {facts.queues.name[q]} in {case.weeks[t]}"
        for p, q, t in zip(work.team, work.queue, work.period, strict=True)
    ]
    for name, p, q in zip(names, work.team.tolist(), work.queue.tolist(), strict=True):
        speaks = facts.queues.language[q] in facts.teams.languages[p]
        ledger.that("eligibility", (p, q) in may and speaks, name, "no work: not eligible", "hours assigned")
    cell = (work.team * len(facts.queues.name) + work.queue) * len(case.weeks) + work.period
    _, where, count = np.unique(cell, return_inverse=True, return_counts=True)
    once = count[where]
    ledger.equal("allocation", "rows of", (names,), 1.0, once, EXACT)
    total = case.work.queue_work_h[work.queue, work.period]
    share = np.divide(work.work_h, total, out=np.zeros_like(total), where=total > 0.0)
    own = 1.0 - case.requirement.gap_share
    volume = share * (case.requirement.demand.volume * own)[work.queue, work.period]
    pace = np.divide(work.work_h, work.productive_h, out=np.ones_like(total), where=work.productive_h > 0.0)
    for name, expected, tolerance in (
        ("pace", pace, SHARE),
        ("work_h", work.work_h, HOURS),
        ("share", share, SHARE),
        ("volume", volume, HOURS),
    ):
        ledger.equal("allocation", name, (names,), expected, table.numbers[name][work.row], tolerance)
    vendors = [facts.sites.vendor[s] or "in-house" for s in facts.teams.site]
    for name, p, row in zip(names, work.team, work.row, strict=True):
        written = str(table.labels["vendor"][row])
        ledger.that(
            "allocation", written == vendors[p], f"vendor of {name}", vendors[p], written or "nothing"
        )


def check_requirement(case: Case) -> None:
    """The demand columns of coverage.csv against the forecast, and the work done against what is required."""
    queues, found, ledger = case.facts.queues, case.run.coverage, case.ledger
    axes = (queues.name, case.weeks)
    at_once = np.where(queues.elapsed, queues.concurrency, 1.0)
    volume, aht_s = people_demand(case.facts)
    workload = volume * aht_s / SECONDS_OF_AN_HOUR / at_once[:, None]
    columns = {
        "volume": volume,
        "aht_s": aht_s,
        "workload_h": workload,
        "required_h": case.required_h,
    }
    for name, expected in columns.items():
        ledger.equal("requirement", name, axes, expected, found[name], HOURS)
    work, short = case.work.queue_work_h, np.nan_to_num(found["short_h"])
    ledger.equal("coverage", "work_h", axes, work, found["work_h"], HOURS)
    real_time = np.broadcast_to(queues.real_time[:, None], work.shape)
    ledger.at_least("coverage", "work_h and short_h", axes, case.required_h, work + short, HOURS, real_time)
    must = np.isin(queues.priority, case.model.coverage.must_meet)
    must_meet = np.broadcast_to(must[:, None], work.shape)
    ledger.at_most("must_meet", "short_h", axes, 0.0, short, HOURS, must_meet)


def check_shares(case: Case) -> None:
    """Of the work done on some queues in a period, some teams do at least and at most given shares."""
    if case.model.shares is None:
        return
    work, count = case.work, len(case.weeks)
    for limit in case.facts.share_limits:
        on_queue = limit.queues[work.queue]
        by_team = on_queue & limit.teams[work.team]
        total = np.zeros(count)
        np.add.at(total, work.period[on_queue], work.work_h[on_queue])
        part = np.zeros(count)
        np.add.at(part, work.period[by_team], work.work_h[by_team])
        slack = HOURS.of(total)
        share = np.divide(part, total, out=np.zeros(count), where=total > 0.0)
        worked = total > slack
        what, axes = f"share of {limit.label}", (case.weeks,)
        for week in np.flatnonzero(worked):
            allowance = Tolerance(float(slack[week] / total[week]))
            only = np.arange(count) == week
            case.ledger.at_least("shares", what, axes, limit.least, share, allowance, only)
            case.ledger.at_most("shares", what, axes, limit.most, share, allowance, only)


def check_stability(case: Case) -> None:
    """A team that takes a queue in a block of periods gives it least_h in every period of the block."""
    rules = case.model.stability
    if rules is None or rules.least_h <= 0.0:
        return
    labels, hours = hours_by_pair(case)
    for block in range(math.ceil(len(case.weeks) / rules.block_periods)):
        periods = slice(block * rules.block_periods, (block + 1) * rules.block_periods)
        part = hours[:, periods]
        most = part.max(axis=1, initial=0.0)
        taken = np.broadcast_to((most > HOURS.absolute)[:, None], part.shape)
        axes = (labels, case.weeks[periods])
        case.ledger.at_least("least_h", "productive_h of", axes, rules.least_h, part, HOURS, taken)


def hours_by_pair(case: Case) -> tuple[list[str], Float]:
    """Productive hours by team and queue of the allocation, [pair, t], and the labels of the pairs."""
    work, queues = case.work, len(case.facts.queues.name)
    pairs, where = np.unique(work.team * queues + work.queue, return_inverse=True)
    hours = np.zeros((len(pairs), len(case.weeks)))
    np.add.at(hours, (where, work.period), work.productive_h)
    labels = [f"{case.facts.teams.name[i // queues]} on {case.facts.queues.name[i % queues]}" for i in pairs]
    return labels, hours
