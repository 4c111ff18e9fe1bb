"""``capplan doctor``."""

from __future__ import annotations

import click

from capplan.cli.options import json_option

__all__ = ["command"]

MISSING = 8


@click.command("doctor")
@json_option
def command(as_json: bool) -> int:
    """Try every solver back end, each in a process of its own, and say how to put right what is wrong.

    Exit code 0: at least one back end works; 8: none does.

    \b
      capplan doctor --json
    """
    import json

    from capplan.solve import BACKENDS, probe

    results = [probe(backend) for backend in BACKENDS]
    if as_json:
        status = "ok" if any(result.ok for result in results) else "missing_solver"
        click.echo(json.dumps({"status": status, "backends": [vars(result) for result in results]}))
    for result in results:
        state = "works" if result.ok else "does not work"
        click.echo(
            f"{result.backend:<8} {state:<14} {result.version or ''} {result.message}".rstrip(), err=True
        )
        if result.remedy and not result.ok:
            click.echo(f"         put it right: {result.remedy}", err=True)
    return 0 if any(result.ok for result in results) else MISSING
