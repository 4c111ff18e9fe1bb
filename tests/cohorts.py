"""An independent headcount walk: one cohort after another, person-months by hand and with plain loops."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.facts import Facts

__all__ = ["Walked", "walk_cohorts"]

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Walked:
    """What the walk gives, all [team, period]."""

    heads: Float
    trainees: Float
    productive_heads: Float
    attrition: Float
    washout: Float
    graduates: Float


@dataclass
class _Cohort:
    """People of one team who joined together. ``arc`` is the transfer that brought them, or None."""

    team: int
    size: float
    age: int
    arc: int | None = None
    opening: bool = False


def walk_cohorts(facts: Facts, hires: Float, released: Float, transferred: Float) -> Walked:
    """Follow every cohort; releases and transfers out take from the tenured cohorts in proportion."""
    shape = hires.shape
    out = Walked(*(np.zeros(shape) for _ in range(6)))
    cohorts = [
        _Cohort(team, float(size), age, opening=True)
        for team, by_age in enumerate(facts.teams.opening)
        for age, size in enumerate(by_age)
        if size
    ]
    for t in range(shape[1]):
        cohorts += [_Cohort(team, float(hires[team, t]), 0) for team in range(shape[0]) if hires[team, t]]
        for cohort in cohorts:
            if _graduates(facts, cohort) and not (cohort.opening and t == 0):
                out.graduates[cohort.team, t] += cohort.size
        for arc, count in enumerate(transferred[:, t]):
            _leave(facts, cohorts, int(facts.transfers.from_team[arc]), float(count))
        for team in range(shape[0]):
            _leave(facts, cohorts, team, float(released[team, t]))
        for arc, count in enumerate(transferred[:, t]):
            if count:
                cohorts.append(_Cohort(int(facts.transfers.to_team[arc]), float(count), 0, arc))
        for cohort in cohorts:
            _live(facts, cohort, t, out)
    return out


def _graduates(facts: Facts, cohort: _Cohort) -> bool:
    return cohort.arc is None and cohort.age == facts.teams.training_periods[cohort.team]


def _tenured(facts: Facts, cohort: _Cohort) -> bool:
    if cohort.arc is not None:
        return bool(cohort.age >= facts.transfers.periods[cohort.arc])
    return bool(cohort.age >= facts.teams.mature_age[cohort.team])


def _leave(facts: Facts, cohorts: list[_Cohort], team: int, count: float) -> None:
    mature = [cohort for cohort in cohorts if cohort.team == team and _tenured(facts, cohort)]
    there = sum(cohort.size for cohort in mature)
    for cohort in mature:
        cohort.size -= cohort.size * count / there if there else 0.0


def _live(facts: Facts, cohort: _Cohort, t: int, out: Walked) -> None:
    """Count a cohort through period t, then let its leavers go and make it a period older."""
    teams, team = facts.teams, cohort.team
    if cohort.arc is not None:
        learning = cohort.age < facts.transfers.periods[cohort.arc]
        mature = int(teams.mature_age[team])
        hazard = teams.hazard[team, mature]
        output = facts.transfers.productivity[cohort.arc] if learning else teams.productivity[team, mature]
        training = False
    else:
        age = min(cohort.age, teams.hazard.shape[1] - 1)
        hazard, output = teams.hazard[team, age], teams.productivity[team, age]
        training = cohort.age < teams.training_periods[team]
    leavers = cohort.size * hazard
    if training:
        out.trainees[team, t] += cohort.size
        out.washout[team, t] += leavers
    else:
        out.heads[team, t] += cohort.size
        out.productive_heads[team, t] += cohort.size * output
        out.attrition[team, t] += leavers
    cohort.size -= leavers
    cohort.age += 1
