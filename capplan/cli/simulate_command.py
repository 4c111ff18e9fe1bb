"""``capplan simulate``."""

from __future__ import annotations

from pathlib import Path

import click

from capplan.cli.many_options import SOME_FAILED, many_options
from capplan.cli.options import talk_options

__all__ = ["command"]


@click.command("simulate")
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--draws",
    type=click.IntRange(1, 100_000),
    default=100,
    show_default=True,
    envvar="CAPPLAN_DRAWS",
    show_envvar=True,
    help="Worlds to draw.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2_000_000_000),
    default=0,
    show_default=True,
    envvar="CAPPLAN_SEED",
    show_envvar=True,
    help="Equal seeds draw equal worlds, whatever the plan.",
)
@click.option(
    "--ranges",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    envvar="CAPPLAN_RANGES",
    show_envvar=True,
    help="Table of ranges; none: ranges.csv of the run, else the usual ones.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="S",
    envvar="CAPPLAN_TIME_LIMIT",
    show_envvar=True,
    help="Seconds that one program of a draw may take; none: as the planning model says.",
)
@many_options
@talk_options
def command(
    run: Path,
    draws: int,
    seed: int,
    ranges: Path | None,
    time_limit: float | None,
    workers: int,
    scheduler: str | None,
    resume: bool,
    to: Path | None,
    as_json: bool,
    quiet: bool,
    log_format: str,
) -> int:
    """Try a plan on drawn worlds: what it may cost, how often it misses its targets, and what that hangs on.

    RUN is a run folder. Volumes, handle times, attrition and shrinkage are drawn; classes, contracts and who works
    which queue at all stay as planned, people follow attrition, and hours, overtime, releases and vendors' bands are
    decided anew in each draw, which is known from its first week. A hard rule that a draw cannot keep gives as
    little as possible, and is told. Draws that are done are kept beside the results, also to add more. Exit code 7:
    some failed.

    \b
      capplan simulate outputs/quarterly/base
      capplan simulate outputs/quarterly/base --draws 500 --workers 8
      capplan simulate outputs/quarterly/base --ranges our_ranges.csv --json
    """
    import json

    from capplan.cli.study_bar import watched
    from capplan.cli.talk import Talk
    from capplan.page.bands import write_bands
    from capplan.pipeline import Line
    from capplan.report.uncertainty_text import as_text
    from capplan.report.uncertainty_write import write_simulation
    from capplan.studies.simulate import Asked, simulate

    asked = Asked(draws, seed, ranges, Line(time_limit_s=time_limit), workers, scheduler, resume)
    run = run.resolve()
    folder = to or run.with_name(f"simulate-{run.name}")
    with Talk(quiet, log_format) as talk:
        with watched(talk, 1 + draws) as told:
            simulated = simulate(run, asked, folder.with_name(f".{folder.name}.draws"), told)
        content = write_simulation(simulated, folder, lambda to: write_bands(simulated, run, to))
        content = {**content, "folder": str(folder)}
        talk.note("study written", folder=str(folder))
        click.echo(json.dumps(content) if as_json else f"{as_text(content)}\n\n{folder}")
        if simulated.failed:
            talk.say(f"Draws that failed: {len(simulated.failed)} of {draws}.")
            return SOME_FAILED
        return 0
