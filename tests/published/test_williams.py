"""Williams, manpower planning: three skills over three years, with retraining, downgrading and short time.

Index    y year    s skill (a from, b to)

Row      workforce[y,s] = stays[s] * workforce[y-1,s] + stays_first_year[s] * hired[y,s]
                          + sum over a of arrives[a,s] * moved[y,a,s]
                          - sum over b of moved[y,s,b] - laid_off[y,s]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from capplan.program import Axis, Program
from tests.published.published_case import Case, Plan

Float = NDArray[np.float64]
SLACK = 1e-5


@dataclass(frozen=True)
class Manpower:
    """The case as arrays."""

    opening: Float  # [s]
    demand: Float  # [y, s]
    stays: Float  # [s] of a year's people
    stays_first_year: Float  # [s] of the people hired
    arrives: Float  # [a, b] of the people moved: up they leave as their new skill does, down half of them go
    most_moved: Float  # [a, b]
    most_hired: Float  # [s]
    most_short_time: float
    most_overmanned: float
    skilled_share: float  # people retrained to skilled, as a share of the skilled
    short_time_output: float

    @classmethod
    def of(cls, data: dict[str, Any]) -> Manpower:
        """The arrays of the file."""
        stays = 1.0 - np.array(data["attrition_existing"])
        up, down = np.triu(np.ones((3, 3)), 1), np.tril(np.ones((3, 3)), -1)
        most = np.where(down > 0, np.inf, 0.0)
        most[0, 1] = data["retrain"]["unskilled_to_semi"]["cap_per_year"]
        most[1, 2] = np.inf  # limited by a row: it depends on the skilled workforce
        return cls(
            opening=np.array(data["current"], float),
            demand=np.array(data["demand_by_year"], float),
            stays=stays,
            stays_first_year=1.0 - np.array(data["attrition_first_year_of_hire"]),
            arrives=up * stays + down * (1.0 - data["downgrade"]["leave_share"]),
            most_moved=most,
            most_hired=np.array(data["max_hires_per_year"], float),
            most_short_time=data["short_time"]["max_per_skill_year"],
            most_overmanned=data["overmanning"]["max_total_per_year"],
            skilled_share=data["retrain"]["semi_to_skilled"]["cap_share_of_skilled_workforce"],
            short_time_output=data["short_time"]["output"],
        )


def prices(case: Case) -> dict[str, Float]:
    """What the variant minimises: people laid off, or money. Arrays by column block, [s] or [a, b]."""
    data = case.data
    if case.variant["name"] == "min_layoffs":
        return {"laid_off": np.ones(3)}
    retraining = np.zeros((3, 3))
    retraining[0, 1] = data["retrain"]["unskilled_to_semi"]["cost"]
    retraining[1, 2] = data["retrain"]["semi_to_skilled"]["cost"]
    return {
        "laid_off": np.array(data["layoff_cost"], float),
        "overmanned": np.array(data["overmanning"]["cost"], float),
        "short_time": np.array(data["short_time"]["cost"], float),
        "moved": retraining,
    }


def manpower_program(case: Manpower, price: dict[str, Float]) -> Program:
    """The program of three years."""
    program = Program()
    skill = ("unskilled", "semi-skilled", "skilled")
    years, skills = Axis("year", ("1", "2", "3")), Axis("skill", skill)
    people = (years, skills)
    most: dict[str, Float | float] = {"hired": case.most_hired, "short_time": case.most_short_time}
    column = {
        name: program.columns(name, people, upper=most.get(name, np.inf), cost=price.get(name, 0.0))
        for name in ("workforce", "hired", "laid_off", "overmanned", "short_time")
    }
    to = Axis("to", skill)
    moved = program.columns("moved", (*people, to), upper=case.most_moved, cost=price.get("moved", 0.0))

    workforce = column["workforce"].index
    first = np.zeros((3, 3))
    first[0] = case.stays * case.opening
    walk = program.rows("workforce", people, equal=first)
    walk.add(workforce)
    walk.add(workforce[:-1], -case.stays, at=walk.index[1:])
    walk.add(column["hired"].index, -case.stays_first_year)
    walk.add(moved.index, -case.arrives, at=walk.index[:, None, :])
    walk.add(moved.index, 1.0, at=walk.index[:, :, None])
    walk.add(column["laid_off"].index)
    need = program.rows("need", people, equal=case.demand)
    need.add(workforce)
    need.add(column["overmanned"].index, -1.0)
    need.add(column["short_time"].index, -case.short_time_output)
    retrained = program.rows("retrained", (years,), at_most=0.0)
    retrained.add(moved.index[:, 1, 2])
    retrained.add(workforce[:, 2], -case.skilled_share)
    overmanned = program.rows("overmanned", (years,), at_most=case.most_overmanned)
    overmanned.add(column["overmanned"].index, 1.0, at=overmanned.index[:, None])
    return program


def assert_rules(case: Manpower, plan: Plan) -> None:
    """The values keep every rule, counted again from scratch."""
    workforce, moved = plan["workforce"], plan["moved"]
    before = np.vstack([case.opening, workforce[:-1]])
    came = np.einsum("yab,ab->yb", moved, case.arrives)
    stayed = case.stays * before + case.stays_first_year * plan["hired"]
    walked = stayed + came - moved.sum(axis=2) - plan["laid_off"]
    np.testing.assert_allclose(workforce, walked, atol=SLACK)
    needed = case.demand + plan["overmanned"] + case.short_time_output * plan["short_time"]
    np.testing.assert_allclose(workforce, needed, atol=SLACK)
    assert np.all(plan["hired"] <= case.most_hired + SLACK)
    assert np.all(plan["short_time"] <= case.most_short_time + SLACK)
    assert np.all(plan["overmanned"].sum(axis=1) <= case.most_overmanned + SLACK)
    assert np.all(moved <= case.most_moved + SLACK)
    assert np.all(moved[:, 1, 2] <= case.skilled_share * workforce[:, 2] + SLACK)
    assert all(np.all(values >= -SLACK) for values in plan.value.values())


@pytest.mark.parametrize("variant", ["min_layoffs", "min_cost"])
def test_manpower_plan_reaches_the_published_optimum(
    variant: str, published: Callable[[str, str], Case], least_cost: Callable[[Program], Plan]
) -> None:
    case = published("williams_manpower", variant)
    rules, price = Manpower.of(case.data), prices(case)
    plan = least_cost(manpower_program(rules, price))
    case.assert_optimum(plan.objective)
    assert_rules(rules, plan)
    counted = sum(float((plan[name].sum(axis=0) * each).sum()) for name, each in price.items())
    assert plan.objective == pytest.approx(counted, rel=1e-9)
