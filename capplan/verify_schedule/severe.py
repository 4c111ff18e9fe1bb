"""Whether the people of a team are on severe queues no longer than they may be, and are there when they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from capplan.verify_schedule.allowed import number
from capplan.verify_schedule.run_files import Row, Run

__all__ = ["severe_kept"]

CLOSE = 1e-5
Place = tuple[str, str]
Moment = tuple[str, str, str]


def severe_kept(run: Run, pool: str, team: str, moments: list[Moment]) -> Iterator[tuple[str, Place]]:
    """What is wrong with the work of a team on the severe queues of its pool, each with its place."""
    clock, step = run.clock(team), run.model.interval_minutes
    people: dict[Place, float] = defaultdict(float)
    for row in _of(run, "shifts", team):
        people[_shift(row)] += number(row, "people")
    away: dict[tuple[Place, int], float] = defaultdict(float)
    for table in ("breaks", "offline_blocks"):
        for row in _of(run, table, team):
            begin = clock.minutes(row["begins"])
            for at in range(begin, begin + int(number(row, "minutes")), step):
                away[(_shift(row), at)] += number(row, "people")
    hours: dict[Place, float] = defaultdict(float)
    then: dict[int, float] = defaultdict(float)
    for row in _of(run, "severe_work", team):
        key, at, many = _shift(row), clock.minutes(row["at"]), number(row, "people")
        after, place = at - clock.minutes(row["start"]), (team, f"{row['shift']} {row['at']}")
        if not 0 <= after < 60.0 * number(row, "length_h"):
            yield "severe work outside of the shift", place
        if many > people[key] - away[(key, at)] + CLOSE:
            yield f"{many:g} people on severe queues, {people[key] - away[(key, at)]:g} are on duty", place
        hours[key] += many * step / 60.0
        then[at // step % len(moments)] += many
    most = run.team(team).most_severe_h
    for key, spent in hours.items():
        if most is not None and spent > most * people[key] + CLOSE:
            yield (
                f"{spent / max(people[key], CLOSE):.3g} h of a person on severe queues",
                (team, f"{key[0]} {key[1]}"),
            )
    given: dict[Moment, float] = defaultdict(float)
    for row in _of(run, "queue_people", team):
        if row["queue"] in run.model.pool[pool].severe:
            given[(row["date"], row["interval_start"], row["utc_start"])] += number(row, "people")
    for i, moment in enumerate(moments):
        if abs(given[moment] - then[i]) > CLOSE:
            message = f"{given[moment]:g} people work severe queues, {then[i]:g} in severe_work.csv"
            yield message, (team, f"{moment[0]} {moment[1]}")


def _of(run: Run, table: str, team: str) -> list[Row]:
    return [row for row in run.tables[table] if row["team"] == team]


def _shift(row: Row) -> Place:
    return f"{row['shift']} {row['start']}", row["length_h"]
