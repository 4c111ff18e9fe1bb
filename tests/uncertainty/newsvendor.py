"""A newsvendor of people: one class now, no other later, work of unknown size in four weeks.

A person costs 4 x 1000; a person short 4 x 40 h at the price of an unmet hour. With work for 2 or 7 people and 45 an
hour short (7200 a person): 2 people cost 8000 + 7200 * 5 / 2 = 26000, 7 cost 28000, the plan for the mean of 4.5
starts 4 (16000 + 7200 * 3 / 2 = 26800), that for 4.95 starts 5 (20000 + 7200 * 2 / 2 = 27200).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from capplan.planning_model import PlanningModel
from capplan.uncertainty.first_stage import FirstStage, first_stage
from capplan.uncertainty.programs import Future, programmed
from tests.tiny import class_rules, tiny_facts, tiny_model
from tests.uncertainty.runs_here import Outlook

PERIODS = 4
PRICE = 45.0
UNTIL = date(2026, 1, 5)
WAGE, SHORT = 4000.0, 7200.0


def model() -> PlanningModel:
    return tiny_model(PERIODS, PRICE, hiring={})


def future(people: float, weight: float = 1.0) -> Future:
    """Work for so many people in every week; classes start in the first week only."""
    never = np.ones((1, PERIODS), dtype=bool)
    never[0, 0] = False
    facts, requirement = tiny_facts(
        [[40.0 * people] * PERIODS], class_rules=class_rules(PERIODS, blackout=never, class_max=20.0)
    )
    return Future(f"{people:g} people", weight, facts, requirement)


def outlook(people: Sequence[float], more: float = 0.1) -> Outlook:
    """Futures of equal weight, their mean, and the mean with more work."""
    mean = float(np.mean(people))
    futures = tuple(future(each, 1.0 / len(people)) for each in people)
    return Outlook(futures, future(mean), future(mean * (1.0 + more)))


def now() -> FirstStage:
    """The class of the first week is decided now."""
    return first_stage(programmed(model(), future(1.0), None, True).formulation.given, UNTIL)


def cost(people: float, needed: float) -> float:
    """What a class of so many costs where so many are needed."""
    return WAGE * people + SHORT * max(needed - people, 0.0)
