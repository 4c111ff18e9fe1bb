"""A process that has loaded what every command loads, and of which a command is a fork.

To start Python and to load pandas and scipy takes longer than all that a small plan does. A fork is a process like
any other: with a folder, an environment, streams and an exit code of its own, on a single thread and without a
solver. What it shares with its siblings is the order of sets, and what has been loaded.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
START = "from tests.cli.warm import serve; serve()"

LOADED = (
    "capplan.cli.plan_command", "capplan.pipeline", "capplan.verify", "capplan.report.terminal", "capplan.replan",
    "capplan.bridge", "capplan.orders", "capplan.price_plan", "capplan.workbook",
)  # fmt: skip
"""What most commands load; neither pictures nor the page, which a command may have to do without."""

LATE = ("capplan.page", "capplan.report.plots", "matplotlib", "highspy", "ortools", "pulp")
"""What a command loads itself, if at all."""

TIME_LIMIT_S = 300
"""After which a command is ended: much more than one needs where others take the processor."""


@cache
def _server() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", START],
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def run(
    arguments: list[str], folder: Path, environment: Mapping[str, str], start: str
) -> subprocess.CompletedProcess[str]:
    """Run ``capplan`` with ``arguments`` to its end; ``start`` is executed first."""
    server = _server()
    assert server.stdin is not None
    assert server.stdout is not None
    with TemporaryDirectory(prefix="warm-") as place:
        order = {
            "arguments": arguments,
            "folder": str(folder),
            "environment": dict(environment),
            "start": start,
            "streams": place,
        }
        server.stdin.write(json.dumps(order) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        out, err = (Path(place, name).read_text(encoding="utf-8") for name in ("out", "err"))
    return subprocess.CompletedProcess(["capplan", *arguments], code, out, err)


def serve() -> None:
    """Fork a command for every order on standard input, and answer with its exit code."""
    for module in LOADED:
        importlib.import_module(module)
    early = [name for name in LATE if name in sys.modules]
    assert not early, early
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _become(**json.loads(line))
            runpy.run_module("capplan", run_name="__main__", alter_sys=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _become(arguments: list[str], folder: str, environment: dict[str, str], start: str, streams: str) -> None:
    signal.alarm(TIME_LIMIT_S)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    new = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    for number, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, f"{streams}/out", new),
        (2, f"{streams}/err", new),
    ):
        descriptor = os.open(path, flags, 0o600)
        os.dup2(descriptor, number)
        os.close(descriptor)
    sys.argv = ["capplan", *arguments]
    exec(start, {"__name__": "start"})
