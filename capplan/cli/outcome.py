"""Errors to messages and exit codes, once for all commands."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from types import FrameType

import click

from capplan.errors import CapplanError, InvalidInput, NoPlan

__all__ = ["Terminated", "guarded"]

UNEXPECTED = 1
YES = {"1", "true", "t", "yes", "y", "on"}


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
    except (click.Abort, KeyboardInterrupt):
        return _stopped(signal.SIGINT, arguments)
    except Terminated:
        return _stopped(signal.SIGTERM, arguments)
    except click.ClickException as wrong:
        return _usage(wrong, arguments)
    except CapplanError as error:
        return _tell(error, arguments)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except Exception as error:  # the last door: a bug must still end as one line and exit code 1
        return _unexpected(error, arguments)
    return code if isinstance(code, int) else 0


def _stopped(number: signal.Signals, arguments: list[str]) -> int:
    return _end(128 + number, "interrupted", [f"Stopped by signal {int(number)}."], arguments)


def _usage(wrong: click.ClickException, arguments: list[str]) -> int:
    message = wrong.format_message()
    if _json_lines(arguments):
        return _end(wrong.exit_code, "usage", [message], arguments)
    wrong.show()
    return _end(wrong.exit_code, "usage", [], arguments, message=message)


def _tell(error: CapplanError, arguments: list[str]) -> int:
    status = re.sub(r"(?<!^)(?=[A-Z])", "_", type(error).__name__).lower().removeprefix("capplan_")
    if isinstance(error, InvalidInput):
        count = len(error.problems)
        summed_up = f"{count} problem{'s' if count != 1 else ''} found. No result was written."
        lines = [*(str(problem) for problem in error.problems), summed_up]
        problems = [vars(problem) for problem in error.problems]
        return _end(error.exit_code, status, lines, arguments, message=summed_up, problems=problems)
    lines = str(error).splitlines()
    if isinstance(error, NoPlan):
        reasons = list(error.reasons)
        return _end(
            error.exit_code, status, lines, arguments, message=lines[0], reasons=reasons, **error.details
        )
    return _end(error.exit_code, status, lines, arguments)


def _unexpected(error: Exception, arguments: list[str]) -> int:
    if os.environ.get("CAPPLAN_TRACEBACK"):
        raise error
    if isinstance(error, OSError) and error.filename is not None:
        lines = [f"{error.filename}: {error.strerror}"]
    else:
        lines = [
            f"Unexpected error: {type(error).__name__}: {error}",
            "This is a fault of capplan. Set CAPPLAN_TRACEBACK=1 to see where it happened.",
        ]
    return _end(UNEXPECTED, "error", lines, arguments)


def _end(
    code: int, status: str, lines: list[str], arguments: list[str], message: str | None = None, **more: object
) -> int:
    """Say the lines on stderr, the whole as one JSON object on stdout when asked; return the code."""
    for line in lines:
        click.echo(
            json.dumps({"level": "error", "message": line}) if _json_lines(arguments) else line, err=True
        )
    if _asks(arguments, "--json", "CAPPLAN_JSON"):
        told = "\n".join(lines) if message is None else message
        click.echo(json.dumps({"status": status, "exit_code": code, "message": told, **more}))
    return code


def _asks(arguments: list[str], option: str, variable: str) -> bool:
    return option in arguments or os.environ.get(variable, "").strip().lower() in YES


def _json_lines(arguments: list[str]) -> bool:
    """Whether stderr is to carry JSON lines; the parsed options are gone when an error arrives here."""
    given = [value for name, value in zip(arguments, arguments[1:], strict=False) if name == "--log-format"]
    given += [text.partition("=")[2] for text in arguments if text.startswith("--log-format=")]
    return (given[-1] if given else os.environ.get("CAPPLAN_LOG_FORMAT", "")) == "json"
