"""A simplex that stands still is stopped, and one that moves is not."""

from __future__ import annotations

from types import SimpleNamespace

from capplan.solve.stillness import LOOKS, Stillness

SIMPLEX, IPM = 5, 6


def looked(still: Stillness, kind: int, iterations: int, times: int) -> bool:
    """Whether HiGHS is to stop after so many looks."""
    answer = SimpleNamespace(user_interrupt=False)
    for _ in range(times):
        still(kind, "", SimpleNamespace(simplex_iteration_count=iterations), answer, None)
    return answer.user_interrupt


def test_looks_without_an_iteration_are_counted_until_there_is_one():
    still = Stillness(SIMPLEX, lambda: False)
    for iteration in range(5):
        assert not looked(still, SIMPLEX, iteration, LOOKS)
    assert not still.reached
    assert looked(still, SIMPLEX, 5, LOOKS + 2) and still.reached


def test_the_interior_point_method_has_no_iterations_of_the_simplex():
    still = Stillness(SIMPLEX, lambda: False)
    assert not looked(still, IPM, 0, 10 * LOOKS) and not still.reached


def test_another_run_begins_anew_and_takes_the_last_answer_back():
    still, answer = Stillness(SIMPLEX, lambda: False), SimpleNamespace(user_interrupt=True)
    looked(still, SIMPLEX, 7, LOOKS + 2)
    still.begin()
    # HiGHS hands over the object of the last run, with its answer
    still(SIMPLEX, "", SimpleNamespace(simplex_iteration_count=0), answer, None)
    assert not still.reached and not answer.user_interrupt


def test_a_wish_to_stop_is_handed_on():
    assert looked(Stillness(SIMPLEX, lambda: True), IPM, 0, 1)
