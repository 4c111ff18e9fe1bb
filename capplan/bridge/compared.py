"""Two run folders compared: the bridge, the changes, and what the searches have proven."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from capplan.bridge.bridge import Bridge, bridge
from capplan.bridge.changes import Changed, changes
from capplan.bridge.proven import Proven, proven
from capplan.bridge.side import read_side
from capplan.errors import InvalidInput, Problem

__all__ = ["Comparison", "compare_runs", "names"]


@dataclass(frozen=True)
class Comparison:
    """Everything that ``capplan compare`` says; ``names`` are what the runs are called beside each other."""

    names: tuple[str, str]
    folders: tuple[str, str]
    bridge: Bridge
    changes: tuple[Changed, ...]
    proven: Proven


def compare_runs(before: Path, after: Path) -> Comparison:
    """What makes the plan in ``after`` cost more or less than the one in ``before``. Nothing is solved.

    Raises InvalidInput with every problem of both folders, and where the two do not compare.
    """
    sides, problems = [], []
    for run in (before, after):
        try:
            sides.append(read_side(run))
        except InvalidInput as error:
            problems += [_at(run, problem) for problem in error.problems]
    if problems:
        raise InvalidInput(problems)
    found = bridge(sides[0], sides[1])
    return Comparison(
        names=names(before, after),
        folders=(str(before), str(after)),
        bridge=found,
        changes=changes(before, after, found.weeks),
        proven=proven(sides[0].summary, sides[1].summary),
    )


def names(before: Path, after: Path) -> tuple[str, str]:
    """The shortest ends of the two paths that differ, parts joined by a hyphen."""
    parts = [[part for part in run.resolve().parts if part not in ("/", "")] for run in (before, after)]
    for count in range(1, max(map(len, parts)) + 1):
        short = ["-".join(each[-count:]) for each in parts]
        if short[0] != short[1]:
            break
    return short[0], short[1]


def _at(run: Path, problem: Problem) -> Problem:
    """The problem with the folder before the name of the file: two folders have files of the same names."""
    file = problem.file if str(run) in problem.file else str(run / problem.file)
    return Problem(
        file, problem.message, problem.line, problem.column, problem.value, problem.allowed, problem.cause
    )
