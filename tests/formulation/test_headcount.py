"""Headcount: the walk by age against rows by hand and against a walk of single cohorts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.cohorts import survival
from capplan.facts import Facts, ReleaseRules, Transfers
from capplan.formulation import Formulation, formulate
from capplan.formulation.headcount import cohorts
from tests.cohorts import walk_cohorts
from tests.milp import optimum
from tests.rows import row, week
from tests.tiny import class_rules, tiny_facts, tiny_model

HAZARD = [0.1, 0.2, 0.05, 0.01]
OUTPUT = [0.0, 0.5, 0.8, 1.0]


def _one_team(opening: list[float], **fields: object) -> Formulation:
    """One week of training, nesting at half speed, mature at age 3."""
    facts, requirement = tiny_facts(
        [[0.0] * 5], opening=[opening], hazard=[HAZARD], productivity=[OUTPUT], training=1, **fields
    )
    return formulate(tiny_model(5, hiring={}), facts, requirement)


def test_survival_starts_at_one_and_loses_the_hazard_of_every_age() -> None:
    facts, _ = tiny_facts([[0.0] * 4], opening=[[0.0] * 4], hazard=[HAZARD], productivity=[OUTPUT])
    assert survival(facts)[0] == pytest.approx([1.0, 0.9, 0.9 * 0.8, 0.9 * 0.8 * 0.95])
    assert cohorts(facts).retention == pytest.approx([0.99])


def test_rows_weigh_hires_with_survival_and_output() -> None:
    formulation = _one_team([0.0] * 4)
    hires = [f"hires[TEAM1, {week(t)}]" for t in range(5)]
    tenured, before = f"tenured[TEAM1, {week(4)}]", f"tenured[TEAM1, {week(3)}]"
    expected = {
        "trainees": {hires[4]: -1.0},
        "heads": {tenured: -1.0, hires[3]: -0.9, hires[2]: -0.72},
        "productive_heads": {tenured: -1.0, hires[3]: -0.45, hires[2]: -0.576},
        "tenured": {before: -0.99, hires[1]: -0.684, f"released[TEAM1, {week(4)}]": 1.0},
    }
    for name, terms in expected.items():
        found = row(formulation, f"{name}[TEAM1, {week(4)}]")
        assert found.terms == pytest.approx(terms | {f"{name}[TEAM1, {week(4)}]": 1.0}), name
        assert (found.at_least, found.at_most) == (0.0, 0.0)


def test_opening_people_stand_at_their_age_and_not_as_tenured() -> None:
    formulation = _one_team([10.0, 20.0, 40.0, 100.0])

    def known(name: str, t: int) -> float:
        found = row(formulation, f"{name}[TEAM1, {week(t)}]")
        assert found.at_least == found.at_most
        return found.at_most

    assert [known("trainees", t) for t in (0, 1)] == pytest.approx([10.0, 0.0])
    assert [known("heads", t) for t in (0, 1, 2)] == pytest.approx(
        [20 + 40, 10 * 0.9 + 20 * 0.8, 10 * 0.9 * 0.8]
    )
    assert [known("productive_heads", t) for t in (0, 1)] == pytest.approx([10 + 32, 4.5 + 12.8])
    assert [known("tenured", t) for t in range(5)] == pytest.approx(
        [100.0, 40 * 0.95, 20 * 0.8 * 0.95, 10 * 0.9 * 0.8 * 0.95, 0.0]
    )


def test_people_older_than_mature_are_tenured_from_the_start() -> None:
    flat = [[0.1, 0.02, 0.02, 0.02]]
    facts, _ = tiny_facts([[0.0] * 4], opening=[[0, 5, 7, 11.0]], hazard=flat, productivity=[[0.5, 1, 1, 1]])
    assert facts.teams.mature_age.tolist() == [1]
    assert cohorts(facts).tenured[0, 0] == 5 + 7 + 11


def test_committed_classes_join_like_hires() -> None:
    rules = class_rules(5, committed_classes=[[0, 1, 0, 0, 0]], committed_heads=[[0, 10.0, 0, 0, 0]])
    formulation = _one_team([0.0] * 4, class_rules=rules)
    assert row(formulation, f"trainees[TEAM1, {week(1)}]").at_most == pytest.approx(10.0)
    assert row(formulation, f"heads[TEAM1, {week(2)}]").at_most == pytest.approx(9.0)
    assert row(formulation, f"productive_heads[TEAM1, {week(3)}]").at_most == pytest.approx(7.2 * 0.8)
    assert row(formulation, f"tenured[TEAM1, {week(4)}]").at_most == pytest.approx(6.84)


def _busy(generator: np.random.Generator, periods: int) -> tuple[Facts, Formulation]:
    """Two unequal teams with opening people of all ages, hires, releases and transfers both ways."""
    ages = 6
    hazard = np.round(generator.uniform(0.0, 0.3, (2, ages)), 3)
    output = np.vstack([[0, 0, 0.4, 0.7, 1.0, 1.0], [0, 0.5, 0.9, 0.9, 0.9, 0.9]])
    hazard[0, 4:], hazard[1, 3:] = 0.02, 0.03
    most = np.full(2, np.inf)
    facts, requirement = tiny_facts(
        [[100.0] * periods],
        opening=generator.integers(0, 9, (2, ages)).tolist(),
        hazard=hazard.tolist(),
        productivity=output.tolist(),
        training=1,
        class_rules=class_rules(
            periods, teams=2, classes_per_period=2, committed_classes=1, committed_heads=3
        ),
        release_rules=ReleaseRules(np.full(2, True), np.zeros(2, int), np.zeros(2), most),
        transfers=Transfers(
            np.array([0, 1]), np.array([1, 0]), np.array([2, 0]), np.array([0.6, 1.0]), np.zeros(2), most
        ),
    )
    facts = replace(facts, teams=replace(facts.teams, training_periods=np.array([2, 1])))
    model = tiny_model(periods, hiring={"classes": "fractional"}, releases={}, transfers={})
    return facts, formulate(model, facts, requirement)


@pytest.mark.parametrize("seed", range(4))
def test_the_rows_give_the_walk_of_single_cohorts(seed: int) -> None:
    generator = np.random.default_rng(seed)
    facts, formulation = _busy(generator, 9)
    # a random objective drives hires, releases and transfers to many different values
    program, arrays = formulation.program, formulation.arrays
    cost, upper = np.zeros_like(arrays.cost), arrays.column_upper.copy()
    for name in ("hires", "released", "transferred"):
        index = program.column_blocks[name].index
        cost[index] = generator.normal(size=index.shape)
        upper[index] = np.minimum(upper[index], generator.uniform(0.0, 0.4, index.shape))
    _, x = optimum(replace(arrays, cost=cost, column_upper=upper))
    hires = program.value("hires", x) + program.value("committed_hires", x)
    released, moved = program.value("released", x), program.value("transferred", x)
    assert hires.max() > 3 and released.max() > 0 and (moved.max(axis=1) > 0).all()
    walked = walk_cohorts(facts, hires, released, moved)
    for name in ("heads", "trainees", "productive_heads"):
        np.testing.assert_allclose(program.value(name, x), getattr(walked, name), atol=1e-9, err_msg=name)


def test_a_steady_intake_settles_at_the_sum_of_survival() -> None:
    # Little's law: hires a week times the weeks a person stays
    facts, _ = tiny_facts([[0.0] * 400], hazard=[[0.1]], class_rules=class_rules(400, committed_heads=5))
    formulation = formulate(tiny_model(156), facts, tiny_facts([[0.0] * 400])[1])
    _, x = optimum(formulation.arrays)
    assert formulation.program.value("heads", x)[0, -1] == pytest.approx(5 / 0.1)
