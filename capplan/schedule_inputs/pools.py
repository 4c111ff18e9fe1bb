"""Pools as cases: the queues that teams cover together, and the least people on duty who speak a language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.nearest import did_you_mean, listing
from capplan.schedule_inputs.required import Agents, from_table
from capplan.schedule_inputs.shifts import WEEKDAYS
from capplan.schedule_inputs.team import TeamCase, Whence, team_case, timelines
from capplan.schedule_model import ScheduleModel
from capplan.shifts.pool import Floors, Pool
from capplan.shifts.timeline import Timeline
from capplan.validation.typed import TypedTable

__all__ = ["PoolCase", "pool_cases", "stray_rows"]

Float = NDArray[np.float64]
DAY_MINUTES = 1440


@dataclass(frozen=True)
class PoolCase:
    """A pool: the clock of its horizon, its teams, and what they must cover together."""

    name: str
    line: Timeline
    teams: tuple[TeamCase, ...]
    pool: Pool


def pool_cases(whence: Whence, agents: Agents | None, file: str, problems: list[Problem]) -> list[PoolCase]:
    """The pools of the model. ``agents`` are those of capplan require; None: queue_requirement.csv has them."""
    found = []
    for name in whence.model.pool:
        case = _pool_case(whence, name, agents, file, problems)
        found += [] if case is None else [case]
    return found


def _pool_case(
    whence: Whence, name: str, agents: Agents | None, file: str, problems: list[Problem]
) -> PoolCase | None:
    model, rules = whence.model, whence.model.pool[name]
    own = timelines(model, {name: rules.time_zone}, file, problems)
    zones = {team: model.team[team].time_zone for team in rules.teams}
    lines = timelines(model, zones, file, problems, rules.time_zone)
    if not own or len(lines) < len(zones):
        return None
    line, queues = own[name], queues_of(model, name)
    if agents is None:
        by_queue = _from_queue_table(whence.tables["queue_requirement"], queues, line, problems)
    else:
        by_queue = {queue: agents.on(queue, line, f"pool {name}", problems) for queue in queues}
    required = np.array([by_queue[queue] for queue in queues])
    may = np.array([[queue in model.team[team].queues for queue in queues] for team in rules.teams])
    floors = _floors(whence, name, line, queues, may, problems)
    kept = np.array([1.0 - model.team[team].shrinkage for team in rules.teams])
    cases = []
    for t, team in enumerate(rules.teams):
        useful = Pool.useful(required, may[t], float(kept[t]), floors, t)
        case = team_case(whence, team, lines[team], useful * kept[t], problems)
        if case is not None:
            prices = replace(case.covering.prices, short=0.0)  # the pool pays for who is missing
            cases.append(replace(case, covering=replace(case.covering, prices=prices)))
    if len(cases) < len(rules.teams):
        return None
    cover = model.cover
    short = float("inf") if cover.must_meet else cover.short_price * line.minutes / 60.0
    teams = tuple(case.covering for case in cases)
    severe = np.array([queue in rules.severe for queue in queues], dtype=np.bool_)
    limits = [model.team[team].most_severe_h for team in rules.teams]
    most = np.array([np.inf if limit is None else limit * 60.0 / line.minutes for limit in limits])
    pool = Pool(rules.teams, teams, queues, required, may, kept, short, floors, severe, most)
    return PoolCase(name, line, tuple(cases), pool)


def queues_of(model: ScheduleModel, pool: str) -> tuple[str, ...]:
    """The queues of a pool, in the order of its teams."""
    teams = model.pool[pool].teams
    return tuple(dict.fromkeys(queue for team in teams for queue in model.team[team].queues))


def _from_queue_table(
    table: TypedTable, queues: tuple[str, ...], line: Timeline, problems: list[Problem]
) -> dict[str, Float]:
    return from_table(table, _queue_names(table), dict.fromkeys(queues, line), problems)


def _queue_names(table: TypedTable) -> list[str]:
    pairs = zip(table.text("queue").tolist(), table.text("language").tolist(), strict=True)
    return [f"{queue}:{language}" for queue, language in pairs]


def stray_rows(whence: Whence) -> Iterator[Problem]:
    """Rows for pools, queues, languages and teams that are none of a pool, or are in one."""
    model = whence.model
    table, known = (
        whence.tables["queue_requirement"],
        [q for pool in model.pool for q in queues_of(model, pool)],
    )
    for name in sorted(set(_queue_names(table)) - set(known)):
        row = _queue_names(table).index(name)
        message = f"no team of a pool works {name}"
        yield table.problem(row, "queue", message, listing(known) or "none", did_you_mean(name, known))
    table = whence.tables["interval_requirement"]
    for row, team in enumerate(table.text("team").tolist()):
        pool = model.pool_of(team)
        if pool is not None and team not in table.text("team")[:row]:
            yield table.problem(
                row, "team", f"{team} is of pool {pool}: what it covers is in queue_requirement.csv"
            )
    table = whence.tables["least_people"]
    for row, pool in enumerate(table.text("pool").tolist()):
        if pool not in model.pool:
            allowed, cause = listing(model.pool) or "a pool of the model", did_you_mean(pool, model.pool)
            yield table.problem(row, "pool", f"the model has no pool {pool!r}", allowed, cause)
            continue
        languages = {queue.partition(":")[2] for queue in queues_of(model, pool)}
        language = str(table.text("language")[row])
        if language not in languages:
            message = f"no team of pool {pool} works a queue in {language!r}"
            yield table.problem(row, "language", message, listing(sorted(languages)))


def _floors(
    whence: Whence,
    pool: str,
    line: Timeline,
    queues: tuple[str, ...],
    may: NDArray[np.bool_],
    problems: list[Problem],
) -> Floors:
    """One floor for each row of least_people.csv."""
    table = whence.tables["least_people"]
    rows = [row for row, name in enumerate(table.text("pool").tolist()) if name == pool]
    languages = [str(table.text("language")[row]) for row in rows]
    least = np.zeros((len(rows), line.count))
    for f, row in enumerate(rows):
        opens, closes, people = (table.number(name)[row] for name in ("from", "to", "people"))
        days = table.labels("weekdays")[row]
        if np.isnan([opens, closes, people]).any():
            continue
        if not (line.fits(int(opens)) and line.fits(int(closes))):
            allowed = f"whole intervals of {line.minutes} minutes"
            problems.append(table.problem(row, "from", "the block falls between intervals", allowed))
            continue
        for day, begin, end in _blocks(line, int(opens), int(closes)):
            if not days or WEEKDAYS[line.day(day).weekday()] in days:
                at = np.arange(begin, end)
                at = at % line.count if line.cyclic else at[(at >= 0) & (at < line.count)]
                least[f, at] = people
    price = table.limit("price_per_h")[rows] * line.minutes / 60.0
    speaks = np.array(
        [[q.partition(":")[2] == language for q in queues] for language in languages], dtype=np.bool_
    )
    counts = (speaks.reshape(len(rows), len(queues)) @ may.T.astype(np.int64)) > 0
    clock = zip(languages, table.number("from")[rows], table.number("to")[rows], rows, strict=True)
    names = tuple(f"{tongue} {_time(a)}-{_time(b)} #{row}" for tongue, a, b, row in clock)
    return Floors(names, counts.reshape(len(rows), len(may)), least, price)


def _blocks(line: Timeline, opens: int, closes: int) -> Iterator[tuple[int, int, int]]:
    """Day, first interval and end of a block; one that begins on the day before reaches into the horizon."""
    later = 0 if closes > opens else 1
    for day in range(0 if line.cyclic else -1, line.days):
        yield day, line.position(day, opens), line.position(day + later, closes)


def _time(minute: float) -> str:
    return "?" if np.isnan(minute) else f"{int(minute) // 60:02}:{int(minute) % 60:02}"
