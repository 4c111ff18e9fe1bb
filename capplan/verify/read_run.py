"""The result tables of a run, laid out by their labels: the decisions, and the figures that should follow.

Every row that should be there must be there once, every label must be known and every number finite; what is
not so becomes a finding. Cells that could not be read are nan, so that later checks pass over them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.csv_text import meant
from capplan.facts import Facts
from capplan.planning_model import PlanningModel
from capplan.requirements.required import Requirement
from capplan.verify.findings import Ledger
from capplan.verify.run_tables import (
    COLUMNS,
    CONTRACT_COLUMNS,
    EXPOSURE_COLUMNS,
    INITIATIVE_COLUMNS,
    MAY_BE_INFINITE,
    MAY_BE_NEGATIVE,
    RESILIENCE_COLUMNS,
    SITE_COLUMNS,
    STRAIN_COLUMNS,
    TRUST_COLUMNS,
)

__all__ = ["COLUMNS", "ClassRow", "Run", "Sheet", "read_frames", "read_run"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

EVERY = (
    COLUMNS
    | CONTRACT_COLUMNS
    | RESILIENCE_COLUMNS
    | EXPOSURE_COLUMNS
    | INITIATIVE_COLUMNS
    | SITE_COLUMNS
    | STRAIN_COLUMNS
    | TRUST_COLUMNS
)


@dataclass(frozen=True)
class Sheet:
    """One table: labels as text, numbers as floats, both by column and as long as the table."""

    name: str
    labels: dict[str, NDArray[np.object_]]
    numbers: dict[str, Float]
    rows: int

    def positions(self, columns: Sequence[str], known: Sequence[object], ledger: Ledger) -> Index:
        """The position of every row's label (or tuple of labels) in ``known``; others are found and -1."""
        place = {label: i for i, label in enumerate(known)}
        cells = [self.labels[column] for column in columns]
        keys: Iterable[object] = cells[0] if len(cells) == 1 else zip(*cells, strict=True)
        found = np.array([place.get(key, -1) for key in keys], dtype=np.int64)
        ledger.count("rows", self.rows)
        for row in np.flatnonzero(found < 0):
            label = ", ".join(str(column[row]) for column in cells)
            name = " and ".join(columns)
            ledger.add("rows", f"{self.name}.csv row {row + 2}", f"a known {name}", label or "nothing")
        return found

    def grid(
        self, at: Sequence[Index], axes: Sequence[Sequence[object]], ledger: Ledger,
        optional: NDArray[np.bool_] | None = None,
    ) -> dict[str, Float]:  # fmt: skip
        """Every number as an array over ``axes``. Rows that are missing or twice are found.

        ``optional`` cells may be without a row; they count as 0.
        """
        shape = tuple(len(axis) for axis in axes)
        known = np.all([where >= 0 for where in at], axis=0) if self.rows else np.zeros(0, dtype=bool)
        cells = tuple(where[known] for where in at)
        seen = np.zeros(shape, dtype=np.int64)
        np.add.at(seen, cells, 1)
        ledger.count("rows", seen.size)
        missing = (seen == 0) if optional is None else (seen == 0) & ~optional
        for wrong, expected, text in ((missing, "a row", "none"), (seen > 1, "one row", "more than one")):
            for cell in np.argwhere(wrong):
                label = ", ".join(str(axis[i]) for axis, i in zip(axes, cell, strict=True))
                ledger.add("rows", f"{self.name}.csv [{label}]", expected, text)
        result = {}
        for column, values in self.numbers.items():
            filled = np.where(missing, np.nan, 0.0)
            filled[cells] = values[known]
            result[column] = filled
        return result


@dataclass(frozen=True)
class ClassRow:
    """One class of the hiring calendar; ``period`` is -1 when its start is no period of the plan."""

    row: int
    team: int
    period: int
    size: float
    committed: bool


@dataclass(frozen=True)
class Run:
    """The result tables by label: [p, t], [q, t], [k, t] (arcs) and [r, t] (support roles), and as lists."""

    weeks: tuple[str, ...]
    sheets: dict[str, Sheet]
    headcount: dict[str, Float]
    staffing: dict[str, Float]
    coverage: dict[str, Float]
    service: dict[str, Float]
    transfers: Float
    support: dict[str, Float]
    classes: tuple[ClassRow, ...]
    strain: dict[str, Float] | None = None


def read_frames(folder: Path) -> dict[str, pd.DataFrame]:
    """Every result table in ``folder`` as text. Tables that are not there are left out."""
    frames = {}
    for name in EVERY:
        path = folder / f"{name}.csv"
        if path.is_file():
            frames[name] = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8").map(meant)
    return frames


def sheet(name: str, frame: pd.DataFrame | None, ledger: Ledger) -> Sheet:
    """One table with its cells read; missing tables and columns, and numbers that are none, are found."""
    label_columns, number_columns = EVERY[name]
    if ledger.that("rows", frame is not None, f"{name}.csv", "the table", "none") and frame is not None:
        absent = [column for column in (*label_columns, *number_columns) if column not in frame.columns]
        for column in absent:
            ledger.add("rows", f"{name}.csv", f"the column {column}", "none")
    else:
        frame = pd.DataFrame()
        absent = [*label_columns, *number_columns]
    count = len(frame)
    labels, numbers = {}, {}
    for column in label_columns:
        cells = (
            [""] * count
            if column in absent
            else ["" if pd.isna(cell) else str(cell) for cell in frame[column]]
        )
        labels[column] = np.array([c[:10] if column == "week_start" else c for c in cells], dtype=object)
    for column in number_columns:
        values = np.full(count, np.nan)
        if column not in absent:
            values = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=np.float64).copy()
            _check_numbers(name, column, values, ledger)
        numbers[column] = values
    return Sheet(name, labels, numbers, count)


def _check_numbers(name: str, column: str, values: Float, ledger: Ledger) -> None:
    if (name, column) not in MAY_BE_INFINITE:
        ledger.count("finite", values.size)
        for row in np.flatnonzero(~np.isfinite(values)):
            ledger.add("finite", f"{name}.csv {column} row {row + 2}", "a finite number", str(values[row]))
        values[~np.isfinite(values)] = np.nan
    if name not in MAY_BE_NEGATIVE:
        ledger.count("not_negative", values.size)
        for row in np.flatnonzero(values < -1e-5):
            ledger.add(
                "not_negative", f"{name}.csv {column} row {row + 2}", "at least 0", f"{values[row]:.10g}"
            )


def read_run(
    model: PlanningModel,
    facts: Facts,
    requirement: Requirement,
    frames: Mapping[str, pd.DataFrame],
    ledger: Ledger,
) -> Run:
    """The result tables laid out over the teams, queues and periods of ``facts``."""
    written = COLUMNS if facts.contracts is None else COLUMNS | CONTRACT_COLUMNS
    if model.resilience is not None:
        written = written | RESILIENCE_COLUMNS
    if facts.exposure is not None:
        written = written | EXPOSURE_COLUMNS
    if model.initiatives is not None and facts.initiatives is not None:
        written = written | INITIATIVE_COLUMNS
    if model.site_options is not None and facts.site_options is not None:
        written = written | SITE_COLUMNS
    if model.strain is not None:
        written = written | STRAIN_COLUMNS
    written = written | {name: TRUST_COLUMNS[name] for name in _trust_tables(model, facts)}
    sheets = {name: sheet(name, frames.get(name), ledger) for name in written}
    weeks = facts.horizon.labels
    teams = facts.teams.name
    queues = tuple(zip(facts.queues.queue, facts.queues.language, strict=True))
    arcs = tuple(
        (teams[i], teams[j]) for i, j in zip(facts.transfers.from_team, facts.transfers.to_team, strict=True)
    )
    roles = tuple(zip((facts.sites.name[s] for s in facts.support.site), facts.support.role, strict=True))
    on_demand = np.broadcast_to(facts.teams.on_demand[:, None], (len(teams), len(weeks)))

    def laid_out(
        name: str,
        columns: tuple[str, ...],
        known: Sequence[object],
        optional: NDArray[np.bool_] | None = None,
    ) -> dict[str, Float]:
        table = sheets[name]
        at = [table.positions(columns, known, ledger), table.positions(("week_start",), weeks, ledger)]
        return table.grid(at, (known, weeks), ledger, optional)

    without = [q not in requirement.curves for q in range(len(queues))]
    no_curve = np.tile(np.array(without, dtype=bool)[:, None], (1, len(weeks)))
    every_arc = np.ones((len(arcs), len(weeks)), dtype=bool)
    no_support = np.full((len(roles), len(weeks)), model.support is None)
    for name in ("headcount", "staffing", "allocation", "hiring_calendar"):
        _check_sites(facts, sheets[name], ledger)
    return Run(
        weeks,
        sheets,
        laid_out("headcount", ("team",), teams, on_demand),
        laid_out("staffing", ("team",), teams, on_demand),
        laid_out("coverage", ("queue", "language"), queues),
        laid_out("service", ("queue", "language"), queues, no_curve),
        laid_out("transfers", ("from_team", "to_team"), arcs, every_arc)["heads"],
        laid_out("support_roles", ("site", "role"), roles, no_support),
        _classes(facts, sheets["hiring_calendar"], ledger),
        laid_out("strain", ("team",), teams, on_demand) if model.strain is not None else None,
    )


def _trust_tables(model: PlanningModel, facts: Facts) -> list[str]:
    """The tables of Trust & Safety rules that the plan has."""
    presence, trust = model.presence, facts.trust
    held = {
        "presence": presence is not None
        and trust.presence is not None
        and presence.first_period < facts.horizon.count,
        "nesting": model.nesting is not None,
        "clocks": model.clocks is not None,
        "shortage": model.shortage is not None,
        "rework": model.rework is not None and facts.accuracy is not None and len(trust.error_to) > 0,
    }
    counted = model.accuracy is not None or model.rework is not None
    held["accuracy"] = counted and facts.accuracy is not None and facts.accuracy.new_until is not None
    held["dsa_language_hr"] = model.dsa is not None
    return [name for name, there in held.items() if there]


def _check_sites(facts: Facts, table: Sheet, ledger: Ledger) -> None:
    """The site of a row is the site of its team."""
    home = {team: facts.sites.name[s] for team, s in zip(facts.teams.name, facts.teams.site, strict=True)}
    ledger.count("rows", table.rows)
    for row, (team, site) in enumerate(zip(table.labels["team"], table.labels["site"], strict=True)):
        if team in home and home[team] != site:
            ledger.add(
                "rows", f"{table.name}.csv row {row + 2}, team {team}", f"site {home[team]}", f"site {site}"
            )


def _classes(facts: Facts, table: Sheet, ledger: Ledger) -> tuple[ClassRow, ...]:
    team = table.positions(("team",), facts.teams.name, ledger)
    period = table.positions(("training_start",), facts.horizon.labels, ledger)
    rows = []
    for row in range(table.rows):
        status = str(table.labels["status"][row])
        where = f"hiring_calendar.csv row {row + 2}"
        ledger.that(
            "rows", status in ("proposed", "committed"), where, "proposed or committed", status or "nothing"
        )
        size = float(np.nan_to_num(table.numbers["size"][row]))
        if team[row] >= 0 and period[row] >= 0:
            rows.append(ClassRow(row, int(team[row]), int(period[row]), size, status == "committed"))
    return tuple(rows)
