"""A run as a folder: tables, summary, pictures and pages, what it rests on, and the facts of the run."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from capplan.parallel import both
from capplan.plan import Plan
from capplan.report.pictures import not_drawn
from capplan.report.summary import summary
from capplan.report.tables import csv_text, result_tables
from capplan.report.vendors import vendor_pages
from capplan.report.whole import write_whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["write_run", "write_whole"]


def write_run(
    plan: Plan,
    folder: Path,
    model_name: str,
    scenario: str,
    assumptions: Callable[[Path], None],
    run_info: dict[str, Any],
    also: Callable[[Path, Mapping[str, Any]], None] | None = None,
    shown: Callable[[str, Axes], Any] | None = lambda *_: None,
) -> None:
    """Write the run folder, in place of an older one; ``outputs/README.md`` explains its files.

    ``assumptions`` is called with an empty folder to fill with the inputs as planned. ``run_info`` becomes
    run.json, the only file with timings, dates and facts of the machine: everything else is the same, byte
    for byte, when the same plan is written again. ``also`` is called last, with the folder of all these
    files and what ``shown`` made of every picture as it was saved: of some of them in another process.
    Without ``shown`` there are no pictures, which take seconds.
    """

    def fill(beside: Path) -> None:
        _fill(beside, plan, model_name, scenario)
        pictures = {} if shown is None else _draw(beside, plan, shown)
        (beside / "assumptions").mkdir()
        assumptions(beside / "assumptions")
        _write_json(beside / "run.json", run_info)
        if also is not None:
            also(beside, pictures)

    write_whole(folder, fill)


def _fill(folder: Path, plan: Plan, model_name: str, scenario: str) -> None:
    """Tables, summary and the pages of vendors."""
    for name, table in result_tables(plan).items():
        (folder / name).write_text(csv_text(table), encoding="utf-8", newline="\n")
    _write_json(folder / "summary.json", summary(plan, model_name, scenario))
    pages = vendor_pages(plan)
    if pages:
        (folder / "vendors").mkdir()
    for name, text in pages.items():
        (folder / "vendors" / name).write_text(text, encoding="utf-8", newline="\n")


def _draw(folder: Path, plan: Plan, shown: Callable[[str, Axes], Any]) -> dict[str, Any]:
    """Save the pictures; what ``shown`` makes of each, by its name."""
    from capplan.report.plots import PLOTS, save  # matplotlib is slow to load

    (folder / "plots").mkdir()
    names = [name for name in PLOTS if name not in not_drawn(plan)]

    def draw(some: Sequence[str]) -> dict[str, Any]:
        return {name: shown(name, save(PLOTS[name], plan, folder / "plots" / name)) for name in some}

    if len(names) < 2:
        return draw(names)
    first, second = both(lambda: draw(names[::2]), lambda: draw(names[1::2]))
    return first | second


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
