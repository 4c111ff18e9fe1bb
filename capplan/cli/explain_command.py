"""``capplan explain``."""

from __future__ import annotations

from pathlib import Path

import click

from capplan.cli.options import json_option

__all__ = ["command"]

OWN = {"explain.html", "explain.json", "explain.md", "report.html"}
WHY = ("class", "contract")


@click.command("explain")
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--why",
    metavar='"class REF"',
    envvar="CAPPLAN_WHY",
    show_envvar=True,
    help='Why a class (class_ref of hiring_calendar.csv), or a contract: "contract NAME", or all of "vendor NAME".',
)
@click.option(
    "--site",
    metavar="NAME",
    envvar="CAPPLAN_SITE",
    show_envvar=True,
    help="What fills a site and which rules bind there.",
)
@click.option(
    "--queue",
    metavar="NAME",
    envvar="CAPPLAN_QUEUE",
    show_envvar=True,
    help="Who works a queue, as queue:language, and why hours stay short.",
)
@click.option(
    "--week",
    metavar="DATE",
    envvar="CAPPLAN_WEEK",
    show_envvar=True,
    help="Which rules bind in the period of a day.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    default=180.0,
    show_default=True,
    metavar="S",
    envvar="CAPPLAN_TIME_LIMIT",
    show_envvar=True,
    help="Seconds to solve at most; what is not checked by then is told by its price alone.",
)
@click.option(
    "--to",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="CAPPLAN_TO",
    show_envvar=True,
    help="Folder to write to; none: explain-<run> beside the run.",
)
@json_option
def command(
    run: Path,
    why: str | None,
    site: str | None,
    queue: str | None,
    week: str | None,
    time_limit: float,
    to: Path | None,
    as_json: bool,
) -> int:
    """Say why the plan in the folder RUN is as it is: which rules bind and what one unit of each is worth.

    Prices come from the linear program with every decision held; the dearest are checked by solving again, one unit
    more and one less, and it is said which is which. --why tells what a class is for and what it costs elsewhere, or
    what a contract would have to change to be chosen, and how dear a chosen one may get; of a vendor with several
    contracts it tells each by itself. The run folder is not touched.

    \b
      capplan explain outputs/quarterly/base
      capplan explain outputs/quarterly/base --why "class MNL_EN-2026-W06"
      capplan explain outputs/quarterly/base --why "contract Epsilon-LIS" --json
      capplan explain outputs/quarterly/base --queue payments_voice:fr
    """
    import json

    kind, name = _asked(why, site, queue, week)
    from capplan.reasons import Asked, explain_run, write_answer

    asked = Asked(kind, name)
    folder = run.resolve().parent / f"explain-{run.resolve().name}{asked.slug}" if to is None else to
    _free(folder, run)
    answer = explain_run(run, asked, time_limit, lambda stage: click.echo(f"{stage} ...", err=True))
    write_answer(answer, folder, run)
    if as_json:
        click.echo(json.dumps({"status": "ok", **answer.content, "folder": str(folder)}))
        return 0
    from capplan.report.reasons import as_text

    click.echo(f"{as_text(answer.story)}\n\n{folder}")
    return 0


def _asked(why: str | None, site: str | None, queue: str | None, week: str | None) -> tuple[str, str]:
    """What is asked, as a kind and a name; one question at a time."""
    given = [
        (kind, name)
        for kind, name in (("why", why), ("site", site), ("queue", queue), ("week", week))
        if name is not None
    ]
    if len(given) > 1:
        named = " and ".join(f"--{kind}" for kind, _ in given)
        raise click.UsageError(f"{named} are two questions: ask one at a time.")
    if not given:
        return "plan", ""
    kind, name = given[0]
    if kind != "why":
        return kind, name
    what, _, which = name.strip().partition(" ")
    what = {"vendor": "contract"}.get(what, what)
    if what not in WHY or not which.strip():
        raise click.BadParameter(
            f'{name!r} is none of "class REF", "contract NAME" and "vendor NAME".', param_hint="'--why'"
        )
    return what, which.strip()


def _free(folder: Path, run: Path) -> None:
    """Refuse the run itself, and a folder that holds anything but an older answer."""
    if folder.resolve() == run.resolve() or run.resolve() in folder.resolve().parents:
        raise click.BadParameter("the run folder is not written to: name another one.", param_hint="'--to'")
    if folder.is_dir() and any(path.name not in OWN for path in folder.iterdir()):
        raise click.BadParameter(
            f"{str(folder)!r} holds other files: name a new folder.", param_hint="'--to'"
        )
