"""Rework: wrong decisions come back a period later."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.formulation import Formulation, formulate
from capplan.trust_facts import Accuracy, Trust
from tests.milp import optimum
from tests.rows import row, row_names, week
from tests.tiny import tiny_facts, tiny_model


def appealed(
    accuracy: tuple[float, float] = (0.9, 1.0), delay: int = 1, on: bool = True, share: float = 0.5
) -> Formulation:
    """Two teams decide a hundred cases a week; half of the wrong decisions come to the second queue."""
    facts, requirement = tiny_facts(
        [[100.0] * 4, [10.0] * 4],
        opening=[[3.0], [3.0]],
        hazard=[[0.0], [0.0]],
        productivity=[[1.0], [1.0]],
        real_time=False,
        turnaround=1.0,
    )
    first, second = accuracy
    of_pair = np.array([first, 1.0, second, 1.0])
    one = np.array([share])
    trust = Trust(
        error_from=np.array([0]), error_to=np.array([1]), error_share=one, error_delay=np.array([delay])
    )
    facts = replace(facts, trust=trust, accuracy=Accuracy(of_pair, np.full(2, np.nan)))
    sections: dict[str, object] = {"rework": {}} if on else {}
    return formulate(tiny_model(4, **sections), facts, requirement)


def test_an_error_brings_half_a_contact_of_an_hour_in_the_next_period() -> None:
    found = row(appealed(), f"rework[queue2:en, {week(2)}]")
    assert found.terms == pytest.approx(
        {f"rework_h[queue2:en, {week(2)}]": 1.0, f"assigned_h[TEAM1 on queue1:en, {week(1)}]": -0.05}
    )
    balance = row(appealed(), f"backlog_balance[queue2:en, {week(2)}]")
    assert balance.terms[f"rework_h[queue2:en, {week(2)}]"] == -1.0


def test_before_the_plan_the_contacts_of_its_first_period_were_decided_as_well_as_on_average() -> None:
    late = appealed(delay=3)
    found = row(late, f"rework[queue2:en, {week(2)}]")
    assert found.terms == {f"rework_h[queue2:en, {week(2)}]": 1.0}
    assert found.at_least == found.at_most == pytest.approx(0.5 * 0.05 * 100.0)
    own = row(late, f"rework[queue2:en, {week(3)}]")
    assert f"assigned_h[TEAM1 on queue1:en, {week(0)}]" in own.terms and own.at_least == 0.0


def test_the_plan_gives_the_work_to_those_who_err_less_where_hours_are_short() -> None:
    formulation = appealed(accuracy=(0.5, 1.0), share=2.0)
    _, x = optimum(formulation.arrays)
    rework = formulation.program.value("rework_h", x)[0]
    # 120 hours of the exact team do all the deciding, and the others the appeals that there are
    assert rework == pytest.approx([2.0 * 0.25 * 100.0, 0.0, 0.0, 0.0], abs=1e-6)
    both = appealed(accuracy=(0.5, 0.5), share=0.1)
    _, x = optimum(both.arrays)
    assert both.program.value("rework_h", x)[0].sum() == pytest.approx(4 * 0.1 * 50.0, rel=0.05)


def test_no_rows_without_the_family_or_without_accuracy() -> None:
    assert not [name for name in row_names(appealed(on=False)) if name.startswith("rework")]
