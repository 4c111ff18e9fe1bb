"""Pairs: which team may work which queue in which language."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.facts import Pairs
from capplan.nearest import did_you_mean
from capplan.trust_tables import LEVELS
from capplan.validation.forecast import Series, series
from capplan.validation.typed import Inputs, rows_where

__all__ = ["build_pairs", "check", "may_work", "notes"]

Flag = NDArray[np.bool_]
REASONS = ("language", "clearance", "data region", "country", "site clearance", "proficiency", "skill")


def _may(inputs: Inputs, found: Series) -> Flag:
    """``[reason, p, q]``: whether the team and its site have what the work needs, by REASONS."""
    teams, sites, queues, skills = (inputs[name] for name in ("teams", "sites", "queues", "skills"))
    regions_of = dict(zip(sites.text("site").tolist(), sites.labels("data_regions"), strict=True))
    regions = [regions_of.get(site, frozenset()) for site in teams.text("site").tolist()]
    row = {name: i for i, name in enumerate(queues.text("queue").tolist())}
    need = [
        found.language,
        [str(queues.text("clearance")[row[queue]]) for queue in found.queue],
        [str(queues.text("data_region")[row[queue]]) for queue in found.queue],
    ]
    have = [teams.labels("languages"), teams.labels("clearances"), regions]
    may = np.zeros((len(REASONS), len(teams), len(found.queue)), dtype=np.bool_)
    for reason, (needed, held) in enumerate(zip(need, have, strict=True)):
        for q, name in enumerate(needed):
            may[reason, :, q] = [not name or name in names for names in held]
    of_queue = np.array([row[queue] for queue in found.queue], dtype=np.int64)
    may[REASONS.index("country")] = _in_country(inputs, of_queue)
    may[REASONS.index("site clearance")] = _cleared(inputs, of_queue)
    may[REASONS.index("proficiency")] = _proficient(inputs, found, of_queue)
    listed = set(zip(skills.text("team").tolist(), skills.text("queue").tolist(), strict=True))
    for p, team in enumerate(teams.text("team").tolist()):
        may[-1, p] = [not skills.present or (team, queue) in listed for queue in found.queue]
    return may


def _site_rows(inputs: Inputs) -> NDArray[np.int64]:
    """[p] the row of sites.csv of every team, -1 for a site that is not known."""
    return inputs["teams"].positions("site", tuple(inputs["sites"].text("site").tolist()))


def _in_country(inputs: Inputs, of_queue: NDArray[np.int64]) -> Flag:
    """[p, q] whether the team sits in one of the countries of the queue; ``of_queue`` [q] are rows of queues.csv."""
    country = inputs["sites"].text("country")
    home = [str(country[s]) if s >= 0 else "" for s in _site_rows(inputs)]
    allowed = inputs["queues"].labels("countries")
    return np.array(
        [[not allowed[q] or name in allowed[q] for q in of_queue] for name in home], dtype=np.bool_
    )


def _cleared(inputs: Inputs, of_queue: NDArray[np.int64]) -> Flag:
    """[p, q] whether the site of the team, or its vendor, is cleared for work as severe."""
    limit, site = inputs["sites"].limit("cleared_severity"), _site_rows(inputs)
    most = np.where(site >= 0, limit[site], np.inf)
    severity = inputs["queues"].number("severity")[of_queue]
    return np.asarray(~(severity[None, :] > most[:, None]), dtype=np.bool_)


def _proficient(inputs: Inputs, found: Series, of_queue: NDArray[np.int64]) -> Flag:
    """[p, q] whether the team speaks the language well enough; a language without a level counts as the highest."""
    table, teams = inputs["proficiency"], inputs["teams"].text("team").tolist()
    stated = zip(table.text("team").tolist(), table.text("language").tolist(), strict=True)
    level = dict(zip(stated, table.text("level").tolist(), strict=True))
    least = inputs["queues"].text("least_proficiency")[of_queue]
    return np.array(
        [
            [
                level.get((team, language), LEVELS[-1]) >= need
                for language, need in zip(found.language, least, strict=True)
            ]
            for team in teams
        ],
        dtype=np.bool_,
    )


def may_work(inputs: Inputs, found: Series) -> Flag:
    """``[p, q]``: whether the team, a row of teams.csv, may work the queue in the language."""
    return np.asarray(_may(inputs, found).all(axis=0))


def check(inputs: Inputs) -> Iterator[Problem]:
    """Queues in a language that no team may work; the problem names what no team has."""
    teams, queues, table = inputs["teams"], inputs["queues"], inputs["forecast"]
    if not (teams.sound and queues.sound and inputs["sites"].sound and inputs["skills"].sound and len(teams)):
        return
    found = series(inputs)
    may = _may(inputs, found)
    for q in rows_where(~np.asarray(may.all(axis=0)).any(axis=0)):
        queue, language = found.queue[q], found.language[q]
        row = queues.text("queue").tolist().index(queue)
        first = int(np.argmax(found.number == q))
        needs = {
            "language": language,
            "clearance": str(queues.text("clearance")[row]),
            "data region": str(queues.text("data_region")[row]),
            "country": " or ".join(sorted(queues.labels("countries")[row])),
            "site clearance": f"for severity {queues.number('severity')[row]:g}",
            "proficiency": str(queues.text("least_proficiency")[row]),
            "skill": queue,
        }
        lacking = [
            f"{reason} {needs[reason]}"
            for reason, some in zip(REASONS, np.asarray(may[:, :, q].any(axis=1)), strict=True)
            if not some
        ]
        what = (
            f"no team has {' and '.join(lacking)}"
            if lacking
            else (
                "no team has all of "
                + ", ".join(
                    f"{reason} {name}"
                    for reason, name in needs.items()
                    if name and not may[REASONS.index(reason), :, q].all()
                )
            )
        )
        spoken = sorted({name for names in teams.labels("languages") for name in names})
        yield table.problem(
            first,
            "language",
            f"no team may work {queue}:{language}: {what}",
            "a queue and language with a team",
            did_you_mean(language, spoken) if language not in spoken else None,
        )


def notes(inputs: Inputs) -> Iterator[str]:
    """Skills that lead to no work, and teams that no work may be given to."""
    skills, teams = inputs["skills"], inputs["teams"]
    found = series(inputs)
    may = may_work(inputs, found)
    queue_of = np.array(found.queue)
    for row in range(len(skills)):
        p = teams.names().index(str(skills.text("team")[row]))
        works = may[p] & (queue_of == skills.text("queue")[row])
        if not works.any():
            yield (
                f"skills.csv:{skills.lines[row]}: {skills.text('team')[row]} lacks language, clearance, "
                f"region, country or level for {skills.text('queue')[row]}, or nothing is forecast"
            )
    for p in rows_where(~may.any(axis=1)):
        yield f"teams.csv:{teams.lines[p]}: {teams.text('team')[p]} may work none of the queues"


def build_pairs(inputs: Inputs, found: Series) -> Pairs:
    """The pairs, team by team."""
    skills, teams = inputs["skills"], inputs["teams"]
    team, queue = np.nonzero(may_work(inputs, found))
    listed = zip(skills.text("team").tolist(), skills.text("queue").tolist(), strict=True)
    pace_of = dict(zip(listed, skills.number("pace").tolist(), strict=True))
    names = teams.text("team").tolist()
    pace = [pace_of.get((names[p], found.queue[q]), 1.0) for p, q in zip(team, queue, strict=True)]
    return Pairs(
        team=team.astype(np.int64), queue=queue.astype(np.int64), pace=np.array(pace, dtype=np.float64)
    )
