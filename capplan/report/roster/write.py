"""A roster as a folder: tables, summary, calendars, and the facts of the run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from capplan.report.roster.calendars import calendars
from capplan.report.roster.summary import roster_summary
from capplan.report.roster.tables import roster_tables
from capplan.report.tables import csv_text
from capplan.report.whole import write_whole
from capplan.rostering import Roster

__all__ = ["write_roster"]


def write_roster(roster: Roster, folder: Path, name: str, run_info: dict[str, Any]) -> None:
    """Write the folder whole, in place of an older one; only run.json tells times and versions."""

    def fill(beside: Path) -> None:
        for file, table in roster_tables(roster).items():
            _write(beside / file, csv_text(table))
        _write(beside / "summary.json", _json(roster_summary(roster, name)))
        for file, content in calendars(roster).items():
            path = beside / "calendars" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        _write(beside / "run.json", _json(run_info))

    write_whole(folder, fill)


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
