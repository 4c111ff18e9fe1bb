"""People with their limits, from people.csv, shift_limits.csv and the limits of the model."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.nearest import did_you_mean, listing
from capplan.roster_facts import ANY, Days, People, Shifts
from capplan.roster_model import RosterModel
from capplan.roster_tables import WEEKDAYS
from capplan.validation.typed import TypedTable

__all__ = ["read_people"]

Float = NDArray[np.float64]
Flag = NDArray[np.bool_]


def read_people(
    tables: Mapping[str, TypedTable],
    model: RosterModel,
    days: Days,
    shifts: Shifts,
    skills: tuple[str, ...],
    problems: list[Problem],
) -> People:
    """The people; requests are not yet in what they may and must do."""
    table = tables["people"]
    held = table.labels("skills")
    has = np.array([[skill in own for skill in skills] for own in held], dtype=np.bool_)
    has = has.reshape(len(table), len(skills))
    most = {
        name: _limit(table, name, model, np.inf) for name in ("longest_work", "longest_off", "most_weekends")
    }
    least = {name: _limit(table, name, model, 1.0) for name in ("shortest_work", "shortest_off")}
    worked, off = (np.nan_to_num(table.number(name)) for name in ("worked_before", "off_before"))
    problems += _contradictions(table, most, least, worked, off)
    may = _there(table, days, problems)[:, :, None] & _allowed(table, shifts, has)[:, None, :]
    return People(
        table.names("person"),
        tuple(table.text("team").tolist()),
        has,
        np.nan_to_num(table.number("least_h")) * 60,
        table.limit("most_h") * 60,
        _most_of_shift(tables["shift_limits"], table.names("person"), shifts.names),
        most["longest_work"],
        least["shortest_work"].astype(np.int64),
        most["longest_off"],
        least["shortest_off"].astype(np.int64),
        most["most_weekends"],
        may,
        np.zeros_like(may),
        worked.astype(np.int64),
        off.astype(np.int64),
        table.positions("last_shift", shifts.names),
        np.nan_to_num(table.number("pay")),
    )


def _limit(table: TypedTable, name: str, model: RosterModel, without: float) -> Float:
    """The limit of everybody, that of the model where there is none of their own."""
    common = getattr(model.limits, name)
    own = table.number(name)
    return np.where(np.isnan(own), without if common is None else float(common), own)


def _contradictions(
    table: TypedTable, most: Mapping[str, Float], least: Mapping[str, Float], worked: Float, off: Float
) -> list[Problem]:
    """Limits of one person that contradict each other."""
    found = []
    hours = table.number("least_h") > table.limit("most_h")
    for column, wrong, message in (
        ("least_h", hours, "more hours at least than at most"),
        ("shortest_work", least["shortest_work"] > most["longest_work"], "longer than longest_work"),
        ("shortest_off", least["shortest_off"] > most["longest_off"], "longer than longest_off"),
        ("off_before", (worked > 0) & (off > 0), "days off and days worked before the roster"),
        ("last_shift", table.given("last_shift") & (worked == 0), "a last shift, but worked_before is 0"),
    ):
        found += [table.problem(int(row), column, message) for row in np.flatnonzero(wrong)]
    return found


def _there(table: TypedTable, days: Days, problems: list[Problem]) -> Flag:
    """Person, day: whether the person is there and may work on that weekday."""
    dates = np.array(days.dates, dtype="datetime64[D]")
    first, last = (table.day(name)[:, None] for name in ("first_day", "last_day"))
    there = (np.isnat(first) | (dates >= first)) & (np.isnat(last) | (dates <= last))
    of_day = np.array([day.weekday() for day in days.dates])
    for row, names in enumerate(table.labels("weekdays")):
        for name in sorted(names - set(WEEKDAYS)):
            allowed, cause = listing(WEEKDAYS), did_you_mean(name, WEEKDAYS)
            problems.append(table.problem(row, "weekdays", f"{name!r} is not a weekday", allowed, cause))
        if names:
            there[row] &= np.isin(of_day, [WEEKDAYS.index(name) for name in names & set(WEEKDAYS)])
    return np.asarray(there)


def _allowed(table: TypedTable, shifts: Shifts, has: Flag) -> Flag:
    """Person, shift: whether the person may work it at all."""
    named = [np.isin(shifts.names, sorted(own)) if own else True for own in table.labels("shifts")]
    allowed = np.array([np.broadcast_to(own, len(shifts.names)) for own in named])
    needs = shifts.skill != ANY
    allowed[:, needs] &= has[:, shifts.skill[needs]]
    return allowed


def _most_of_shift(table: TypedTable, people: tuple[str, ...], shifts: tuple[str, ...]) -> Float:
    most = np.full((len(people), len(shifts)), np.inf)
    person, shift = table.positions("person", people), table.positions("shift", shifts)
    everyone = person < 0
    most[:, shift[everyone]] = table.number("most")[everyone]
    most[person[~everyone], shift[~everyone]] = table.number("most")[~everyone]
    return most
