"""The human-resources table of the EU Digital Services Act: moderators by official language, planned and counted.

Index    l official language of the EU    p team    t period    h half of a calendar year (the reporting period)

Given    heads[p,t]           people in production; of a team on demand those that its hours come to
         counted[l]           people as counted (moderators.csv)

Equation internal[h,l]  = mean over t in h of the sum over p at own sites that may review in l of heads[p,t]
         external[h,l]  = the same at sites of vendors
         qualified[h,l] = of both, teams that speak l at the level of [dsa] or better (proficiency.csv)
         required[h,l]  = mean over t of required hours of the review queues in l / productive hours of a person

A person of several languages counts in each, as in the reports of the platforms: the rows do not add up.

Source   Regulation (EU) 2022/2065, Article 42(2); the templates of Implementing Regulation (EU) 2024/2835.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.plan import Plan
from capplan.trust_facts import EU_LANGUAGES, LEVELS

__all__ = ["dsa_table"]

Float = NDArray[np.float64]
REVIEW = "review"


def dsa_table(plan: Plan) -> pd.DataFrame | None:
    """dsa_language_hr.csv; None without [dsa]. ``gap`` is counted (internal and external) less planned people."""
    if plan.model.dsa is None:
        return None
    halves = [f"{day.year}-H{1 if day.month <= 6 else 2}" for day in plan.facts.horizon.starts]
    rows = [
        _row(plan, half, np.array([name == half for name in halves]), language)
        for half in dict.fromkeys(halves)
        for language in EU_LANGUAGES
    ]
    return pd.DataFrame(rows)


def _row(plan: Plan, half: str, when: NDArray[np.bool_], language: str) -> dict[str, object]:
    facts, rules = plan.facts, plan.model.dsa
    assert rules is not None
    heads, here = _heads(plan), _reviewers(plan, language)
    own = np.array([not facts.sites.vendor[s] for s in facts.teams.site])
    level = [facts.trust.level.get((team, language), LEVELS[-1]) for team in facts.teams.name]
    qualified = here & np.array([name >= rules.qualified_from for name in level])
    mean = heads[:, when].mean(axis=1)
    internal, external = float(mean[here & own].sum()), float(mean[here & ~own].sum())
    counted = _counted(plan, language)
    return {
        "half": half,
        "language": language,
        "internal": internal,
        "external": external,
        "qualified": float(mean[qualified].sum()),
        "required": _required(plan, when, language, here),
        **counted,
        "gap": counted["counted_internal"] + counted["counted_external"] - internal - external,
    }


def _heads(plan: Plan) -> Float:
    """[p, t] people in production; for teams on demand hours over those of one person."""
    teams, staffing = plan.facts.teams, plan.staffing
    head_h = _head_h(plan)
    bought = np.divide(staffing.assigned_h, head_h, out=np.zeros_like(head_h), where=head_h > 0.0)
    return np.where(teams.on_demand[:, None], bought, plan.walk.heads)


def _head_h(plan: Plan) -> Float:
    """[p, t] productive hours of one trained person."""
    teams = plan.facts.teams
    return np.asarray(teams.contract_h[:, None] * plan.requirement.productive_share[teams.site])


def _reviewers(plan: Plan, language: str) -> NDArray[np.bool_]:
    """[p] whether the team may work a review queue in the language."""
    pairs = plan.facts.pairs
    mine = _review_queues(plan, language)[pairs.queue]
    here = np.zeros(len(plan.facts.teams.name), dtype=np.bool_)
    here[pairs.team[mine]] = True
    return here


def _review_queues(plan: Plan, language: str) -> NDArray[np.bool_]:
    queues = plan.facts.queues
    of_language: NDArray[np.bool_] = np.array(queues.language) == language
    reviewed: NDArray[np.bool_] = np.array(queues.channel) == REVIEW
    return np.asarray(of_language & reviewed, dtype=np.bool_)


def _required(plan: Plan, when: NDArray[np.bool_], language: str, here: NDArray[np.bool_]) -> float:
    """People that the required hours come to, at the mean hours of those who may do the work."""
    hours = plan.requirement.required_h[_review_queues(plan, language)][:, when].sum(axis=0)
    if not here.any():
        return 0.0  # then nothing is forecast in it either
    return float((hours / _head_h(plan)[here][:, when].mean(axis=0)).mean())


def _counted(plan: Plan, language: str) -> dict[str, float]:
    counted = plan.facts.trust.moderators
    place = -1 if counted is None or language not in counted.language else counted.language.index(language)
    return {
        f"counted_{name}": float("nan")
        if counted is None or place < 0
        else float(getattr(counted, name)[place])
        for name in ("internal", "external", "qualified")
    }
