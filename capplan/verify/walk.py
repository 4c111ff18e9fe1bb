"""The headcount walk, forward from the decisions alone, one group of people after the other.

A group is a class, an opening age group or the people of one transfer. It ages by one period at a time; at
the end of a period it loses the hazard of its age. Whoever leaves by release or transfer leaves at the start
of a period and is tenured; tenured people are alike, so every tenured group gives the same share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from capplan.facts import Facts
from capplan.verify.findings import HEADS, Ledger, text
from capplan.verify.read_run import ClassRow

__all__ = ["FLOWS", "Walked", "survival", "walk_forward"]

Float = NDArray[np.float64]
Stage = Literal["training", "young", "cross_training", "tenured"]

FLOWS = (
    "start", "graduates", "transfers_in", "attrition", "releases", "transfers_out", "end", "heads",
    "training_start", "hires", "washout", "training_end", "trainees", "productive_heads",
)  # fmt: skip


@dataclass(frozen=True)
class Walked:
    """The columns of headcount.csv that follow from the decisions, by name, each [p, t].

    ``of_age[p, t, a]`` are the people through a period whose class began ``a`` periods before, up to the last
    age of the facts; those who came by transfer are not among them.
    """

    flows: dict[str, Float]
    of_age: Float

    def __getitem__(self, name: str) -> Float:
        return self.flows[name]


@dataclass
class Group:
    """People who joined together. ``age`` counts periods since the class (or the transfer) began."""

    heads: float
    age: int
    arc: int = -1  # the transfer that brought them
    opening: bool = False


class _Team:
    """One team with its groups, and what to do with them in a period."""

    def __init__(self, facts: Facts, team: int) -> None:
        teams = facts.teams
        self.training = int(teams.training_periods[team])
        self.mature = max(int(teams.mature_age[team]), self.training)
        self.hazard = teams.hazard[team]
        self.productivity = teams.productivity[team]
        self.arcs = facts.transfers
        self.groups = [
            Group(float(heads), age, opening=True)
            for age, heads in enumerate(teams.opening[team])
            if heads > 0.0
        ]

    def stage(self, group: Group) -> Stage:
        if group.arc >= 0:
            return "cross_training" if group.age < self.arcs.periods[group.arc] else "tenured"
        if group.age < self.training:
            return "training"
        return "tenured" if group.age >= self.mature else "young"

    def _at(self, table: Float, group: Group) -> float:
        age = self.mature if group.arc >= 0 else group.age
        return float(table[min(age, len(table) - 1)])

    def output(self, group: Group) -> float:
        if self.stage(group) == "cross_training":
            return float(self.arcs.productivity[group.arc])
        return self._at(self.productivity, group)

    def heads(self, *stages: Stage) -> float:
        return sum(group.heads for group in self.groups if self.stage(group) in stages)

    def graduates(self, first: bool) -> float:
        return sum(
            group.heads
            for group in self.groups
            if group.arc < 0 and group.age == self.training and not (first and group.opening)
        )

    def count_by_age(self, count: Float) -> None:
        """Add the people of every age to ``count[a]``."""
        for group in self.groups:
            if group.arc < 0 and group.age < len(count):
                count[group.age] += group.heads

    def leave(self, heads: float) -> float:
        """Take so many heads from the tenured groups; what is asked beyond them is returned."""
        tenured = self.heads("tenured")
        taken = min(heads, tenured)
        if taken > 0.0:
            for group in self.groups:
                if self.stage(group) == "tenured":
                    group.heads *= 1.0 - taken / tenured
        return heads - taken

    def grow_older(self) -> tuple[float, float]:
        """End the period: attrition in production and in training."""
        attrition = washout = 0.0
        for group in self.groups:
            lost = group.heads * self._at(self.hazard, group)
            if self.stage(group) == "training":
                washout += lost
            else:
                attrition += lost
            group.heads -= lost
            group.age += 1
        return attrition, washout


def walk_forward(
    facts: Facts,
    classes: Sequence[ClassRow],
    releases: Float,
    transfers: Float,
    ledger: Ledger,
    worn: Float | None = None,
) -> Walked:
    """Every column of headcount.csv from the classes, ``releases`` [p, t] and ``transfers`` [k, t] in heads.

    Releases and transfers of more people than are tenured are found under the rule ``tenured``. ``worn`` [p, t]
    leave at the end of a period beside the usual attrition.
    """
    names, weeks = facts.teams.name, facts.horizon.labels
    shape = (len(names), len(weeks))
    flows = {name: np.zeros(shape) for name in FLOWS}
    of_age = np.zeros((*shape, facts.teams.hazard.shape[1]))
    flows["releases"] = releases
    np.add.at(flows["transfers_in"], facts.transfers.to_team, transfers)
    np.add.at(flows["transfers_out"], facts.transfers.from_team, transfers)
    starting: dict[tuple[int, int], list[Group]] = {}
    for start in classes:
        flows["hires"][start.team, start.period] += start.size
        starting.setdefault((start.team, start.period), []).append(Group(start.size, 0))
    for k, t in np.argwhere(transfers != 0.0):
        came = Group(float(transfers[k, t]), 0, arc=int(k))
        starting.setdefault((int(facts.transfers.to_team[k]), int(t)), []).append(came)
    for p, name in enumerate(names):
        team = _Team(facts, p)
        for t, week in enumerate(weeks):
            if t == 0:
                flows["start"][p, 0] = team.heads("young", "tenured")
                flows["training_start"][p, 0] = team.heads("training")
            else:
                flows["start"][p, t] = flows["end"][p, t - 1]
                flows["training_start"][p, t] = flows["training_end"][p, t - 1]
            team.groups += starting.get((p, t), [])
            flows["graduates"][p, t] = team.graduates(t == 0)
            leaving = float(flows["releases"][p, t] + flows["transfers_out"][p, t])
            beyond = team.leave(leaving)
            if leaving > 0.0:
                ledger.that(
                    "tenured", beyond <= HEADS.absolute, f"releases and transfers out [{name}, {week}]",
                    f"at most {text(leaving - beyond)} tenured heads", text(leaving),
                )  # fmt: skip
            team.count_by_age(of_age[p, t])
            _live(team, flows, p, t)
            _wear(team, flows, p, t, 0.0 if worn is None else float(worn[p, t]))
    return Walked(flows, of_age)


def _live(team: _Team, flows: dict[str, Float], p: int, t: int) -> None:
    """One period of a team after everybody came and went."""
    flows["heads"][p, t] = team.heads("young", "cross_training", "tenured")
    flows["trainees"][p, t] = team.heads("training")
    flows["productive_heads"][p, t] = sum(
        group.heads * team.output(group) for group in team.groups if team.stage(group) != "training"
    )
    flows["attrition"][p, t], flows["washout"][p, t] = team.grow_older()
    flows["end"][p, t] = flows["heads"][p, t] - flows["attrition"][p, t]
    flows["training_end"][p, t] = flows["trainees"][p, t] - flows["washout"][p, t]


def _wear(team: _Team, flows: dict[str, Float], p: int, t: int, heads: float) -> None:
    """People who leave at the end of the period by strain; they are tenured in the next one."""
    gone = heads - team.leave(heads)
    flows["attrition"][p, t] += gone
    flows["end"][p, t] -= gone


def survival(hazard: Float, age: int) -> float:
    """The share of a class that is still there at ``age``: the product of 1 - hazard over the ages before."""
    left = 1.0
    for spent in range(age):
        left *= 1.0 - float(hazard[min(spent, len(hazard) - 1)])
    return left
