"""The axes of the model: what its columns and rows run over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.agreed import Agreed
from capplan.facts import Facts
from capplan.planning_model import PlanningModel
from capplan.program import Axis
from capplan.requirements.required import Requirement

__all__ = ["Given", "Sets", "block_of_period"]


@dataclass(frozen=True)
class Sets:
    """The axes by name. ``deferrable`` and ``real_time`` hold positions of queues."""

    sites: Axis
    teams: Axis
    queues: Axis
    pairs: Axis
    periods: Axis
    arcs: Axis
    roles: Axis
    quarters: Axis
    deferrable: NDArray[np.int64]
    real_time: NDArray[np.int64]

    @classmethod
    def of(cls, facts: Facts) -> Sets:
        """The axes that the facts span."""
        teams, queues, pairs = facts.teams.name, facts.queues.name, facts.pairs
        arcs = facts.transfers
        return cls(
            sites=Axis("site", facts.sites.name),
            teams=Axis("team", teams),
            queues=Axis("queue", queues),
            pairs=Axis(
                "pair",
                tuple(f"{teams[p]} on {queues[q]}" for p, q in zip(pairs.team, pairs.queue, strict=True)),
            ),
            periods=Axis("period", facts.horizon.labels),
            arcs=Axis(
                "transfer",
                tuple(f"{teams[a]} to {teams[b]}" for a, b in zip(arcs.from_team, arcs.to_team, strict=True)),
            ),
            roles=Axis(
                "role",
                tuple(
                    f"{role} at {facts.sites.name[s]}"
                    for role, s in zip(facts.support.role, facts.support.site, strict=True)
                ),
            ),
            quarters=Axis("quarter", facts.horizon.quarters),
            deferrable=np.flatnonzero(~facts.queues.real_time),
            real_time=np.flatnonzero(facts.queues.real_time),
        )


@dataclass(frozen=True)
class Given:
    """What every family is given: the rules, the facts, the requirement, the axes, and what is agreed before."""

    model: PlanningModel
    facts: Facts
    requirement: Requirement
    sets: Sets
    agreed: Agreed | None = None

    @property
    def contract_productive_h(self) -> NDArray[np.float64]:
        """[p, t] productive hours of one fully productive head."""
        teams = self.facts.teams
        return teams.contract_h[:, None] * self.requirement.productive_share[teams.site]


def block_of_period(periods: int, block_periods: int) -> NDArray[np.int64]:
    """For every period the block it lies in; the last block may be shorter."""
    return np.arange(periods, dtype=np.int64) // block_periods
