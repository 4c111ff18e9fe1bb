"""A small plan as a handful of numbers, so that a test can change one of them and compare the optima."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from capplan.facts import Facts, Pairs, ReleaseRules
from capplan.formulation import Formulation, formulate
from capplan.requirements.required import Requirement
from tests.milp import optimum
from tests.tiny import at_sites, class_rules, tiny_facts, tiny_model

__all__ = ["SmallPlan", "small_plan"]


@dataclass(frozen=True)
class SmallPlan:
    """Teams that differ in people, pay, site and pace; every team may work every queue.

    A class trains for a period and works at half speed for one; ``leave`` is the share that leaves.
    """

    required_h: tuple[tuple[float, ...], ...]
    heads: tuple[float, ...]
    rates: tuple[float, ...]
    sites: tuple[int, ...]
    paces: tuple[float, ...]
    real_time: tuple[bool, ...]
    leave: float = 0.02
    trainees: float = 0.0
    class_min: float = 2.0
    class_max: float = 4.0
    classes_per_period: float = 1.0
    rooms: float = 2.0
    seats: float = 100.0
    overtime_share: float = 0.1
    undertime_share: float = 0.05
    release_most: float = 1.0
    turnaround: float = 1.0
    unmet_price: float = 60.0
    class_cost: float = 500.0
    recruiting_cost: float = 50.0
    severance: float = 800.0
    seat_cost: float = 10.0
    whole: bool = True

    @property
    def periods(self) -> int:
        """How many periods the plan has."""
        return len(self.required_h[0])

    def facts(self) -> tuple[Facts, Requirement]:
        """The facts by hand."""
        teams, queues, periods = len(self.heads), len(self.required_h), self.periods
        stay = [self.leave] * 3
        tiny = tiny_facts(
            [list(hours) for hours in self.required_h],
            opening=[[self.trainees, 0.0, heads] for heads in self.heads],
            hazard=[stay] * teams,
            productivity=[[0.0, 0.5, 1.0]] * teams,
            training=1,
            class_rules=class_rules(
                periods,
                teams=teams,
                class_min=self.class_min,
                class_max=self.class_max,
                classes_per_period=self.classes_per_period,
                recruiting_cost=self.recruiting_cost,
                class_cost=self.class_cost,
            ),
            release_rules=ReleaseRules(
                np.full(teams, True),
                np.ones(teams, int),
                np.full(teams, self.severance),
                np.full(teams, self.release_most),
            ),
            pairs=Pairs(
                np.repeat(np.arange(teams), queues),
                np.tile(np.arange(queues), teams),
                np.repeat(np.array(self.paces), queues),
            ),
        )
        count = max(self.sites) + 1
        facts, requirement = at_sites(
            tiny,
            list(self.sites),
            rooms=[self.rooms] * count,
            seats=[self.seats] * count,
            seat_cost=[self.seat_cost] * count,
        )
        rates = np.array(self.rates)
        real_time = np.array(self.real_time)
        return (
            replace(
                facts,
                teams=replace(facts.teams, rate=rates, training_rate=0.8 * rates),
                queues=replace(
                    facts.queues,
                    real_time=real_time,
                    turnaround_periods=np.where(real_time, np.nan, self.turnaround),
                ),
            ),
            requirement,
        )

    def formulation(self) -> Formulation:
        """The program of the plan."""
        model = tiny_model(
            self.periods,
            self.unmet_price,
            hiring={"classes": "whole" if self.whole else "fractional"},
            seats={},
            releases={},
            overtime={"most_share": self.overtime_share},
            undertime={"most_share": self.undertime_share},
        )
        return formulate(model, *self.facts())

    def cost(self) -> float:
        """The least cost."""
        return optimum(self.formulation().arrays)[0]


def small_plan(**fields: object) -> SmallPlan:
    """Two teams at two sites, a real-time and a deferrable queue, rising demand; ``fields`` replace values."""
    plan = SmallPlan(
        required_h=((150.0, 180.0, 220.0, 260.0, 240.0), (60.0, 80.0, 40.0, 90.0, 70.0)),
        heads=(3.0, 2.0),
        rates=(1000.0, 850.0),
        sites=(0, 1),
        paces=(1.0, 0.9),
        real_time=(True, False),
    )
    return replace(plan, **fields)  # type: ignore[arg-type]
