"""``capplan check``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from capplan.cli.options import input_options, json_option, model_argument

if TYPE_CHECKING:
    from capplan.errors import Problem

__all__ = ["command"]


@click.command("check")
@model_argument
@input_options
@click.option(
    "--annotate",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    envvar="CAPPLAN_ANNOTATE",
    show_envvar=True,
    help="Inputs in a workbook: write a copy with the wrong cells marked and commented.",
)
@json_option
def command(model: Path, inputs: Path, scenario: str | None, annotate: Path | None, as_json: bool) -> int:
    """Report every problem of a planning model and its inputs, with file, line, column and what is allowed.

    Of a workbook the sheet and the cell are named.

    \b
      capplan check models/quarterly.toml --inputs inputs
      capplan check models/quarterly.toml --inputs inputs.xlsx --annotate marked.xlsx
    """
    import json

    from capplan.errors import InvalidInput
    from capplan.pipeline import load
    from capplan.validation import check

    _may_annotate(inputs, annotate)
    problems = check(model, inputs, scenario)
    if problems:
        if annotate is not None:
            _write_marked(inputs, annotate, problems)
        raise InvalidInput(problems)
    loaded = load(model, inputs, scenario)
    for note in loaded.notes:
        click.echo(f"Note: {note}", err=True)
    facts = loaded.facts
    sizes = {
        "sites": len(facts.sites.name),
        "teams": len(facts.teams.name),
        "queues": len(facts.queues.name),
        "pairs": len(facts.pairs.team),
        "periods": facts.horizon.count,
    }
    if as_json:
        click.echo(json.dumps({"status": "ok", "notes": list(loaded.notes), **sizes}))
    click.echo(
        "No problems. "
        + ", ".join(f"{count} {name if count != 1 else name[:-1]}" for name, count in sizes.items())
        + ".",
        err=True,
    )
    return 0


def _may_annotate(inputs: Path, annotate: Path | None) -> None:
    from capplan.read import is_workbook

    if annotate is None:
        return
    if not is_workbook(inputs):
        raise click.UsageError("--annotate needs a workbook: --inputs FILE.xlsx.")
    if annotate.suffix.lower() != inputs.suffix.lower():
        raise click.UsageError(f"--annotate writes a workbook: a name with {inputs.suffix}.")
    if annotate.resolve() == inputs.resolve():
        raise click.UsageError("--annotate writes a copy: give another name than that of the inputs.")


def _write_marked(inputs: Path, annotate: Path, problems: Sequence[Problem]) -> None:
    """Write the marked copy, where the inputs can be opened at all."""
    from capplan.workbook.annotate import annotated
    from capplan.workbook.save import save_whole

    marked = annotated(inputs, problems)
    if marked is not None:
        save_whole(marked, annotate)
        click.echo(f"The wrong cells are marked in {annotate}.", err=True)
