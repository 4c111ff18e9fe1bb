"""``capplan tornado``."""

from __future__ import annotations

from pathlib import Path

import click

from capplan.cli.many_options import SOME_FAILED, many_options
from capplan.cli.options import input_options, model_argument, solve_options, talk_options

__all__ = ["command"]


@click.command("tornado")
@model_argument
@click.option(
    "--driver",
    "texts",
    multiple=True,
    metavar="NAME[=LOW:HIGH]",
    envvar="CAPPLAN_DRIVER",
    show_envvar=True,
    help="volume, aht, shrinkage, attrition, wages, vendor_rates or currency, with factors; none: all of them.",
)
@click.option(
    "--spread",
    type=click.FloatRange(0.0, 1.0, min_open=True, max_open=True),
    default=0.10,
    show_default=True,
    envvar="CAPPLAN_SPREAD",
    show_envvar=True,
    help="How far low and high lie from the base, relative, where no factors are given.",
)
@input_options
@solve_options
@many_options
@talk_options
def command(
    model: Path,
    texts: tuple[str, ...],
    spread: float,
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
    """Move one driver at a time, low and high: what the plan costs then, planned anew and with hires held.

    MODEL is a planning model. With hires held the classes, the people in them, contracts, initiatives and sites are
    as the base plan decided them; allocation, overtime, short hours and all else are decided anew. The difference is
    what knowing it in time is worth. Where that leaves no plan, hard rules give as little as possible, and it is told
    which. Exit code 7: some of the plans failed.

    \b
      capplan tornado models/quarterly.toml
      capplan tornado models/quarterly.toml --spread 0.05 --driver volume --driver attrition=0.8:1.3
    """
    import json

    from capplan.cli.study_bar import watched
    from capplan.cli.talk import Talk
    from capplan.pipeline import Line
    from capplan.report.studies.tornado import tornado_text, write_tornado
    from capplan.studies.setting import Setting
    from capplan.studies.tornado import tornado
    from capplan.studies.tornado_drivers import asked_drivers

    with Talk(quiet, log_format) as talk:
        drivers = asked_drivers(texts, spread)
        folder = to or outputs / model.stem / f"tornado-{scenario or 'base'}"
        line = Line(backend, solver, time_limit, gap, seed)
        setting = Setting(model, inputs, scenario, folder / "runs", line, workers, scheduler, resume)
        with watched(talk, 1 + 4 * len(drivers)) as told:
            found = tornado(setting, drivers, told)
        for name in found.skipped:
            talk.say(f"Note: the inputs hold nothing of {name}.")
        content = {**write_tornado(found, folder), "folder": str(folder)}
        talk.note("study written", folder=str(folder))
        click.echo(json.dumps(content) if as_json else f"{tornado_text(found)}\n\n{folder}")
        return SOME_FAILED if content["failed"] else 0
