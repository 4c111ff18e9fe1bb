"""What a command says on stderr while it works: notes, progress, log lines."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from capplan.solve import Progress

__all__ = ["Talk"]

SECONDS_BETWEEN_LINES = 2.0


class Talk:
    """Says things on stderr: a live line on a terminal, log lines elsewhere, JSON lines when asked."""

    def __init__(self, quiet: bool, log_format: str) -> None:
        self.quiet = quiet
        self.as_json = log_format == "json"
        self.live = not quiet and not self.as_json and sys.stderr.isatty()
        self.started = time.monotonic()
        self._last = 0.0
        self._stage = ""
        self._line_open = False

    def say(self, message: str, **values: object) -> None:
        """One message with values."""
        if self.quiet:
            return
        self._close_line()
        if self.as_json:
            elapsed = round(time.monotonic() - self.started, 3)
            click.echo(json.dumps({"elapsed_s": elapsed, "message": message, **values}), err=True)
        else:
            details = " ".join(f"{key}={value}" for key, value in values.items())
            click.echo(f"{message} {details}".rstrip(), err=True)

    def progress(self, progress: Progress) -> None:
        """Where the search stands; at most one line every two seconds unless the stage changes."""
        if self.quiet:
            return
        now = time.monotonic()
        same_stage = progress.stage == self._stage
        if same_stage and now - self._last < (0.2 if self.live else SECONDS_BETWEEN_LINES):
            return
        self._last, self._stage = now, progress.stage
        if self.live:
            text = f"{progress.elapsed_s:6.1f} s  {progress.stage:<17} " + _standing(progress)
            click.echo(f"\r\x1b[2K{text}", err=True, nl=False)
            self._line_open = True
        elif self.as_json:
            self.say("progress", **vars(progress))
        else:
            self.say(f"{progress.elapsed_s:6.1f} s  {progress.stage:<17} " + _standing(progress))

    def _close_line(self) -> None:
        if self._line_open:
            click.echo("", err=True)
            self._line_open = False


def _standing(progress: Progress) -> str:
    parts = []
    if progress.incumbent is not None:
        parts.append(f"best plan {progress.incumbent:,.0f}")
    if progress.bound is not None:
        parts.append(f"bound {progress.bound:,.0f}")
    if progress.gap is not None:
        parts.append(f"gap {progress.gap:.2%}")
    return "  ".join(parts)
