"""Support roles: whole people for a block of periods, for heads and trainees."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.facts import SupportRatios
from capplan.formulation import Formulation, formulate
from capplan.formulation.support import staircase_hull
from tests.milp import optimum
from tests.rows import cost_of, row, row_names, week
from tests.tiny import at_sites, tiny_facts, tiny_model


def _sites(block_periods: int = 2, on: bool = True) -> Formulation:
    """21 and 4 people at SITE1, 16 at SITE2; a tenth leaves every week. Leads at both, QA at SITE2."""
    ratios = SupportRatios(
        ("lead", "lead", "QA"),
        np.array([0, 1, 1]),
        np.array([10.0, 8.0, 20.0]),
        np.array([1500.0, 1400.0, 900.0]),
    )
    tiny = tiny_facts(
        [[0.0] * 5],
        opening=[[21.0], [4.0], [16.0]],
        hazard=[[0.1]] * 3,
        productivity=[[1.0]] * 3,
        support=ratios,
    )
    facts, requirement = at_sites(tiny, [0, 0, 1])
    model = tiny_model(5, **({"support": {"block_periods": block_periods}} if on else {}))
    return formulate(model, facts, requirement)


def test_a_role_serves_the_peak_of_heads_and_trainees_of_its_site() -> None:
    formulation = _sites()
    peak = row(formulation, f"peak[SITE1, {week(3)}]")
    expected = {f"peak[SITE1, {week(2)}]": 1.0}
    for name in ("heads", "trainees"):
        expected |= {f"{name}[{team}, {week(3)}]": -1.0 for team in ("TEAM1", "TEAM2")}
    assert peak.terms == expected
    assert (peak.at_least, peak.at_most) == (0.0, np.inf)
    served = row(formulation, f"support[lead at SITE1, {week(2)}]")
    assert served.terms == {f"role_heads[lead at SITE1, {week(2)}]": 10.0, f"peak[SITE1, {week(2)}]": -1.0}


@pytest.mark.parametrize(("least", "most"), [(0.0, 300.0), (84.0, 170.0), (91.5, 130.2)])
def test_the_hull_lies_below_what_whole_people_cost_and_touches_it(least: float, most: float) -> None:
    pay, served = np.array([62.0, 56.0, 58.0, 64.0]), np.array([12.0, 28.0, 60.0, 100.0])
    heads = np.unique(np.concatenate([np.linspace(least, most, 997), np.arange(least, most, 4.0)]))
    whole = (pay[:, None] * np.ceil(heads / served[:, None] - 1e-9)).sum(axis=0)
    hull = np.max([slope * heads + at for slope, at in staircase_hull(pay, served, least, most)], axis=0)
    assert (hull <= whole + 1e-6).all()
    assert np.min(whole - hull) == pytest.approx(0.0, abs=1e-6)
    # tighter than the line through the origin that the roles alone give
    assert (hull >= (pay / served).sum() * heads - 1e-6).all()
    assert hull.mean() > (pay / served).sum() * heads.mean()


def test_the_steps_cut_no_plan_off_and_lift_the_relaxation() -> None:
    formulation = _sites()
    steps = formulation.program.row_blocks["support_steps"].index
    lower = formulation.arrays.row_lower.copy()
    lower[steps] = -np.inf
    without = replace(formulation.arrays, row_lower=lower)
    assert optimum(formulation.arrays)[0] == pytest.approx(optimum(without)[0])
    assert optimum(formulation.arrays, relaxed=True)[0] > optimum(without, relaxed=True)[0] + 1000.0


def test_people_in_a_role_are_whole_and_paid_in_every_period_of_the_block() -> None:
    formulation = _sites()
    index = formulation.program.column_blocks["role_heads"].index
    assert index.shape == (3, 3)
    assert formulation.arrays.integer[index].all()
    assert cost_of(formulation, f"role_heads[lead at SITE1, {week(0)}]") == 2 * 1500.0
    assert cost_of(formulation, f"role_heads[QA at SITE2, {week(4)}]") == 900.0


def test_the_first_period_of_a_shrinking_block_decides() -> None:
    # SITE1: 25, 22.5 | 20.25, 18.2 | 16.4 people: 3, 3 and 2 leads. SITE2: 16, 14.4 | 12.96, 11.7 | 10.5:
    # 2 leads each and 1 QA.
    formulation = _sites()
    cost, x = optimum(formulation.arrays)
    assert formulation.program.value("role_heads", x).tolist() == [[3, 3, 2], [2, 2, 2], [1, 1, 1]]
    wages = 1000 * 41 * sum(0.9**t for t in range(5))
    assert cost == pytest.approx(wages + 1500 * (3 * 4 + 2) + 1400 * 2 * 5 + 900 * 5)


def test_without_the_family_there_are_no_roles() -> None:
    assert not [name for name in row_names(_sites(on=False)) if name.startswith("support")]


def test_trainees_need_leads_too() -> None:
    facts, requirement = tiny_facts(
        [[0.0] * 4], opening=[[11.0, 0.0]], hazard=[[0.0, 0.0]], productivity=[[0.0, 1.0]], training=1
    )
    facts = replace(
        facts, support=SupportRatios(("lead",), np.array([0]), np.array([10.0]), np.array([100.0]))
    )
    formulation = formulate(tiny_model(4, support={"block_periods": 1}), facts, requirement)
    _, x = optimum(formulation.arrays)
    assert formulation.program.value("role_heads", x).tolist() == [[2, 2, 2, 2]]
