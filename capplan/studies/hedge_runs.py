"""The runs behind a plan for many futures: each is a case of its own, made many at a time, and kept."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.errors import CapplanError, NoPlan, NoPlanInTime
from capplan.studies.hedge_works import Drawing, planned, searched, tried
from capplan.studies.many import Case, Done, Failed, Work, run_many
from capplan.uncertainty.cvar import Risk
from capplan.uncertainty.first_in_common import Common
from capplan.uncertainty.runs import NONE, Alone, Reply

__all__ = ["FRESH", "KeptRuns"]

Float = NDArray[np.float64]

FRESH = 1_000_000
"""The number of the first fresh draw: none of them is among those that were planned for."""


@dataclass(frozen=True)
class KeptRuns:
    """``Runs`` of a two-stage plan, kept in the folder ``at``; ``told`` hears of each as it comes."""

    case: Case
    drawing: Drawing
    risk: Risk
    at: Path
    workers: int
    scheduler: str | None
    resume: bool
    told: Callable[[Done | Failed], None]

    @staticmethod
    def count(futures: int, fresh: int) -> int:
        """How many runs there will be."""
        return (futures + 2) + 1 + futures + fresh

    def alone(self) -> tuple[Sequence[Alone], Alone, Alone]:
        """The plan of every future by itself, that for their mean, and that for more than the mean."""
        names = [*(f"alone-{number}" for number in range(self.drawing.futures)), "alone-mean", "alone-more"]
        results = self._run(names, partial(planned, drawing=self.drawing))
        plans = [_alone(_done(result).value) for result in results]
        return plans[:-2], plans[-2], plans[-1]

    def common(self, start: Float) -> Common:
        """The best first stage for all futures together, sought from ``start`` [f] on."""
        work = partial(searched, drawing=self.drawing, risk=self.risk, start=tuple(start.tolist()))
        (result,) = self._run(["common"], work)
        value = _done(result).value
        return Common(_stage(value["first"]), _bound(value["bound"]), tuple(value["direct"]))

    def replies(self, pool: Mapping[str, Float]) -> Mapping[str, Sequence[Reply]]:
        """What every first stage comes to in every future that was planned for."""
        names = [f"future-{number}" for number in range(self.drawing.futures)]
        values = [_done(result).value for result in self._tried(names, pool)]
        return {name: [_reply(value[name]) for value in values] for name in pool}

    def fresh(
        self, count: int, pool: Mapping[str, Float]
    ) -> tuple[list[int], dict[str, tuple[Reply, ...]], tuple[str, ...]]:
        """Draws that were tried, what every first stage comes to in them, and what became of the others."""
        numbers = range(FRESH, FRESH + count)
        results = self._tried([f"fresh-{number}" for number in numbers], pool)
        known = {
            number: result.value
            for number, result in zip(numbers, results, strict=True)
            if isinstance(result, Done)
        }
        replies = {name: tuple(_reply(value[name]) for value in known.values()) for name in pool if known}
        lost = [f"{result.name}: {result.message}" for result in results if isinstance(result, Failed)]
        return list(known), replies, tuple(lost)

    def _tried(self, names: Sequence[str], pool: Mapping[str, Float]) -> list[Done | Failed]:
        stages = tuple((name, tuple(x.tolist())) for name, x in pool.items())
        return self._run(names, partial(tried, drawing=self.drawing, pool=stages))

    def _run(self, names: Sequence[str], work: Work) -> list[Done | Failed]:
        return run_many(
            [replace(self.case, name=name) for name in names],
            work,
            folder=self.at,
            workers=self.workers,
            scheduler=self.scheduler,
            resume=self.resume,
            told=self.told,
        )


def _done(result: Done | Failed) -> Done:
    """Raises what an indispensable run failed of."""
    if isinstance(result, Done):
        return result
    if result.exit_code == NoPlan.exit_code:
        raise NoPlan([f"{result.name}: {result.message.removeprefix(NoPlan.head).lstrip()}"])
    if result.exit_code == NoPlanInTime.exit_code:
        raise NoPlanInTime(f"{result.name}: {result.message}")
    error = CapplanError(f"{result.name}: {result.message}")
    error.exit_code = result.exit_code  # as the same run by itself would have ended
    raise error


def _alone(value: Mapping[str, Any]) -> Alone:
    return Alone(value["cost"], _bound(value["bound"]), _stage(value["first"]))


def _bound(value: float | None) -> float:
    return -math.inf if value is None else float(value)


def _stage(value: Sequence[float] | None) -> tuple[float, ...] | None:
    return None if value is None else tuple(value)


def _reply(value: dict[str, float] | None) -> Reply:
    return NONE if value is None else Reply(**value)
