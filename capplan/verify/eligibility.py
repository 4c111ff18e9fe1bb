"""Who may do what, from the input tables as they stand: language, clearance, region, country, level, skills.

The facts have drawn the same conclusion before; here it is drawn again from the cells.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from capplan.verify.case import Case

__all__ = ["check_eligibility"]


def check_eligibility(case: Case, inputs: Mapping[str, pd.DataFrame]) -> None:
    """Every team and queue that occur together in the allocation, against ``inputs`` (tables of text)."""
    sites, teams, queues = (_by_label(inputs[f"{name}s"], name) for name in ("site", "team", "queue"))
    skills = None
    if "skills" in inputs:
        table = inputs["skills"]
        skills = set(zip(table["team"].astype(str), table["queue"].astype(str), strict=True))
    levels = {}
    for cells in _rows(inputs, "proficiency"):
        levels[cells["team"], cells["language"]] = cells["level"]
    facts, work = case.facts, case.work
    together = sorted(set(zip(work.team.tolist(), work.queue.tolist(), strict=True)))
    for p, q in together:
        team, queue = facts.teams.name[p], facts.queues.queue[q]
        row, kind = teams[team], queues[queue]
        home = sites[row["site"]]
        where = f"{team} on {facts.queues.name[q]}"
        for what, wanted, held in (
            ("language", facts.queues.language[q], row.get("languages", "")),
            ("clearance", kind.get("clearance", ""), row.get("clearances", "")),
            ("data region", kind.get("data_region", ""), home.get("data_regions", "")),
        ):
            labels = [label.strip() for label in held.split("|")]
            holds = wanted == "" or wanted in labels
            case.ledger.that("eligibility", holds, where, f"{what} {wanted}", held or f"no {what}")
        _check_place_and_level(
            case, where, queue_row=kind, home=home, level=levels.get((team, facts.queues.language[q]))
        )
        if skills is not None:
            case.ledger.that("eligibility", (team, queue) in skills, where, "a row in skills.csv", "none")


def _check_place_and_level(
    case: Case, where: str, queue_row: Mapping[str, str], home: Mapping[str, str], level: str | None
) -> None:
    """The country of the work, what the site is cleared for, and how well the language is spoken."""
    ledger = case.ledger
    countries = [name.strip() for name in queue_row.get("countries", "").split("|") if name.strip()]
    if countries:
        ledger.that(
            "eligibility", home["country"] in countries, where, " or ".join(countries), home["country"]
        )
    cleared = home.get("cleared_severity", "")
    if cleared:
        severity = queue_row.get("severity", "") or "0"
        fits = float(severity) <= float(cleared)
        ledger.that("eligibility", fits, where, f"a severity of at most {cleared}", severity)
    least = queue_row.get("least_proficiency", "")
    if least and level is not None:
        ledger.that("eligibility", level >= least, where, f"the level {least} or higher", level)


def _rows(inputs: Mapping[str, pd.DataFrame], name: str) -> list[dict[str, str]]:
    """The rows of a table as text without spaces around it; none where there is no table."""
    if name not in inputs:
        return []
    table = inputs[name]
    columns = [str(column) for column in table.columns]
    return [
        {column: str(cell).strip() for column, cell in zip(columns, cells, strict=True)}
        for cells in table.itertuples(index=False, name=None)
    ]


def _by_label(table: pd.DataFrame, key: str) -> dict[str, dict[str, str]]:
    """The rows of a table, as text without spaces around it, by the label in the column ``key``."""
    return {row[key]: row for row in _rows({key: table}, key)}
