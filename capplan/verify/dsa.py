"""The human-resources table of the Digital Services Act, people and all, from the walk and the inputs."""

from __future__ import annotations

import numpy as np

from capplan.trust_facts import EU_LANGUAGES
from capplan.verify.case import Case
from capplan.verify.findings import HEADS, HOURS

__all__ = ["check_dsa"]


def check_dsa(case: Case) -> None:
    """Every figure of people in dsa_language_hr.csv."""
    if case.model.dsa is None:
        return
    table, weeks = case.run.sheets["dsa_language_hr"], case.weeks
    half = [f"{week[:4]}-H{1 if week[5:7] <= '06' else 2}" for week in weeks]
    known = [(name, language) for name in dict.fromkeys(half) for language in EU_LANGUAGES]
    place = table.positions(("half", "language"), known, case.ledger)
    case.ledger.that(
        "rows", sorted(place) == list(range(len(known))), "dsa_language_hr.csv", "every row once", "not"
    )
    for row in np.flatnonzero(place >= 0):
        name, language = known[place[row]]
        expected = _people(case, [t for t, other in enumerate(half) if other == name], language)
        for column, value in expected.items():
            tolerance = HOURS if column == "required" else HEADS
            what = f"{column} in {language}, {name}"
            case.ledger.equal("dsa", what, (), value, table.numbers[column][row], tolerance)


def _people(case: Case, when: list[int], language: str) -> dict[str, float]:
    """People on average of some periods: own, of vendors, qualified, and those that the work takes."""
    facts, rules = case.facts, case.model.dsa
    assert rules is not None
    reviewed = [
        q
        for q, (channel, other) in enumerate(zip(facts.queues.channel, facts.queues.language, strict=True))
        if channel == "review" and other == language
    ]
    teams = sorted(
        {int(p) for p, q in zip(facts.pairs.team, facts.pairs.queue, strict=True) if int(q) in reviewed}
    )
    found = {"internal": 0.0, "external": 0.0, "qualified": 0.0, "required": 0.0}
    share = case.per_team(case.requirement.productive_share)
    for p in teams:
        head_h = facts.teams.contract_h[p] * share[p, when]
        bought = np.divide(case.work.team_h[p, when], head_h, out=np.zeros(len(when)), where=head_h > 0.0)
        heads = bought if facts.teams.on_demand[p] else case.walk["heads"][p, when]
        mean = float(np.mean(heads))
        found["external" if facts.sites.vendor[facts.teams.site[p]] else "internal"] += mean
        level = facts.trust.level.get((facts.teams.name[p], language))
        found["qualified"] += mean if level is None or level >= rules.qualified_from else 0.0
    if teams:
        one = np.mean([facts.teams.contract_h[p] * share[p, when] for p in teams], axis=0)
        found["required"] = float(np.mean(case.required_h[reviewed][:, when].sum(axis=0) / one))
    return found
