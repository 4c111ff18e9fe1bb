"""``capplan init``."""

from __future__ import annotations

from pathlib import Path

import click

from capplan.cli.options import json_option

__all__ = ["command"]


@click.command("init")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=".")
@click.option(
    "--excel",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    envvar="CAPPLAN_EXCEL",
    show_envvar=True,
    help="Write only a workbook for the inputs, a sheet for each table, with drop-downs, checks and examples.",
)
@click.option(
    "--fill",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    envvar="CAPPLAN_FILL",
    show_envvar=True,
    help="With --excel: fill the workbook with the input tables of a folder.",
)
@json_option
def command(folder: Path, excel: Path | None, fill: Path | None, as_json: bool) -> int:
    """Write the starter models and inputs into FOLDER, or a workbook for the inputs.

    Nothing that is there is overwritten.

    \b
      capplan init my_plan
      capplan init --excel inputs.xlsx
      capplan init --excel inputs.xlsx --fill inputs
    """
    import json

    if excel is None and fill is not None:
        raise click.UsageError("--fill goes with --excel.")
    if excel is not None:
        target, files = folder / excel, [str(folder / excel)]
        _workbook(target, fill)
        told = f"Next: fill it in, then capplan check MODEL --inputs {target}"
    else:
        from capplan.starter import copy_starter

        target, files = folder, [str(path) for path in copy_starter(folder)]
        told = f"Next: capplan plan models/quarterly.toml (in {folder})"
    if as_json:
        click.echo(json.dumps({"status": "ok", "folder": str(folder), "files": files}))
    else:
        click.echo(str(target))
    click.echo(f"{len(files)} file{'s' if len(files) != 1 else ''} written. {told}.", err=True)
    return 0


def _workbook(path: Path, fill: Path | None) -> None:
    """Raises InvalidInput where the tables cannot be read or the file is there."""
    from capplan.errors import InvalidInput
    from capplan.read import read_tables
    from capplan.workbook.form import write_form
    from capplan.workbook.save import save_new

    rows = None
    if fill is not None:
        tables = read_tables(fill)
        if tables.problems:
            raise InvalidInput(tables.problems)
        rows = {name: raw.frame.to_dict("records") for name, raw in tables.raw.items()}
    save_new(write_form(rows), path)
