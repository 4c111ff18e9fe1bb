"""``capplan orders``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from capplan.cli.options import json_option

__all__ = ["command"]

NO_CONTRACTS = "The run has no contracts: there is nothing to sign."


@click.command("orders")
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    required=True,
    envvar="CAPPLAN_AS_OF",
    show_envvar=True,
    help="The day on which you ask, as 2026-03-02.",
)
@click.option(
    "--days",
    type=click.IntRange(0, 3650),
    default=120,
    show_default=True,
    envvar="CAPPLAN_DAYS",
    show_envvar=True,
    help="How many days ahead to look.",
)
@json_option
def command(run: Path, as_of: datetime, days: int, as_json: bool) -> int:
    """List what must be signed by when: orders to vendors, notices, contracts to open or end.

    RUN is a run folder. Orders are due by their locks; a signed order is due once more, by the last lock. What is
    overdue comes first. For each: units and band, the bill forecast for the month (of a contract to open: for the
    plan), what of a commitment is not used, and what happens otherwise.

    \b
      capplan orders outputs/quarterly/base --as-of 2026-01-05
      capplan orders outputs/quarterly/base --as-of 2026-02-16 --days 30 --json
    """
    import json

    from capplan.orders import as_json as json_content
    from capplan.orders import as_text, orders_of_run

    listed = orders_of_run(run, as_of.date(), days)
    if listed is None:
        told = {"status": "ok", "message": NO_CONTRACTS, "items": []}
        click.echo(json.dumps(told) if as_json else NO_CONTRACTS)
    else:
        click.echo(json.dumps({"status": "ok", **json_content(listed)}) if as_json else as_text(listed))
    return 0
