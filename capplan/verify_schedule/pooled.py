"""Whether pools keep their rules: who works which queue, what is missing, and the least people of a language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from capplan.verify_schedule.allowed import WEEKDAYS, number
from capplan.verify_schedule.run_files import Row, Run, minute_of
from capplan.verify_schedule.severe import severe_kept

__all__ = ["pool_costs", "pools_kept"]

CLOSE = 1e-6
Place = tuple[str, str]
Moment = tuple[str, str, str]


def pools_kept(run: Run, pool: str) -> Iterator[tuple[str, Place]]:
    """What is wrong with a pool, each with its place."""
    moments = _moments(run, pool)
    if not moments:
        yield "the pool has no intervals", (pool, "")
        return
    yield from _people(run, pool, moments)
    yield from _queues(run, pool, moments)
    for team in run.model.pool[pool].teams:
        if run.team(team).most_severe_h is not None:
            yield from severe_kept(run, pool, team, list(moments))
    for language, moment, least, missing, told in _floors(run, pool, moments):
        place = (pool, f"{language} {moment[0]} {moment[1]}")
        if told is None or abs(told[0] - least) > CLOSE or abs(told[1] - missing) > CLOSE:
            yield (
                f"{missing:g} of {least:g} people are missing from the least, and the table says otherwise",
                place,
            )
    for rule in _rules(run, pool):
        short = sum(_missing(run, pool, rule, moments).values())
        if short > CLOSE and not rule.get("price_per_h"):
            yield "fewer people on duty than the least", (pool, f"{rule['language']} {rule['from']}")


def pool_costs(run: Run, pool: str) -> dict[str, float]:
    """Money that the pool pays beside its teams."""
    hours, moments = run.model.interval_minutes / 60.0, _moments(run, pool)
    short = sum(number(row, "short") for row in run.tables["queue_cover"] if row["pool"] == pool)
    return {
        "short": 0.0 if run.model.cover.must_meet else run.model.cover.short_price * hours * short,
        "least_people": hours
        * sum(
            number(rule, "price_per_h") * sum(_missing(run, pool, rule, moments).values())
            for rule in _rules(run, pool)
        ),
    }


def _moment(row: Row) -> Moment:
    return row["date"], row["interval_start"], row["utc_start"]


def _moments(run: Run, pool: str) -> dict[Moment, int]:
    """The intervals of the pool, in order."""
    rows = [row for row in run.tables["queue_cover"] if row["pool"] == pool]
    first = [row for row in rows if row["queue"] == rows[0]["queue"]]
    return {_moment(row): i for i, row in enumerate(first)}


def _on_duty(run: Run, team: str, column: str = "staffed") -> list[float]:
    return [number(row, column) for row in run.tables["staffing_by_interval"] if row["team"] == team]


def _people(run: Run, pool: str, moments: dict[Moment, int]) -> Iterator[tuple[str, Place]]:
    """People work queues that they may work, and no more of them than are on duty."""
    for team in run.model.pool[pool].teams:
        given = [0.0] * len(moments)
        for row in run.tables["queue_people"]:
            if row["team"] != team:
                continue
            if row["queue"] not in run.team(team).queues:
                yield "the team may not work the queue", (team, f"{row['queue']} {row['date']}")
            if _moment(row) in moments:
                given[moments[_moment(row)]] += number(row, "people")
            else:
                yield "no such interval", (team, f"{row['queue']} {row['date']} {row['interval_start']}")
        staffed, required = _on_duty(run, team), _on_duty(run, team, "required")
        if not len(staffed) == len(required) == len(given):
            yield f"{len(staffed)} intervals in place of {len(given)}", (team, "")
            continue
        for moment, i in moments.items():
            place = (team, f"{moment[0]} {moment[1]}")
            if given[i] > staffed[i] + CLOSE:
                yield f"{given[i]:g} people work queues, {staffed[i]:g} are on duty", place
            if abs(given[i] - required[i]) > 10.0 * CLOSE:
                yield f"required is {required[i]:g}, but {given[i]:g} people work queues", place


def _queues(run: Run, pool: str, moments: dict[Moment, int]) -> Iterator[tuple[str, Place]]:
    """What is required was asked for, what is worked is done by somebody, and the rest is short."""
    worked: dict[tuple[str, Moment], float] = defaultdict(float)
    for row in run.tables["queue_people"]:
        kept = 1.0 - run.team(row["team"]).shrinkage
        worked[(row["queue"], _moment(row))] += kept * number(row, "people")
    asked: dict[str, list[float]] = defaultdict(list)
    for row in run.tables["queue_requirement"]:
        asked[f"{row['queue']}:{row['language']}"].append(number(row, "agents"))
    for queue in {queue for team in run.model.pool[pool].teams for queue in run.team(team).queues}:
        rows = [row for row in run.tables["queue_cover"] if row["pool"] == pool and row["queue"] == queue]
        if not len(rows) == len(moments) == len(asked[queue]):
            yield f"{len(rows)} intervals in place of {len(moments)}", (pool, queue)
            continue
        for row, wanted in zip(rows, asked[queue], strict=True):
            done = worked[(queue, _moment(row))]
            truth = {"required": wanted, "worked": done, "short": max(wanted - done, 0.0)}
            place = (pool, f"{queue} {row['date']} {row['interval_start']}")
            for name, value in truth.items():
                if abs(number(row, name) - value) > 10.0 * CLOSE * max(1.0, value):
                    yield f"{name} is {row[name]}, but {value:.10g} follows from the tables", place
            if run.model.cover.must_meet and truth["short"] > CLOSE:
                yield "short, but must_meet is on", place


def _rules(run: Run, pool: str) -> list[Row]:
    return [row for row in run.tables["least_people"] if row["pool"] == pool]


def _missing(run: Run, pool: str, rule: Row, moments: dict[Moment, int]) -> dict[Moment, float]:
    """People missing from a rule, in every interval in which it asks for some."""
    opens, closes = minute_of(rule["from"]), minute_of(rule["to"])
    days = {name.strip() for name in rule.get("weekdays", "").split("|") if name.strip()}
    speaking = [
        _on_duty(run, team)
        for team in run.model.pool[pool].teams
        if any(queue.endswith(f":{rule['language']}") for queue in run.team(team).queues)
    ]
    found = {}
    for moment, i in moments.items():
        today, minute = date.fromisoformat(moment[0]), minute_of(moment[1])
        if closes > opens:
            begins = today if opens <= minute < closes else None
        else:
            begins = today if minute >= opens else today - timedelta(days=1) if minute < closes else None
        if begins is None:
            continue
        if run.model.cyclic and begins < run.model.start:
            begins += timedelta(days=run.model.day_count)
        if not days or WEEKDAYS[begins.weekday()] in days:
            found[moment] = max(number(rule, "people") - sum(staffed[i] for staffed in speaking), 0.0)
    return found


def _floors(
    run: Run, pool: str, moments: dict[Moment, int]
) -> Iterator[tuple[str, Moment, float, float, tuple[float, float] | None]]:
    """Language, interval, least and missing people of every rule, and what the table of the run says of them."""
    told: dict[tuple[str, Moment], list[tuple[float, float]]] = defaultdict(list)
    for row in run.tables["least_people_kept"]:
        if row["pool"] == pool:
            told[(row["language"], _moment(row))].append((number(row, "least"), number(row, "missing")))
    for rule in _rules(run, pool):
        least = number(rule, "people")
        for moment, missing in _missing(run, pool, rule, moments).items() if least > 0.0 else ():
            rows = told[(rule["language"], moment)]
            same = next((pair for pair in rows if abs(pair[0] - least) <= CLOSE), None)
            yield rule["language"], moment, least, missing, same
