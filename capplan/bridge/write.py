"""The folder of a comparison: bridge.csv, changes.csv, compare.json and the waterfall, written whole."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from capplan.bridge.bridge import Bridge
from capplan.bridge.changes import Changed
from capplan.bridge.compared import Comparison
from capplan.bridge.drivers import DRIVERS
from capplan.bridge.text import as_json, finding
from capplan.report.tables import csv_text
from capplan.report.whole import write_whole

if TYPE_CHECKING:
    from capplan.report.plots.waterfall import Steps

__all__ = ["bridge_table", "changes_table", "steps", "write_comparison"]


def bridge_table(bridge: Bridge) -> pd.DataFrame:
    """bridge.csv: one row for each driver, term and site that makes a difference of a cent or more."""
    at = np.argwhere(bridge.cents != 0)
    return pd.DataFrame(
        {
            "driver": [DRIVERS[d].name for d, _, _ in at],
            "term": [bridge.terms[j] for _, j, _ in at],
            "site": [bridge.sites[s] for _, _, s in at],
            # as text: ten digits do not hold the cents of every sum
            "amount": [f"{cents / 100:.2f}" for cents in bridge.cents[tuple(at.T)].tolist()],
            "currency": [bridge.currency] * len(at),
        }
    )


def changes_table(changes: tuple[Changed, ...]) -> pd.DataFrame:
    """changes.csv: a row for each change."""
    names = [field.name for field in fields(Changed)]
    rows = [[*(getattr(one, name) for name in names), one.difference] for one in changes]
    table = pd.DataFrame(rows, columns=[*names, "difference"])
    return table.astype(dict.fromkeys(("before", "after", "difference"), "float64"))


def steps(found: Comparison) -> Steps:
    """The waterfall: every driver that makes a difference, the largest first."""
    from capplan.report.plots.waterfall import Steps  # matplotlib is slow to load

    bridge = found.bridge
    by_driver = [
        (driver.label, cents / 100)
        for driver, cents in zip(DRIVERS, bridge.by_driver.values(), strict=True)
        if cents
    ]
    return Steps(
        names=found.names,
        before=int(bridge.before.sum()) / 100,
        after=int(bridge.after.sum()) / 100,
        steps=tuple(sorted(by_driver, key=lambda step: -abs(step[1]))),
        currency=bridge.currency,
        finding=finding(found),
    )


def write_comparison(found: Comparison, folder: Path) -> None:
    """Write the folder, in place of an older one. Nothing in it carries a time."""
    from capplan.report.plots.save import save  # matplotlib is slow to load
    from capplan.report.plots.waterfall import waterfall

    def fill(beside: Path) -> None:
        for name, table in (
            ("bridge", bridge_table(found.bridge)),
            ("changes", changes_table(found.changes)),
        ):
            (beside / f"{name}.csv").write_text(csv_text(table), encoding="utf-8", newline="\n")
        text = json.dumps(as_json(found), indent=1, ensure_ascii=False, allow_nan=False)
        (beside / "compare.json").write_text(text + "\n", encoding="utf-8", newline="\n")
        save(waterfall, steps(found), beside / "waterfall")

    write_whole(folder, fill)
