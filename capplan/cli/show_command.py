"""``capplan show``."""

from __future__ import annotations

from pathlib import Path

import click

from capplan.cli.options import json_option

__all__ = ["command"]


@click.command("show")
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
def command(run: Path, as_json: bool) -> int:
    """Show the plan in the folder RUN again: the sentence, the tables, a line of over and under for each site.

    On a terminal in colour, as wide as it is (NO_COLOR and COLUMNS are obeyed); into a pipe as plain text. With
    --json the summary as one JSON object. The same to read in a browser is report.html in RUN, on paper report.pdf.

    \b
      capplan show outputs/quarterly/base
      capplan show outputs/quarterly/base --json | jq .cost_to_serve
    """
    import json
    import sys

    from capplan.report.terminal import show
    from capplan.run_folder import read_summary

    summary = read_summary(run)
    if as_json:
        click.echo(json.dumps(summary))
    else:
        show(summary, sys.stdout)
    return 0
