"""Files of a study into its folder, each whole: written beside their places and renamed."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from capplan.report.tables import csv_text

__all__ = ["put", "rounded"]


def put(
    folder: Path,
    content: Mapping[str, Any],
    name: str,
    tables: Mapping[str, pd.DataFrame],
    draw: Callable[[Path], None],
) -> None:
    """Write ``name`` (JSON), the tables by file name, and what ``draw`` writes into the folder it is given.

    Other files of ``folder`` stay as they are: the runs of the study lie beside what it tells.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=folder) as beside:
        at = Path(beside)
        for file, table in tables.items():
            (at / file).write_text(csv_text(table), encoding="utf-8", newline="\n")
        text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
        (at / name).write_text(text + "\n", encoding="utf-8", newline="\n")
        draw(at)
        for path in sorted(at.iterdir()):
            path.rename(folder / path.name)


def rounded(value: float | None, digits: int) -> float | None:
    """A number for JSON and tables, without a negative zero; None stays None."""
    return None if value is None else round(float(value), digits) + 0.0
