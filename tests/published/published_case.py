"""A published case: its data, one variant of it with the known optimum, and a solved plan for it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from capplan.program import Program
from capplan.solve import Outcome, Solution

__all__ = ["Case", "Plan", "read_case"]

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """The data of a file and the variant that is solved."""

    data: dict[str, Any]
    variant: dict[str, Any]

    def assert_optimum(self, objective: float) -> None:
        """The objective is the published one, and the sharper one that an independent solve confirmed."""
        assert abs(objective - self.variant["published"]) <= self.variant["tolerance"] + 1e-6
        assert objective == pytest.approx(self.variant["optimum"], rel=1e-8)


@dataclass(frozen=True)
class Plan:
    """A solved program: its objective and the values of its column blocks by name."""

    objective: float
    value: dict[str, Float]

    @classmethod
    def of(cls, program: Program, solution: Solution) -> Plan:
        """The plan of a solution, which must be proved within the gap asked for."""
        assert solution.outcome is Outcome.WITHIN_GAP, (solution.outcome, solution.gap)
        assert solution.x is not None
        assert solution.objective is not None
        return cls(
            solution.objective, {name: program.value(name, solution.x) for name in program.column_blocks}
        )

    def __getitem__(self, name: str) -> Float:
        """The values of a column block."""
        return self.value[name]


def read_case(shared_data: Path, name: str, variant: str) -> Case:
    """The variant of a file of known optima; an unknown variant is an error."""
    text = (shared_data / "known_optimum_plans" / f"{name}.json").read_text(encoding="utf-8")
    whole = json.loads(text)
    (chosen,) = (each for each in whole["variants"] if each["name"] == variant)
    return Case(whole["data"], chosen)
