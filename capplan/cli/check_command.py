"""``capplan check``."""

from __future__ import annotations

from pathlib import Path

import click

from capplan.cli.options import input_options, json_option, model_argument

__all__ = ["command"]


@click.command("check")
@model_argument
@input_options
@json_option
def command(model: Path, inputs: Path, scenario: str | None, as_json: bool) -> int:
    """Report every problem of a planning model and its inputs, with file, line, column and what is allowed.

    \b
      capplan check models/quarterly.toml --inputs inputs
    """
    import json

    from capplan.errors import InvalidInput
    from capplan.pipeline import load
    from capplan.validation import check

    problems = check(model, inputs, scenario)
    if problems:
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
