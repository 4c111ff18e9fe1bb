"""``capplan tradeoffs``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from capplan.cli.many_options import SOME_FAILED, many_options
from capplan.cli.options import inputs_option, model_argument, solve_options, talk_options

__all__ = ["command"]


@click.command("tradeoffs")
@model_argument
@click.option(
    "--only",
    multiple=True,
    metavar="NAME",
    envvar="CAPPLAN_ONLY",
    show_envvar=True,
    help="A scenario to plan beside the base; may be given several times. None: all of them.",
)
@inputs_option
@solve_options
@many_options
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    envvar="CAPPLAN_AS_OF",
    show_envvar=True,
    help="The day from which decisions are due, as 2026-03-02; none: the first day of the plan.",
)
@click.option(
    "--days",
    type=click.IntRange(0, 3650),
    default=90,
    show_default=True,
    envvar="CAPPLAN_DAYS",
    show_envvar=True,
    help="How many days ahead to look for decisions.",
)
@talk_options
def command(
    model: Path,
    only: tuple[str, ...],
    inputs: Path,
    outputs: Path,
    backend: str,
    solver: str | None,
    time_limit: float | None,
    gap: float | None,
    seed: int | None,
    workers: int,
    scheduler: str | None,
    resume: bool,
    to: Path | None,
    as_of: datetime | None,
    days: int,
    as_json: bool,
    quiet: bool,
    log_format: str,
) -> int:
    """Plan the model as it stands and every scenario of it, and lay the plans side by side.

    MODEL is a planning model with scenarios. Each plan is a run folder in OUTPUTS/<model>/tradeoffs/runs; beside them
    stand tradeoffs.csv, tradeoffs.json, a picture and the page tradeoffs.html. Plans that are there already are not
    made again. A run that dies is tried once more. Exit code 7: some scenarios have no plan; the table says why.

    \b
      capplan tradeoffs models/hiring_tradeoffs.toml
      capplan tradeoffs models/hiring_tradeoffs.toml --only hiring_freeze --only volume_plus_20 --gap 0.02
      capplan tradeoffs models/hiring_tradeoffs.toml --scheduler tcp://10.0.0.5:8786 --json
    """
    import json

    from capplan.cli.study_bar import watched
    from capplan.cli.talk import Talk
    from capplan.page.side_by_side import tables_of_runs
    from capplan.pipeline import Line
    from capplan.report.studies.tradeoffs import text
    from capplan.report.studies.tradeoffs_page import write_tradeoffs
    from capplan.studies.setting import Setting
    from capplan.studies.tradeoffs import tradeoff_cases, tradeoffs

    with Talk(quiet, log_format) as talk:
        folder = to or outputs / model.stem / "tradeoffs"
        line = Line(backend, solver, time_limit, gap, seed)
        setting = Setting(model, inputs, None, folder / "runs", line, workers, scheduler, resume)
        day = None if as_of is None else as_of.date()
        with watched(talk, len(tradeoff_cases(setting, only))) as told:
            study = tradeoffs(setting, only, day, days, told)
        tables = tables_of_runs({row.name: folder / row.run for row in study.rows if row.run is not None})
        content = {**write_tradeoffs(study, folder, tables), "folder": str(folder)}
        talk.note("study written", folder=str(folder))
        click.echo(json.dumps(content) if as_json else f"{text(study)}\n\n{folder}")
        return SOME_FAILED if study.failed else 0
