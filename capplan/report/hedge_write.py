"""The folder of a plan for many futures: hedge.json, tables, pictures, a page; whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from capplan.report.hedge import content, evaluation_table, futures_table
from capplan.report.hedge_decisions import NAMES, first_stage_table
from capplan.report.hedge_page import page
from capplan.report.tables import csv_text
from capplan.report.whole import write_whole
from capplan.uncertainty.hedged import Hedged
from capplan.uncertainty.two_stage import costs_of

__all__ = ["write_hedge"]


def write_hedge(hedged: Hedged, folder: Path) -> dict[str, Any]:
    """Write the folder in place of an older one; return the content of hedge.json."""
    told = content(hedged)
    tables = {"first_stage.csv": first_stage_table(hedged), "futures.csv": futures_table(hedged)}
    if hedged.fresh:
        tables["evaluation.csv"] = evaluation_table(hedged)

    def fill(beside: Path) -> None:
        for name, table in tables.items():
            (beside / name).write_text(csv_text(table), encoding="utf-8", newline="\n")
        text = json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False)
        (beside / "hedge.json").write_text(text + "\n", encoding="utf-8", newline="\n")
        pictures = _draw(hedged, beside / "plots")
        (beside / "hedge.html").write_text(page(hedged, told, pictures), encoding="utf-8", newline="\n")

    write_whole(folder, fill)
    return told


def _draw(hedged: Hedged, plots: Path) -> dict[str, str]:
    """Draw every picture into the folder; their SVG by name."""
    from capplan.report.plots.hedge import PICTURES, Compared  # matplotlib is slow to load
    from capplan.report.plots.save import save

    cost = {name: costs_of(replies) for name, replies in (hedged.fresh or hedged.plan.replies).items()}
    count = len(cost["hedge"])
    futures = f"{count} {'fresh futures' if hedged.fresh else 'futures planned for'}"
    names = {name: f"Plan {said}" for name, said in NAMES.items()}
    compared = Compared(cost, names, hedged.facts.currency, futures)
    plots.mkdir()
    for name, picture in PICTURES.items():
        save(picture, compared, plots / name)
    return {name: (plots / f"{name}.svg").read_text(encoding="utf-8") for name in PICTURES}
