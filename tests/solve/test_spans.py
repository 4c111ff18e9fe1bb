"""A bound span by span: it holds for every plan, and is higher than that of the relaxation where spans are torn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.guide import guide
from capplan.program import Arrays
from capplan.solve import SolveOptions
from capplan.solve import spans as module
from capplan.solve.contract import Claim, Found
from capplan.solve.highs_backend import _engine
from capplan.solve.spans import bound_by_spans, spans
from tests.milp import optimum
from tests.solve.searches import Listener, random_plan, relaxation

WEEKS = 26


@pytest.fixture
def torn(make_program) -> tuple[Arrays, np.ndarray]:
    """Hours of 26 weeks (0 to 25) and a switch of either quarter (26, 27); 10 hours are needed in every quarter.

    A quarter is opened at 100 for up to 40 hours, so the relaxation opens a quarter of it. One row joins both.
    """
    hours = np.zeros((5, WEEKS + 2))
    for quarter in range(2):
        weeks = slice(13 * quarter, 13 * (quarter + 1))
        hours[quarter, weeks] = 1.0
        hours[2 + quarter, weeks] = 1.0
        hours[2 + quarter, WEEKS + quarter] = -40.0
    hours[4, :WEEKS] = 1.0
    arrays = make_program(
        [*np.ones(WEEKS), 100.0, 100.0], hours, at_least=[10.0, 10.0, -np.inf, -np.inf, -np.inf],
        at_most=[np.inf, np.inf, 0.0, 0.0, 60.0], upper=[*np.full(WEEKS, 9.0), 1.0, 1.0],
        integer=[False] * WEEKS + [True, True],
    )  # fmt: skip
    return arrays, np.append(np.arange(WEEKS), [-1, -1])


def proven(arrays: Arrays, span: np.ndarray, over: bool = False) -> Listener:
    listener, relaxed = Listener(arrays), relaxation(arrays)
    assert relaxed.solve() is not None
    engine = _engine(SolveOptions("highs", threads=1), listener)  # type: ignore[arg-type]
    bound_by_spans(arrays, span, relaxed.prices(), listener, engine, 0, lambda: over)  # type: ignore[arg-type]
    return listener


def test_columns_without_a_time_go_with_what_they_meet(torn) -> None:
    arrays, times = torn
    (quarters,) = spans(arrays, times)
    assert quarters.tolist() == [0] * 13 + [1] * 13 + [0, 1]
    # a quarter alone is no split, half a year and more is split in two ways
    assert spans(arrays, np.minimum(times, 12)) == []
    longer = spans(arrays, np.where(times >= 0, 2 * times + 1, -1))
    assert [int(span.max()) for span in longer] == [3, 1]


def test_a_column_that_meets_nothing_is_a_span_of_its_own(make_program) -> None:
    arrays = make_program([1.0] * 27, np.eye(27)[:26], at_least=0.0, upper=1.0)
    (span,) = spans(arrays, np.append(np.arange(26), -1))
    assert span[-1] == 2


def test_spans_prove_what_the_relaxation_leaves_torn(torn) -> None:
    arrays, times = torn
    least, relaxed = optimum(arrays)[0], relaxation(arrays)
    relaxed.solve()
    assert (least, relaxed.objective) == pytest.approx((220.0, 70.0))
    listener = proven(arrays, spans(arrays, times)[0])
    assert listener.best_bound == pytest.approx(220.0)
    # without a tree it is the relaxation that is proven
    assert proven(arrays, spans(arrays, times)[0], over=True).best_bound == -np.inf


def test_while_one_span_is_proven_the_others_count_with_their_relaxation(torn) -> None:
    arrays, times = torn
    listener = proven(arrays, spans(arrays, times)[0])
    assert all(value <= 220.0 + 1e-6 for value in listener.bounds)
    # the first quarter alone adds 75
    assert any(value == pytest.approx(145.0) for value in listener.bounds)


@pytest.mark.parametrize("seed", range(30))
def test_a_bound_of_spans_is_a_bound_for_every_tiny_plan(seed: int, monkeypatch) -> None:
    monkeypatch.setattr(module, "PERIODS", (1, 2))
    formulation = random_plan(seed)
    arrays = formulation.arrays
    found = spans(arrays, guide(formulation).times)
    assert len(found) == 2
    least = optimum(arrays)[0]
    relaxed = relaxation(replace(arrays, integer=np.zeros_like(arrays.integer)))
    relaxed.solve()
    slack = 1e-6 * max(1.0, abs(least))
    for span in found:
        best = proven(arrays, span).best_bound
        assert best <= least + slack
        assert best == -np.inf or best >= relaxed.objective - 100.0 * slack


def test_what_a_known_plan_refutes_is_not_proven(torn) -> None:
    arrays, times = torn
    span, (least, best) = spans(arrays, times)[0], optimum(arrays)
    relaxed = relaxation(arrays)
    relaxed.solve()

    def wrong(program: Arrays, **asked: object) -> Found:
        asked["prove"](1e6)  # type: ignore[operator]
        return Found(Claim.SOLVED, None, 1e6)

    listener = Listener(arrays)
    bound_by_spans(arrays, span, relaxed.prices(), listener, wrong, 0, lambda: False, lambda: best)  # type: ignore[arg-type]
    assert listener.bounds == []
    bound_by_spans(arrays, span, relaxed.prices(), listener, wrong, 0, lambda: False)  # type: ignore[arg-type]
    assert listener.best_bound > least
