"""After the first plan: rungs of ladders, neighbourhoods, and a proof beside them."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from capplan.formulation import Formulation, formulate
from capplan.guide import guide
from capplan.program import Axis, Program
from capplan.solve import Guide, Ladder, Outcome, SolveOptions, solve
from capplan.solve.contract import Claim, Found
from capplan.solve.core import Core
from capplan.solve.core_guide import few_columns, in_core
from capplan.solve.ladders import _lower, _rung
from capplan.solve.neighbourhoods import improve
from capplan.solve.proof import Proof
from tests.formulation.test_support import _sites
from tests.milp import optimum
from tests.small_plan import SmallPlan
from tests.solve.test_search import classes_program

LEADS = Ladder(
    quantity=0, stops=np.array([0.0, 12.0, 24.0, 28.0, 36.0]), columns=np.array([1, 2]),
    values=np.array([[0, 0], [1, 1], [2, 1], [3, 1], [3, 2]], float),
)  # fmt: skip


@pytest.mark.parametrize(("quantity", "rung"), [(0.0, 0), (12.0, 1), (12.1, 2), (24.0000001, 2), (99.0, 4)])
def test_a_quantity_stands_on_the_lowest_rung_that_it_does_not_pass(quantity: float, rung: int) -> None:
    assert _rung(LEADS, np.array([quantity, 0.0, 0.0])) == rung


def test_the_lower_rung_that_saves_most_for_what_it_takes_is_tried_first() -> None:
    # from 30 people on rung 36: 28 saves one of the second kind for 2 people, 24 is too far
    cost = np.array([0.0, 50.0, 90.0])
    assert _lower(LEADS, 30.0, 4, cost) == [3]
    assert _lower(LEADS, 26.0, 3, cost) == [2]


def test_every_ladder_of_the_guide_is_what_the_roles_need() -> None:
    made = _sites()
    index = made.program.column_blocks["role_heads"].index
    found = guide(made).ladders
    assert sorted(np.concatenate([ladder.columns for ladder in found]).tolist()) == sorted(
        index.ravel().tolist()
    )
    for ladder in found:
        assert (np.diff(ladder.stops) > 0).all()
        assert (np.diff(ladder.values, axis=0) >= 0).all()


def _guided(made: Formulation) -> tuple[float, list[str]]:
    steps: list[str] = []
    found = solve(
        made.arrays, SolveOptions("highs", gap=1e-9), lambda step: steps.append(step.stage), guide(made)
    )
    assert found.outcome is Outcome.WITHIN_GAP and found.objective is not None
    return found.objective, steps


def test_with_support_roles_the_search_finds_the_optimum() -> None:
    plan = SmallPlan(
        required_h=((300.0, 320.0, 380.0, 420.0, 430.0, 400.0), (120.0, 90.0, 160.0, 150.0, 60.0, 140.0)),
        heads=(6.0, 5.0), rates=(1000.0, 700.0), sites=(0, 1), paces=(1.0, 0.9), real_time=(True, False),
        trainees=1.0,
    )  # fmt: skip
    facts, requirement = plan.facts()
    from dataclasses import replace

    from capplan.facts import SupportRatios

    roles = SupportRatios(("lead", "QA"), np.array([0, 0]), np.array([4.0, 9.0]), np.array([900.0, 800.0]))
    model = plan.formulation().given.model.model_copy(update={"support": _support()})
    made = formulate(model, replace(facts, support=roles), requirement)
    objective, steps = _guided(made)
    assert objective == pytest.approx(optimum(made.arrays)[0], rel=1e-7)
    assert "support roles" in steps


def _support() -> object:
    from capplan.planning_model import Support

    return Support(block_periods=3)


def test_neighbourhoods_improve_a_plan_and_never_spoil_it() -> None:
    arrays, series = classes_program()
    near = tuple(series[team] for team in range(len(series)))
    plain = solve(arrays, SolveOptions("highs", gap=1e-9), None, Guide((series,)))
    steps: list[str] = []
    found = solve(
        arrays, SolveOptions("highs", gap=1e-9, time_limit_s=120.0), lambda step: steps.append(step.stage),
        Guide((series,), neighbourhoods=near),
    )  # fmt: skip
    assert found.objective == pytest.approx(plain.objective)
    assert "sites" in steps


def test_a_proof_on_few_whole_numbers_is_a_bound_for_all() -> None:
    # the relaxation takes half of b; whole numbers in a and b alone prove the optimum, c may be anything
    program, item = Program(), Axis("item", tuple("abc"))
    pick = program.columns("pick", (item,), upper=1.0, cost=[-5.0, -4.0, -3.0], integer=True)
    room = program.rows("room", (), at_most=5.0)
    room.add(pick.index, [2.0, 3.0, 1.0], at=np.full(3, room.index))
    arrays = program.arrays()
    for few in (pick.index[:2], pick.index):
        found = solve(
            arrays, SolveOptions("highs", gap=0.0), None, Guide((pick.index[None, :],), (few[:, None],))
        )
        assert found.objective == pytest.approx(optimum(arrays)[0])
        assert found.bound == pytest.approx(found.objective)


class _Listener:
    """A reporter that keeps what it hears."""

    def __init__(self) -> None:
        self.stop, self.bounds = threading.Event(), []

    def remaining_s(self) -> float:
        return 1000.0

    def bound(self, value: float) -> None:
        self.bounds.append(value)


def test_a_proof_relaxes_everything_but_its_columns_and_tells_the_bound() -> None:
    arrays, series = classes_program()
    seen = []

    def engine(part, **asked):
        seen.append((part.integer.copy(), asked["heuristics"]))
        return Found(Claim.SOLVED, None, 123.0)

    listener = _Listener()
    proof = Proof(arrays, series[0], listener, engine)
    proof.wait(10.0, lambda: False)
    assert listener.bounds == [123.0]
    ((integer, heuristics),) = seen
    assert np.flatnonzero(integer).tolist() == series[0].tolist() and not heuristics


def test_a_neighbourhood_is_free_and_the_rest_is_held_as_long_as_rounds_pay() -> None:
    arrays, series = classes_program()
    start, turns, rounds = np.full(arrays.shape[1], 1.0), [], []

    def branch(part, x, gap, limit_s, nodes):
        free = np.flatnonzero(arrays.integer & (part.column_lower < part.column_upper))
        turns.append(free.tolist())
        assert (part.column_lower[~np.isin(np.arange(len(x)), free) & arrays.integer] == 1.0).all()
        return Found(Claim.SOLVED, x - (1e-3 * (len(turns) == 1)) * (arrays.cost > 0) * ~arrays.integer, None)

    near = (series[0], series[1])
    improve(
        arrays,
        start,
        near,
        _Listener(),
        branch,
        lambda: False,
        lambda x: rounds.append(float(arrays.cost @ x)),
    )
    # the first turn pays, so there is a second round, and nothing in it
    assert turns == [series[0].tolist(), series[1].tolist()] * 2
    assert len(rounds) == 2 and rounds[0] == rounds[1] < float(arrays.cost @ start)


def test_a_guide_among_the_columns_of_a_core() -> None:
    arrays, series = classes_program()
    aside = np.array([], dtype=np.int64)
    asked = Guide((series,), neighbourhoods=(series[0],), aside=aside)
    near = in_core(Core.of(arrays, aside), asked)
    assert near.series[0].tolist() == series.tolist()
    assert near.neighbourhoods[0].tolist() == series[0].tolist()
    assert few_columns(near).size == 0
