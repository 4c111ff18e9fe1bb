"""The live line of a search on a terminal: elapsed time, stage, best plan, bound, gap."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.text import Text

from capplan.cli.talk import standing

if TYPE_CHECKING:
    from capplan.solve import Progress

__all__ = ["LiveLine"]

TICKS_A_SECOND = 5.0

LEAVES_FIRST = ("bound", "incumbent", "gap")
"""What a narrow terminal goes without, in this order."""


class LiveLine:
    """One line that is drawn again several times a second, so that its time moves while nothing else does.

    ``step`` is where the search stands. Obeys NO_COLOR, COLUMNS and the width of the terminal.
    """

    def __init__(self, console: Console, started: float) -> None:
        self.step: Progress | None = None
        self._started = started
        self._live = Live(
            self,
            console=console,
            refresh_per_second=TICKS_A_SECOND,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start(refresh=True)

    @classmethod
    def on_stderr(cls, started: float) -> LiveLine | None:
        """The line on stderr, or None where the terminal cannot redraw one (TERM=dumb, TTY_INTERACTIVE=0).

        ``started`` is the reading of ``time.monotonic()`` from which the time counts.
        """
        console = Console(stderr=True, highlight=False)
        return cls(console, started) if console.is_interactive else None

    def above(self, text: str) -> None:
        """Print a line that stays, above the live one."""
        self._live.console.print(Text(text), soft_wrap=True)

    def end(self) -> None:
        """Leave the line as it last stood and give the cursor back."""
        self._live.stop()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The line, with as much as the width holds."""
        parts = {} if self.step is None else standing(self.step)
        stage = "build" if self.step is None else self.step.stage
        head = f"{time.monotonic() - self._started:6.1f} s  {stage:<17}"
        for name in LEAVES_FIRST:
            if len("  ".join([head, *parts.values()])) > options.max_width:
                parts.pop(name, None)
        line = Text(no_wrap=True, overflow="crop")
        line.append(head, style="bold")
        for name, text in parts.items():
            line.append("  " + text, style="green" if name == "gap" else "")
        yield line
