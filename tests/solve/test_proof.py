"""The proof: a bound from few whole numbers, beside the search."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.program import Axis, Program
from capplan.solve import Guide, SolveOptions, solve
from capplan.solve.clock import Beside
from capplan.solve.contract import Claim, Found
from capplan.solve.proof import Proof
from tests.milp import optimum
from tests.solve.searches import Listener, classes_program


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


def test_a_proof_relaxes_everything_but_its_columns_and_tells_the_bound() -> None:
    arrays, series = classes_program()
    seen = []

    def engine(part, **asked):
        seen.append((part.integer.copy(), asked["heuristics"], asked["cutoff"]))
        asked["prove"](110.0)
        return Found(Claim.SOLVED, None, 123.0)

    listener = Listener(arrays)
    proof = Proof(arrays, series[0], Beside(listener), engine)
    proof.known(np.inf)
    proof.known(100.0)  # too late: the first one counts
    proof.wait(10.0, lambda: False)
    assert listener.bounds == [110.0, 123.0]
    ((integer, heuristics, cutoff),) = seen
    assert np.flatnonzero(integer).tolist() == series[0].tolist() and not heuristics and cutoff == np.inf


def test_the_tree_waits_for_a_point_and_proves_no_more_than_its_cost() -> None:
    arrays, series = classes_program()
    told = []

    def engine(part, **asked):
        told.append(asked["cutoff"])
        asked["prove"](110.0)
        # what is cut off proves no more than that nothing is cheaper than the point
        asked["prove"](np.inf)
        return Found(Claim.INFEASIBLE)

    listener = Listener(arrays)
    proof = Proof(arrays, series[0], Beside(listener), engine)
    assert not told
    proof.known(120.0)
    proof.wait(10.0, lambda: False)
    assert listener.bounds == [110.0, 120.0]
    assert told == [pytest.approx(120.0, rel=1e-5)] and told[0] > 120.0


def test_a_tree_that_is_told_of_no_point_ends_with_the_search() -> None:
    arrays, series = classes_program()
    proof = Proof(
        arrays, series[0], Beside(Listener(arrays)), lambda *asked, **more: pytest.fail("a tree was made")
    )
    proof.end()
    proof.wait(10.0, lambda: False)


def test_steps_come_before_the_proof_and_none_after_its_end() -> None:
    arrays, series = classes_program()
    listener, steps = Listener(arrays), []

    def engine(part, **asked):
        steps.append("tree")
        return Found(Claim.SOLVED, None, 1.0)

    def step(part, over):
        assert np.flatnonzero(part.integer).tolist() == series[0].tolist() and not over()
        steps.append("step")

    proof = Proof(arrays, series[0], Beside(listener), engine, (step, step))
    proof.known(np.inf)
    proof.wait(10.0, lambda: False)
    assert steps == ["step", "step", "tree"]

    def last(part, over):
        steps.append("last")
        listener.stop.set()

    steps.clear()
    Proof(arrays, series[0], Beside(listener), engine, (last,)).wait(10.0, lambda: False)
    while not steps:
        pass
    assert steps == ["last"]


def test_without_whole_numbers_there_is_nothing_to_prove() -> None:
    arrays, series = classes_program()
    listener = Listener(arrays)
    proof = Proof(
        arrays, series[0, :0], Beside(listener), lambda *asked, **more: pytest.fail("a proof was made")
    )
    proof.wait(10.0, lambda: False)
    proof.end()
    assert listener.bounds == []
