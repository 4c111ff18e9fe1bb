"""What every check looks at: the rules, the facts, the run and the walk that follows from its decisions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.facts import Facts
from capplan.planning_model import PlanningModel
from capplan.requirements.required import Requirement
from capplan.verify.begun import Begun
from capplan.verify.findings import Ledger
from capplan.verify.read_run import Run
from capplan.verify.told import Told
from capplan.verify.vendors import Vendors
from capplan.verify.walk import Walked

__all__ = ["Case", "Work"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Work:
    """The rows of allocation.csv with known labels, and what they add up to.

    ``team``, ``queue``, ``period``, ``productive_h``, ``work_h``, ``contacts`` are one entry per row;
    ``contacts`` is the part of the queue's volume that these hours stand for. ``team_h`` [p, t] and
    ``queue_work_h`` [q, t] are sums.
    """

    row: Index
    team: Index
    queue: Index
    period: Index
    productive_h: Float
    work_h: Float
    contacts: Float
    team_h: Float
    queue_work_h: Float


@dataclass(frozen=True)
class Case:
    """One run under check.

    ``classes`` [p, t] counts the classes that start; ``vendors`` is None without contracts,
    ``told`` for a plan that is no re-plan. ``sized_h`` [q, t] are the required hours without initiatives.
    """

    model: PlanningModel
    facts: Facts
    requirement: Requirement
    run: Run
    walk: Walked
    classes: Float
    work: Work
    required_h: Float
    sized_h: Float
    vendors: Vendors | None
    ledger: Ledger
    told: Told | None = None
    begun: Begun | None = None

    @property
    def weeks(self) -> tuple[str, ...]:
        """The labels of the periods."""
        return self.run.weeks

    def per_team(self, of_site: Float) -> Float:
        """Figures by site [s] or [s, t], repeated for the teams of the site."""
        return of_site[self.facts.teams.site]

    def per_site(self, of_team: Float) -> Float:
        """Figures by team [p, t] added up by site."""
        total = np.zeros((len(self.facts.sites.name), of_team.shape[1]))
        np.add.at(total, self.facts.teams.site, of_team)
        return total
