"""``capplan compare``."""

from __future__ import annotations

from pathlib import Path

import click

from capplan.cli.options import json_option

__all__ = ["command"]

RUN = click.Path(exists=True, file_okay=False, path_type=Path)
OWN = {"bridge.csv", "changes.csv", "compare.json", "waterfall.png", "waterfall.svg"}


@click.command("compare")
@click.argument("before", metavar="RUN", type=RUN)
@click.argument("after", metavar="RUN", type=RUN)
@click.option(
    "--to",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="CAPPLAN_TO",
    show_envvar=True,
    help="Folder to write to; none: outputs/compare/<first>-<second>.",
)
@json_option
def command(before: Path, after: Path, to: Path | None, as_json: bool) -> int:
    """Say why two plans differ in cost, to the cent, and what changed: from the first RUN to the second.

    The bridge gives every driver (volume, mix, handle time, shrinkage, hiring, wages, currency, contracts, rules) its
    share of the difference, whatever the order of steps, and sums to the difference of the two plans. Below it stands
    what changed: classes, contracts, orders, where the work goes, people at the end. Nothing is planned again.

    \b
      capplan compare outputs/hiring_tradeoffs/base outputs/hiring_tradeoffs/hiring_freeze
      capplan compare outputs/quarterly/base outputs/quarterly/replan-base --to why --json
    """
    import json

    from capplan.bridge import as_json as json_content
    from capplan.bridge import as_text, compare_runs

    if to is not None:
        _free(to)
    found = compare_runs(before, after)
    folder = Path("outputs", "compare", "-".join(found.names)) if to is None else to
    _free(folder)
    from capplan.bridge.write import write_comparison  # it draws: not before there is something to show

    write_comparison(found, folder)
    if as_json:
        click.echo(json.dumps({"status": "ok", **json_content(found), "folder": str(folder)}))
    else:
        click.echo(f"{as_text(found)}\n\n{folder}")
    return 0


def _free(folder: Path) -> None:
    """Refuse a folder that holds anything but an older comparison."""
    if folder.is_dir() and any(path.name not in OWN for path in folder.iterdir()):
        raise click.BadParameter(
            f"{str(folder)!r} holds other files: name a new folder.", param_hint="'--to'"
        )
