"""``capplan stress``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from capplan.cli.options import json_option

__all__ = ["command"]


@click.command("stress")
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--queue",
    metavar="QUEUE",
    envvar="CAPPLAN_QUEUE",
    show_envvar=True,
    help="Queue of an incident, or queue:language; none: no incident.",
)
@click.option(
    "--times",
    type=click.FloatRange(min=0, min_open=True),
    default=2.0,
    show_default=True,
    metavar="K",
    envvar="CAPPLAN_TIMES",
    show_envvar=True,
    help="Its volume, times so much.",
)
@click.option(
    "--days",
    type=click.FloatRange(min=0, min_open=True),
    default=7.0,
    show_default=True,
    metavar="D",
    envvar="CAPPLAN_DAYS",
    show_envvar=True,
    help="For so many days.",
)
@click.option(
    "--from",
    "start",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    envvar="CAPPLAN_FROM",
    show_envvar=True,
    help="First day of the period in which it begins; none: the first.",
)
@click.option(
    "--priority",
    "priorities",
    multiple=True,
    metavar="NAME",
    envvar="CAPPLAN_PRIORITY",
    show_envvar=True,
    help="Must go on when people are lost; none: as [resilience] says, else what is dearest left undone.",
)
@click.option(
    "--surge-share",
    type=click.FloatRange(0, 1),
    default=0.1,
    show_default=True,
    metavar="S",
    envvar="CAPPLAN_SURGE_SHARE",
    show_envvar=True,
    help="Overtime of the others when people are lost.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="S",
    envvar="CAPPLAN_TIME_LIMIT",
    show_envvar=True,
    help="Seconds that one program of the incident may take; none: as the planning model says.",
)
@click.option(
    "--to",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="CAPPLAN_TO",
    show_envvar=True,
    help="Folder to write to; none: stress-<run> beside the run.",
)
@json_option
def command(
    run: Path,
    queue: str | None,
    times: float,
    days: float,
    start: datetime | None,
    priorities: tuple[str, ...],
    surge_share: float,
    time_limit: float | None,
    to: Path | None,
    as_json: bool,
) -> int:
    """Lose every site, vendor and country of a plan in turn, and see how it gets over an incident.

    RUN is a run folder; it is not touched. n1_stress.csv has every loss by week: what the queues that must go on
    require, and what the others could work at once. With --queue its volume is K times what was foreseen for D days:
    incident.csv tells week by week what that takes, with nobody hired for it. Pictures of both stand beside them.
    What more safety costs is a curve of its own: capplan frontier MODEL --against resilience.

    \b
      capplan stress outputs/quarterly/base
      capplan stress outputs/quarterly/base --priority P0 --priority P1
      capplan stress outputs/quarterly/base --queue graphic_violence --times 3 --days 10 --from 2026-06-01
    """
    import json

    run = run.resolve()
    folder = run.with_name(f"stress-{run.name}") if to is None else to
    _free(folder, run)
    from capplan.report.studies.stress import as_text

    content = _stressed(run, folder, queue, (times, days, start), priorities, surge_share, time_limit)
    told = {"status": "ok", **content, "folder": str(folder)}
    click.echo(json.dumps(told) if as_json else f"{as_text(content)}\n\n{folder}")
    return 0


def _stressed(
    run: Path,
    folder: Path,
    queue: str | None,
    incident: tuple[float, float, datetime | None],
    priorities: tuple[str, ...],
    surge_share: float,
    time_limit: float | None,
) -> dict[str, Any]:
    """Make the study, write its folder, and say what is in it."""
    from capplan.report.studies.stress import incident_table, n1_table, taken, write_stress
    from capplan.starting_point import Line
    from capplan.studies.stress import Asked, losses, recovery, rules_of

    case, found = losses(run, priorities, surge_share)
    ranked = sorted(found, key=lambda one: (one.share, one.kind, one.name))
    content: dict[str, Any] = {
        "period": case.facts.horizon.period,
        "currency": case.facts.currency,
        "priorities": list(rules_of(case.model, priorities, surge_share).priorities),
        "surge_share": surge_share,
        "losses": [one.told(case.weeks) for one in ranked],
    }
    table = n1_table(case.weeks, [(one.kind, one.name, one.required_h, one.worked_h) for one in found])
    hit = None
    if queue is not None:
        times, days, start = incident
        asked = Asked(queue, times, days, case.facts.horizon.start if start is None else start.date())
        line = Line(time_limit_s=time_limit)
        got_over = recovery(run, asked, line, lambda stage: click.echo(f"{stage} ...", err=True))
        hit = incident_table(got_over.before, got_over.after, got_over.queues, got_over.factor)
        content["incident"] = {
            "queue": queue,
            "times": times,
            "days": days,
            "from": asked.start.isoformat(),
            "periods_to_recover": got_over.periods_to_recover,
            "most_open_h": round(float(got_over.open_h.max()), 1),
            "takes": {
                name: round(value, 2) + 0.0
                for name, value in taken(got_over.before, got_over.after, hit).items()
            },
            "breached": {name: round(by, 3) for name, by in got_over.breached.items()},
        }
    write_stress(folder, table, hit, content, case.facts.horizon)
    return content


def _free(folder: Path, run: Path) -> None:
    """Refuse the run itself, and a folder that holds anything but an older answer."""
    if folder.resolve() == run or run in folder.resolve().parents:
        raise click.BadParameter("the run folder is not written to: name another one.", param_hint="'--to'")
    from capplan.report.studies.stress import FILES

    if folder.is_dir() and any(path.name not in FILES for path in folder.iterdir()):
        raise click.BadParameter(
            f"{str(folder)!r} holds other files: name a new folder.", param_hint="'--to'"
        )
