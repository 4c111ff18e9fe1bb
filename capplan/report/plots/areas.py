"""What a picture says at every place, for a pointer, a finger, the keys and a screen reader.

An area is a rectangle in the units of the axes with the figures that are drawn there, in words. A function for each
picture gives its areas; ``AREAS`` has the names of ``PLOTS``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.plan import ClassStart, Plan
from capplan.report.hours import LEAST_H
from capplan.report.measures import (
    HOURS,
    backlog_by_queue,
    headcount_steps,
    net_staffing,
    pair_work_h,
    people_by_hour,
    site_pairs,
    spare_standard_h,
    sum_by,
    tenure_mix_heads,
)
from capplan.report.plots.agents import hour_of_week
from capplan.report.plots.cost import largest_first
from capplan.report.plots.hiring import class_lanes, ramp_end
from capplan.report.plots.vendors import NAMES, dearest_first
from capplan.report.scheduled_hours import scheduled_hours
from capplan.report.vendors.comparison import PARTS, comparison, vendor_of
from capplan.report.wording import amount, day_text, number, percent

__all__ = ["AREAS", "Area"]

Float = NDArray[np.float64]
BAR = 0.5  # of a row, on each side of its middle


@dataclass(frozen=True)
class Area:
    """A rectangle ``left`` to ``right``, ``low`` to ``high`` (None: all the height), and what is said there.

    ``site`` is the site that it shows, "" where it shows all; ``queues`` are those in a language that it has to do
    with, none where it has to do with all.
    """

    left: float
    right: float
    low: float | None
    high: float | None
    title: str
    lines: tuple[str, ...]
    site: str = ""
    queues: tuple[str, ...] = ()


def _by_period(plan: Plan, lines: Callable[[int], list[str]]) -> tuple[Area, ...]:
    """An area for each period, over the whole height."""
    return tuple(
        Area(t, t + 1.0, None, None, _period(plan, t), tuple(lines(t)))
        for t in range(plan.facts.horizon.count)
    )


def _period(plan: Plan, t: int) -> str:
    horizon = plan.facts.horizon
    return f"{horizon.period.capitalize()} of {day_text(horizon.day(t))}"


def _worked(plan: Plan, group: NDArray[np.intp], count: int) -> list[tuple[str, ...]]:
    """The queues in a language that each of ``count`` groups of pairs works on, by the group of every pair."""
    done = (plan.assigned_h > LEAST_H).any(axis=1)
    queue, names = plan.facts.pairs.queue, plan.facts.queues.name
    return [tuple(names[q] for q in np.unique(queue[done & (group == one)])) for one in range(count)]


def _hours(value: float) -> str:
    return f"{number(value)} h"


def _required_staffed(plan: Plan) -> tuple[Area, ...]:
    coverage = plan.coverage
    required, short = coverage.required_h.sum(axis=0), coverage.short_h.sum(axis=0)
    staffed = coverage.work_h.sum(axis=0) + spare_standard_h(plan).sum(axis=0)
    people = np.zeros(len(required))
    for start in plan.classes:
        if 0 <= start.production < len(people):
            people[start.production] += start.size

    def lines(t: int) -> list[str]:
        said = [f"required {_hours(required[t])}", f"staffed {_hours(staffed[t])}"]
        said += [f"short {_hours(short[t])}"] if short[t] >= 0.5 else []
        return said + ([f"{number(people[t])} people reach production"] if people[t] else [])

    return _by_period(plan, lines)


def _over_under(plan: Plan) -> tuple[Area, ...]:
    over, under = spare_standard_h(plan).sum(axis=0), plan.coverage.short_h.sum(axis=0)
    required = plan.coverage.required_h.sum(axis=0)

    def said(name: str, value: float, t: int) -> str:
        share = f" ({percent(value / required[t])} of required)" if required[t] > 0.0 else ""
        return f"{name} {_hours(value)}{share}"

    return _by_period(plan, lambda t: [said("over", over[t], t), said("under", under[t], t)])


def _heat_map(plan: Plan) -> tuple[Area, ...]:
    names = plan.facts.sites.name
    net, share = net_staffing(plan)
    worked = _worked(plan, site_pairs(plan), len(names))
    order = sorted(range(len(names)), key=lambda s: names[s])
    return tuple(
        Area(
            t, t + 1.0, row, row + 1.0, f"{names[s]}, {_period(plan, t).lower()}",
            (f"{'spare' if net[s, t] >= 0.0 else 'short'} {_hours(abs(net[s, t]))}",
             *([] if np.isnan(share[s, t]) else [f"{percent(abs(share[s, t]))} of the need"])), names[s], worked[s],
        )
        for row, s in enumerate(order)
        for t in range(plan.facts.horizon.count)
    )  # fmt: skip


def _service_reached(plan: Plan) -> tuple[Area, ...]:
    queues, reached = plan.facts.queues, plan.coverage.service_level
    here = np.flatnonzero(np.isfinite(reached).any(axis=1))
    above = reached[here] - queues.service_level[here, None]
    return _by_period(
        plan,
        lambda t: [  # the furthest below its target first
            f"{queues.name[q]} {percent(reached[q, t])}, target {percent(queues.service_level[q], 0)}"
            for q in here[np.argsort(above[:, t], kind="stable")]
        ],
    )


def _supply_stack(plan: Plan) -> tuple[Area, ...]:
    names = plan.facts.sites.name
    work = sum_by(site_pairs(plan), pair_work_h(plan), len(names))
    required = plan.coverage.required_h.sum(axis=0)
    order = [int(s) for s in np.argsort(-work.sum(axis=1), kind="stable")]
    return _by_period(
        plan,
        lambda t: [
            f"required {_hours(required[t])}",
            *(f"{names[s]} {_hours(work[s, t])}" for s in order if work[s, t] > 0.0),
        ],
    )


def _hiring_calendar(plan: Plan) -> tuple[Area, ...]:
    teams, sites, count = plan.facts.teams, plan.facts.sites, plan.facts.horizon.count
    worked = _worked(plan, plan.facts.pairs.team, len(teams.name))
    return tuple(
        Area(
            max(start.period, 0), min(ramp_end(plan, start), count), row - BAR, row + BAR,
            f"{start.reference}: {number(start.size)} people", _dates(plan, start), sites.name[teams.site[team]],
            worked[team],
        )
        for row, (team, lane) in enumerate(class_lanes(plan))
        for start in lane
        if start.period < count
    )  # fmt: skip


def _dates(plan: Plan, start: ClassStart) -> tuple[str, ...]:
    day = plan.facts.horizon.day
    return (
        "committed" if start.committed else f"requisition by {day_text(day(start.requisition))}",
        f"training from {day_text(day(start.period))}",
        f"production from {day_text(day(start.production))}",
        f"{number(start.expected_graduates, 1)} expected to finish, "
        f"{number(start.expected_at_90_days, 1)} there after 90 days",
    )


def _cost_by_term(plan: Plan) -> tuple[Area, ...]:
    terms, cells = largest_first(plan)
    names, currency = [*plan.facts.sites.name, "no site"], plan.facts.currency
    if not terms:
        return ()
    left, right = (
        float(np.minimum(cells, 0.0).sum(axis=0).min()),
        float(np.maximum(cells, 0.0).sum(axis=0).max()),
    )
    return tuple(
        Area(
            left, right, row - BAR, row + BAR, f"{term.replace('_', ' ')}: {amount(float(of_site.sum()), currency)}",
            tuple(f"{name} {amount(value, currency)}" for name, value in zip(names, of_site, strict=True) if value),
        )
        for row, (term, of_site) in enumerate(zip(terms, cells.T, strict=True))
    )  # fmt: skip


def _vendor_comparison(plan: Plan) -> tuple[Area, ...]:
    found = comparison(plan)
    contracts, sites, currency = plan.facts.contracts, plan.facts.sites, plan.facts.currency
    rows = dearest_first(found)
    each = found.cost[rows] / found.adjusted_work_h[rows, None] * found.work_h_of_ticket
    reach = float(np.maximum(each, 0.0).sum(axis=1).max()) if rows else 0.0
    said = []
    for row, k in enumerate(rows):
        contract, site = int(found.contract[k]), int(found.site[k])
        name = vendor_of(plan, contract, site)
        name = (
            f"{sites.name[site]}, {name}" if contract < 0 or contracts is None else contracts.name[contract]
        )
        parts = (
            f"{NAMES[part]} {number(value, 3)}" for part, value in zip(PARTS, each[row], strict=True) if value
        )
        title = f"{name}: {number(float(each[row].sum()), 3)} {currency} a ticket"
        said.append(Area(0.0, 2.0 * reach, row - BAR, row + BAR, title, tuple(parts), sites.name[site]))
    return tuple(said)


def _backlog(plan: Plan) -> tuple[Area, ...]:
    waiting = backlog_by_queue(plan)

    def lines(t: int) -> list[str]:
        there = sorted(((name, float(hours[t])) for name, hours in waiting.items()), key=lambda one: -one[1])
        return [f"{name} {_hours(hours)}" for name, hours in there if hours >= 0.5]

    return _by_period(plan, lines)


def _required_by_hour(plan: Plan) -> tuple[Area, ...]:
    if not plan.requirement.agents:
        return ()
    names, (_, by_queue) = plan.facts.queues.name, people_by_hour(plan)
    said = []
    for day, hour in np.argwhere(np.sum(list(by_queue.values()), axis=0) > 0.0).tolist():
        there = {
            names[q]: float(people[day, hour]) for q, people in by_queue.items() if people[day, hour] > 0.0
        }
        ordered = sorted(there.items(), key=lambda one: -one[1])
        lines = (
            f"all {number(sum(there.values()), 1)}",
            *(f"{name} {number(people, 1)}" for name, people in ordered),
        )
        said.append(
            Area(hour, hour + 1.0, day, day + 1.0, f"{hour_of_week(day, hour)} to {(hour + 1) % HOURS:02d}:00",
                 lines, "", tuple(there))
        )  # fmt: skip
    return tuple(said)


def _scheduled_by_hour(plan: Plan) -> tuple[Area, ...]:
    found = scheduled_hours(plan)
    if found is None:
        return ()
    said = []
    for day, hour in np.argwhere(np.isfinite(found.required)).tolist():
        there, asked = float(found.scheduled[day, hour]), float(found.required[day, hour])
        lines = (f"{number(there, 1)} scheduled", f"{number(asked, 1)} required")
        named = f"{hour_of_week(day, hour)} to {(hour + 1) % HOURS:02d}:00"
        said.append(Area(hour, hour + 1.0, day, day + 1.0, named, lines, "", tuple(found.part)))
    return tuple(said)


def _headcount_bridge(plan: Plan) -> tuple[Area, ...]:
    steps = headcount_steps(plan)
    return tuple(
        Area(0.0, np.inf, row - BAR, row + BAR, name, (f"{number(heads, 1)} heads",))
        for row, (name, heads) in enumerate(steps)
    )


def _tenure_mix(plan: Plan) -> tuple[Area, ...]:
    stages = tenure_mix_heads(plan)
    return _by_period(
        plan, lambda t: [f"{name} {number(heads[t], 1)} heads" for name, heads in stages.items()]
    )


AREAS: dict[str, Callable[[Plan], tuple[Area, ...]]] = {
    "required_staffed": _required_staffed,
    "over_under": _over_under,
    "heat_map": _heat_map,
    "service_reached": _service_reached,
    "supply_stack": _supply_stack,
    "hiring_calendar": _hiring_calendar,
    "cost_by_term": _cost_by_term,
    "vendor_comparison": _vendor_comparison,
    "backlog": _backlog,
    "required_by_hour": _required_by_hour,
    "scheduled_by_hour": _scheduled_by_hour,
    "headcount_bridge": _headcount_bridge,
    "tenure_mix": _tenure_mix,
}
