"""Errors to messages and exit codes, once for all commands."""

from __future__ import annotations

import json
import os
import signal
import sys
from types import FrameType

import click

from capplan.errors import CapplanError, InvalidInput, NoPlan

__all__ = ["Terminated", "guarded"]

UNEXPECTED = 1


class Terminated(BaseException):
    """SIGTERM came while no solver was running."""


def _terminate(number: int, frame: FrameType | None) -> None:
    raise Terminated


def guarded(command: click.Command, arguments: list[str] | None = None) -> int:
    """Run ``command`` and return its exit code; with ``--json`` an error is one JSON object on stdout."""
    signal.signal(signal.SIGTERM, _terminate)
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        code = command.main(arguments, prog_name="capplan", standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.Abort:
        return 128 + signal.SIGINT
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except Terminated:
        return 128 + signal.SIGTERM
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except CapplanError as error:
        return _tell(error, arguments)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except Exception as error:  # the last door: a bug must still end as one line and exit code 1
        if os.environ.get("CAPPLAN_TRACEBACK"):
            raise
        click.echo(f"Unexpected error: {type(error).__name__}: {error}", err=True)
        click.echo("This is a fault of capplan. Set CAPPLAN_TRACEBACK=1 to see where it happened.", err=True)
        return UNEXPECTED
    return code if isinstance(code, int) else 0


def _tell(error: CapplanError, arguments: list[str]) -> int:
    if "--json" in arguments or os.environ.get("CAPPLAN_JSON"):
        click.echo(
            json.dumps({"status": type(error).__name__, "exit_code": error.exit_code, **_details(error)})
        )
    if isinstance(error, InvalidInput):
        for problem in error.problems:
            click.echo(str(problem), err=True)
        count = len(error.problems)
        click.echo(f"{count} problem{'s' if count != 1 else ''} found. Nothing was planned.", err=True)
    else:
        click.echo(str(error), err=True)
    return error.exit_code


def _details(error: CapplanError) -> dict[str, object]:
    if isinstance(error, InvalidInput):
        return {"problems": [vars(problem) for problem in error.problems]}
    if isinstance(error, NoPlan):
        return {"reasons": list(error.reasons)}
    return {"message": str(error)}
