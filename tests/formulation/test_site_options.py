"""Sites that open and close: who may be where, when, and what that costs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from capplan.facts import Facts
from capplan.formulation import Formulation, formulate
from capplan.formulation.site_options import wind_down
from capplan.project_facts import SiteOptions
from capplan.requirements.required import Requirement
from tests.milp import optimum
from tests.rows import column_bounds, row, row_names, week
from tests.tiny import at_sites, class_rules, tiny_facts, tiny_model

WEEKS = 9  # months begin in weeks 0, 4 and 8


def option(opens: bool, **fields: Any) -> SiteOptions:
    """SITE1 may open or close, at once and for nothing; ``fields`` replace values."""
    start = SiteOptions(
        np.array([0]), np.array([opens]), *(np.array([n]) for n in (0, 0, 0)), np.array([0.0]),
        *(np.array([n]) for n in (0, 1, 1, 0)), *(np.array([0.0]) for _ in range(3)),
    )  # fmt: skip
    return replace(start, **{name: np.array(value) for name, value in fields.items()})


def two_sites(
    chosen: SiteOptions | None, opening: tuple[float, float], need_h: float = 100.0, **fields: Any
) -> tuple[Facts, Requirement]:
    """TEAM1 at SITE1, TEAM2 at SITE2, 40 hours a head; one queue for both."""
    tiny = tiny_facts(
        [[need_h] * WEEKS],
        opening=[[heads] for heads in opening],
        hazard=[[0.0], [0.0]],
        productivity=[[1.0], [1.0]],
        class_rules=class_rules(WEEKS, teams=2, **fields),
    )
    facts, requirement = at_sites(tiny, [0, 1])
    return replace(facts, site_options=chosen), requirement


def formulated(
    chosen: SiteOptions | None,
    opening: tuple[float, float],
    on: bool = True,
    need_h: float = 100.0,
    **fields: Any,
) -> Formulation:
    sections: dict[str, Any] = {"hiring": {}} | ({"site_options": {}} if on else {})
    return formulate(tiny_model(WEEKS, **sections), *two_sites(chosen, opening, need_h, **fields))


def closing(**fields: Any) -> SiteOptions:
    """A closure in two waves, a week after its announcement and two weeks after that, with a week of dual running."""
    given = {"notice_periods": [1], "waves": [2], "wave_periods": [2], "dual_periods": [1]}
    return option(False, **(given | fields))


def test_work_goes_in_waves_and_people_follow_a_week_later() -> None:
    moved, gone = wind_down(closing(), np.array([0]), WEEKS)
    assert moved[0, 0].tolist() == [0, 0.5, 0.5, 1, 1, 1, 1, 1, 1]
    assert gone[0, 0].tolist() == [0, 0, 0.5, 0.5, 1, 1, 1, 1, 1]
    made = formulated(closing(), (4.0, 4.0))
    change, people = "site_changes[SITE1, 2026-01]", "closing_people[TEAM1, 2026-01]"
    heads = row(made, f"site_heads[TEAM1, {week(2)}]")
    most = heads.at_most
    # the closure that is announced in February (week 4) has moved nobody by then
    assert heads.terms == pytest.approx({f"heads[TEAM1, {week(2)}]": 1.0, change: most, people: -0.5})
    work = row(made, f"site_work[TEAM1, {week(1)}]")
    assigned = f"assigned_h[TEAM1 on queue1:en, {week(1)}]"
    assert work.terms == pytest.approx({assigned: 1.0, change: work.at_most, people: -20.0})
    counted = row(made, "closing_people[TEAM1, 2026-01]").terms
    assert counted == {people: 1.0, f"heads[TEAM1, {week(0)}]": -1.0, f"trainees[TEAM1, {week(0)}]": -1.0}


def test_people_leave_once_it_is_their_turn_and_not_otherwise() -> None:
    made = formulated(closing(), (4.0, 4.0))
    assert set(row(made, f"site_left[TEAM1, {week(2)}]").terms) == {
        f"left[TEAM1, {week(2)}]",
        "site_changes[SITE1, 2026-01]",
    }
    assert set(row(made, f"site_left[TEAM1, {week(1)}]").terms) == {f"left[TEAM1, {week(1)}]"}
    assert row(made, f"tenured[TEAM1, {week(2)}]").terms[f"left[TEAM1, {week(2)}]"] == 1.0
    released = row(made, f"site_released[TEAM1, {week(2)}]")
    assert released.terms == {
        f"released[TEAM1, {week(2)}]": 1.0,
        "site_changes[SITE1, 2026-01]": released.at_most,
    }


def test_it_closes_within_the_plan_or_not_at_all() -> None:
    # four weeks from the announcement to the end: announced in week 4 at the latest
    assert column_bounds(formulated(closing(), (4.0, 4.0)), "site_changes")[1] == [[1.0, 1.0, 0.0]]
    late = closing(earliest=[1], notice_periods=[6])
    assert column_bounds(formulated(late, (4.0, 4.0)), "site_changes")[1] == [[0.0, 0.0, 0.0]]


@pytest.mark.parametrize(("fixed", "closes"), [(100.0, False), (3000.0, True)])
def test_a_site_closes_where_its_rent_is_worth_more_than_its_end(fixed: float, closes: bool) -> None:
    # four people elsewhere can do the work of all; people here are paid 1000 a week and leave for 5000
    chosen = closing(cost=[2000.0], severance=[15_000.0], fixed_cost=[fixed])
    made = formulated(chosen, (1.0, 4.0))
    objective, x = optimum(made.arrays)
    blocks = made.program.column_blocks
    assert bool(x[blocks["site_changes"].index].sum() > 0.5) is closes
    stays = WEEKS * (5 * 1000.0 + fixed)
    # announced in week 0, the person leaves in week 2 or stays until week 4: here half must go at once
    if not closes:
        assert objective == pytest.approx(stays)
        return
    heads = x[blocks["heads"].index[0]]
    assert heads.tolist() == pytest.approx([1, 1, *[0.0] * 7], abs=1e-6)
    assert objective == pytest.approx(2000 + 15_000 + 4 * fixed + (9 * 4 + 2) * 1000.0)


def test_no_class_starts_once_a_closure_is_announced_or_too_late_to_learn() -> None:
    made = formulated(closing(), (4.0, 4.0))
    found = row(made, f"site_classes[TEAM1, {week(2)}]")
    assert found.terms == {f"classes[TEAM1, {week(2)}]": 1.0, "site_changes[SITE1, 2026-01]": 1.0}
    assert found.at_most == 1.0


def test_a_site_that_opens_hires_when_it_is_set_up_and_grows_to_its_least_size() -> None:
    chosen = option(True, setup_periods=[2], growth_periods=[1], least_heads=[3.0], cost=[500.0])
    made = formulated(replace(chosen, fixed_cost=np.array([10.0])), (0.0, 0.0), class_max=4.0)
    change = "site_changes[SITE1, 2026-01]"
    assert row(made, f"site_classes[TEAM1, {week(1)}]").terms == {f"classes[TEAM1, {week(1)}]": 1.0}
    assert row(made, f"site_classes[TEAM1, {week(2)}]").terms[change] == -1.0
    assert row(made, f"site_least[SITE1, {week(2)}]").terms == {f"heads[TEAM1, {week(2)}]": 1.0}
    assert row(made, f"site_least[SITE1, {week(3)}]").terms[change] == -3.0
    _, x = optimum(made.arrays)
    blocks = made.program.column_blocks
    if x[blocks["site_changes"].index].sum() > 0.5:
        assert x[blocks["heads"].index[0]][:2].max() == 0.0


@pytest.mark.parametrize(("cost", "opens"), [(500.0, True), (1e6, False)])
def test_it_opens_where_it_pays(cost: float, opens: bool) -> None:
    chosen = option(True, setup_periods=[1], cost=[cost], fixed_cost=[10.0])
    # nobody is there; TEAM2 may not hire. An hour undone costs 60, a person 1000 for 40 hours
    made = formulated(chosen, (0.0, 0.0), hires=[True, False], class_max=3.0)
    objective, x = optimum(made.arrays)
    blocks = made.program.column_blocks
    assert bool(x[blocks["site_changes"].index].sum() > 0.5) is opens
    # 100 hours need two people and a half: the third is paid 1000 and works 20 hours, worth 1200
    open_cost = 500 + 9 * 10 + 8 * 3 * 1000.0 + 100 * 60.0
    assert objective == pytest.approx(open_cost if opens else 9 * 100 * 60.0)


def test_a_site_that_may_open_stays_closed_while_the_family_is_off() -> None:
    made = formulated(option(True), (0.0, 0.0), on=False)
    assert column_bounds(made, "site_changes")[1] == [[0.0, 0.0, 0.0]]
    _, x = optimum(made.arrays)
    assert x[made.program.column_blocks["hires"].index[0]].sum() == 0.0
    assert not [name for name in row_names(formulated(None, (1.0, 1.0))) if name.startswith("site_")]
