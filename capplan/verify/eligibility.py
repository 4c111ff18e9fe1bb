"""Who may do what, from the input tables as they stand: language, clearance, data region, skills.

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
        if skills is not None:
            case.ledger.that("eligibility", (team, queue) in skills, where, "a row in skills.csv", "none")


def _by_label(table: pd.DataFrame, key: str) -> dict[str, dict[str, str]]:
    """The rows of a table, as text without spaces around it, by the label in the column ``key``."""
    columns = [str(column) for column in table.columns]
    rows = {}
    for cells in table.itertuples(index=False, name=None):
        row = {column: str(cell).strip() for column, cell in zip(columns, cells, strict=True)}
        rows[row[key]] = row
    return rows
