"""What was agreed, written down beside the assumptions of a run: its own checker and the next re-plan read it.

assumptions/replan/earlier.json    which plan, its periods, its teams and contracts
assumptions/replan/classes.csv     classes communicated and not committed, with the lead they were called with
assumptions/replan/decisions.csv   contracts opened and ended
assumptions/replan/orders.csv      units ordered per month, and what a unit was forecast to bill
assumptions/replan/projects.csv    initiatives and sites decided on, with the first day of the month told
assumptions/replan/pins.csv        classes pinned by hand
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from capplan.agreed import Agreed
from capplan.csv_text import neutral
from capplan.facts import Facts
from capplan.replan.agree import lead_then, matched
from capplan.replan.earlier import Earlier

__all__ = ["FOLDER", "write_record"]

FOLDER = "replan"


def write_record(to: Path, agreed: Agreed, facts: Facts, earlier: Earlier | None) -> None:
    """Write the files into ``to / "replan"``; without an earlier plan only the pins."""
    folder = to / FOLDER
    folder.mkdir()
    teams, days = facts.teams.name, facts.horizon.labels
    if agreed.pinned.any():
        cells = [(teams[p], days[t], p, t) for p, t in np.argwhere(agreed.pinned)]
        rows = [
            (name, day, _n(agreed.pinned_classes[p, t]), _n(agreed.pinned_heads[p, t]))
            for name, day, p, t in cells
        ]
        _write(folder / "pins.csv", ("team", "training_start", "classes", "heads"), rows)
    if earlier is None:
        return
    was = earlier.facts
    content = {
        "run": str(earlier.run),
        "start": was.horizon.start.isoformat(),
        "end": was.horizon.day(was.horizon.count).isoformat(),
        "teams": list(was.teams.name),
        "contracts": [] if was.contracts is None else list(was.contracts.name),
    }
    (folder / "earlier.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    lead = lead_then(earlier, matched(earlier, facts))
    classes = [
        (teams[p], days[t], _n(agreed.classes[p, t]), _n(agreed.heads[p, t]), int(lead[p]))
        for p, t in np.argwhere(agreed.told & (agreed.classes > 0))
    ]
    _write(folder / "classes.csv", ("team", "training_start", "classes", "heads", "lead"), classes)
    if agreed.projects:
        first = [days[t] for t in facts.horizon.month_starts]
        told = [(one.thing, one.name, first[one.told] if one.told >= 0 else "") for one in agreed.projects]
        _write(folder / "projects.csv", ("project", "name", "begins"), told)
    _write_contracts(folder, agreed, facts)


def _write_contracts(folder: Path, agreed: Agreed, facts: Facts) -> None:
    contracts = facts.contracts
    if contracts is None:
        return
    decided = [
        (contracts.name[c], kind, contracts.months[b])
        for kind, told in (("open", agreed.opens), ("end", agreed.closes))
        for c, b in np.argwhere(told)
    ]
    _write(folder / "decisions.csv", ("contract", "decision", "month"), decided)
    orders = [
        (contracts.name[c], contracts.months[b], _n(agreed.orders[c, b]), _n(agreed.unit_cost[c]))
        for c, b in np.argwhere(~np.isnan(agreed.orders))
    ]
    _write(folder / "orders.csv", ("contract", "month", "units", "unit_cost"), orders)


def _n(value: float) -> str:
    """Every digit: the price of a change is recomputed from it."""
    return repr(float(value))


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(header)
        table.writerows([neutral(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
