"""Scenarios that come from scenarios."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["fault_of_parent", "lineage"]


def lineage(name: str, parents: Mapping[str, str | None]) -> list[str]:
    """``name`` after its parents, the eldest first; it stops at one that is not known or that comes again."""
    names = [name]
    parent = parents[name]
    while parent is not None and parent in parents and parent not in names:
        names.append(parent)
        parent = parents[parent]
    return names[::-1]


def fault_of_parent(name: str, parents: Mapping[str, str | None]) -> str | None:
    """What is wrong with the parent of ``name`` itself, not with a parent's parent; None where nothing is."""
    parent = parents[name]
    if parent is None:
        return None
    if parent not in parents:
        return "there is no such scenario"
    return "a scenario cannot come from itself" if name in lineage(parent, parents) else None
