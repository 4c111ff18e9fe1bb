"""The runs of a two-stage plan, made in this process one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from capplan.planning_model import PlanningModel
from capplan.solve import SolveOptions
from capplan.uncertainty.first_in_common import Common, search_common
from capplan.uncertainty.first_stage import FirstStage
from capplan.uncertainty.programs import Future, Programmed, programmed
from capplan.uncertainty.runs import Alone, Reply, plan_alone, reply_to
from capplan.uncertainty.two_stage import Search, TwoStage, two_stage

__all__ = ["EXACT", "Outlook", "planned_here"]

EXACT = SolveOptions(gap=0.0, time_limit_s=300.0, threads=1)


@dataclass(frozen=True)
class Outlook:
    """The futures of a plan (weights sum to 1), their mean, and the mean with more work."""

    futures: tuple[Future, ...]
    mean: Future
    more: Future


@dataclass(frozen=True)
class RunsHere:
    worlds: tuple[Programmed, ...]
    mean: Programmed
    more: Programmed
    search: Search

    def alone(self) -> tuple[Sequence[Alone], Alone, Alone]:
        plans = [plan_alone(each, EXACT) for each in (*self.worlds, self.mean, self.more)]
        return plans[:-2], plans[-2], plans[-1]

    def common(self, start: np.ndarray) -> Common:
        return search_common([each.copy for each in self.worlds], EXACT, self.search.risk, start)

    def replies(self, pool: Mapping[str, np.ndarray]) -> Mapping[str, Sequence[Reply]]:
        return {name: [reply_to(world, x, EXACT) for world in self.worlds] for name, x in pool.items()}


def planned_here(model: PlanningModel, outlook: Outlook, first: FirstStage, search: Search) -> TwoStage:
    """The two-stage plan for an outlook."""
    worlds = tuple(programmed(model, each, first, search.whole) for each in outlook.futures)
    mean, more = (
        programmed(model, replace(each, weight=1.0), first, search.whole, tight=True)
        for each in (outlook.mean, outlook.more)
    )
    names, weights = [each.name for each in outlook.futures], [each.weight for each in outlook.futures]
    return two_stage(names, np.array(weights), first, search, RunsHere(worlds, mean, more, search))
