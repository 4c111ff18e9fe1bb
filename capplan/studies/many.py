"""Many runs: on the cores of this machine or on a cluster, streamed, kept, and never made twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from capplan.errors import InvalidInput
from capplan.studies.attempt import Work, kept, sweep
from capplan.studies.case import Case, Done, Failed

__all__ = ["Case", "Done", "Failed", "Work", "run_many"]

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.,=+-]*")


def run_many(
    cases: Sequence[Case],
    work: Work,
    *,
    folder: Path,
    workers: int = 2,
    scheduler: str | None = None,
    resume: bool = True,
    attempts: int = 2,
    told: Callable[[Done | Failed], None] | None = None,
) -> list[Done | Failed]:
    """The results of ``work`` for every case, in the order of the cases.

    ``work(case, to)`` is a function of a module, or a ``functools.partial`` of one. It may write files into the
    folder ``to`` and returns what can be written as JSON, without nan. Its files and its result, as ``case.json``,
    become ``folder/<case.name>`` at once when it succeeds. Each case runs in a child process, ``workers`` at a time,
    or on the cluster of ``scheduler``. A run whose process dies or that ends in an unexpected error is tried
    ``attempts`` times; what is refused on purpose (wrong inputs, no plan) fails at once.

    With ``resume``, a result that an earlier study kept under the same key is used and not made again. ``told`` hears
    of each result as it comes. Ctrl-C, SIGTERM and whatever ``told`` raises end the children; what is done stays.
    Raises ``ValueError`` for names that are no names of files or are there twice.
    """
    _check_names(cases, workers, attempts)
    folder = folder.resolve()
    sweep(folder)
    results: dict[str, Done | Failed] = {}
    for result in _results(cases, work, folder, workers, scheduler, resume, attempts):
        results[result.name] = result
        if told is not None:
            told(result)
    return [results[case.name] for case in cases]


def _results(
    cases: Sequence[Case],
    work: Work,
    folder: Path,
    workers: int,
    scheduler: str | None,
    resume: bool,
    attempts: int,
) -> Iterator[Done | Failed]:
    """What is known at once, then what comes."""
    left = []
    for case in cases:
        try:
            known = kept(work, case, folder) if case.key and resume else None
        except InvalidInput as error:
            yield Failed(case.name, "", error.exit_code, str(error), 0)
            continue
        if known is None:
            left.append(case)
        else:
            yield known
    if left and scheduler is not None:
        from capplan.studies.cluster import on_cluster

        yield from on_cluster(work, left, folder, scheduler, attempts, resume)
    elif left:
        from capplan.studies.supervisor import on_cores

        yield from on_cores(work, left, folder, workers, attempts)


def _check_names(cases: Sequence[Case], workers: int, attempts: int) -> None:
    names = [case.name for case in cases]
    wrong = [name for name in names if not NAME.fullmatch(name)]
    if wrong:
        raise ValueError(f"not fit for a folder: {wrong[0]!r}")
    if len(set(names)) < len(names):
        raise ValueError("two cases of a study have the same name")
    if workers < 1 or attempts < 1:
        raise ValueError("at least one worker and one attempt are needed")
