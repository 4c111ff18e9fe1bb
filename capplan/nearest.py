"""The nearest known name, for messages that ask "did you mean"."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = ["did_you_mean", "listing", "nearest"]


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like ``name``; upper and lower case do not matter. None when none is like it."""
    by_folded = {candidate.strip().casefold(): candidate for candidate in known}
    match = get_close_matches(name.strip().casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[match[0]] if match else None


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """A sentence that names the nearest known name, or None when none is near."""
    found = nearest(name, known)
    if found is None:
        return None
    case = " Upper and lower case count." if found.casefold() == name.strip().casefold() else ""
    return f"Did you mean {found!r}?{case}"


def listing(names: Iterable[str], most: int = 12) -> str:
    """Names in their order, separated by commas, with the number of those left out after ``most``."""
    all_names = list(dict.fromkeys(names))
    shown = ", ".join(all_names[:most])
    rest = len(all_names) - most
    return f"{shown} and {rest} more" if rest > 0 else shown
