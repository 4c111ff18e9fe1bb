"""A run as a folder: written beside its place and renamed whole, so that nobody ever sees half of one."""

from __future__ import annotations

import json
import math
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from capplan.plan import Plan
from capplan.report.plots import PLOTS, save
from capplan.report.summary import summary
from capplan.report.tables import csv_text, result_tables
from capplan.report.vendors import PICTURES, vendor_pages

__all__ = ["write_run", "write_whole"]

STALE_S = 3600.0
"""From this age on a half-written folder belongs to a run that was killed; writing takes seconds."""


def write_run(
    plan: Plan,
    folder: Path,
    model_name: str,
    scenario: str,
    assumptions: Callable[[Path], None],
    run_info: dict[str, Any],
) -> None:
    """Write the run folder, in place of an older one; ``outputs/README.md`` explains its files.

    ``assumptions`` is called with an empty folder to fill with the inputs as planned. ``run_info`` becomes
    run.json, the only file with timings, dates and facts of the machine: everything else is the same, byte
    for byte, when the same plan is written again.
    """

    def fill(beside: Path) -> None:
        _fill(beside, plan, model_name, scenario)
        (beside / "assumptions").mkdir()
        assumptions(beside / "assumptions")
        _write_json(beside / "run.json", run_info)

    write_whole(folder, fill)


def write_whole(folder: Path, fill: Callable[[Path], None]) -> None:
    """Let ``fill`` write into a folder beside ``folder``, then put it in its place.

    When anything fails, an older folder stays as it was and nothing is left behind; the error is passed on.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.writing-", dir=folder.parent))
    try:
        beside.chmod(0o755)  # mkdtemp makes it private
        fill(beside)
        _replace(folder, beside)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Remove what killed runs left beside ``folder``; what is younger may belong to a run that is writing."""
    for left in folder.parent.glob(f".{folder.name}.writing-*"):
        if time.time() - left.stat().st_mtime > STALE_S:
            shutil.rmtree(left, ignore_errors=True)


def _fill(folder: Path, plan: Plan, model_name: str, scenario: str) -> None:
    """Tables, summary, pictures and the pages of vendors."""
    for name, table in result_tables(plan).items():
        (folder / name).write_text(csv_text(table), encoding="utf-8", newline="\n")
    _write_json(folder / "summary.json", summary(plan, model_name, scenario))
    (folder / "plots").mkdir()
    for name, draw in PLOTS.items():
        if name not in PICTURES or plan.facts.contracts is not None:
            save(draw, plan, folder / "plots" / name)
    pages = vendor_pages(plan)
    if pages:
        (folder / "vendors").mkdir()
    for name, text in pages.items():
        (folder / "vendors" / name).write_text(text, encoding="utf-8", newline="\n")


def _write_json(path: Path, content: dict[str, Any]) -> None:
    text = json.dumps(_finite(content), indent=1, ensure_ascii=False, allow_nan=False, default=str)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _finite(value: Any) -> Any:
    """The value with null in place of numbers that JSON does not know."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _replace(folder: Path, new: Path) -> None:
    """Put ``new`` in the place of ``folder``: the old one is moved aside first, and back if that fails."""
    if not folder.exists():
        new.rename(folder)
        return
    aside = new.with_name(new.name.replace(".writing-", ".replaced-"))
    folder.rename(aside)
    try:
        new.rename(folder)
    except BaseException:  # an interrupt as well: the old run must be back before it goes on
        aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)
