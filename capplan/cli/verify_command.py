"""``capplan verify``."""

from __future__ import annotations

from pathlib import Path

import click

from capplan.cli.options import json_option

__all__ = ["command"]

FINDINGS = 1


@click.command("verify")
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
def command(run: Path, as_json: bool) -> int:
    """Check the plan in the folder RUN against the rules and recompute every cost, without the optimizer.

    Exit code 0: the plan keeps every rule; 1: it does not, and every finding is listed.

    \b
      capplan verify outputs/quarterly/base
    """
    import json

    from capplan.verify import verify_run

    report = verify_run(run)
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
