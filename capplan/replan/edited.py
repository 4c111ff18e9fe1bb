"""The calendar of a plan's workbook as a table of pins: only what the planner changed in it is fixed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from capplan.read import Tables
from capplan.workbook.edits import PLANNED, edits_of, read_planned

__all__ = ["only_edited"]

MOST_TOLD = 12


def only_edited(raw: Tables, name: str, path: Path) -> Tables:
    """The table ``name`` of pins with a status that leaves unedited classes free, and rows for emptied places.

    A workbook that was not written as a plan is returned as it is: all its classes are pins.
    """
    table, found = raw.raw.get(name), read_planned(path)
    if table is None or found is None or not table.complete:
        return raw
    planned, money = found
    frame = table.frame.copy()
    for column in PLANNED:
        if column not in frame.columns:
            frame[column] = ""
    edits = edits_of(frame.to_dict("records"), planned)  # type: ignore[arg-type]
    frame["status"] = list(edits.status)
    emptied = pd.DataFrame(edits.emptied, columns=["team", "training_start"], dtype="str")
    emptied = emptied.assign(size="0", status="proposed").reindex(columns=frame.columns, fill_value="")
    heading = max(int(table.lines.min()) - 1, 1)  # a deleted row has no line of its own
    lines = np.concatenate([table.lines, np.full(len(emptied), heading, dtype=np.int64)])
    whole = replace(table, frame=pd.concat([frame, emptied], ignore_index=True).astype("str"), lines=lines)
    return replace(raw, raw={name: whole}, notes=(*raw.notes, *_notes(path.name, edits.told, money)))


def _notes(workbook: str, told: tuple[str, ...], money: str) -> list[str]:
    if not told:
        return [f"{workbook}: no class differs from the plan, so nothing is pinned"]
    amount, _, currency = money.partition(" ")
    more = f"; and {len(told) - MOST_TOLD} more" if len(told) > MOST_TOLD else ""
    notes = [
        f"{workbook}: kept as edited: {'; '.join(told[:MOST_TOLD])}{more}; all other classes are planned anew"
    ]
    if amount:
        notes.append(
            f"{workbook}: the plan in it costs {float(amount):,.0f} {currency}; what the new one costs more is the "
            "price of the edits, up to the gaps of the two"
        )
    return notes
