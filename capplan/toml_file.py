"""A TOML file as text and as content, or what is wrong with it: file, line and the line as it is written."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from capplan.errors import InvalidInput, Problem

__all__ = ["read_toml"]


def read_toml(path: Path, name: str) -> tuple[str, dict[str, Any]]:
    """The text and the content of a file, which messages call ``name``. Raises InvalidInput."""
    try:
        content = path.read_bytes()
    except OSError as error:
        folder = "Is this the folder of the project? capplan init FOLDER writes a starter."
        hint = None if path.exists() else folder
        problem = Problem(name, f"the file cannot be read: {error.strerror}", cause=hint)
        raise InvalidInput([problem]) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidInput(
            [Problem(name, "a letter cannot be read", line, allowed="text in UTF-8")]
        ) from None
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"\(at line (\d+)", str(error))
        line = int(match[1]) if match else text.count("\n") + 1
        written = text.splitlines()[line - 1].strip() if 0 < line <= len(text.splitlines()) else None
        message = re.sub(r"\s*\(at .*\)", "", str(error)).rstrip(".")
        raise InvalidInput([Problem(name, f"not TOML: {message}", line, value=written)]) from None
