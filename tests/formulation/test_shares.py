"""Shares: of the work that is done, what part some teams do at least and at most."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.facts import Pairs, ShareLimit
from capplan.formulation import Formulation, formulate
from tests.milp import optimum
from tests.rows import row, row_names, week
from tests.tiny import at_sites, tiny_facts, tiny_model


def _sites(least: float, most: float, pace: float = 1.0, on: bool = True) -> Formulation:
    """TEAM1 at a dear site and TEAM2 at a cheap one, both on demand; the limit is for TEAM2 on queue1."""
    limit = ShareLimit("SITE2 on queue1", np.array([True, False]), np.array([False, True]), least, most)
    tiny = tiny_facts(
        [[100.0] * 4, [50.0] * 4],
        opening=[[0.0]] * 2,
        hazard=[[0.0]] * 2,
        productivity=[[1.0]] * 2,
        unit="productive_hour",
        share_limits=(limit,),
        pairs=Pairs(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([1.0, 1.0, pace, pace])),
    )
    facts, requirement = at_sites(tiny, [0, 1])
    teams = replace(facts.teams, on_demand=np.array([True, True]), rate=np.array([40.0, 10.0]))
    return formulate(
        tiny_model(4, **({"shares": {}} if on else {})), replace(facts, teams=teams), requirement
    )


def test_a_share_is_a_row_over_the_work_done_on_its_queues() -> None:
    formulation = _sites(0.25, 0.6, pace=0.5)
    assigned = {p: f"assigned_h[TEAM{p} on queue1:en, {week(2)}]" for p in (1, 2)}
    least = row(formulation, f"share_least[SITE2 on queue1, {week(2)}]")
    assert least.terms == pytest.approx({assigned[1]: -0.25, assigned[2]: 0.5 * 0.75})
    assert (least.at_least, least.at_most) == (0.0, np.inf)
    most = row(formulation, f"share_most[SITE2 on queue1, {week(2)}]")
    assert most.terms == pytest.approx({assigned[1]: -0.6, assigned[2]: 0.5 * 0.4})
    assert (most.at_least, most.at_most) == (-np.inf, 0.0)
    assert (
        formulation.program.row_blocks["share_most"].rule
        and formulation.program.row_blocks["share_least"].rule
    )


def test_trivial_limits_and_an_absent_family_add_no_rows() -> None:
    assert not [name for name in row_names(_sites(0.0, 1.0)) if name.startswith("share")]
    assert not [name for name in row_names(_sites(0.2, 0.5, on=False)) if name.startswith("share")]


def test_the_cheap_site_does_no_more_than_its_share() -> None:
    # queue1: 60 % at 10 and 40 % at 40; queue2 is all at 10
    assert optimum(_sites(0.0, 0.6).arrays)[0] == pytest.approx(4 * (60 * 10 + 40 * 40 + 50 * 10))
    assert optimum(_sites(0.0, 1.0).arrays)[0] == pytest.approx(4 * 150 * 10)


def test_a_least_share_counts_work_and_not_hours() -> None:
    # at pace 0.2 an hour of work at SITE2 costs 50: it would get none; a quarter takes 125 hours
    assert optimum(_sites(0.25, 1.0, pace=0.2).arrays)[0] == pytest.approx(4 * (75 * 40 + 125 * 10 + 50 * 40))
