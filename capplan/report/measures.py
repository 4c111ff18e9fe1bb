"""What a planner reads off a plan: sums by site and queue, staffed against required, over and under.

Standard hours are hours of work at pace 1, the unit of ``required_h``. Required and staffed hours are
compared in standard hours; a productive hour of a team gives as many as its pace on the work it does.
"""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from capplan.cohorts import aged
from capplan.plan import Plan

__all__ = [
    "HOURS",
    "available_h",
    "backlog_by_queue",
    "head_hours",
    "headcount_steps",
    "net_staffing",
    "own_part",
    "pair_work_h",
    "people_by_hour",
    "queue_spread",
    "share_of",
    "short_by_site",
    "site_pairs",
    "spare_standard_h",
    "sum_by",
    "tenure_mix_heads",
]

HOURS = 24  # of a day
SETTLED = 1e-9
"""A difference in what a person produces that is none."""

Float = NDArray[np.float64]
Index = NDArray[np.int64]


def sum_by(index: Index, values: Float, count: int) -> Float:
    """Rows of ``values`` [n, t] added up by ``index`` [n] into [count, t]; a negative index is left out."""
    total = np.zeros((count, *values.shape[1:]))
    kept = index >= 0
    np.add.at(total, index[kept], values[kept])
    return total


def share_of(part: Float, whole: Float) -> Float:
    """``part / whole``, nan where the whole is zero or without limit."""
    whole = np.broadcast_to(whole, np.shape(part))
    known = (np.abs(whole) > 1e-9) & np.isfinite(whole)
    share = np.full(np.shape(part), np.nan)
    np.divide(part, whole, out=share, where=known)
    return share


def pair_work_h(plan: Plan) -> Float:
    """Standard hours of work by pair and period, [i, t]: pace times assigned hours."""
    return plan.facts.pairs.pace[:, None] * plan.assigned_h


def available_h(plan: Plan) -> Float:
    """Productive hours by team and period, [p, t]: own with overtime, without undertime; or bought."""
    hours = plan.staffing
    own = hours.productive_h + hours.overtime_productive_h - hours.undertime_productive_h
    return np.where(plan.facts.teams.on_demand[:, None], hours.assigned_h, own)


def own_part(plan: Plan) -> Float:
    """Share of a queue's contacts that its own people work, [q, t]; the rest is done in the gaps of another."""
    return np.asarray(1.0 - plan.requirement.gap_share)


def site_pairs(plan: Plan) -> Index:
    """The site of every pair, [i]."""
    return plan.facts.teams.site[plan.facts.pairs.team]


def spare_standard_h(plan: Plan) -> Float:
    """Spare hours by team and period in standard hours, [p, t].

    A spare hour counts at the mean pace of the work that the team does in the period, or of all work it may
    do when it does none.
    """
    pairs, count = plan.facts.pairs, len(plan.facts.teams.name)
    done = share_of(sum_by(pairs.team, pair_work_h(plan), count), sum_by(pairs.team, plan.assigned_h, count))
    number = np.bincount(pairs.team, minlength=count)
    mean = np.bincount(pairs.team, weights=pairs.pace, minlength=count) / np.maximum(number, 1)
    pace = np.where(np.isnan(done), np.where(number > 0, mean, 1.0)[:, None], done)
    return plan.staffing.spare_h * pace


def queue_spread(plan: Plan) -> Float:
    """Where the work of a queue belongs, [s, q, t] as shares that sum to 1 over the sites.

    The site's share of the work on the queue in the period; over the horizon in a period without work; equal
    parts over the sites allowed to do it where there never is any.
    """
    pairs, periods = plan.facts.pairs, plan.facts.horizon.count
    work = np.zeros((len(plan.facts.sites.name), len(plan.facts.queues.name), periods))
    allowed = np.zeros(work.shape[:2])
    np.add.at(work, (site_pairs(plan), pairs.queue), pair_work_h(plan))
    allowed[site_pairs(plan), pairs.queue] = 1.0
    allowed[:, ~allowed.any(axis=0)] = 1.0
    equal = allowed / allowed.sum(axis=0)
    horizon = share_of(work.sum(axis=2), work.sum(axis=(0, 2)))
    fallback = np.where(np.isnan(horizon), equal, horizon)
    spread = share_of(work, work.sum(axis=0))
    unknown = np.isnan(spread)
    spread[unknown] = np.broadcast_to(fallback[:, :, None], spread.shape)[unknown]
    return spread


def short_by_site(plan: Plan) -> Float:
    """Short hours by site and period, [s, t], each queue's by ``queue_spread``."""
    short: Float = np.einsum("sqt,qt->st", queue_spread(plan), plan.coverage.short_h)
    return short


def head_hours(plan: Plan) -> Float:
    """Productive hours of one standard head by period, [t]: the unit of every FTE in the capacity grid.

    Contract hours times productive share, teams weighted by the heads they have over the whole horizon
    (equally where nobody has any), so that FTE of sites and queues add up and do not move with the mix.
    """
    teams = plan.facts.teams
    weight = np.where(teams.on_demand, 0.0, plan.walk.heads.sum(axis=1))
    if weight.sum() <= 0.0:
        weight = np.ones(len(teams.name))
    hours = teams.contract_h[:, None] * plan.requirement.productive_share[teams.site]
    return np.asarray(weight @ hours / weight.sum())


def net_staffing(plan: Plan) -> tuple[Float, Float]:
    """Spare hours less short hours by site and period, [s, t]: in standard hours, and as a share of the need.

    The need of a site is the work done there and its share of the short hours; the share is 0 where there is
    neither need nor spare time, and nan where there is spare time only. Work carried over to a later period
    within its turnaround is not short.
    """
    count = len(plan.facts.sites.name)
    work = sum_by(site_pairs(plan), pair_work_h(plan), count)
    short = short_by_site(plan)
    net = sum_by(plan.facts.teams.site, spare_standard_h(plan), count) - short
    share = share_of(net, work + short)
    return net, np.where(np.abs(net) < 1e-9, 0.0, share)


def backlog_by_queue(plan: Plan) -> dict[str, Float]:
    """Standard hours waiting at the end of each period [t], by queue over its languages; the most lowest."""
    queues, hours = plan.facts.queues, plan.coverage.backlog_h
    names = tuple(dict.fromkeys(queues.queue))
    found = {name: hours[[own == name for own in queues.queue]].sum(axis=0) for name in names}
    return {
        name: found[name] for name in sorted(names, key=lambda one: -found[one].sum()) if found[name].any()
    }


def headcount_steps(plan: Plan) -> list[tuple[str, float]]:
    """Heads in production and training at the start, what comes (+) and goes (-), and at the end; no steps of 0.

    First and last are the two counts; what lies between sums to their difference.
    """
    walk = plan.walk
    first = float((walk.start + walk.training_start)[:, 0].sum())
    last = float((walk.end + walk.training_end)[:, -1].sum())
    steps = [
        ("hires", walk.hires), ("lost in training", -walk.washout), ("attrition", -walk.attrition),
        ("releases", -walk.releases), ("transfers", walk.transfers_in - walk.transfers_out),
    ]  # fmt: skip
    between = [(name, float(heads.sum())) for name, heads in steps]
    return [
        ("at the start", first),
        *((name, heads) for name, heads in between if abs(heads) >= 0.05),
        ("at the end", last),
    ]


def tenure_mix_heads(plan: Plan) -> dict[str, Float]:
    """Heads [t] by how far along they are; people are tenured from the age on at which nothing changes any more.

    Only tenured people are released or change team, so that those below it follow from the starts of classes.
    """
    teams, walk = plan.facts.teams, plan.walk
    age = np.arange(teams.hazard.shape[1])
    young = (age >= teams.training_periods[:, None]) & (age < teams.mature_age[:, None])
    slower = np.abs(teams.productivity - teams.productivity[:, -1:]) > SETTLED
    ramp_end = np.where(slower.any(axis=1), slower.shape[1] - slower[:, ::-1].argmax(axis=1), 0)
    below = np.minimum(aged(plan.facts, walk.hires, young), walk.heads)
    ramping = np.minimum(aged(plan.facts, walk.hires, young & (age < ramp_end[:, None])), below)
    found = {
        "tenured": walk.heads - below,
        "at full pace": below - ramping,
        "gaining pace": ramping,
        "in training": walk.trainees,
    }
    return {name: heads.sum(axis=0) for name, heads in found.items()}


def people_by_hour(plan: Plan, period: int | None = None) -> tuple[int, dict[int, Float]]:
    """The period in which real-time queues need most hours, and by queue [weekday, hour] who is on duty in it.

    ``period`` is another one, where it is given.

    Means over the hour, on the clock of the plan: queues with a time zone of their own are moved to it.
    """
    facts, agents = plan.facts, plan.requirement.agents
    busiest = int(np.argmax(plan.requirement.interval_h[list(agents)].sum(axis=0)))
    period = busiest if period is None else period
    noon = datetime.combine(facts.horizon.day(period), time(12))

    def ahead(zone: str) -> int:
        offset = noon.replace(tzinfo=ZoneInfo(zone)).utcoffset()
        assert offset is not None
        return int(offset.total_seconds()) // 60

    found = {}
    for q, on_duty in agents.items():
        of_week = on_duty[period]
        by_minute = np.repeat(of_week.ravel(), HOURS * 60 // of_week.shape[1])
        later = ahead(facts.sizing.time_zone) - ahead(
            facts.queues.rules.time_zone[q] or facts.sizing.time_zone
        )
        found[q] = np.roll(by_minute, later).reshape(-1, HOURS, 60).mean(axis=2)
    return period, found
