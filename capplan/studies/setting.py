"""What all runs of a study share: the plan they start from, how it is solved, where and by how many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from capplan.errors import InvalidInput, Problem
from capplan.pipeline import Inputs, Line, load
from capplan.scenario import Change
from capplan.studies.case import Case
from capplan.studies.many import Done, Failed, Work, run_many

__all__ = ["Setting", "Told", "check_all", "nobody"]

Told = Callable[[Done | Failed], None]


def nobody(result: Done | Failed) -> None:
    """Nobody wants to hear of the results as they come."""


@dataclass(frozen=True)
class Setting:
    """The planning model, inputs and scenario of a study; ``runs`` is the folder that keeps what is done."""

    model: Path
    inputs: Path
    scenario: str | None
    runs: Path
    line: Line = Line()
    workers: int = 2
    scheduler: str | None = None
    resume: bool = True

    def load(self) -> Inputs:
        """The plan that the study starts from. Raises InvalidInput."""
        return load(self.model, self.inputs, self.scenario)

    def case(self, name: str, changes: Sequence[Change] = (), rules: Mapping[str, Any] | None = None) -> Case:
        """A run with further changes and rules."""
        return Case(
            name, self.model, self.inputs, self.scenario, tuple(changes), dict(rules or {}), self.line
        )

    def run(self, cases: Sequence[Case], work: Work, told: Told = nobody) -> list[Done | Failed]:
        """The results in the order of the cases; ``told`` hears of each as it comes."""
        return run_many(
            cases,
            work,
            folder=self.runs,
            workers=self.workers,
            scheduler=self.scheduler,
            resume=self.resume,
            told=told,
        )


def check_all(cases: Iterable[Case]) -> None:
    """Read and check every case. Raises InvalidInput with the problems of all of them, each once."""
    problems: dict[Problem, None] = {}
    for case in cases:
        try:
            case.load()
        except InvalidInput as error:
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise InvalidInput(list(problems))
