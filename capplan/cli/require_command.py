"""``capplan require``."""

from __future__ import annotations

from pathlib import Path

import click

from capplan.cli.options import input_options, json_option, model_argument

__all__ = ["command"]


@click.command("require")
@model_argument
@input_options
@click.option(
    "--outputs",
    type=click.Path(file_okay=False, path_type=Path),
    default="outputs",
    show_default=True,
    envvar="CAPPLAN_OUTPUTS",
    show_envvar=True,
    help="Folder for the run folders.",
)
@json_option
def command(model: Path, inputs: Path, scenario: str | None, outputs: Path, as_json: bool) -> int:
    """Write the hours that each queue requires, and the agents by interval of real-time queues.

    \b
      capplan require models/quarterly.toml
    """
    import json

    from capplan.pipeline import load, write_requirement

    loaded = load(model, inputs, scenario)
    folder, hours = write_requirement(loaded, outputs)
    click.echo(
        json.dumps({"status": "ok", "folder": str(folder), "required_hours": hours})
        if as_json
        else str(folder)
    )
    return 0
