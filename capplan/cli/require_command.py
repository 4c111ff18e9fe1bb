"""``capplan require``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from capplan.cli.options import input_options, json_option, model_argument, outputs_option

if TYPE_CHECKING:
    from capplan.pipeline import Inputs

__all__ = ["command"]


@click.command("require")
@model_argument
@input_options
@outputs_option
@click.option(
    "--explain",
    nargs=2,
    metavar="QUEUE WEEK",
    envvar="CAPPLAN_EXPLAIN",
    show_envvar=True,
    help="Write nothing; print every step to the hours of a queue (or queue:language) in the week of a date.",
)
@json_option
def command(
    model: Path,
    inputs: Path,
    scenario: str | None,
    outputs: Path,
    explain: tuple[str, str] | None,
    as_json: bool,
) -> int:
    """Write the hours that each queue requires, and the agents by interval of real-time queues.

    With --explain nothing is written: the steps from the forecast to the hours of one queue are printed, with
    every number, so that they can be followed with a calculator and an Erlang table.

    \b
      capplan require models/quarterly.toml
      capplan require models/quarterly.toml --explain payments_voice:en 2026-11-09
    """
    import json

    from capplan.pipeline import load, write_requirement

    loaded = load(model, inputs, scenario)
    if explain is not None:
        click.echo(_explained(loaded, *explain, as_json))
        return 0
    folder, hours = write_requirement(loaded, outputs)
    told = {"status": "ok", "folder": str(folder), **hours}
    click.echo(json.dumps(told) if as_json else str(folder))
    return 0


def _explained(loaded: Inputs, queue: str, week: str, as_json: bool) -> str:
    import json

    from capplan.pipeline import explain_requirement
    from capplan.report.requirement.asked import asked_period, asked_queues
    from capplan.report.requirement.text import as_json as json_content
    from capplan.report.requirement.text import as_text

    try:
        queues, period = asked_queues(loaded.facts, queue), asked_period(loaded.facts, week)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="'--explain'") from None
    told = explain_requirement(loaded, queues, period)
    if as_json:
        return json.dumps({"status": "ok", "explained": [json_content(one) for one in told]})
    return "\n\n\n".join(as_text(one) for one in told)
