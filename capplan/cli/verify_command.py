"""``capplan verify``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from capplan.cli.options import json_option

if TYPE_CHECKING:
    from capplan.verify import Report
    from capplan.verify_schedule import Report as ScheduleReport

__all__ = ["command"]

FINDINGS = 1


@click.command("verify")
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
def command(run: Path, as_json: bool) -> int:
    """Check the plan in the folder RUN against the rules and recompute every cost, without the optimizer.

    RUN may be the folder of a schedule as well.

    Exit code 0: the plan keeps every rule; 1: it does not, and every finding is listed.

    \b
      capplan verify outputs/quarterly/base
    """
    import json

    report = _report(run)
    if as_json:
        findings = [vars(finding) for finding in report.findings]
        status = "ok" if report.ok else "findings"
        click.echo(json.dumps({"status": status, "checks": report.checks, "findings": findings}))
    for finding in report.findings:
        click.echo(str(finding), err=True)
    cells = sum(report.checks.values())
    count = len(report.findings)
    verdict = "The plan keeps every rule" if report.ok else f"{count} finding{'s' if count != 1 else ''}"
    click.echo(f"{verdict} ({len(report.checks)} rules, {cells:,} values checked).", err=True)
    return 0 if report.ok else FINDINGS


def _report(run: Path) -> Report | ScheduleReport:
    """What the checker of plans, or that of schedules, finds."""
    if (run / "assumptions" / "schedule_model.json").is_file():
        from capplan.verify_schedule import verify_schedule

        return verify_schedule(run)
    from capplan.verify import verify_run

    return verify_run(run)
