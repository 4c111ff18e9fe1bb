"""Limits that a plan reaches, against plans whose rows are known by hand."""

from __future__ import annotations

import numpy as np

from capplan.binding import limits_reached
from tests.formulation.test_exposure import severe_work
from tests.milp import optimum
from tests.small_plan import small_plan


def test_a_cap_is_reached_in_every_week_in_which_the_hours_are_at_it() -> None:
    # five people, five days, three hours: 75 h of severe work a week at most, and more is asked for
    formulation = severe_work({}, cap_h=3.0)
    _, x = optimum(formulation.arrays)
    (cap,) = (one for one in limits_reached(formulation, x) if one.family == "exposure")
    assert cap.times == formulation.given.facts.horizon.labels and cap.of == len(cap.times)
    worked = formulation.program.column_blocks["assigned_h"].index
    less = x.copy()
    less[worked[:, 0]] *= 0.9
    (after,) = (one for one in limits_reached(formulation, less) if one.family == "exposure")
    assert after.times == cap.times[1:] and after.of == cap.of


def test_work_and_people_are_no_limits_and_nothing_is_reached_where_nothing_is_near() -> None:
    formulation = small_plan().formulation()
    _, x = optimum(formulation.arrays)
    families = {one.family for one in limits_reached(formulation, x)}
    assert not families & {"coverage", "backlog_balance", "tenured", "team_hours"}
    assert limits_reached(formulation, np.full_like(x, 0.123)) == ()
