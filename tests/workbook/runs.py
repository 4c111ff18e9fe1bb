"""Run folders for tests, without pictures and without a solver: the sample plans of the reports."""

from __future__ import annotations

import json
from pathlib import Path

from capplan.plan import Plan
from capplan.report.summary import summary
from capplan.report.tables import csv_text, result_tables


def write_small_run(folder: Path, plan: Plan) -> Path:
    """The tables and the summary of ``plan``, with a planning model of a few keys."""
    (folder / "assumptions").mkdir(parents=True)
    for name, table in result_tables(plan).items():
        (folder / name).write_text(csv_text(table), encoding="utf-8", newline="")
    text = json.dumps(summary(plan, "quarterly", "base"), default=str).replace("NaN", "null")
    (folder / "summary.json").write_text(text)
    model = {"title": "Plan", "hiring": {"freeze": False, "weeks": [1, 2]}, "seats": None}
    (folder / "assumptions/planning_model.json").write_text(json.dumps(model))
    (folder / "assumptions/sites.csv").write_text("site,country\n'=DUB,IE\nAUS,US\n")
    return folder
