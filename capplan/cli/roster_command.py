"""``capplan roster``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from capplan.cli.options import (
    accept_feasible_option,
    gap_option,
    log_option,
    model_argument,
    seed_option,
    talk_options,
)

if TYPE_CHECKING:
    from capplan.roster_run import RosterCase
    from capplan.rostering import Roster

__all__ = ["command"]

FINDINGS = 1
GAP_NOT_REACHED = 5

OWN = {
    "roster.csv", "roster_grid.csv", "hours_per_person.csv", "cover.csv", "gaps.csv", "requests.csv", "summary.json",
    "run.json", "calendars",
}  # fmt: skip


@click.command("roster")
@model_argument
@click.option(
    "--inputs",
    type=click.Path(path_type=Path),
    default="inputs/roster",
    show_default=True,
    envvar="CAPPLAN_INPUTS",
    show_envvar=True,
    help="Folder of input tables: people.csv and what goes with it.",
)
@click.option(
    "--schedule",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    envvar="CAPPLAN_SCHEDULE",
    show_envvar=True,
    help="Folder of capplan schedule: its shifts and people, in place of roster_shifts.csv and roster_cover.csv.",
)
@click.option(
    "--team",
    metavar="NAME",
    envvar="CAPPLAN_TEAM",
    show_envvar=True,
    help="The team of the schedule; none: its only one.",
)
@click.option(
    "--to",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="CAPPLAN_TO",
    show_envvar=True,
    help="Folder to write to; none: outputs/<model>/roster.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="S",
    envvar="CAPPLAN_TIME_LIMIT",
    show_envvar=True,
    help="Seconds to search at most.",
)
@gap_option
@seed_option
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    metavar="N",
    envvar="CAPPLAN_WORKERS",
    show_envvar=True,
    help="Threads of the solver.",
)
@accept_feasible_option
@click.option(
    "--check",
    "to_check",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    envvar="CAPPLAN_CHECK",
    show_envvar=True,
    help="Check a roster file (person, date, shift) against the rules instead of making one.",
)
@log_option
@talk_options
def command(
    model: Path,
    inputs: Path,
    schedule: Path | None,
    team: str | None,
    to: Path | None,
    time_limit: float | None,
    gap: float | None,
    seed: int | None,
    workers: int | None,
    accept_feasible: bool,
    to_check: Path | None,
    log: Path | None,
    as_json: bool,
    quiet: bool,
    log_format: str,
) -> int:
    """Give every named person shifts and days off: by the rules, and at the least price of wishes.

    MODEL is a TOML file with the days and rules. The tables are people.csv, roster_shifts.csv, roster_cover.csv and,
    where there are any, requests.csv, shift_limits.csv and forbidden_successions.csv. Every roster is checked
    independently before it is written, with tables and calendars (iCalendar) for every person and team.

    With --schedule the people wanted on every shift are those that capplan schedule found.

    \b
      capplan roster models/roster.toml --to outputs/march
      capplan roster models/roster.toml --time-limit 60 --seed 3 --json
      capplan roster models/krakow_roster.toml --inputs inputs/krakow_roster --schedule outputs/schedule --team KRK_DE
      capplan roster models/roster.toml --check outputs/march/roster.csv
    """
    from capplan.cli.talk import Talk
    from capplan.roster_run import find_and_check, read_case, write
    from capplan.solve.supervise import interruptible

    folder = Path("outputs", model.stem, "roster") if to is None else to
    _free(folder)
    given = {"time_limit_s": time_limit, "gap": gap, "seed": seed, "workers": workers}
    with Talk(quiet, log_format, log) as talk:
        asked = {key: value for key, value in given.items() if value is not None}
        case = read_case(model, inputs, asked, schedule, team)
        if to_check is not None:
            return _checked(case, to_check, as_json)
        with talk.following() as on_progress:
            roster = find_and_check(case, on_progress)
        with interruptible() as seen:  # a roster is not lost while it is written
            write(roster, case, folder)
        roster = roster if roster.stopped_by is not None else replace(roster, stopped_by=seen.number)
        talk.say("roster written", folder=str(folder), status=_status(roster))
    return _told(roster, case, folder, as_json, accept_feasible)


def _status(roster: Roster) -> str:
    return "within_gap" if roster.within_gap else "gap_not_reached"


def _told(roster: Roster, case: RosterCase, folder: Path, as_json: bool, accept_feasible: bool) -> int:
    """Tell the result on stdout; the exit code."""
    import json

    from capplan.report.roster import roster_summary, roster_text

    enough = roster.within_gap or accept_feasible
    if as_json:
        told = {"status": _status(roster), **roster_summary(roster, case.name), "folder": str(folder)}
        click.echo(json.dumps(told))
    else:
        click.echo(f"{roster_text(roster)}\n\n{folder}")
    if roster.stopped_by is not None:
        return 128 + roster.stopped_by
    return 0 if enough else GAP_NOT_REACHED


def _checked(case: RosterCase, path: Path, as_json: bool) -> int:
    import json

    from capplan.roster_run import check_file

    findings = check_file(case, path)
    if as_json:
        found = [vars(finding) for finding in findings]
        click.echo(json.dumps({"status": "findings" if findings else "ok", "findings": found}))
    for finding in findings:
        click.echo(str(finding), err=True)
    count = len(findings)
    verdict = "The roster keeps every rule." if not count else f"{count} finding{'s' if count != 1 else ''}."
    click.echo(verdict, err=True)
    return FINDINGS if findings else 0


def _free(folder: Path) -> None:
    """Refuse a folder that holds anything but an older roster."""
    if folder.is_dir() and any(path.name not in OWN for path in folder.iterdir()):
        raise click.BadParameter(
            f"{str(folder)!r} holds other files: name a new folder.", param_hint="'--to'"
        )
