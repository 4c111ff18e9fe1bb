"""``capplan plan``."""

from __future__ import annotations

from pathlib import Path

import click

from capplan.cli.options import input_options, model_argument, solve_options, talk_options

__all__ = ["command"]

GAP_NOT_REACHED = 5


@click.command("plan")
@model_argument
@input_options
@solve_options
@click.option(
    "--accept-feasible",
    is_flag=True,
    envvar="CAPPLAN_ACCEPT_FEASIBLE",
    show_envvar=True,
    help="Exit with 0 even when the gap was not reached.",
)
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
    accept_feasible: bool,
    as_json: bool,
    quiet: bool,
    log_format: str,
) -> int:
    """Write the plan: classes, headcount, allocation, vendor hours, costs.

    MODEL is a planning model, for example models/quarterly.toml. The run folder is printed on stdout.

    \b
      capplan plan models/quarterly.toml
      capplan plan models/hiring_tradeoffs.toml --scenario hiring_freeze --time-limit 60
      capplan plan models/quarterly.toml --json --quiet > plan.json
    """
    from capplan.cli.talk import Talk
    from capplan.pipeline import Line, load, make_plan, write_plan
    from capplan.solve.supervise import interruptible

    talk = Talk(quiet, log_format)
    loaded = load(model, inputs, scenario)
    _check_writable(outputs / model.stem)
    for note in loaded.notes:
        talk.say(f"Note: {note}")
    plan = make_plan(loaded, Line(backend, solver, time_limit, gap, seed), talk.progress)
    with interruptible() as seen:  # a plan that took an hour to find is not lost while it is written
        folder, summary = write_plan(plan, loaded, outputs)
    _show(summary, folder, as_json, quiet or log_format == "json")
    if log_format == "json":
        talk.say("plan written", folder=str(folder))
    if plan.result.stopped_by is not None:
        talk.say("Stopped by a signal: this is the best plan so far.")
        return 128 + plan.result.stopped_by
    if seen.number is not None:
        talk.say("A signal came while the plan was written: the plan is complete.")
        return 128 + seen.number
    if plan.result.status != "within_gap" and not accept_feasible:
        talk.say("The gap asked for was not reached: this is the best plan so far.")
        return GAP_NOT_REACHED
    return 0


def _check_writable(folder: Path) -> None:
    """Refuse an outputs folder that cannot be written before the search, not after it."""
    import os

    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not existing.is_dir():
        raise click.BadParameter(f"{str(existing)!r} is a file.", param_hint="'--outputs'")
    if not os.access(existing, os.W_OK | os.X_OK):
        raise click.BadParameter(f"Folder {str(existing)!r} cannot be written.", param_hint="'--outputs'")


def _show(summary: dict[str, object], folder: Path, as_json: bool, silent: bool) -> None:
    import json
    import sys

    from capplan.report.terminal import show

    if not silent:
        show(summary, sys.stderr)
    click.echo(json.dumps(summary) if as_json else str(folder))
