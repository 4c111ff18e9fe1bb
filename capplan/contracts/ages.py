"""People under contract by age: who is trained at our cost, who nests, who is in the ramp that is cheaper.

Index    p team    a age: periods since class start

training   billable hours of a person in training: contract_h a period, up to training_cap_h in all
nesting    1 while nesting
ramp       1 for ramp_periods after nesting, at most until a person is tenured (mature_age)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.cohorts import aged, survival
from capplan.contracts.quantities import contracts_of
from capplan.facts import Facts
from capplan.planning_model import ContractRules

__all__ = ["AgeWeights", "age_weights", "by_age", "contract_of_each_team"]

Float = NDArray[np.float64]


@dataclass(frozen=True)
class AgeWeights:
    """What one person of an age counts, all [p, a] but ``starter_h`` [p]: billable training hours of one starter."""

    training_h: Float
    nesting: Float
    nesting_productive: Float
    ramp: Float
    ramp_productive: Float
    starter_h: Float


def contract_of_each_team(facts: Facts) -> NDArray[np.int64]:
    """[p] the first contract of a team, -1 for none: the one that its training and ramp go by."""
    found = contracts_of(facts).contract_of_team
    first = (found >= 0).argmax(axis=1)
    return np.asarray(found[np.arange(len(found)), first], dtype=np.int64)


def age_weights(facts: Facts, rules: ContractRules) -> AgeWeights:
    """The weights by the clauses of each team's contract; nothing for teams without one."""
    contracts, teams = contracts_of(facts), facts.teams
    of_team = contract_of_each_team(facts)[:, None]
    covered, training = of_team >= 0, contracts.training
    age = np.arange(teams.hazard.shape[1])
    trained, nested = (
        teams.training_periods[:, None],
        (teams.training_periods + teams.nesting_periods)[:, None],
    )
    hours = teams.contract_h[:, None]
    cap_h = training.cap_h[of_team] if rules.training else np.inf
    billable = np.clip(cap_h - age * hours, 0.0, hours) * (covered & (age < trained))
    nesting = covered & rules.training & (age >= trained) & (age < nested)
    ends = np.minimum(nested + training.ramp_periods[of_team], teams.mature_age[:, None])
    ramp = covered & rules.training & (age >= nested) & (age < ends)
    return AgeWeights(
        training_h=billable,
        nesting=np.where(nesting, 1.0, 0.0),
        nesting_productive=nesting * teams.productivity,
        ramp=np.where(ramp, 1.0, 0.0),
        ramp_productive=ramp * teams.productivity,
        starter_h=(survival(facts) * billable).sum(axis=1),
    )


def by_age(facts: Facts, rules: ContractRules, starts: Float) -> dict[str, Float]:
    """The quantities of ``Delivered`` that follow from the people who ``starts`` [p, t] bring, all [p, t]."""
    weights = age_weights(facts, rules)
    return {
        "nesting_heads": aged(facts, starts, weights.nesting),
        "nesting_productive": aged(facts, starts, weights.nesting_productive),
        "ramp_heads": aged(facts, starts, weights.ramp),
        "ramp_productive": aged(facts, starts, weights.ramp_productive),
        "training_h": aged(facts, starts, weights.training_h),
    }
