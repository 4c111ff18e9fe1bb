"""The live line: what it shows at every width, and that its time moves by itself."""

from __future__ import annotations

import io
import os
import re
import select
import subprocess
import time

import pytest
from rich.console import Console

from capplan.cli.live import LiveLine
from capplan.solve import Progress
from tests.cli.command_line import NO_PICTURES, command, environment
from tests.small_inputs import write

STEP = Progress(3.0, "branch and bound", 38_484_217.0, 38_100_000.0, 0.01)


def drawn(width: int, step: Progress | None = STEP, **settings: object) -> str:
    """The line as it stands at the end on a terminal of a given width."""
    stream = io.StringIO()
    console = Console(
        file=stream, force_terminal=True, width=width, _environ={"TERM": "xterm-256color"}, **settings
    )
    line = LiveLine(console, time.monotonic() - 12.3)
    line.step = step
    line.end()
    return stream.getvalue()


def plain(text: str) -> str:
    """A text without escape codes; what was drawn over keeps a line of its own."""
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text).replace("\r\n", "\n").replace("\r", "\n")


def words(text: str) -> str:
    """The last line without escape codes."""
    return [line.rstrip() for line in plain(text).splitlines() if line.strip()][-1]


@pytest.mark.parametrize(
    ("width", "told"),
    [
        (100, "  12.3 s  branch and bound   best plan 38,484,217  bound 38,100,000  gap 1.00%"),
        (70, "  12.3 s  branch and bound   best plan 38,484,217  gap 1.00%"),
        (40, "  12.3 s  branch and bound   gap 1.00%"),
        (30, "  12.3 s  branch and bound"),
        (12, "  12.3 s  br"),
    ],
)
def test_a_narrow_terminal_keeps_time_stage_and_gap(width, told):
    assert words(drawn(width)) == told


def test_before_the_search_the_program_is_built():
    assert words(drawn(80, None)) == "  12.3 s  build"


def test_no_color_means_no_color():
    colour = "\x1b[32m"
    assert colour in drawn(100)
    assert colour not in drawn(100, no_color=True)


def test_a_terminal_that_cannot_redraw_gets_no_live_line(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert LiveLine.on_stderr(0.0) is None


SILENT_SEARCH = (
    NO_PICTURES
    + """
import time
from capplan import pipeline
solve = pipeline.solve
def slow(*question, **more):
    time.sleep(1.5)
    return solve(*question, **more)
pipeline.solve = slow
"""
)


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a terminal")
def test_the_time_moves_on_a_terminal_while_no_event_comes_and_stdout_stays_clean(tmp_path):
    write(tmp_path)
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        command("plan", "small.toml"),
        cwd=tmp_path,
        env=environment(tmp_path, SILENT_SEARCH, {"TERM": "xterm", "COLUMNS": "90"}),
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    text = b""
    try:
        while select.select([ours], [], [], 60.0)[0]:
            try:
                text += os.read(ours, 65536)
            except OSError:  # how Linux says that the other side is closed
                break
    finally:
        os.close(ours)
    stdout, _ = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (0, b"outputs/small/base\n")
    seen = text.decode()
    assert len(set(re.findall(r"([0-9.]+) s  build", seen))) >= 3
    # the line stays as it ended, with the cursor back, and the tables come below
    assert re.search(r" s  end +best plan [0-9,]+  bound [0-9,]+  gap 0.00%$", plain(seen), re.MULTILINE)
    assert seen.rindex("\x1b[?25h") > seen.rindex("\x1b[?25l")
    assert seen.index("\x1b[?25h") < seen.index("Change nothing")
