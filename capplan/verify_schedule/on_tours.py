"""Whether tours keep their rules, and whether those who work shifts are just those who have tours.

On each day the people on tours of a kind and length work its shifts, each within its band of starts. That can be
arranged when as many people work as are on, and when no stretch of starts has fewer people than there are tours whose
whole band lies within it (Hall's condition; bands are stretches, so stretches suffice).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from capplan.verify_schedule.allowed import number, start_of
from capplan.verify_schedule.run_files import Row, Run, minute_of

__all__ = ["arranged", "tours_kept"]

CLOSE = 1e-6
WEEK = 7
Place = tuple[str, str]


def tours_kept(run: Run, team: str) -> Iterator[tuple[str, Place]]:
    """What is wrong with the tours of a team, each with its place; nothing where no rule is for it."""
    rules = {row["tour"]: row for row in run.of_team("tour_rules", team)}
    if not rules:
        return
    tours = [row for row in run.tables["tours"] if row["team"] == team]
    people: dict[str, float] = defaultdict(float)
    for row in tours:
        place = (team, f"{row['tour']} {row['pattern']} {row['shift']} {row['first_start']}")
        people[row["tour"]] += float(row["people"])
        rule = rules.get(row["tour"])
        faults = ["no rule allows the tour"] if rule is None else list(_faults(row, rule))
        yield from ((fault, place) for fault in faults)
    for name, rule in rules.items():
        if people[name] > number(rule, "most_people", math.inf) + CLOSE:
            yield "more people than most_people of the tour", (team, name)
    yield from _heads(run, team, sum(people.values()))
    days, pooled = run.model.day_count, run.model.pool_of(team) is not None
    if run.model.cyclic:
        known, near = range(days), range(days)
    elif pooled:  # the days of the team begin before or after midnights of the pool
        known, near = range(1, days - 1), range(-2, days + 1)
    else:
        known, near = range(days), range(-1, days)
    for position in near:
        yield from _day(run, team, tours, position, position in known)


def _faults(row: Row, rule: Row) -> Iterator[str]:
    pattern = row["pattern"]
    given = "".join(rule.get("pattern", "").split())
    if given and pattern != given:
        yield "not the pattern of the rule"
    if not given and (len(pattern) != WEEK or pattern.count("1") != number(rule, "days_on")):
        yield "not as many days on as the rule says"
    if _longest(pattern, "1") > number(rule, "longest_stretch", 6.0):
        yield "too many working days in a row"
    if not given and _longest(pattern, "0") < number(rule, "days_off_together", 1.0):
        yield "too few days off together"
    if not 0 <= int(row["phase_weeks"]) < len(pattern) // WEEK:
        yield "the pattern has no such week"
    allowed = {name.strip() for name in rule.get("shifts", "").split("|") if name.strip()}
    if allowed and row["shift"] not in allowed:
        yield "the tour may not work this shift"
    first, last = minute_of(row["first_start"]), minute_of(row["last_start"])
    if last - first > 60.0 * number(rule, "start_band_h") + CLOSE:
        yield "starts differ by more than the band"
    rest_h = (1440 + first - last) / 60.0 - number(row, "length_h")
    if rest_h < number(rule, "least_rest_h", 11.0) - CLOSE:
        yield "too little rest between two days"


def _longest(pattern: str, sign: str) -> int:
    """The longest run in a pattern that repeats."""
    best = run = 0
    for each in pattern * 2:
        run = run + 1 if each == sign else 0
        best = max(best, run)
    return best


def _heads(run: Run, team: str, on_tours: float) -> Iterator[tuple[str, Place]]:
    there = [number(row, "people", math.inf) for row in run.tables["people_there"] if row["team"] == team]
    if there and on_tours > there[0] + CLOSE:
        yield "more people on tours than there are", (team, "")
    first, end = run.model.start, run.model.start + timedelta(days=run.model.day_count)
    weeks = [
        number(row, "heads")
        for row in run.tables["team_heads"]
        if row["team"] == team and first - timedelta(days=WEEK) < date.fromisoformat(row["week_start"]) < end
    ]
    if there and weeks and there[0] > min(weeks) * (1.0 - run.team(team).absence) + CLOSE:
        # the heads of a plan stand in its own folder
        yield "people_there is more than heads without absence", (team, "people_there.csv")


def _day(run: Run, team: str, tours: list[Row], position: int, known: bool) -> Iterator[tuple[str, Place]]:
    """``known``: every shift of the day is; of days at the ends only shifts that reach into the horizon are."""
    day = run.model.start + timedelta(days=position)
    on: dict[tuple[str, float], list[tuple[int, int, float]]] = defaultdict(list)
    for row in tours:
        pattern = row["pattern"]
        if pattern[(position + WEEK * int(row["phase_weeks"])) % len(pattern)] == "1":
            band = (minute_of(row["first_start"]), minute_of(row["last_start"]), float(row["people"]))
            on[(row["shift"], number(row, "length_h"))].append(band)
    working: dict[tuple[str, float], dict[int, float]] = defaultdict(dict)
    for row in run.tables["shifts"]:
        if row["team"] == team and row["date"] == day.isoformat():
            start = start_of(run, row) or 0
            works = working[(row["shift"], number(row, "length_h"))]
            works[start] = works.get(start, 0.0) + float(row["people"])
    for kind in {*on, *working}:
        place = (team, f"{kind[0]} of {kind[1]:g} h on {day}")
        if known and not arranged(on[kind], working[kind]):
            yield "those who work are not those who are on", place
        if not known and sum(working[kind].values()) > sum(people for *_, people in on[kind]) + CLOSE:
            yield "more people work than are on", place


def arranged(bands: list[tuple[int, int, float]], working: dict[int, float]) -> bool:
    """Whether people with bands (first start, last start, people) can be those who work, by start."""
    if abs(sum(people for *_, people in bands) - sum(working.values())) > CLOSE:
        return False
    for low in {first for first, _, _ in bands}:
        for high in {last for _, last, _ in bands}:
            within = sum(people for first, last, people in bands if low <= first and last <= high)
            there = sum(people for start, people in working.items() if low <= start <= high)
            if within > there + CLOSE:
                return False
    return True
