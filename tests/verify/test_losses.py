"""The loss of vendors and countries, held against a written plan by a checker that does not know the formulation."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
import pytest

from capplan.pipeline import solve_formulation
from capplan.plan import Plan
from capplan.report.summary import summary
from capplan.report.tables import result_tables
from capplan.solve import SolveOptions
from capplan.verify import Report, verify_tables
from tests.formulation.test_resilience import three_places

EVERY = {"losses": ["site", "vendor", "country"], "price": 40.0, "cover_share": 0.9}


@cache
def planned() -> tuple[Plan, dict[str, pd.DataFrame]]:
    plan = solve_formulation(three_places(**EVERY), SolveOptions(gap=1e-9, time_limit_s=60.0), 0.0, None)
    return plan, {name.removesuffix(".csv"): table for name, table in result_tables(plan).items()}


def checked(tables: dict[str, pd.DataFrame] | None = None, **rules: Any) -> Report:
    plan, frames = planned()
    assert plan.model.resilience is not None
    model = plan.model.model_copy(update={"resilience": plan.model.resilience.model_copy(update=rules)})
    told = summary(plan, "test", "base")
    return verify_tables(model, plan.facts, plan.requirement, tables or frames, summary=told)


def test_the_plan_keeps_the_rule_for_every_loss_once() -> None:
    assert checked().findings == ()
    lost = planned()[1]["site_loss"][["kind", "lost"]].drop_duplicates().to_numpy().tolist()
    assert lost == [
        ["site", "SITE1"], ["site", "SITE2"], ["site", "SITE3"], ["site", "SITE4"],
        ["vendor", "Beta"], ["country", "PH"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rules",
    [{"losses": ("site",)}, {"losses": ("vendor", "country")}, {"spared": ("PH",)}, {"cover_share": 1.0}],
)
def test_other_losses_than_those_asked_for_are_found(rules: dict[str, Any]) -> None:
    assert checked(**rules).findings != ()


def test_a_vendor_whose_loss_is_left_out_or_written_too_well_is_found() -> None:
    frames = planned()[1]
    table = frames["site_loss"]
    short = table[table["kind"] != "vendor"]
    assert {one.rule for one in checked({**frames, "site_loss": short}).findings} == {"resilience"}
    better = table.assign(able_h=table["able_h"].where(table["lost"] != "Beta", table["able_h"] + 5.0))
    assert {one.rule for one in checked({**frames, "site_loss": better}).findings} == {"resilience"}
