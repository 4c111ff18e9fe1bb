"""Cases on a Dask cluster: each task runs one case in a child process of its worker, as on one machine.

The folder of the study must be on a file system that all workers and this process share. A worker that dies gives its
tasks back to the scheduler; a task that was done already finds its result and does nothing. The scheduler cannot end
a search that runs: a task keeps the time limit of its case.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from capplan.parallel import client_of
from capplan.studies.attempt import Work, kept
from capplan.studies.result import Done, Failed
from capplan.studies.supervisor import on_cores

if TYPE_CHECKING:
    from capplan.studies.case import Case

__all__ = ["on_cluster"]


def on_cluster(
    work: Work, cases: Sequence[Case], folder: Path, scheduler: str, attempts: int, resume: bool
) -> Iterator[Done | Failed]:
    """Results as they finish; otherwise as ``on_cores``. Raises as ``parallel.client_of`` does."""
    client = client_of(scheduler)
    try:
        distributed: Any = importlib.import_module("distributed")
        futures = {
            client.submit(_one, work, case, folder, attempts, resume, pure=False, retries=attempts - 1): case
            for case in cases
        }
        for future in distributed.as_completed(futures, loop=client.loop):
            case, error = futures[future], future.exception()
            if error is None:
                yield future.result()
            else:
                message = f"the worker of the run failed: {error}"
                yield Failed(case.name, case.key, 1, message, attempts)
    finally:
        client.close()


def _one(work: Work, case: Case, folder: Path, attempts: int, resume: bool) -> Done | Failed:
    """On a worker: a case with all its attempts, or what a worker that died since had kept of it."""
    known = kept(work, case, folder) if resume else None
    if known is not None:
        return known
    (result,) = on_cores(work, [case], folder, 1, attempts)
    return result
