"""``capplan schedule``."""

from __future__ import annotations

from pathlib import Path

import click

from capplan.cli.options import (
    accept_feasible_option,
    gap_option,
    log_option,
    model_argument,
    seed_option,
    talk_options,
)

__all__ = ["command"]

GAP_NOT_REACHED = 5
TOLD = ("status", "objective", "bound", "gap")
"""What the log says at its end, beside the folder."""

FOLDER = click.Path(file_okay=False, path_type=Path)
THERE = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("schedule")
@model_argument
@click.option("--inputs", type=FOLDER, default="inputs/schedule", show_default=True, envvar="CAPPLAN_INPUTS",
              show_envvar=True, help="Folder of input tables: shift_rules.csv and what goes with it.")  # fmt: skip
@click.option("--requirement", type=THERE, metavar="DIR", envvar="CAPPLAN_REQUIREMENT", show_envvar=True,
              help="Folder that capplan require wrote; none: tables of one's own.")  # fmt: skip
@click.option("--heads", type=THERE, metavar="RUN", envvar="CAPPLAN_HEADS", show_envvar=True,
              help="Run folder of capplan plan with the heads of teams; none: team_heads.csv.")  # fmt: skip
@click.option("--to", type=FOLDER, default="outputs/schedule", show_default=True, envvar="CAPPLAN_TO",
              show_envvar=True, help="Folder to write.")  # fmt: skip
@click.option("--time-limit", type=click.FloatRange(min=0, min_open=True), metavar="S",
              envvar="CAPPLAN_TIME_LIMIT", show_envvar=True,
              help="Seconds to search at most, all teams together.")  # fmt: skip
@gap_option
@seed_option
@accept_feasible_option
@log_option
@talk_options
def command(
    model: Path,
    inputs: Path,
    requirement: Path | None,
    heads: Path | None,
    to: Path,
    time_limit: float | None,
    gap: float | None,
    seed: int | None,
    accept_feasible: bool,
    log: Path | None,
    as_json: bool,
    quiet: bool,
    log_format: str,
) -> int:
    """Design shifts: which are opened, how many people work each on each day, where breaks go, who has which tour.

    MODEL is a schedule model, for example models/schedule.toml. People required by interval come from the folder that
    capplan require wrote, or from interval_requirement.csv; shifts, breaks and tours from shift_rules.csv and the
    tables with it. Teams of a pool cover their queues together, each on its own clock; without a requirement of
    capplan require what they cover is in queue_requirement.csv. The folder written is printed on stdout.

    \b
      capplan require models/quarterly.toml
      capplan schedule models/schedule.toml --requirement outputs/quarterly/requirement-base
      capplan schedule models/schedule.toml --inputs my_week --to outputs/my_week --json
    """
    import json

    from capplan.cli.talk import Talk
    from capplan.report.schedule.summary import schedule_text, status_of
    from capplan.scheduling import ScheduleLine, make_schedule, read_schedule, write_schedule
    from capplan.solve.supervise import interruptible

    with Talk(quiet, log_format, log) as talk:
        read = read_schedule(model, inputs, requirement, heads)
        with talk.following() as tell:
            made = make_schedule(read, ScheduleLine(time_limit, gap, seed), tell)
        with interruptible() as seen:  # a schedule is not lost while it is written
            told = write_schedule(read, made.teams, to, made.pools)
        talk.say(schedule_text(made.teams, read.model.currency, made.pools))
        talk.note("schedule written", folder=str(to), **{name: told[name] for name in TOLD})
        click.echo(json.dumps({**told, "folder": str(to)}) if as_json else str(to))
        signal = seen.number if made.stopped_by is None else made.stopped_by
        if signal is not None:
            talk.say("Stopped by a signal: this is the best schedule so far.")
            return 128 + signal
        if status_of(made.teams) != "within_gap" and not accept_feasible:
            talk.say("The gap asked for was not reached: this is the best schedule so far.")
            return GAP_NOT_REACHED
        return 0
