"""Reads the instances of Curtois and Qu (2014): staff rostering with cover, requests and limits of stretches."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from capplan.roster_facts import ANY, Cover, Days, Fairness, People, RosterFacts, Shifts, Wishes

MONDAY = date(2024, 1, 1)


def read_curtois(path: Path) -> RosterFacts:
    """One instance. Shifts carry no times in this format, only which may not follow which."""
    section = _sections(path)
    count = int(section["HORIZON"][0][0])
    shifts = _shifts(section["SHIFTS"])
    names = tuple(row[0] for row in section["STAFF"])
    place = {name: number for number, name in enumerate(names)}
    of_shift = {name: number for number, name in enumerate(shifts.names)}
    people = _people(section["STAFF"], names, of_shift, count)
    for person, *days in section["DAYS_OFF"]:
        people.may_work[place[person], [int(day) for day in days]] = False
    cover = [[int(day), of_shift[shift], *map(float, rest)] for day, shift, *rest in section["COVER"]]
    day, shift, wanted, short, over = (np.array(column) for column in zip(*cover, strict=True))
    number = len(cover)
    return RosterFacts(
        Days(MONDAY, count),
        shifts,
        people,
        Cover(
            day.astype(np.int64),
            shift.astype(np.int64),
            np.full(number, ANY),
            np.zeros(number),
            wanted,
            np.full(number, np.inf),
            short,
            over,
        ),
        _wishes(section, place, of_shift),
        Fairness(),
        (),
        0,
        "UTC",
    )


def _sections(path: Path) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    for line in path.read_text().splitlines():
        text = line.strip()
        if text.startswith("SECTION_"):
            rows = found.setdefault(text.removeprefix("SECTION_"), [])
        elif text and not text.startswith("#"):
            rows.append([cell.strip() for cell in text.split(",")])
    return found


def _shifts(rows: list[list[str]]) -> Shifts:
    names = tuple(row[0] for row in rows)
    forbidden = np.zeros((len(rows), len(rows)), dtype=np.bool_)
    for number, row in enumerate(rows):
        for other in (row[2] if len(row) > 2 else "").split("|"):
            if other:
                forbidden[number, names.index(other)] = True
    minutes = np.array([int(row[1]) for row in rows])
    nothing = np.zeros(len(rows), np.int64)
    return Shifts(
        names, nothing, nothing, minutes, nothing.astype(np.bool_), np.full(len(rows), ANY), forbidden
    )


def _people(rows: list[list[str]], names: tuple[str, ...], of_shift: dict[str, int], count: int) -> People:
    most_of_shift = np.full((len(rows), len(of_shift)), np.inf)
    for person, row in enumerate(rows):
        for entry in row[1].split("|"):
            shift, _, most = entry.partition("=")
            most_of_shift[person, of_shift[shift]] = float(most)
    numbers = np.array([[float(cell) for cell in row[2:8]] for row in rows])
    most_min, least_min, longest, shortest, shortest_off, weekends = numbers.T
    nothing = np.zeros(len(rows), np.int64)
    shape = (len(rows), count, len(of_shift))
    may = np.broadcast_to((most_of_shift > 0)[:, None, :], shape).copy()
    return People(
        names,
        ("",) * len(rows),
        np.zeros((len(rows), 0), np.bool_),
        least_min,
        most_min,
        most_of_shift,
        longest,
        shortest.astype(np.int64),
        np.full(len(rows), np.inf),
        shortest_off.astype(np.int64),
        weekends,
        may,
        np.zeros(shape, np.bool_),
        nothing,
        nothing,
        np.full(len(rows), ANY),
        nothing.astype(float),
    )


def _wishes(section: dict[str, list[list[str]]], place: dict[str, int], of_shift: dict[str, int]) -> Wishes:
    rows = [
        (place[person], int(day), of_shift[shift], name == "ON", float(weight))
        for name in ("ON", "OFF")
        for person, day, shift, weight in section[f"SHIFT_{name}_REQUESTS"]
    ]
    person, day, shift, work, price = (np.array(column) for column in zip(*rows, strict=True))
    return Wishes(person, day, shift, work.astype(np.bool_), price.astype(float))
