"""``capplan runs``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from capplan.cli.options import json_option

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["command"]


@click.command("runs")
@click.argument(
    "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("outputs")
)
@click.option(
    "--where",
    metavar="SQL",
    envvar="CAPPLAN_WHERE",
    show_envvar=True,
    help="List only runs for which an SQL expression on the columns holds (needs DuckDB).",
)
@click.option(
    "--past",
    is_flag=True,
    envvar="CAPPLAN_PAST",
    show_envvar=True,
    help="List also runs whose folder has been written anew since they were seen (needs DuckDB).",
)
@click.option(
    "--csv",
    "as_csv",
    is_flag=True,
    envvar="CAPPLAN_CSV",
    show_envvar=True,
    help="Print all columns as CSV on stdout.",
)
@json_option
def command(folder: Path, where: str | None, past: bool, as_csv: bool, as_json: bool) -> int:
    """List the runs of a folder, the newest first: which inputs and rules they had, and what came of them.

    FOLDER is a folder of outputs; runs of studies are listed too. Where DuckDB is installed, what was seen is kept in
    runs.parquet in FOLDER. Runs with the same "inputs" had equal tables, runs with the same "rules" equal rules.

    \b
      capplan runs
      capplan runs outputs --where "scenario = 'hiring_freeze' AND gap <= 0.01"
      capplan runs outputs/quarterly --past --csv > runs.csv
    """
    import json

    from capplan.errors import MissingSolver
    from capplan.studies.store import COLUMNS, filtered, refreshed, runs_in

    if as_csv and as_json:
        raise click.UsageError("Choose one of --csv and --json.")
    rows = runs_in(folder)
    try:
        every = refreshed(folder, rows)
        rows = every if past else rows
    except MissingSolver:
        if past:
            raise
    except OSError as error:
        click.echo(f"Note: {error.filename}: {error.strerror}. The store was not written.", err=True)
    rows = rows if where is None else filtered(rows, where)
    if as_json:
        click.echo(json.dumps({"status": "ok", "folder": str(folder), "runs": rows}))
    else:
        click.echo(_csv(rows, list(COLUMNS)) if as_csv else _text(rows), nl=not as_csv)
    return 0


def _csv(rows: Sequence[dict[str, Any]], columns: list[str]) -> str:
    import csv
    import io

    from capplan.csv_text import neutral

    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({k: neutral(v) if isinstance(v, str) else v for k, v in row.items()} for row in rows)
    return text.getvalue()


def _text(rows: Sequence[dict[str, Any]]) -> str:
    from capplan.report.aligned import aligned
    from capplan.report.wording import number, percent, short_number

    if not rows:
        return "No run."

    def said(value: float | None, say: Any) -> str:
        return "" if value is None else say(value)

    heads = [
        "written",
        "run",
        "inputs",
        "rules",
        "to serve",
        "",
        "in time",
        "short",
        "hires",
        "gap",
        "solved in",
    ]
    lines = [
        [
            row["written"][:16].replace("T", " "),
            row["run"] + ("" if row["present"] else " (past)"),
            (row["inputs_sha256"] or "")[:8],
            (row["rules_sha256"] or "")[:8],
            said(row["cost_to_serve"], short_number),
            row["currency"] or "",
            said(row["service_level"], percent),
            said(row["short_share"], percent),
            said(row["hires"], number),
            said(row["gap"], lambda gap: percent(gap, 2)),
            said(row["solve_s"], lambda seconds: f"{number(seconds, 1)} s"),
        ]
        for row in rows
    ]
    return "\n".join(aligned(heads, lines, (0, 1, 2, 3, 5)))
