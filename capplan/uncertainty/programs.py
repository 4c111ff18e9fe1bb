"""The program of a future: its first stage told apart, what it may do about it, later whole numbers relaxed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from capplan.facts import Facts
from capplan.formulation import Formulation, formulate
from capplan.guide import guide
from capplan.planning_model import PlanningModel
from capplan.requirements.required import Requirement, require
from capplan.uncertainty.extensive import Copy, relaxed
from capplan.uncertainty.first_stage import FirstStage, decided_columns
from capplan.uncertainty.recourse import with_recourse

__all__ = ["Future", "Programmed", "programmed"]


@dataclass(frozen=True)
class Future:
    """What may come: facts, and what they require where it is known already."""

    name: str
    weight: float
    facts: Facts
    requirement: Requirement | None = None


@dataclass(frozen=True)
class Programmed:
    """A future as a program, with the columns that are decided first."""

    future: Future
    formulation: Formulation
    copy: Copy


def programmed(
    model: PlanningModel, future: Future, first: FirstStage | None, whole: bool, tight: bool = False
) -> Programmed:
    """The program of a future. ``tight``: it is planned for by itself, and orders are what it takes.

    Without ``first`` nothing is decided before the rest.
    """
    requirement = future.requirement or require(future.facts)
    formulation = formulate(model, future.facts, requirement)
    decided = np.zeros(0, np.int64)
    if first is not None:
        orders = tuple(replace(order, band=0.0) for order in first.orders) if tight else first.orders
        first = replace(first, orders=orders)
        formulation = with_recourse(formulation, first)
        decided = decided_columns(formulation, first)
    copy = Copy(future.weight, formulation.arrays, guide(formulation), decided)
    return Programmed(future, formulation, copy if whole else relaxed(copy))
