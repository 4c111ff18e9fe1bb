"""The words between the caller, the supervisor and the back ends: options, progress, outcome, solution."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from capplan.solve.switches import Switches

__all__ = [
    "BACKENDS",
    "INSTALL",
    "Choice",
    "Claim",
    "Found",
    "Guide",
    "Ladder",
    "Outcome",
    "ProbeResult",
    "Progress",
    "Solution",
    "SolveOptions",
    "Stages",
]

Float = NDArray[np.float64]

BACKENDS = ("ortools", "pulp", "highs")

INSTALL = {
    "ortools": 'pip install "ortools>=9.14,<10"',
    "pulp": 'pip install "pulp>=3.3.1,<5"',
    "highs": 'pip install "highspy>=1.12,<2"',
}
"""Back end to the line that installs it."""


class Outcome(enum.Enum):
    """How a solve ended, by our own reading of plan, bound and gap; never by the word of a solver."""

    WITHIN_GAP = "within gap"
    GAP_NOT_REACHED = "gap not reached"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    NO_PLAN_IN_TIME = "no plan in time"


class Claim(enum.Enum):
    """What a back end says of its run. It is checked before it becomes an ``Outcome``."""

    SOLVED = "solved"
    LIMIT = "limit"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    INFEASIBLE_OR_UNBOUNDED = "infeasible or unbounded"


@dataclass(frozen=True)
class Found:
    """What a back end hands back: its claim, its best point if any, and its lower bound if any."""

    claim: Claim
    x: Float | None = None
    bound: float | None = None


@dataclass(frozen=True)
class SolveOptions:
    """How to solve. ``backend`` is ``auto`` or one of ``BACKENDS``; ``solver`` is a solver inside it.

    ``gap`` is the relative gap to stop at, ``abs(objective - bound) / abs(objective)``; 0.01 is one percent.
    ``time_limit_s`` counts from the call of ``solve``; loading the back end and the program is a part of it. Equal
    seeds give equal plans as long as no time limit is hit.
    """

    backend: str = "auto"
    solver: str | None = None
    gap: float = 0.01
    time_limit_s: float = 300.0
    seed: int = 0
    threads: int = 2

    def __post_init__(self) -> None:
        if self.backend not in ("auto", *BACKENDS):
            raise ValueError(f"unknown back end {self.backend!r}; allowed: auto, {', '.join(BACKENDS)}")
        if not (self.gap >= 0.0 and self.time_limit_s > 0.0 and self.threads >= 1 and self.seed >= 0):
            raise ValueError("gap and seed must be at least 0, the time limit above 0, threads at least 1")


@dataclass(frozen=True)
class Choice:
    """One of ``options`` (binary columns, -1 for one without a column) is taken, by where the ``quantity`` lies.

    Option k is for quantities from ``lower[k]`` on, up to ``lower[k + 1]``. None is taken while the gate is shut:
    ``constant`` plus ``signs`` times the columns ``gate`` is 0.
    """

    quantity: int
    options: NDArray[np.int64]
    lower: Float
    gate: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    signs: Float = field(default_factory=lambda: np.zeros(0))
    constant: float = 1.0

    def is_open(self, x: Float) -> bool:
        """Whether an option is to be taken at ``x``."""
        return bool(self.constant + float(self.signs @ x[self.gate]) > 0.5)


@dataclass(frozen=True)
class Ladder:
    """Whole numbers that grow with a quantity: up to ``stops[k]`` of it, ``columns`` take ``values[k]``, and no less.

    Stops rise; the quantity never has to pass the last one.
    """

    quantity: int
    stops: Float
    columns: NDArray[np.int64]
    values: Float


@dataclass(frozen=True)
class Stages:
    """A program that falls apart into futures where the columns ``common`` to all of them are held.

    ``columns[k]`` are all columns of future k, the common ones too, ``cost[k]`` what a unit of each costs there and
    ``weights[k]`` its chance. ``share`` of the objective is the mean cost of the worst ``1 - alpha`` of the futures:
    then the columns ``risk`` are the cost that they exceed and by how much every future does.
    """

    common: NDArray[np.int64]
    columns: tuple[NDArray[np.int64], ...]
    cost: tuple[Float, ...]
    weights: Float
    alpha: float = 0.0
    share: float = 0.0
    risk: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))


@dataclass(frozen=True)
class Guide:
    """What the caller knows of a program and a search can use; no plan depends on it.

    ``decisions`` are index arrays (series x time) of binary columns, at most one of a series being taken, that are
    decided before all else; ``choices`` and ``ladders`` follow from quantities. ``series`` are index arrays (series
    x time) of integer columns, in the order in which a search may fix them: classes of a team over the weeks, then
    the people in them. ``neighbourhoods`` are sets of integer columns that are improved together, the rest held:
    those of a site. Columns ``aside`` only steer: each costs something or nothing, and the program without them and
    their rows is a good first picture. ``start`` (empty or one value a column) tells whole numbers of an earlier
    plan, nan for those that it does not know. ``parts`` hold every column once, continuous ones too: those of a site,
    those of the work of a queue; a large program is planned part by part, and columns ``apart`` are a part of their
    own where no plan comes of it otherwise. ``periods`` hold the columns of every period, without those of a month
    or of all of the time. ``switches`` are found by the search. With ``stages`` only columns common to all futures
    are of whole numbers.
    """

    series: tuple[NDArray[np.int64], ...] = ()
    decisions: tuple[NDArray[np.int64], ...] = ()
    choices: tuple[Choice, ...] = ()
    ladders: tuple[Ladder, ...] = ()
    neighbourhoods: tuple[NDArray[np.int64], ...] = ()
    aside: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    start: Float = field(default_factory=lambda: np.zeros(0))
    parts: tuple[NDArray[np.int64], ...] = ()
    apart: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    periods: tuple[NDArray[np.int64], ...] = ()
    switches: Switches = field(default_factory=Switches)
    stages: Stages | None = None


@dataclass(frozen=True)
class Progress:
    """Where a running solve stands: its stage, the best objective, the lower bound and the relative gap."""

    elapsed_s: float
    stage: str
    incumbent: float | None
    bound: float | None
    gap: float | None


@dataclass(frozen=True)
class Solution:
    """The result of a solve.

    ``x`` is checked against every bound and row, its integer columns are whole numbers, and ``objective`` is
    recomputed from it. ``bound`` is a proven lower bound on the objective. ``stopped_by`` is the number of
    the signal that stopped the solve, ``peak_memory_mb`` the largest resident size of the child.
    """

    outcome: Outcome
    x: Float | None
    objective: float | None
    bound: float | None
    gap: float | None
    backend: str
    solver: str
    solver_version: str
    wall_s: float
    stopped_by: int | None = None
    peak_memory_mb: float | None = None


@dataclass(frozen=True)
class ProbeResult:
    """Whether a back end works here. ``remedy`` is the line to run when it does not."""

    backend: str
    ok: bool
    version: str | None
    message: str
    remedy: str | None = field(default=None)
