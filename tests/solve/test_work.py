"""Work counts what solvers did, whatever the time that took."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from capplan.solve import SolveOptions
from capplan.solve.clock import Patient
from capplan.solve.contract import Claim
from capplan.solve.highs_backend import _engine
from capplan.solve.relaxation import Relaxation
from capplan.solve.work import (
    EARLY,
    EARLY_EVENTS,
    EVENT,
    UNLIMITED,
    Events,
    Work,
    iterations_within,
    of_relaxation,
)
from tests.solve.searches import Listener, classes_program, relaxation


def test_a_relaxation_is_as_much_work_as_its_iterations() -> None:
    told = dict.fromkeys(
        (
            "simplex_iteration_count",
            "ipm_iteration_count",
            "crossover_iteration_count",
            "pdlp_iteration_count",
        ),
        -1,
    )
    bare = of_relaxation(1000, 9000, SimpleNamespace(**told))
    assert bare == pytest.approx(9000 * 8e-8)
    for name, each in (
        ("simplex_iteration_count", 1000 * 2.4e-8),
        ("ipm_iteration_count", 9000 * 1.6e-7),
        ("crossover_iteration_count", 9000 * 2e-8),
        ("pdlp_iteration_count", 9000 * 4e-9),
    ):
        found = of_relaxation(1000, 9000, SimpleNamespace(**{**told, name: 50}))
        assert found == pytest.approx(bare + 50 * each)


def test_events_of_a_tree_count_more_in_its_root() -> None:
    work = Work(1.0)
    events = Events(work, 1000)
    for _ in range(EARLY_EVENTS + 10):
        events()
    assert work.done_s == pytest.approx(1.0 + 1000 * (EARLY_EVENTS * EARLY + 10 * EVENT))


def test_the_same_solves_are_the_same_work() -> None:
    arrays, series = classes_program()
    done = []
    for _ in range(2):
        relaxed = relaxation(arrays)
        x = relaxed.solve()
        assert x is not None
        relaxed.bound(series[0], np.ceil(x[series[0]]), np.full(len(series[0]), 2.0))
        relaxed.solve()
        done.append(relaxed.clock.work.done_s)
    assert done[0] == done[1] > 0.0


def test_a_relaxation_begins_nothing_once_its_work_is_spent() -> None:
    arrays, _ = classes_program()
    patient = Patient(Listener(arrays), 1.0)
    relaxed = Relaxation(arrays, patient, seed=0, threads=1)
    assert relaxed.solve() is not None and 0.0 < patient.left_s() < 1.0
    patient.work.add(1.0)
    assert relaxed.solve() is None and relaxed.claim is Claim.LIMIT


def test_no_single_solve_takes_more_work_than_is_left() -> None:
    arrays, _ = classes_program()
    whole = relaxation(arrays)
    assert whole.solve() is not None
    half_s = 0.5 * whole.clock.work.done_s
    done = []
    for _ in range(2):
        patient = Patient(Listener(arrays), half_s)
        relaxed = Relaxation(arrays, patient, seed=0, threads=1)
        assert relaxed.solve() is None and relaxed.claim is Claim.LIMIT
        done.append(patient.work.done_s)
    # it ends with the iteration in which its work is spent
    assert done[0] == done[1] and half_s <= done[0] < whole.clock.work.done_s


def test_iterations_are_as_many_as_the_work_allows() -> None:
    assert iterations_within(2.4, 1000, 9000) == (100_000, 1667)
    assert iterations_within(1e-9, 1000, 9000) == (1, 1)
    assert iterations_within(np.inf, 1000, 9000) == (UNLIMITED, UNLIMITED)


def test_a_tree_ends_with_the_same_bound_once_its_work_is_spent() -> None:
    arrays, _ = classes_program()
    found: list[tuple[Claim, float | None, float]] = []
    for part in (np.inf, 0.5, 0.5):
        most_s = part * found[0][2] if found else np.inf
        listener = Listener(arrays)
        engine = _engine(SolveOptions("highs", threads=1), listener)  # type: ignore[arg-type]
        answer = engine(
            arrays,
            start=None,
            gap=0.0,
            hear=listener.incumbent,
            enough=lambda: False,
            prove=listener.bound,
            most_s=most_s,
        )
        found.append((answer.claim, answer.bound, listener.work.done_s))
    whole, first, second = found
    assert whole[0] is Claim.SOLVED and first[0] is Claim.LIMIT and first == second
    assert 0.5 * whole[2] <= first[2] < whole[2]
