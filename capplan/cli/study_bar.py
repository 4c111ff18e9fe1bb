"""What is said while a study runs: a bar on a terminal, a line for each result elsewhere, JSON lines in a log."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from capplan.cli.talk import Talk
    from capplan.studies.result import Done, Failed

__all__ = ["watched"]

NO_PLAN = 4
"""Exit code of ``errors.NoPlan``, which is slow to load here."""


@contextlib.contextmanager
def watched(talk: Talk, count: int) -> Iterator[Callable[[Done | Failed], None]]:
    """What is to be called with every one of ``count`` results as it comes, and with what is planned once more."""
    bar = None if talk.quiet or talk.as_json or not sys.stderr.isatty() else _Bar.on_stderr(count)
    seen = 0

    def told(result: Done | Failed) -> None:
        nonlocal seen
        seen += 1
        of = max(seen, count)
        line = f"{seen}/{of}  {_words(result)}"
        talk.note("result", done=seen, of=of, **_values(result))
        if bar is not None:
            bar.step(line)
        elif not talk.as_json:
            talk.say(line)

    try:
        yield told
    finally:
        if bar is not None:
            bar.end()


class _Bar:
    """A bar that moves with every result; each leaves its line above it."""

    def __init__(self, count: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("plans"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=Console(stderr=True, highlight=False))
        self._task = self._progress.add_task("plans", total=count)
        self._progress.start()

    @classmethod
    def on_stderr(cls, count: int) -> _Bar | None:
        """The bar, or None where the terminal cannot redraw one (TERM=dumb, TTY_INTERACTIVE=0)."""
        from rich.console import Console

        return cls(count) if Console(stderr=True).is_interactive else None

    def step(self, line: str) -> None:
        from rich.text import Text

        self._progress.console.print(Text(line), soft_wrap=True)
        self._progress.advance(self._task)

    def end(self) -> None:
        self._progress.stop()


def _words(result: Done | Failed) -> str:
    """How a run ended."""
    value = _values(result)
    if value["failed"]:
        # that no plan meets the rules is an answer as well
        return f"{result.name}: {'' if value['exit_code'] == NO_PLAN else 'failed, '}{value['reason']}"
    if value["reused"]:
        return f"{result.name}: kept from an earlier study"
    gap = "" if value["gap"] is None else f", gap {value['gap']:.2%}"
    tries = "" if result.attempts == 1 else f", attempt {result.attempts}"
    return f"{result.name}: {value['wall_s']:.1f} s{gap}{tries}"


def _values(result: Done | Failed) -> dict[str, object]:
    """The same for a program."""
    from capplan.studies.result import Failed

    values: dict[str, object] = {"name": result.name, "attempts": result.attempts}
    if isinstance(result, Failed):
        first = (result.message.splitlines() or [""])[0]
        return {**values, "failed": True, "exit_code": result.exit_code, "reason": first}
    value = result.value
    return {
        **values, "failed": False, "wall_s": result.wall_s, "gap": value.get("gap"), "reused": result.reused,
        "cost_to_serve": value.get("cost_to_serve"),
    }  # fmt: skip
