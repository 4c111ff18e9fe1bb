"""What the tests of the search share: a listener, a program of classes, random tiny plans, what makes a plan."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from capplan.facts import SupportRatios
from capplan.formulation import Formulation, formulate
from capplan.program import Arrays, Axis, Program
from capplan.solve.relaxation import Relaxation
from capplan.solve.settle import violation
from capplan.solve.standing import Line, Standing
from capplan.solve.work import Work as Done
from tests.formulation.brute_force import Chosen, People, Work
from tests.small_plan import SmallPlan
from tests.tiny_contracts import Terms

__all__ = ["Listener", "classes_program", "is_plan", "random_plan", "relaxation"]

WEEKS = 12

KINDS = ("classes", "roles and steadiness", "people under contract", "a choice of vendor", "tickets")


class Listener:
    """A reporter in this process: it keeps the best plan and bound, and every stage and bound that it hears."""

    def __init__(self, arrays: Arrays, gap: float = 0.0) -> None:
        self.stop = threading.Event()
        self.arrays = arrays
        self.stages: list[str] = []
        self.bounds: list[float] = []
        self.standing = Standing(gap)
        self.seconds = 1000.0

    def remaining_s(self) -> float:
        return self.seconds

    @property
    def work(self) -> Done:
        return self.standing.work

    @property
    def best_x(self) -> NDArray[np.float64] | None:
        return self.standing.best_x

    @property
    def best_objective(self) -> float:
        return self.standing.best_objective

    @property
    def best_bound(self) -> float:
        return self.standing.best_bound

    def left_s(self) -> float:
        return np.inf

    def stage(self, name: str) -> None:
        self.stages.append(name)

    def bound(self, value: float, line: Line | None = None) -> None:
        self.bounds.append(value)
        self.standing.bound(value, line)

    def incumbent(self, x: NDArray[np.float64]) -> None:
        self.standing.plan(np.array(x), float(self.arrays.cost @ x))


def relaxation(arrays: Arrays, *, warm: bool = True) -> Relaxation:
    """The relaxation in this process; HiGHS takes one number of threads in a process, so it is one for all."""
    return Relaxation(arrays, Listener(arrays), seed=0, threads=1, warm=warm)  # type: ignore[arg-type]


def is_plan(arrays: Arrays, x: NDArray[np.float64]) -> bool:
    """Whether every row and bound holds at ``x``, with whole numbers where they are asked for."""
    inside = (x >= arrays.column_lower - 1e-6).all() and (x <= arrays.column_upper + 1e-6).all()
    whole = x[arrays.integer]
    return bool(
        inside and np.abs(whole - np.rint(whole)).max(initial=0.0) <= 1e-6 and violation(arrays, x) <= 1e-6
    )


def classes_program(seats: float = 2.0, weeks: int = WEEKS) -> tuple[Arrays, NDArray[np.int64]]:
    """Three teams, classes of 8 after 3 weeks of training, a rising need, shared training seats."""
    teams, times = Axis("team", ("a", "b", "c")), Axis("week", tuple(str(week) for week in range(weeks)))
    program = Program()
    starts = program.columns("starts", (teams, times), upper=2.0, cost=30.0, integer=True)
    people = program.columns("people", (teams, times), cost=[[1.0], [1.2], [1.4]])
    missing = program.columns("missing", (teams, times), cost=9.0)
    stock = np.where(np.arange(weeks) == 0, [[20.0], [15.0], [10.0]], 0.0)
    balance = program.rows("balance", (teams, times), equal=stock)
    balance.add(people.index)
    balance.add(people.index[:, :-1], -0.98, at=balance.index[:, 1:])
    balance.add(starts.index[:, :-3], -8.0, at=balance.index[:, 3:])
    need = np.array([[18.0], [14.0], [9.0]]) * (1.0 + 0.05 * np.arange(weeks))
    cover = program.rows("cover", (teams, times), at_least=need, rule=True)
    cover.add(people.index)
    cover.add(missing.index)
    room = program.rows("seats", (times,), at_most=seats, rule=True)
    room.add(starts.index, at=np.broadcast_to(room.index, starts.index.shape))
    return program.arrays(), starts.index


def random_plan(seed: int) -> Formulation:
    """A tiny plan, one of five kinds by turns: classes, roles, contracts, candidates, tickets."""
    rng = np.random.default_rng(seed)
    kind = KINDS[seed % len(KINDS)]
    if kind == "classes":
        return _small(rng).formulation()
    if kind == "roles and steadiness":
        return _with_roles(_small(rng), rng)
    facts, requirement, model = _under_contract(kind, rng).given()
    return formulate(model, facts, requirement)


def _small(rng: np.random.Generator) -> SmallPlan:
    teams, queues, periods = int(rng.integers(1, 4)), int(rng.integers(1, 3)), int(rng.integers(4, 7))
    return SmallPlan(
        required_h=tuple(tuple(row) for row in rng.integers(0, 300, (queues, periods)).astype(float)),
        heads=tuple(rng.integers(0, 7, teams).astype(float)),
        rates=tuple(rng.integers(500, 1500, teams).astype(float)),
        sites=tuple(rng.integers(0, 2, teams).tolist()),
        paces=tuple(rng.choice([0.8, 1.0, 1.1], teams)),
        real_time=tuple(rng.random(queues) < 0.5),
        leave=float(rng.choice([0.0, 0.02, 0.1])),
        trainees=float(rng.integers(0, 3)),
        rooms=float(rng.integers(1, 3)),
        unmet_price=float(rng.choice([20.0, 60.0, 200.0])),
    )


def _with_roles(plan: SmallPlan, rng: np.random.Generator) -> Formulation:
    given, (facts, requirement) = plan.formulation().given, plan.facts()
    site = int(rng.integers(0, len(facts.sites.name)))
    pay = rng.integers(300, 1000, 2).astype(float)
    roles = SupportRatios(("lead", "QA"), np.array([site, site]), np.array([4.0, 9.0]), pay)
    sections = given.model.model_dump(exclude_none=True)
    steady = {"move_price": 0.5, "least_h": 8.0, "block_periods": 2}
    model = type(given.model).model_validate(
        sections | {"support": {"block_periods": 3}, "stability": steady}
    )
    return formulate(model, replace(facts, support=roles), requirement)


def _under_contract(kind: str, rng: np.random.Generator) -> People | Chosen | Work:
    kinds = ("all_units", "incremental", "rebate")
    if kind == "people under contract":
        terms = Terms(
            rate=25.0,
            tiers=((0.0, 0.0), (float(rng.integers(300, 900)), float(rng.integers(2, 9)))),
            tier_kind=str(rng.choice(kinds)),
            commit_units=float(rng.integers(300, 1000)),
            carry_forward=float(rng.choice([0.0, 0.5])),
        )
        return People(terms, tuple(rng.integers(200, 1000, 4).astype(float)), float(rng.integers(2, 6)))
    if kind == "a choice of vendor":
        terms = Terms(
            rate=20.0,
            candidate=bool(rng.random() < 0.6),
            may_end=True,
            opening_fee=float(rng.integers(0, 60_000)),
            exit_fee=float(rng.integers(0, 20_000)),
            baseline_units=float(rng.integers(200, 500)),
            dead_band=0.1,
            additional_charge=22.0,
            reduced_charge=12.0,
        )
        opening = 0.0 if terms.candidate else 2.0
        return Chosen(terms, tuple(rng.integers(0, 400, 6).astype(float)), opening, unmet=60.0)
    terms = Terms(
        unit="ticket",
        rate=float(rng.integers(20, 34)),
        tiers=((0.0, 0.0), (float(rng.integers(4, 12)), float(rng.integers(2, 9)))),
        tier_kind=str(rng.choice(kinds)),
    )
    return Work(terms, required_h=tuple(rng.integers(2, 20, 4) / 2.0))
