"""``capplan plan``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from capplan.cli.options import (
    accept_feasible_option,
    input_options,
    log_option,
    model_argument,
    solve_options,
    talk_options,
)

if TYPE_CHECKING:
    from capplan.cli.talk import Talk
    from capplan.plan import Result

__all__ = ["command"]

GAP_NOT_REACHED = 5


@click.command("plan")
@model_argument
@input_options
@solve_options
@click.option(
    "--from",
    "earlier",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="RUN",
    envvar="CAPPLAN_FROM",
    show_envvar=True,
    help="Re-plan: start from the plan in a run folder and change little of what it communicated.",
)
@click.option(
    "--pin",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    envvar="CAPPLAN_PIN",
    show_envvar=True,
    help="Table of classes to keep as they stand there, or the plan.xlsx of a run: what was edited in it.",
)
@click.option(
    "--what-if",
    "what_if",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    envvar="CAPPLAN_WHAT_IF",
    show_envvar=True,
    help="A scenario in a file of its own, laid on top: note, rules and change, as in models/README.md.",
)
@click.option(
    "--schedule-inefficiency",
    "schedule",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="RUN",
    envvar="CAPPLAN_SCHEDULE_INEFFICIENCY",
    show_envvar=True,
    help="Folder of capplan schedule: require what its shifts need to cover its queues, misfit included.",
)
@click.option(
    "--beside",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    multiple=True,
    metavar="RUN",
    envvar="CAPPLAN_BESIDE",
    show_envvar=True,
    help="Run folder whose tables stand beside those of the plan in report.html, to filter by scenario; of capplan "
    "schedule: who is scheduled against who is required, hour by hour. Repeatable.",
)
@accept_feasible_option
@log_option
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
    earlier: Path | None,
    pin: Path | None,
    what_if: Path | None,
    schedule: Path | None,
    beside: tuple[Path, ...],
    accept_feasible: bool,
    log: Path | None,
    as_json: bool,
    quiet: bool,
    log_format: str,
) -> int:
    """Write the plan: classes, headcount, allocation, vendor hours, costs.

    MODEL is a planning model, for example models/quarterly.toml. The run folder is printed on stdout.

    A re-plan (--from) keeps the classes that are being recruited for and stands beside its earlier plan, as
    replan-SCENARIO; what changes, why and what it saves is in changes.csv. --pin fixes the teams and weeks that are
    listed, 0 for no class, and leaves the rest free.

    Shifts never fit a curve: --schedule-inefficiency takes the share of hours on duty that a schedule places where
    they are required, queue by queue, as the schedule_efficiency of queues.csv.

    \b
      capplan plan models/quarterly.toml
      capplan plan models/hiring_tradeoffs.toml --scenario hiring_freeze --time-limit 60
      capplan plan models/quarterly.toml --json --quiet > plan.json
      capplan plan models/quarterly.toml --from outputs/quarterly/base
      capplan plan models/quarterly.toml --from outputs/quarterly/base --pin edited_calendar.csv
      capplan plan models/quarterly.toml --what-if scenarios/more_volume.toml
      capplan plan models/quarterly.toml --schedule-inefficiency outputs/schedule
      capplan plan models/quarterly.toml --scenario hiring_freeze --beside outputs/quarterly/base
    """
    from capplan.cli.talk import Talk
    from capplan.pipeline import Line, load_replan, make_plan, read_beside, run_folder, write_plan
    from capplan.solve.supervise import interruptible

    with Talk(quiet, log_format, log) as talk:
        loaded = load_replan(model, inputs, scenario, earlier, pin, what_if, schedule)
        _check_kept(earlier, pin, run_folder(loaded, outputs))
        _check_writable(outputs / model.stem)
        others = read_beside(beside, loaded.facts, schedule)
        for note in (*loaded.notes, *others.notes):
            talk.say(f"Note: {note}")
        with talk.following() as tell:
            plan = make_plan(loaded, Line(backend, solver, time_limit, gap, seed), tell)
        with interruptible() as seen:  # a plan that took an hour to find is not lost while it is written
            folder, summary = write_plan(plan, loaded, outputs, beside=others)
        _show(summary, folder, as_json, quiet or log_format == "json")
        _noted(plan.result, folder, talk)
        return _exit_code(plan.result, seen.number, accept_feasible, talk)


def _noted(result: Result, folder: Path, talk: Talk) -> None:
    """The last line of a log."""
    talk.note("plan written", folder=str(folder), status=result.status, objective=result.objective,
              bound=result.bound, gap=result.gap)  # fmt: skip


def _exit_code(result: Result, signal: int | None, accept_feasible: bool, talk: Talk) -> int:
    """How the command ends, said in words where it is not the usual way; ``signal`` came while files were written."""
    if result.stopped_by is not None:
        talk.say("Stopped by a signal: this is the best plan so far.")
        return 128 + result.stopped_by
    if signal is not None:
        talk.say("A signal came while the plan was written: the plan is complete.")
        return 128 + signal
    if result.status != "within_gap" and not accept_feasible:
        talk.say("The gap asked for was not reached: this is the best plan so far.")
        return GAP_NOT_REACHED
    return 0


def _check_kept(earlier: Path | None, pin: Path | None, folder: Path) -> None:
    """Refuse to write a plan in the place of what it starts from."""
    for what, kept in (("earlier plan", earlier), ("table of pins", pin)):
        if kept is not None and folder.resolve() in (kept.resolve(), *kept.resolve().parents):
            message = f"The {what} {str(kept)!r} would be overwritten: give another folder."
            raise click.BadParameter(message, param_hint="'--outputs'")


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
