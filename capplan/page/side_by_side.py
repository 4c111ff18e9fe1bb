"""Tables of several plans as one each, so that a page can be filtered by scenario as well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from capplan.page.tables import run_tables, sites_of_queues
from capplan.report.pages.content import Cell, Column, Grid
from capplan.run_folder import read_summary

__all__ = ["SCENARIO", "beside", "tables_of_run", "tables_of_runs"]

SCENARIO = "scenario"


def tables_of_runs(runs: Mapping[str, Path]) -> tuple[Grid, ...]:
    """The tables of the runs by the names of their scenarios, the first run first.

    Raises InvalidInput for a folder that is no run.
    """
    return beside({name: tables_of_run(run) for name, run in runs.items()})


def tables_of_run(run: Path) -> tuple[Grid, ...]:
    """The tables of one run. Raises InvalidInput for a folder that is none."""
    return run_tables(run, read_summary(run), sites_of_queues(run))


def beside(tables: Mapping[str, tuple[Grid, ...]]) -> tuple[Grid, ...]:
    """Tables with the same name and the same columns as one, the scenario in front of every row.

    What a scenario reports in other columns, as in another currency, is a table of its own.
    """
    found: dict[tuple[str, tuple[str, ...]], Grid] = {}
    for scenario, grids in tables.items():
        for grid in grids:
            own = _named(grid, scenario)
            kind = (own.name, tuple(column.label for column in own.columns))
            if kind in found:
                before = found[kind]
                own = replace(before, rows=before.rows + own.rows, keys=before.keys + own.keys)
            found[kind] = own
    of_name: dict[str, int] = {}
    each = []
    for (name, _), grid in found.items():
        of_name[name] = of_name.get(name, 0) + 1
        each.append(grid if of_name[name] == 1 else replace(grid, name=f"{name}_{of_name[name]}"))
    return tuple(each)


def _named(grid: Grid, scenario: str) -> Grid:
    keys = grid.keys or ({},) * len(grid.rows)
    return replace(
        grid,
        columns=(Column(SCENARIO), *grid.columns),
        rows=tuple((Cell(scenario), *row) for row in grid.rows),
        keys=tuple({**key, SCENARIO: (scenario,)} for key in keys),
    )
