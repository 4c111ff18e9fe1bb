"""``capplan init``."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["command"]


@click.command("init")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=".")
def command(folder: Path) -> int:
    """Write the starter models and inputs into FOLDER. Nothing that is there is overwritten.

    \b
      capplan init my_plan
    """
    from capplan.starter import copy_starter

    written = copy_starter(folder)
    click.echo(str(folder))
    click.echo(
        f"{len(written)} files written. Next: capplan plan models/quarterly.toml (in {folder}).", err=True
    )
    return 0
