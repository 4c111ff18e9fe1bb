"""Automation initiatives: what they take from queues, and which of them are worth their price."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from capplan.facts import Facts
from capplan.formulation import Formulation, formulate
from capplan.project_facts import Initiatives
from capplan.requirements.required import Requirement
from tests.milp import optimum
from tests.rows import row, row_names, week
from tests.tiny import tiny_facts, tiny_model

WEEKS = 9  # January has four, February four, March one


def one(**fields: Any) -> Initiatives:
    """An initiative that takes half of queue1 at once, built in a week; ``fields`` replace values."""
    start = Initiatives(
        ("bot",), np.array([[True, False]]), *(np.array([n]) for n in (0, 1, 0, 0)),
        *(np.array([share]) for share in (0.0, 0.5, 1.0, 0.0)), np.array([[-1, -1]]), np.array([0]),
        *(np.array([money]) for money in (1000.0, 10.0, 0.0)),
    )  # fmt: skip
    return replace(start, **{name: np.array(value) for name, value in fields.items()})


def with_bot(
    rules: dict[str, Any] | None = None, heads: float = 5.0, **fields: Any
) -> tuple[Facts, Requirement]:
    facts, requirement = tiny_facts(
        [[100.0] * WEEKS, [60.0] * WEEKS], opening=[[heads]], real_time=False, turnaround=2.0
    )
    return replace(facts, initiatives=one(**fields)), requirement


def formulated(rules: dict[str, Any] | None, **fields: Any) -> Formulation:
    sections = {} if rules is None else {"initiatives": rules}
    return formulate(tiny_model(WEEKS, **sections), *with_bot(**fields))


def test_hours_leave_a_queue_with_the_ramp_and_come_back_to_another_later() -> None:
    fields = {"ramp_periods": [2], "bounced": [0.2], "bounce_queue": [[1, -1]], "bounce_periods": [1]}
    made = formulated({}, **fields)
    start = "initiative_starts[bot, 2026-01]"
    # built in week 1, half of its effect in week 2, all of it from week 3 on
    taken = [0.0, 25.0, 50.0, 50.0]
    for t in range(4):
        found = row(made, f"backlog_balance[queue1:en, {week(t)}]").terms
        assert found.get(start, 0.0) == pytest.approx(taken[t])
    # a fifth of the contacts comes back a week later; an hour each
    back = [0.0, 0.0, -5.0, -10.0]
    for t in range(4):
        found = row(made, f"backlog_balance[queue2:en, {week(t)}]").terms
        assert found.get(start, 0.0) == pytest.approx(back[t])


def test_easy_contacts_take_fewer_hours_with_them() -> None:
    made = formulated({}, handle_time=[0.6])
    found = row(made, f"backlog_balance[queue1:en, {week(2)}]").terms
    assert found["initiative_starts[bot, 2026-01]"] == pytest.approx(30.0)


@pytest.mark.parametrize(("delay", "hours"), [("none", 50.0), ("expected", 30.0), ("late", 0.0)])
def test_a_risk_of_delay_is_a_mean_a_promise_or_the_worst(delay: str, hours: float) -> None:
    made = formulated({"delay": delay}, delay_periods=[2], delay_risk=[0.4])
    found = row(made, f"backlog_balance[queue1:en, {week(2)}]").terms
    assert found.get("initiative_starts[bot, 2026-01]", 0.0) == pytest.approx(hours)


def test_what_has_been_relieved_cannot_wait() -> None:
    made = formulated({})
    found = row(made, f"backlog_age[queue1:en, {week(3)}]")
    # work of two weeks may wait: 200 hours, less 50 of each week from week 2 on
    assert found.at_most == pytest.approx(200.0)
    assert found.terms == pytest.approx(
        {f"backlog_h[queue1:en, {week(3)}]": 1.0, "initiative_starts[bot, 2026-01]": 100.0}
    )


def test_an_initiative_starts_once_and_not_too_early_and_few_are_built_at_once() -> None:
    made = formulated({"most_at_once": 1}, earliest=[1])
    once = row(made, "initiative_once[bot]")
    assert (sum(once.terms.values()), once.at_most) == (3.0, 1.0)
    upper = made.arrays.column_upper[made.program.column_blocks["initiative_starts"].index]
    assert upper.tolist() == [[0.0, 1.0, 1.0]]
    built = row(made, f"initiatives_at_once[{week(4)}]")
    assert (built.terms, built.at_most) == ({"initiative_starts[bot, 2026-02]": 1.0}, 1.0)
    assert row(made, f"initiatives_at_once[{week(5)}]").terms == {}


def test_it_is_started_where_it_saves_more_than_it_costs() -> None:
    # three people have 120 of the 160 hours of each of 9 weeks; an hour left undone costs 60
    for cost, started in ((1000.0, True), (24_000.0, False)):
        made = formulated({}, heads=3.0, cost=[cost])
        objective, x = optimum(made.arrays)
        chosen = x[made.program.column_blocks["initiative_starts"].index]
        assert bool(chosen.sum() > 0.5) is started
        without = formulated(None, heads=3.0)
        # it takes 50 hours in 8 weeks, for 10 a week: enough for 40 of each and those of the first, which wait
        saved = 9 * 40 * 60.0 - cost - 8 * 10.0
        assert optimum(without.arrays)[0] - objective == pytest.approx(max(saved, 0.0))


def test_no_rows_without_the_family_or_without_initiatives() -> None:
    facts, requirement = with_bot()
    for made in (
        formulated(None),
        formulate(tiny_model(WEEKS, initiatives={}), replace(facts, initiatives=None), requirement),
    ):
        assert "initiative_starts" not in made.program.column_blocks
        assert not [name for name in row_names(made) if name.startswith(("initiative", "backlog_age"))]
