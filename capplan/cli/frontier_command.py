"""``capplan frontier``."""

from __future__ import annotations

from pathlib import Path

import click

from capplan.cli.many_options import SOME_FAILED, many_options
from capplan.cli.options import input_options, model_argument, solve_options, talk_options

__all__ = ["command"]


@click.command("frontier")
@model_argument
@click.option(
    "--of",
    type=click.Choice(["cost"]),
    default="cost",
    show_default=True,
    envvar="CAPPLAN_OF",
    show_envvar=True,
    help="What is to be least at every level of the goal.",
)
@click.option(
    "--against",
    metavar="GOAL",
    envvar="CAPPLAN_AGAINST",
    show_envvar=True,
    required=True,
    help="service, coverage, resilience, hires, accuracy or exposure.",
)
@click.option(
    "--points",
    type=click.IntRange(3, 50),
    default=7,
    show_default=True,
    envvar="CAPPLAN_POINTS",
    show_envvar=True,
    help="Points beside the present plan.",
)
@click.option(
    "--step",
    type=click.FloatRange(0.0, 0.5, min_open=True),
    default=0.01,
    show_default=True,
    envvar="CAPPLAN_STEP",
    show_envvar=True,
    help="How far points of a share lie from each other; 0.01 is one point.",
)
@input_options
@solve_options
@many_options
@talk_options
def command(
    model: Path,
    of: str,
    against: str,
    points: int,
    step: float,
    inputs: Path,
    scenario: str | None,
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
    as_json: bool,
    quiet: bool,
    log_format: str,
) -> int:
    """The least cost at every level of a goal, and what one more point of it costs from here.

    MODEL is a planning model. Goals: service (contacts of real-time queues answered in time), coverage (required
    hours that are worked), resilience (hours that others could work when a site is lost), accuracy (decisions that
    are right), and two of which less is better: hires, and exposure (most of a person on a day). On the frontier
    falling short has no price, it has a bound. Service above what the targets come to takes higher targets: all of
    them are raised step by step. Where no plan keeps a bound the frontier ends, with points below it and the rules in
    conflict. Each point is a run folder in runs/; frontier.csv, frontier.json and a picture stand beside them. Exit
    code 7: some of the plans failed.

    \b
      capplan frontier models/quarterly.toml --against service
      capplan frontier models/quarterly.toml --against hires --points 5 --workers 4
      capplan frontier models/hiring_tradeoffs.toml --scenario n1_resilience --against resilience --step 0.02
    """
    import json

    from capplan.cli.study_bar import watched
    from capplan.cli.talk import Talk
    from capplan.pipeline import Line
    from capplan.report.studies.frontier import frontier_text, write_frontier
    from capplan.studies.frontier import frontier
    from capplan.studies.setting import Setting

    with Talk(quiet, log_format) as talk:
        folder = to or outputs / model.stem / f"frontier-{scenario or 'base'}-{against}"
        line = Line(backend, solver, time_limit, gap, seed)
        setting = Setting(model, inputs, scenario, folder / "runs", line, workers, scheduler, resume)
        with watched(talk, points + 1) as told:
            found = frontier(setting, against, points, step, told)
        content = {**write_frontier(found, folder), "folder": str(folder)}
        talk.note("study written", folder=str(folder))
        click.echo(json.dumps(content) if as_json else f"{frontier_text(found)}\n\n{folder}")
        return SOME_FAILED if content["failed"] else 0
