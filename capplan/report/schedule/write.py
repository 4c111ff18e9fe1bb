"""A schedule as a folder: tables, summary, pictures, what it rests on, and the facts of the run."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from capplan import __version__
from capplan.report.schedule.pool import PooledSchedule, queue_requirement_rows
from capplan.report.schedule.summary import schedule_summary
from capplan.report.schedule.tables import requirement_rows, schedule_tables
from capplan.report.schedule.team import TeamSchedule
from capplan.report.tables import csv_text
from capplan.report.whole import write_whole
from capplan.schedule_inputs import ScheduleInputs

__all__ = ["write_schedule"]

PLAIN = r"[^A-Za-z0-9_-]+"
MOST_QUEUES = 6
MOST_DRAWN = 12
"""Teams with pictures: those that require the most hours."""


def write_schedule(
    inputs: ScheduleInputs,
    teams: Sequence[TeamSchedule],
    folder: Path,
    pools: Sequence[PooledSchedule] = (),
) -> dict[str, Any]:
    """Write ``folder`` whole, in place of an older one; return the summary. ``outputs/README.md``: its files.

    ``teams`` has those of the pools.
    """
    told = schedule_summary(teams, inputs.model_path.stem, inputs.model.currency, pools)

    def fill(beside: Path) -> None:
        for name, table in schedule_tables(teams, pools).items():
            _write(beside / name, csv_text(table))
        _write(beside / "summary.json", _json(told))
        _draw(teams, beside / "plots")
        _draw_queues(pools, beside / "plots")
        _assumptions(inputs, teams, pools, beside / "assumptions")
        _write(beside / "run.json", _json(_run_info(inputs, teams, pools)))

    write_whole(folder, fill)
    return told


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _draw(teams: Sequence[TeamSchedule], folder: Path) -> None:
    from capplan.report.plots import TEAM_PLOTS, save  # matplotlib is slow to load

    folder.mkdir()
    drawn = sorted(teams, key=lambda team: (-team.hours.required, team.case.name))[:MOST_DRAWN]
    for position, team in enumerate(drawn, start=1):
        plain = re.sub(PLAIN, "_", team.case.name)
        alone = sum(re.sub(PLAIN, "_", other.case.name) == plain for other in drawn) == 1
        for name, draw in TEAM_PLOTS.items():
            save(draw, team, folder / f"{name}_{plain}{'' if alone else f'_{position}'}")


def _draw_queues(pools: Sequence[PooledSchedule], folder: Path) -> None:
    """The largest queues of each pool."""
    from capplan.report.plots import QUEUE_PLOTS, save  # matplotlib is slow to load

    for pool in pools:
        hours = pool.schedule.pool.required.sum(axis=1)
        for queue in sorted(range(hours.size), key=lambda q: (-hours[q], q))[:MOST_QUEUES]:
            named = re.sub(PLAIN, "_", f"{pool.case.name}_{pool.schedule.pool.queues[queue]}")
            for name, draw in QUEUE_PLOTS.items():
                save(partial(draw, queue=queue), pool, folder / f"{name}_{named}")


def _assumptions(
    inputs: ScheduleInputs, teams: Sequence[TeamSchedule], pools: Sequence[PooledSchedule], folder: Path
) -> None:
    """The model, the tables as read, and the requirement that the schedule had to cover."""
    folder.mkdir()
    _write(folder / "schedule_model.json", inputs.model.model_dump_json(indent=1) + "\n")
    for name, table in inputs.tables.items():
        if table.present and name not in ("interval_requirement", "queue_requirement"):
            _write(
                folder / table.table.file, pd.DataFrame(table.cells).to_csv(index=False, lineterminator="\n")
            )
    rows = [row for team in teams for row in requirement_rows(team)]
    _write(folder / "interval_requirement.csv", csv_text(pd.DataFrame(rows)))
    if pools:
        _write(folder / "queue_requirement.csv", csv_text(pd.DataFrame(queue_requirement_rows(pools))))
    heads = [
        {"team": team.case.name, "people": tours.heads}
        for team in teams
        if (tours := team.schedule.case.tours) is not None
    ]
    _write(folder / "people_there.csv", csv_text(pd.DataFrame(heads, columns=["team", "people"])))


def _run_info(
    inputs: ScheduleInputs, teams: Sequence[TeamSchedule], pools: Sequence[PooledSchedule]
) -> dict[str, Any]:
    return {
        "capplan": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "sha256": inputs.digests,
        "teams": [{"team": team.case.name, **vars(team.schedule.search)} for team in teams if not team.pool],
        **(
            {"pools": [{"pool": pool.case.name, **vars(pool.schedule.search)} for pool in pools]}
            if pools
            else {}
        ),
    }
