"""What a command says while it works: notes and progress on stderr, the same as JSON lines in a log."""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING

import click

if TYPE_CHECKING:
    from capplan.cli.live import LiveLine
    from capplan.solve import Progress

__all__ = ["Talk", "standing"]

SECONDS_BETWEEN_LINES = 2.0
"""Text lines of one stage keep this distance; JSON lines tell every step."""


class Talk:
    """Says things on stderr: a live line on a terminal, log lines elsewhere, JSON lines when asked.

    ``log`` is a file that gets JSON lines too, whatever stderr shows, each of them written out at once. Every
    JSON line has ``elapsed_s``, seconds since the command began, and ``message``. Use it in a ``with`` statement:
    an error that passes through becomes the last line of the log.
    """

    def __init__(self, quiet: bool, log_format: str, log: Path | None = None) -> None:
        self.quiet = quiet
        self.as_json = log_format == "json"
        self.started = time.monotonic()
        self._log = None if log is None else _opened(log)
        self._live: LiveLine | None = None
        self._shown_s = 0.0
        self._stage = ""
        self._untold: Progress | None = None

    def __enter__(self) -> Talk:
        """Begin to talk."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """Close the log; an error is its last line."""
        if self._log is None:
            return
        if error is not None:
            self._keep(self._line(str(error) or type(error).__name__, level="error"))
        self._log.close()

    @property
    def elapsed_s(self) -> float:
        """Seconds since the command began."""
        return time.monotonic() - self.started

    def say(self, message: str, **values: object) -> None:
        """One message with values."""
        line = self._line(message, **values)
        self._keep(line)
        if self.quiet:
            return
        if self.as_json:
            click.echo(line, err=True)
        else:
            details = " ".join(f"{key}={value}" for key, value in values.items())
            self._print(f"{message} {details}".rstrip())

    def note(self, message: str, **values: object) -> None:
        """What only a program wants to read: JSON lines carry it, text does not."""
        line = self._line(message, **values)
        self._keep(line)
        if self.as_json and not self.quiet:
            click.echo(line, err=True)

    @contextlib.contextmanager
    def following(self) -> Iterator[Callable[[Progress], None]]:
        """What is to be called with every step of the search; where it ended is told in any case."""
        if not self.quiet and not self.as_json and sys.stderr.isatty():
            from capplan.cli.live import LiveLine

            self._live = LiveLine.on_stderr(self.started)
        try:
            self._stage = "build"
            self.note("progress", stage="build", solve_s=0.0, incumbent=None, bound=None, gap=None)
            yield self._progress
        finally:
            if self._untold is not None:
                self._show(self._untold)
            if self._live is not None:
                self._live.end()
                self._live = None

    def _progress(self, progress: Progress) -> None:
        """One step of the search: JSON lines tell it as it is; text waits unless the stage changes."""
        self.note(
            "progress",
            stage=progress.stage,
            solve_s=round(progress.elapsed_s, 3),
            incumbent=progress.incumbent,
            bound=progress.bound,
            gap=progress.gap,
        )
        if self.quiet or self.as_json:
            return
        if self._live is not None:
            self._live.step = progress
            return
        self._untold = progress
        if progress.stage != self._stage or time.monotonic() - self._shown_s >= SECONDS_BETWEEN_LINES:
            self._show(progress)

    def _show(self, progress: Progress) -> None:
        self._shown_s, self._stage, self._untold = time.monotonic(), progress.stage, None
        parts = [f"{self.elapsed_s:6.1f} s", f"{progress.stage:<17}", *standing(progress).values()]
        self._print("  ".join(parts).rstrip())

    def _print(self, text: str) -> None:
        if self._live is not None:
            self._live.above(text)
        else:
            click.echo(text, err=True)

    def _line(self, message: str, **values: object) -> str:
        return json.dumps({"elapsed_s": round(self.elapsed_s, 3), "message": message, **values})

    def _keep(self, line: str) -> None:
        if self._log is not None:
            self._log.write(line + "\n")


def _opened(log: Path) -> IO[str]:
    try:
        return log.open("w", encoding="utf-8", buffering=1)
    except OSError as error:
        problem = f"{str(log)!r} cannot be written: {error.strerror}."
        raise click.BadParameter(problem, param_hint="'--log'") from error


def standing(progress: Progress) -> dict[str, str]:
    """The best plan, the bound and the gap in words, as far as they are known."""
    parts = {}
    if progress.incumbent is not None:
        parts["incumbent"] = f"best plan {progress.incumbent:,.0f}"
    if progress.bound is not None:
        parts["bound"] = f"bound {progress.bound:,.0f}"
    if progress.gap is not None:
        parts["gap"] = f"gap {progress.gap:.2%}"
    return parts
