"""The ordered list of families, and the program they make together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from capplan.agreed import Agreed
from capplan.facts import Facts
from capplan.formulation.accuracy import add_accuracy
from capplan.formulation.automation import add_automation
from capplan.formulation.backlog import add_backlog
from capplan.formulation.budget import add_budget
from capplan.formulation.charges import add_charges
from capplan.formulation.clocks import add_clocks
from capplan.formulation.cost_term import CostTerm
from capplan.formulation.costs import cost_terms, objective
from capplan.formulation.coverage import add_coverage
from capplan.formulation.end_of_horizon import add_end_of_horizon
from capplan.formulation.exposure import add_exposure
from capplan.formulation.goal import Goal, add_goal
from capplan.formulation.headcount import add_headcount
from capplan.formulation.hiring import add_hiring
from capplan.formulation.initiatives import add_initiatives
from capplan.formulation.nesting import add_nesting
from capplan.formulation.overtime import add_overtime
from capplan.formulation.presence import add_presence
from capplan.formulation.releases import add_releases
from capplan.formulation.replan import add_replan
from capplan.formulation.resilience import add_resilience
from capplan.formulation.rework import add_rework
from capplan.formulation.scorecards import add_scorecards
from capplan.formulation.seats import add_seats
from capplan.formulation.selection import add_selection
from capplan.formulation.service import add_service
from capplan.formulation.sets import Given, Sets
from capplan.formulation.shares import add_shares
from capplan.formulation.shortage import add_shortage
from capplan.formulation.site_options import add_site_options
from capplan.formulation.stability import add_stability
from capplan.formulation.strain import add_strain
from capplan.formulation.support import add_support
from capplan.formulation.transfers import add_transfers
from capplan.formulation.undertime import add_undertime
from capplan.formulation.vendor_limits import add_vendor_limits
from capplan.formulation.vendor_people import add_vendor_people
from capplan.planning_model import PlanningModel
from capplan.program import Arrays, Program
from capplan.requirements.required import Requirement

__all__ = ["FAMILIES", "Formulation", "formulate"]

FAMILIES: MappingProxyType[str, Callable[[Program, Given], None]] = MappingProxyType(
    {
        "hiring": add_hiring,
        "releases": add_releases,
        "transfers": add_transfers,
        "headcount": add_headcount,
        "seats": add_seats,
        "coverage": add_coverage,
        "service": add_service,
        "backlog": add_backlog,
        "clocks": add_clocks,
        "shortage": add_shortage,
        "overtime": add_overtime,
        "undertime": add_undertime,
        "stability": add_stability,
        "shares": add_shares,
        "exposure": add_exposure,
        "accuracy": add_accuracy,
        "rework": add_rework,
        "presence": add_presence,
        "resilience": add_resilience,
        "support": add_support,
        "nesting": add_nesting,
        "end_of_horizon": add_end_of_horizon,
        "initiatives": add_initiatives,
        "site_options": add_site_options,
        "selection": add_selection,
        "vendor_people": add_vendor_people,
        "charges": add_charges,
        "scorecards": add_scorecards,
        "vendor_limits": add_vendor_limits,
        "strain": add_strain,
        "replan": add_replan,
    }
)
"""The families in the order in which they are added. ``budget`` comes after them: it needs the cost terms."""


@dataclass(frozen=True)
class Formulation:
    """The program with what is needed to read a solution."""

    given: Given
    program: Program
    terms: tuple[CostTerm, ...]
    arrays: Arrays


def formulate(
    model: PlanningModel,
    facts: Facts,
    requirement: Requirement,
    agreed: Agreed | None = None,
    goal: Goal | None = None,
) -> Formulation:
    """The mixed-integer program of a plan, of a re-plan where something is agreed, or of a point of a frontier."""
    given = Given(model, facts, requirement, Sets.of(facts), agreed)
    program = Program()
    for add in FAMILIES.values():
        add(program, given)
    add_automation(program, given)
    terms = cost_terms(program, given)
    add_budget(program, given, terms)
    add_goal(program, given, goal)
    return Formulation(given, program, terms, program.arrays(objective(program, given, terms)))
