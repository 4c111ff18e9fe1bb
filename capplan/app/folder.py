"""The project folder: the only place that the page reads from and writes to.

A path comes from outside as text. It names a file below the folder by plain parts: nothing absolute, no ``..``, no
backslash, no hidden part, no sign that cannot be printed; and when every link on the way has been followed, it is
still below the folder.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["FILE_KINDS", "MOST_PATH", "Folder", "Outside", "name_fault"]

MOST_PATH = 400  # characters
FILE_KINDS = {
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".md": "text/plain; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".toml": "text/plain; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What may be read, by the ending of its name; nothing else of the folder is shown."""

PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")


class Outside(Exception):
    """A path that is not of the project folder; the message says why."""


def name_fault(name: str) -> str | None:
    """What is wrong with the name of a new file; None where nothing is."""
    if PLAIN_NAME.fullmatch(name) and ".." not in name:
        return None
    return "a name has letters, digits, _ - and . only, 80 at most, and begins with a letter or digit"


@dataclass(frozen=True)
class Folder:
    """The project folder at ``root``, with every link followed."""

    root: Path

    @classmethod
    def at(cls, path: Path) -> Folder:
        """The folder at ``path``, which exists."""
        return cls(path.resolve(strict=True))

    def path(self, text: str) -> Path:
        """The place below the folder that ``text`` names, there or not. Raises Outside."""
        parts = _parts(text)
        place = self.root.joinpath(*parts)
        resolved = place.resolve()
        if resolved != self.root and self.root not in resolved.parents:
            raise Outside("a link on the way leads out of the project folder")
        return place

    def file(self, text: str) -> Path:
        """An existing file of a kind that may be read. Raises Outside, FileNotFoundError."""
        place = self.path(text)
        if place.suffix.lower() not in FILE_KINDS or place.resolve().suffix.lower() not in FILE_KINDS:
            raise Outside("files of this kind are not handed out")
        if not place.is_file():
            raise FileNotFoundError(text)
        return place

    def target(self, text: str) -> Path:
        """A place to write a file to, in a folder that exists or is made below the root. Raises Outside."""
        place = self.path(text)
        fault = name_fault(place.name)
        if fault is not None:
            raise Outside(fault)
        if place.is_symlink():
            raise Outside("a link is not written to")
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    def name(self, place: Path) -> str:
        """How a place below the folder is written, with / between its parts."""
        return place.relative_to(self.root).as_posix()

    def holds(self, place: Path) -> bool:
        """Whether ``place``, once links are followed, is in the folder."""
        resolved = place.resolve()
        return resolved == self.root or self.root in resolved.parents


def _parts(text: str) -> list[str]:
    """The parts of a relative path. Raises Outside."""
    if not text or len(text) > MOST_PATH:
        raise Outside("no path, or one that is too long")
    if not text.isprintable() or "\\" in text or ":" in text or "%" in text:
        raise Outside("a sign in the path is not allowed")
    if text.startswith("/"):
        raise Outside("a path begins in the project folder, not with /")
    parts = text.rstrip("/").split("/")
    if any(part in ("", ".", "..") or part.startswith((".", "~")) for part in parts):
        raise Outside("a part of the path is empty, hidden or ..")
    return parts
