"""Clocks: work of a risk class that is late at a price."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.formulation import Formulation, formulate
from tests.milp import optimum
from tests.rows import column_bounds, cost_of, row, row_names, week
from tests.tiny import tiny_facts, tiny_model

PRICED = {"turnaround_h": {"P1": 168.0}, "late_price": {"P1": 2.0}}


def waiting(clocks: dict[str, object] | None, unmet_price: float = 60.0) -> Formulation:
    """100 hours arrive and 80 can be done; a week may pass. Then 40 arrive."""
    facts, requirement = tiny_facts(
        [[100.0, 100.0, 40.0, 40.0]], opening=[[2.0]], real_time=False, turnaround=0.5
    )
    sections: dict[str, object] = {} if clocks is None else {"clocks": clocks}
    return formulate(tiny_model(4, unmet_price, **sections), facts, requirement)


def test_what_is_late_is_what_waits_beyond_the_limit() -> None:
    found = row(waiting(PRICED), f"late_work[queue1:en, {week(1)}]")
    assert found.terms == {f"backlog_h[queue1:en, {week(1)}]": 1.0, f"late_h[queue1:en, {week(1)}]": -1.0}
    assert found.at_most == pytest.approx(50.0)
    assert cost_of(waiting(PRICED), f"late_h[queue1:en, {week(1)}]") == pytest.approx(2.0)


def test_without_a_price_the_clock_is_hard() -> None:
    hard = waiting({"turnaround_h": {"P1": 168.0}})
    assert column_bounds(hard, "backlog_h")[1][0][:3] == pytest.approx([50.0, 50.0, 20.0])
    assert not [name for name in row_names(hard) if name.startswith("late")]
    assert column_bounds(waiting(PRICED), "backlog_h")[1][0][:3] == [np.inf] * 3


def test_nothing_is_late_after_the_last_period() -> None:
    facts, requirement = tiny_facts([[100.0] * 4], opening=[[2.0]], real_time=False, turnaround=0.5)
    coverage = {"unmet_price": {"P1": 60.0}, "end_backlog": "turnaround"}
    formulation = formulate(tiny_model(4, coverage=coverage, clocks=PRICED), facts, requirement)
    assert column_bounds(formulation, "backlog_h")[1][0] == [np.inf] * 3 + [50.0]


def test_late_work_is_done_later_where_that_is_cheaper_than_leaving_it() -> None:
    # 20 and 40 hours wait, then the rest is done: with 80 hours a week 20 still wait in the third, all may
    formulation = waiting(PRICED)
    _, x = optimum(formulation.arrays)
    assert formulation.program.value("backlog_h", x)[0] == pytest.approx([20.0, 40.0, 0.0, 0.0], abs=1e-6)
    assert formulation.program.value("short_h", x).sum() == pytest.approx(0.0, abs=1e-6)


def test_the_price_is_paid_for_every_hour_and_period_and_no_more_than_leaving_it() -> None:
    facts, requirement = tiny_facts(
        [[200.0, 0.0, 0.0, 0.0]], opening=[[1.0]], real_time=False, turnaround=0.5
    )
    clocks = {"turnaround_h": {"P1": 168.0}, "late_price": {"P1": 2.0}}
    formulation = formulate(tiny_model(4, 5.0, clocks=clocks), facts, requirement)
    _, x = optimum(formulation.arrays)
    # 160 h wait, 100 of them in time. What would be late for three weeks (6) is left at 5, but not what is for two
    late = formulation.program.value("late_h", x)[0]
    assert formulation.program.value("short_h", x).sum() == pytest.approx(60.0)
    assert late == pytest.approx([0.0, 60.0, 20.0, 0.0], abs=1e-6)


def test_no_rows_without_the_family() -> None:
    assert not [name for name in row_names(waiting(None)) if name.startswith("late")]
