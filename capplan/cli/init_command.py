"""``capplan init``."""

from __future__ import annotations

from pathlib import Path

import click

from capplan.cli.options import json_option

__all__ = ["command"]


@click.command("init")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=".")
@json_option
def command(folder: Path, as_json: bool) -> int:
    """Write the starter models and inputs into FOLDER. Nothing that is there is overwritten.

    \b
      capplan init my_plan
    """
    import json

    from capplan.starter import copy_starter

    written = copy_starter(folder)
    files = [str(path) for path in written]
    click.echo(
        json.dumps({"status": "ok", "folder": str(folder), "files": files}) if as_json else str(folder)
    )
    click.echo(
        f"{len(written)} files written. Next: capplan plan models/quarterly.toml (in {folder}).", err=True
    )
    return 0
