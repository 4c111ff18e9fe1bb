"""A schedule in numbers, for programs; and in a few lines, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from capplan.report.schedule.pool import PooledSchedule, pool_line, pool_summary
from capplan.report.schedule.team import TeamSchedule
from capplan.report.schedule.words import gap_text, missed_text
from capplan.report.studies.put import rounded

__all__ = ["schedule_summary", "schedule_text", "status_of"]

Teams = Sequence[TeamSchedule]
Pools = Sequence[PooledSchedule]
HOURS = ("required", "paid", "present", "staffed", "short", "spare")
MOST_GAPS = 8


def status_of(teams: Teams) -> str:
    """``within_gap`` where every team is."""
    reached = all(team.schedule.search.status == "within_gap" for team in teams)
    return "within_gap" if reached else "gap_not_reached"


def schedule_summary(teams: Teams, model: str, currency: str, pools: Pools = ()) -> dict[str, Any]:
    """What a batch job wants to know, in money of the model and person-hours. ``teams`` has those of the pools."""
    searches = [team.schedule.search for team in teams if not team.pool] + [
        pool.schedule.search for pool in pools
    ]
    objective = sum(search.objective for search in searches)
    bounds = [search.bound for search in searches]
    bound = None if None in bounds else sum(value for value in bounds if value is not None)
    gap = None if bound is None else abs(objective - bound) / abs(objective) if objective else 0.0
    return {
        "status": status_of(teams),
        "model": model,
        "currency": currency,
        "objective": rounded(objective, 2),
        "bound": rounded(bound, 2),
        "gap": rounded(gap, 6),
        **_hours(teams, sum(pool.hours(pool.schedule.short) for pool in pools)),
        "costs": {name: rounded(value, 2) for name, value in _costs(teams, pools).items()},
        "teams": [_team(team) for team in teams],
        **({"pools": [pool_summary(pool) for pool in pools]} if pools else {}),
    }


def _costs(teams: Teams, pools: Pools) -> dict[str, float]:
    sums: dict[str, float] = {}
    for costs in [team.schedule.costs for team in teams] + [pool.schedule.costs for pool in pools]:
        for name, value in costs.items():
            sums[name] = sums.get(name, 0.0) + value
    return sums


def _hours(teams: Teams, short: float = 0.0) -> dict[str, Any]:
    """Hours of all teams; ``short`` are those that pools miss, which no team has in its requirement."""
    sums = {name: sum(getattr(team.hours, name) for team in teams) for name in HOURS}
    sums |= {name: sums[name] + short for name in ("required", "short")}
    staffed = sums["staffed"]
    efficiency = (staffed - sums["spare"]) / staffed if staffed > 0.0 else 1.0
    return {
        **{f"{name}_h": rounded(value, 4) for name, value in sums.items()},
        "schedule_efficiency": rounded(efficiency, 6),
        "schedule_inefficiency": rounded(1.0 - efficiency, 6),
        "required_per_paid": rounded(sums["required"] / sums["paid"] if sums["paid"] else None, 6),
    }


def _team(team: TeamSchedule) -> dict[str, Any]:
    found, tours = team.schedule, team.schedule.case.tours
    return {
        "team": team.case.name,
        **({"pool": team.pool} if team.pool else {}),
        "status": found.search.status,
        "objective": rounded(found.search.objective, 2),
        "bound": rounded(found.search.bound, 2),
        "gap": rounded(found.search.gap, 6),
        **_hours([team]),
        "opened_shifts": int(found.opened.sum()),
        "person_shifts": rounded(found.people.sum(), 4),
        "most_present": rounded(team.most_present, 4),
        "people_on_tours": None if tours is None else rounded(found.on_tour.sum(), 4),
        "heads": None if tours is None or tours.heads == float("inf") else rounded(tours.heads, 4),
        "gaps": len(team.gaps),
        **({} if found.case.offline is None else {"offline": _offline(team)}),
        "costs": {name: rounded(value, 2) for name, value in found.costs.items()},
    }


def _offline(team: TeamSchedule) -> list[dict[str, Any]]:
    """Blocks of each activity that were asked for, and that are not held."""
    offline = team.schedule.case.offline
    assert offline is not None
    rows = zip(offline.name, offline.wanted.sum(axis=1), team.schedule.missed.sum(axis=1), strict=True)
    return [
        {"activity": name, "blocks": rounded(blocks, 4), "missed": rounded(missed, 4)}
        for name, blocks, missed in rows
    ]


def schedule_text(teams: Teams, currency: str, pools: Pools = ()) -> str:
    """One line for each team and pool, then the worst gaps."""
    lines = [line for team in teams for line in (_line(team, currency), *missed_text(team))]
    lines += [pool_line(pool, currency) for pool in pools]
    found = [(gap.short * team.case.line.minutes, gap_text(team, gap)) for team in teams for gap in team.gaps]
    found += [(each.gap.short * pool.case.line.minutes, each.text()) for pool in pools for each in pool.gaps]
    found.sort(key=lambda entry: -entry[0])
    lines += [text for _, text in found[:MOST_GAPS]]
    if len(found) > MOST_GAPS:
        lines.append(f"and {len(found) - MOST_GAPS} smaller gaps: gaps.csv")
    return "\n".join(lines)


def _line(team: TeamSchedule, currency: str) -> str:
    found, hours = team.schedule, team.hours
    tours = "" if found.case.tours is None else f" on {found.on_tour.sum():,.4g} tours"
    money = found.costs["people"] + found.costs["tours"]
    short = f"{hours.short / hours.required:.1%}" if hours.required else "0 %"
    return (
        f"{team.case.name}: {found.people.sum():,.6g} person-shifts{tours}, "
        f"{int(found.opened.sum())} different shifts, "
        f"{hours.paid:,.0f} paid h for {money:,.0f} {currency}; short {hours.short:,.1f} of {hours.required:,.1f} h "
        f"({short}), {hours.efficiency:.1%} of staffed hours where they are required"
    )
