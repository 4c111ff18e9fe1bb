"""``capplan hedge``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from capplan.cli.many_options import SOME_FAILED, many_options
from capplan.cli.options import input_options, model_argument, solve_options, talk_options

if TYPE_CHECKING:
    from capplan.cli.talk import Talk
    from capplan.uncertainty.hedged import Hedged

__all__ = ["command"]

GAP_NOT_REACHED = 5


@click.command("hedge")
@model_argument
@input_options
@solve_options
@click.option(
    "--futures",
    type=click.IntRange(1, 200),
    default=10,
    show_default=True,
    envvar="CAPPLAN_FUTURES",
    show_envvar=True,
    help="Futures to plan for.",
)
@click.option(
    "--evaluate",
    type=click.IntRange(0, 10_000),
    default=20,
    show_default=True,
    metavar="N",
    envvar="CAPPLAN_EVALUATE",
    show_envvar=True,
    help="Fresh futures to try the decisions on.",
)
@click.option(
    "--decide-until",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    envvar="CAPPLAN_DECIDE_UNTIL",
    show_envvar=True,
    help="Last day of what is decided now; none: what the model freezes, else the end of the quarter.",
)
@click.option(
    "--ranges",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    envvar="CAPPLAN_RANGES",
    show_envvar=True,
    help="Table of ranges; none: ranges.csv of the inputs, else the usual ranges.",
)
@click.option(
    "--cvar",
    type=click.FloatRange(0.0, 1.0, max_open=True),
    default=0.9,
    show_default=True,
    metavar="ALPHA",
    envvar="CAPPLAN_CVAR",
    show_envvar=True,
    help="The worst futures that --weight is about: 0.9 is the worst tenth.",
)
@click.option(
    "--weight",
    type=click.FloatRange(0.0, 1.0),
    default=0.0,
    show_default=True,
    metavar="W",
    envvar="CAPPLAN_WEIGHT",
    show_envvar=True,
    help="How much the mean of the worst futures counts; the mean of all counts the rest.",
)
@click.option(
    "--whole",
    is_flag=True,
    envvar="CAPPLAN_WHOLE",
    show_envvar=True,
    help="Whole numbers in what is decided later, too: slow, for small models.",
)
@many_options
@talk_options
def command(
    model: Path,
    inputs: Path,
    scenario: str | None,
    outputs: Path,
    backend: str,
    solver: str | None,
    time_limit: float | None,
    gap: float | None,
    seed: int | None,
    futures: int,
    evaluate: int,
    decide_until: datetime | None,
    ranges: Path | None,
    cvar: float,
    weight: float,
    whole: bool,
    workers: int,
    scheduler: str | None,
    resume: bool,
    to: Path | None,
    as_json: bool,
    quiet: bool,
    log_format: str,
) -> int:
    """Decide now for many futures: which classes, contracts and orders, before it is known what comes.

    MODEL is a planning model. Volumes, handle times, attrition and shrinkage are drawn from ranges; what must be
    decided by a day is decided once for all futures, everything later is decided in each of them. Then it is tried,
    beside the plans for the mean and for the mean with 10 % more work, on fresh futures. The common decisions have
    four tenths of --time-limit, every plan of one future a quarter. --gap is theirs; none: a tenth of the model's.
    --seed draws other futures. Exit code 5: they may be further from the best ones than that gap; 7: futures failed.

    \b
      capplan hedge models/quarterly.toml
      capplan hedge models/quarterly.toml --futures 20 --evaluate 200 --ranges wide.csv
      capplan hedge models/quarterly.toml --cvar 0.9 --weight 0.5 --decide-until 2026-03-31
    """
    import json

    from capplan.cli.study_bar import watched
    from capplan.cli.talk import Talk
    from capplan.pipeline import Line
    from capplan.report.hedge_text import as_text
    from capplan.report.hedge_write import write_hedge
    from capplan.studies.case import Case
    from capplan.studies.hedge import Asked, hedge
    from capplan.uncertainty.cvar import Risk

    until, risk = None if decide_until is None else decide_until.date(), Risk(cvar, weight)
    asked = Asked(futures, evaluate, seed or 0, until, ranges, risk, whole, workers, scheduler, resume)
    case = Case("hedge", model, inputs, scenario, line=Line(backend, solver, time_limit, gap, seed))
    folder = to or outputs / model.stem / f"hedge-{scenario or 'base'}"
    with Talk(quiet, log_format) as talk:
        with watched(talk, asked.runs) as told:
            hedged = hedge(case, asked, folder.with_name(f".{folder.name}.runs"), talk.say, told)
        content = {**write_hedge(hedged, folder), "folder": str(folder)}
        talk.note("study written", folder=str(folder))
        click.echo(json.dumps(content) if as_json else f"{as_text(hedged, content)}\n\n{folder}")
        return _exit_code(hedged, evaluate, talk)


def _exit_code(hedged: Hedged, evaluate: int, talk: Talk) -> int:
    """How the command ends, said in words where it is not the usual way."""
    if hedged.failed:
        talk.say(f"Fresh futures that failed: {len(hedged.failed)} of {evaluate}.")
        return SOME_FAILED
    if not hedged.plan.gap_reached:
        talk.say("The gap asked for was not reached: better decisions may exist.")
        return GAP_NOT_REACHED
    return 0
