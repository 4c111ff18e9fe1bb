"""A workbook as a file, written whole."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from capplan.errors import InvalidInput, Problem

__all__ = ["save_new", "save_whole"]


def save_whole(content: bytes, path: Path) -> None:
    """Write ``content`` beside ``path`` and put it in its place, so that nobody ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix=f".{path.name}.writing-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(beside).chmod(0o644)  # mkstemp makes it private
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)


def save_new(content: bytes, path: Path) -> None:
    """As ``save_whole``. Raises InvalidInput where the file is there or its name is not that of a workbook."""
    if path.suffix.lower() != ".xlsx":
        raise InvalidInput([Problem(str(path), "not the name of a workbook", allowed="a name with .xlsx")])
    if path.exists():
        raise InvalidInput([Problem(str(path), "the file exists already and is not overwritten")])
    save_whole(content, path)
