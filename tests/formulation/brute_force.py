"""Every plan of a tiny instance, priced by the invoice: what the optimum under contracts must come to.

In ``Work`` two teams sell hours on demand, and the first may sell more than is needed. In ``People`` one vendor hires
classes, who train for a month, nest for a month and leave. In ``Chosen`` one vendor is opened or not, ended or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from capplan.cohorts import aged
from capplan.contracts import invoice
from capplan.contracts.ages import age_weights
from capplan.contracts.prices import contract_rules
from capplan.facts import Facts
from capplan.formulation import formulate
from capplan.planning_model import PlanningModel
from capplan.requirements.required import Requirement
from tests.milp import optimum
from tests.tiny import class_rules, tiny_facts, tiny_model
from tests.tiny_contracts import Terms, contract_facts, delivered

__all__ = ["People", "Work"]

UNMET = 500.0


@dataclass(frozen=True)
class Work:
    """Hours bought month by month from two teams, the first under ``terms``, the second under ``other``."""

    terms: Terms
    other: Terms = Terms(name="OTHER", vendor="OTHER", teams=(1,), unit="productive_hour", rate=30.0)
    required_h: tuple[float, ...] = (6.0, 4.0, 6.0, 6.0)
    options_h: tuple[float, ...] = (0.0, 2.0, 4.0, 6.0, 8.0)
    clauses: tuple[tuple[str, bool], ...] = ()

    def given(self) -> tuple[Facts, Requirement, PlanningModel]:
        """Facts, requirement and rules."""
        periods = len(self.required_h)
        facts, requirement = tiny_facts(
            [list(self.required_h)], opening=[[0.0]] * 2, hazard=[[0.0]] * 2, productivity=[[1.0]] * 2,
            period="month", unit="productive_hour",
        )  # fmt: skip
        bought = np.array([True, True])
        facts = replace(facts, teams=replace(facts.teams, on_demand=bought))
        facts = contract_facts(facts, self.terms, self.other)
        model = tiny_model(
            periods, UNMET, contracts=dict(self.clauses), period="month", start=facts.horizon.start
        )
        return facts, requirement, model

    def optimum(self) -> float:
        """What the formulation comes to."""
        facts, requirement, model = self.given()
        return optimum(formulate(model, facts, requirement).arrays)[0]

    def cheapest(self) -> float:
        """The cheapest of all plans in the hours of ``options_h``; thresholds must lie on them."""
        facts, requirement, model = self.given()
        first = np.array(list(product(self.options_h, repeat=len(self.required_h))))
        costs = []
        for hours in first:
            rest = np.maximum(np.array(self.required_h) - hours, 0.0)
            made = delivered(facts, assigned_h=[hours, rest])
            costs.append(float(invoice(facts, requirement, model, made).amount_base.sum()))
        return min(costs)


@dataclass(frozen=True)
class People:
    """One vendor with four people to begin with, whose classes of one or two are chosen month by month."""

    terms: Terms
    required_h: tuple[float, ...] = (400.0, 600.0, 800.0, 800.0)
    opening: float = 4.0
    leave: float = 0.1
    clauses: tuple[tuple[str, bool], ...] = ()
    contract_h: float = 160.0

    def given(self) -> tuple[Facts, Requirement, PlanningModel]:
        """Facts, requirement and rules; ages: training, nesting, two of the ramp, tenured."""
        periods = len(self.required_h)
        tiny = tiny_facts(
            [list(self.required_h)], opening=[[0.0, 0.0, 0.0, 0.0, self.opening]], hazard=[[self.leave] * 5],
            productivity=[[0.0, 0.5, 0.8, 0.9, 1.0]], training=1, nesting=1, contract_h=self.contract_h,
            period="month", unit="paid_hour", class_rules=class_rules(periods, class_max=2.0),
        )  # fmt: skip
        facts = contract_facts(tiny[0], self.terms)
        model = tiny_model(
            periods, UNMET, contracts=dict(self.clauses), hiring={}, period="month", start=facts.horizon.start
        )
        return facts, tiny[1], model

    def optimum(self) -> float:
        """What the formulation comes to."""
        facts, requirement, model = self.given()
        return optimum(formulate(model, facts, requirement).arrays)[0]

    def cheapest(self) -> float:
        """The cheapest of all plans that keep the rules on classes."""
        return min(self.plans())

    def plans(self) -> Iterator[float]:
        """What each plan comes to."""
        facts, requirement, model = self.given()
        weights, teams = age_weights(facts, contract_rules(model)), facts.teams
        for chosen in product((0.0, 1.0, 2.0), repeat=len(self.required_h)):
            starts = np.array([chosen])
            if not self.allowed(starts[0]):
                continue
            heads, productive, leavers = self.walk(starts[0])
            hours = np.minimum(productive * self.contract_h, np.array(self.required_h))
            made = delivered(
                facts, heads=[heads], starts=starts, leavers=[leavers], assigned_h=[hours],
                nesting_heads=aged(facts, starts, weights.nesting),
                nesting_productive=aged(facts, starts, weights.nesting_productive),
                ramp_heads=aged(facts, starts, weights.ramp),
                ramp_productive=aged(facts, starts, weights.ramp_productive),
                training_h=aged(facts, starts, weights.training_h),
            )  # fmt: skip
            assert teams.name
            short = float((np.array(self.required_h) - hours).sum()) * UNMET
            yield short + float(invoice(facts, requirement, model, made).amount_base.sum())

    def walk(self, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Heads in production, those weighed by output, and leavers, month by month."""
        ages = np.array([0.0, 0.0, 0.0, 0.0, self.opening])
        output = np.array([0.0, 0.5, 0.8, 0.9, 1.0])
        heads, productive, leavers = [], [], []
        for month, joined in enumerate(starts):
            if month:
                older = ages * (1.0 - self.leave)
                ages = np.array([0.0, older[0], older[1], older[2], older[3] + older[4]])
            ages[0] = joined
            heads.append(ages[1:].sum())
            productive.append(ages @ output)
            leavers.append(ages.sum() * self.leave)
        return np.array(heads), np.array(productive), np.array(leavers)

    def allowed(self, starts: np.ndarray) -> bool:
        """Whether the vendor can start so many in a month."""
        return bool((starts <= self.terms.most_up).all())


@dataclass(frozen=True)
class Chosen:
    """One vendor that is opened or not, or ended or not; classes of two train for a month and are then tenured."""

    terms: Terms
    required_h: tuple[float, ...] = (320.0, 320.0, 320.0, 160.0, 160.0, 160.0)
    opening: float = 0.0
    leave: float = 0.0
    contract_h: float = 160.0
    unmet: float = UNMET
    clauses: tuple[tuple[str, bool], ...] = ()

    def given(self) -> tuple[Facts, Requirement, PlanningModel]:
        """Facts, requirement and rules; ages: training, tenured."""
        periods = len(self.required_h)
        tiny = tiny_facts(
            [list(self.required_h)], opening=[[0.0, self.opening]], hazard=[[self.leave] * 2],
            productivity=[[0.0, 1.0]], training=1, contract_h=self.contract_h, period="month", unit="paid_hour",
            class_rules=class_rules(periods, class_min=2.0, class_max=2.0),
        )  # fmt: skip
        facts = contract_facts(tiny[0], self.terms)
        model = tiny_model(
            periods, self.unmet, contracts=dict(self.clauses), hiring={}, period="month",
            start=facts.horizon.start,
        )  # fmt: skip
        return facts, tiny[1], model

    def optimum(self) -> float:
        """What the formulation comes to."""
        facts, requirement, model = self.given()
        return optimum(formulate(model, facts, requirement).arrays)[0]

    def cheapest(self) -> float:
        """The cheapest plan of all that keep the rules."""
        facts, requirement, model = self.given()
        periods, costs = len(self.required_h), []
        for opened, ended in product(range(-1, periods), repeat=2):
            if not self.may(opened, ended):
                continue
            for chosen in product((0.0, 2.0), repeat=periods):
                heads = self.heads(chosen, opened, ended)
                if heads is None:
                    continue
                period = np.arange(periods)
                handing = (ended >= 0) & (period >= ended - self.terms.overlap_periods) & (period < ended)
                hours = np.where(handing, 0.0, np.minimum(heads * self.contract_h, self.required_h))
                made = delivered(
                    facts, heads=[heads], starts=[chosen], assigned_h=[hours], opened=opened, ended=ended,
                    training_h=[np.array(chosen) * self.contract_h],
                    transfer_h=[np.where(handing, heads * self.contract_h, 0.0)],
                )  # fmt: skip
                short = float((np.array(self.required_h) - hours).sum()) * self.unmet
                costs.append(short + float(invoice(facts, requirement, model, made).amount_base.sum()))
        return min(costs)

    def may(self, opened: int, ended: int) -> bool:
        """Whether a contract may be opened and ended so."""
        terms = self.terms
        if not terms.candidate:
            return opened < 0 and (ended < 0 or (terms.may_end and ended >= max(1, terms.notice_periods)))
        if opened < 0:
            return ended < 0
        return ended < 0 or (terms.may_end and ended >= max(1, opened + terms.term_periods))

    def heads(self, starts: tuple[float, ...], opened: int, ended: int) -> np.ndarray | None:
        """Heads in production month by month; None where a rule is broken."""
        terms, periods = self.terms, len(self.required_h)
        first = opened + terms.setup_periods if terms.candidate else 0
        heads, there, learning = [], self.opening, 0.0
        for t in range(periods):
            if starts[t] and terms.candidate and (opened < 0 or t < first):
                return None
            if starts[t] > terms.most_up:
                return None
            if starts[t] and 0 <= ended <= t + 1:  # nobody may still be learning when it ends
                return None
            if t:
                there = (there + learning) * (1.0 - self.leave)
            learning = starts[t]
            if ended >= 0 and t >= ended:
                there = 0.0
            heads.append(there)
            grown = terms.least_heads and (opened >= 0 or not terms.candidate)
            since = first + terms.growth_periods if terms.candidate else 0
            if grown and t >= since and not 0 <= ended <= t and there < terms.least_heads - 1e-9:
                return None
        return np.array(heads)
