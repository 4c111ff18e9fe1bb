"""A folder that is written beside its place and renamed whole, so that nobody ever sees half of one."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

__all__ = ["write_whole"]

STALE_S = 3600.0
"""From this age on a half-written folder belongs to a run that was killed; writing takes seconds."""


def write_whole(folder: Path, fill: Callable[[Path], None]) -> None:
    """Let ``fill`` write into a folder beside ``folder``, then put it in its place.

    When anything fails, an older folder stays as it was and nothing is left behind; the error is passed on.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.writing-", dir=folder.parent))
    try:
        beside.chmod(0o755)  # mkdtemp makes it private
        fill(beside)
        _replace(folder, beside)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Remove what killed runs left beside ``folder``; what is younger may belong to a run that is writing."""
    for left in folder.parent.glob(f".{folder.name}.writing-*"):
        if time.time() - left.stat().st_mtime > STALE_S:
            shutil.rmtree(left, ignore_errors=True)


def _replace(folder: Path, new: Path) -> None:
    """Put ``new`` in the place of ``folder``: the old one is moved aside first, and back if that fails."""
    if not folder.exists():
        new.rename(folder)
        return
    aside = new.with_name(new.name.replace(".writing-", ".replaced-"))
    folder.rename(aside)
    try:
        new.rename(folder)
    except BaseException:  # an interrupt as well: the old run must be back before it goes on
        aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)
