"""``capplan sweep``."""

from __future__ import annotations

from pathlib import Path

import click

from capplan.cli.many_options import SOME_FAILED, many_options
from capplan.cli.options import input_options, model_argument, solve_options, talk_options

__all__ = ["command"]


@click.command("sweep")
@model_argument
@click.option(
    "--over",
    "overs",
    multiple=True,
    required=True,
    metavar="KEY=START:STOP:STEPS|KEY=a,b,c",
    envvar="CAPPLAN_OVER",
    show_envvar=True,
    help="A numeric key of the model, or TABLE.COLUMN of the inputs with =, *= or +=; two of them make a grid.",
)
@input_options
@solve_options
@many_options
@talk_options
def command(
    model: Path,
    overs: tuple[str, ...],
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
    """Plan at every value of a key, or at every pair of values of two keys.

    MODEL is a planning model. A key is written with dots, as resilience.cover_share. A column of an input table takes
    a value (=), a factor (*=) or an addition (+=), in all rows or in those chosen in brackets, by label or by date.
    Plans are compared by what they minimise, work left undone at its price: cost to serve alone falls where hours go
    short. Each plan is a run folder in runs/; sweep.csv, sweep.json and a picture stand beside them. Exit code 7:
    some of the plans failed.

    \b
      capplan sweep models/quarterly.toml --over "forecast.volume*=0.9:1.1:5"
      capplan sweep models/quarterly.toml --over overtime.premium=1.25,1.5,2 --over "attrition.rate*=0.8:1.2:3"
      capplan sweep models/quarterly.toml --over "forecast[queue=payments_voice,from=2026-06-01].aht_s*=0.8:1:3"
    """
    import json

    from capplan.cli.study_bar import watched
    from capplan.cli.talk import Talk
    from capplan.pipeline import Line
    from capplan.report.studies.sweep import sweep_text, write_sweep
    from capplan.studies.setting import Setting
    from capplan.studies.sweep import folder_name, parse, sweep, sweep_cases

    with Talk(quiet, log_format) as talk:
        line = Line(backend, solver, time_limit, gap, seed)
        start = Setting(model, inputs, scenario, Path(), line, workers, scheduler, resume)
        loaded = start.load()
        asked = parse(overs, loaded.model)
        folder = to or outputs / model.stem / folder_name(asked, scenario)
        setting = Setting(model, inputs, scenario, folder / "runs", line, workers, scheduler, resume)
        count = len(sweep_cases(setting, asked))
        with watched(talk, count) as told:
            swept = sweep(setting, asked, loaded.facts.currency, told)
        content = {**write_sweep(swept, folder), "folder": str(folder)}
        talk.note("study written", folder=str(folder))
        click.echo(json.dumps(content) if as_json else f"{sweep_text(swept)}\n\n{folder}")
        return SOME_FAILED if content["failed"] else 0
