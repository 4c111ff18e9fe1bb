"""The folder of a simulated plan: simulate.json, tables, pictures; whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from capplan.report.tables import csv_text
from capplan.report.uncertainty import Simulated
from capplan.report.uncertainty_tables import (
    bands_table,
    content,
    draws_table,
    queue_bands_table,
    targets_table,
)
from capplan.report.whole import write_whole

__all__ = ["write_simulation"]


def write_simulation(
    simulated: Simulated, folder: Path, also: Callable[[Path], None] | None = None
) -> dict[str, Any]:
    """Write the folder in place of an older one; return the content of simulate.json.

    ``also`` is called last, with the folder of all these files.
    """
    told = content(simulated)
    tables = {
        "simulate.csv": draws_table(simulated),
        "bands.csv": bands_table(simulated),
        "queue_bands.csv": queue_bands_table(simulated),
        "targets.csv": targets_table(simulated),
    }

    def fill(beside: Path) -> None:
        for name, table in tables.items():
            (beside / name).write_text(csv_text(table), encoding="utf-8", newline="\n")
        text = json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False)
        (beside / "simulate.json").write_text(text + "\n", encoding="utf-8", newline="\n")
        if simulated.draws:
            (beside / "plots").mkdir()
            _draw(simulated, beside / "plots")
        if also is not None:
            also(beside)

    write_whole(folder, fill)
    return told


def _draw(simulated: Simulated, plots: Path) -> None:
    from capplan.report.plots.bands import PICTURES  # matplotlib is slow to load
    from capplan.report.plots.save import save

    for name, picture in PICTURES.items():
        save(picture, simulated, plots / name)
