"""One attempt at a case: the work in a folder beside its place, and the result kept with it.

What is done stands in ``case.json`` of the case's folder: the folder is renamed whole, so that a result is there with
all its files or not at all. That one file carries times; what else the folder holds is the work's.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from capplan.errors import CapplanError, Interrupted
from capplan.report.whole import write_whole
from capplan.studies.result import Done, Failed

if TYPE_CHECKING:
    from capplan.studies.case import Case  # only its work needs what a real case imports

__all__ = ["CASE", "Work", "attempt", "kept", "sweep", "working_folder"]

Work = Callable[["Case", Path], dict[str, Any]]

CASE = "case.json"

STALE_S = 86_400.0
"""From this age on a folder of work belongs to a process that was killed, on this machine or another."""


def attempt(work: Work, case: Case, folder: Path, number: int, wanted: Callable[[], bool]) -> Done | Failed:
    """Do the work and keep its result in ``folder/<case.name>``; ``number`` says which attempt it is.

    ``wanted`` is asked when the work is done: where it says no, nothing is kept and ``Interrupted`` is raised.
    What the work raises on purpose becomes ``Failed``; anything else is raised, for another attempt.
    """
    started = time.perf_counter()
    at = working_folder(folder, case.name, os.getpid())
    shutil.rmtree(at, ignore_errors=True)
    at.mkdir(parents=True)
    try:
        value = work(case, at)
        if not wanted():
            raise Interrupted(15)
        wall_s = round(time.perf_counter() - started, 3)
        record = {"key": case.key, "work": _name(work), "wall_s": wall_s, "attempts": number}
        text = json.dumps({**record, **case.described(), "value": value}, indent=1, allow_nan=False) + "\n"
        (at / CASE).write_text(text, encoding="utf-8")
        write_whole(folder / case.name, lambda to: _move(at, to))
        return Done(case.name, case.key, json.loads(text)["value"], wall_s, number, reused=False)
    except Interrupted:
        raise
    except CapplanError as error:
        if error.exit_code == CapplanError.exit_code:
            raise  # a solver that crashed: the next attempt may go well
        return Failed(case.name, case.key, error.exit_code, str(error), number)
    finally:
        shutil.rmtree(at, ignore_errors=True)


def kept(work: Work, case: Case, folder: Path) -> Done | None:
    """The result of an earlier study of the same content, or None."""
    try:
        record = json.loads((folder / case.name / CASE).read_text(encoding="utf-8"))
        if record["key"] != case.key or record["work"] != _name(work):
            return None
        return Done(case.name, case.key, record["value"], record["wall_s"], record["attempts"], reused=True)
    except (OSError, ValueError, KeyError):
        return None


def working_folder(folder: Path, name: str, process: int) -> Path:
    """Where a process works on a case. Who started the process can remove it when the process is gone."""
    return folder / f".{name}.working-{socket.gethostname()}-{process}"


def sweep(folder: Path) -> None:
    """Remove what was left by processes that were killed together with those who started them."""
    for left in folder.glob(".*.working-*"):
        ages = [time.time() - entry.stat().st_mtime for entry in (left, *left.rglob("*"))]
        if min(ages) > STALE_S:
            shutil.rmtree(left, ignore_errors=True)


def _name(work: Work) -> str:
    """What tells one kind of work from another in the same folder."""
    if isinstance(work, partial):
        return f"{_name(work.func)}{work.args!r}{sorted(work.keywords.items())!r}"
    return f"{work.__module__}.{work.__qualname__}"


def _move(old: Path, new: Path) -> None:
    for entry in old.iterdir():
        entry.rename(new / entry.name)
