"""The lines of the keys of a TOML text, which tomllib does not tell."""

from __future__ import annotations

import re

__all__ = ["Path", "key_lines", "line_of"]

Path = tuple[str | int, ...]

KEY = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
KEYS = rf"{KEY}(?:\s*\.\s*{KEY})*"
HEADER = re.compile(rf"\s*(\[\[?)\s*({KEYS})\s*\]\]?\s*(?:#.*)?$")
ASSIGNMENT = re.compile(rf"\s*({KEYS})\s*=(.*)$")
LONG_TEXT = re.compile(r'"""|' + r"'''")


def key_lines(text: str) -> dict[Path, int]:
    """The line (from 1) of every table header and of every key at the start of a line, by its path.

    Elements of arrays of tables have their number (from 0) in the path. Keys inside inline tables have no
    line of their own: see ``line_of``.
    """
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    long_text: str | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if long_text is not None:
            long_text = None if long_text in line else long_text
            continue
        if header := HEADER.match(line):
            table = _with_numbers(_parts(header[2]), counts)
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            lines.setdefault(table, number)
        elif assignment := ASSIGNMENT.match(line):
            lines.setdefault((*table, *_parts(assignment[1])), number)
            opened = LONG_TEXT.findall(assignment[2])
            long_text = opened[0] if len(opened) % 2 else None
    return lines


def line_of(path: Path, lines: dict[Path, int]) -> int | None:
    """The line of a key, or of the nearest table around it that has one."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


def _parts(keys: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(KEY, keys))


def _with_numbers(path: Path, counts: dict[Path, int]) -> Path:
    """Put the number of the current element behind every array of tables on the way to the last part."""
    found: Path = ()
    for part in path[:-1]:
        found = (*found, part)
        if found in counts:
            found = (*found, counts[found])
    return (*found, *path[-1:])
