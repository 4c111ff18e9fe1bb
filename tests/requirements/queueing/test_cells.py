"""A cell has the same value alone as in company, and each cell gets the formula that is right for it."""

from __future__ import annotations

import numpy as np

from capplan.requirements import agents_required, erlang_b, erlang_c, queue_with_patience
from capplan.requirements.queueing.cells import CHUNK, by_cells, either


def test_each_cell_by_its_own_formula() -> None:
    values = np.array([1.0, -2.0, 3.0])
    low, high = either(values < 0.0, lambda v: (v - 10, v + 10), lambda v: (v - 1, v + 1), values)
    np.testing.assert_array_equal(low, [0.0, -12.0, 2.0])
    np.testing.assert_array_equal(high, [2.0, 8.0, 4.0])


def test_one_cell_is_a_plain_float_to_the_formula_and_an_array_to_the_caller() -> None:
    seen: list[type] = []

    def formula(value: object) -> tuple[object]:
        seen.append(type(value))
        return (value,)

    (result,) = by_cells(formula, np.array([2.5]))  # type: ignore[arg-type]
    assert seen == [float]
    np.testing.assert_array_equal(result, [2.5])


def test_cells_beyond_one_chunk_come_back_in_order() -> None:
    many = np.arange(2.5 * CHUNK)
    np.testing.assert_array_equal(by_cells(lambda value: (value * 2.0,), many)[0], many * 2.0)


def test_alone_or_among_others_a_cell_is_the_same_to_the_last_bit() -> None:
    random = np.random.default_rng(2)
    load = 10 ** random.uniform(-3, 4, 600)
    agents = load * np.exp(random.normal(size=600) / np.sqrt(load))
    agents[::2] = np.ceil(agents[::2])
    patience_s = 10 ** random.uniform(0, 4, 600)
    blocked, waits = erlang_b(load, agents), erlang_c(load, agents)
    queue = queue_with_patience(load, agents, 300.0, patience_s, 20.0)
    for cell in range(0, 600, 7):
        assert float(erlang_b(load[cell], agents[cell])) == blocked[cell]
        assert float(erlang_c(load[cell], agents[cell])) == waits[cell]
        alone = queue_with_patience(load[cell], agents[cell], 300.0, patience_s[cell], 20.0)
        for name in ("waiting", "abandonment", "answered_in_time", "over_before_target", "speed_of_answer_s"):
            assert float(getattr(alone, name)) == getattr(queue, name)[cell], name


def test_real_agents_alone_or_among_others_are_the_same_to_the_last_bit() -> None:
    load = np.geomspace(0.05, 300.0, 90)
    target = {"service_level": 0.8, "answer_within_s": 20.0, "patience_s": 100.0, "whole": False}
    together = agents_required(load, 300.0, **target)  # type: ignore[arg-type]
    alone = [float(agents_required(value, 300.0, **target)) for value in load]  # type: ignore[arg-type]
    np.testing.assert_array_equal(together, alone)
