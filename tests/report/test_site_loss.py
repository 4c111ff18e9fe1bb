"""What a plan says of the loss of a site."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from capplan.pipeline import solve_formulation
from capplan.plan import Plan
from capplan.report.site_loss import site_loss_table
from capplan.report.summary import summary
from capplan.report.tables import result_tables
from capplan.solve import SolveOptions
from tests.formulation.test_resilience import shared_people
from tests.report.sample_plan import make_plan

README = Path(__file__).resolve().parents[2] / "outputs" / "README.md"


@cache
def _plan() -> Plan:
    return solve_formulation(shared_people(), SolveOptions(gap=1e-9, time_limit_s=60.0), 0.0, None)


def test_a_plan_without_the_rule_has_no_such_table() -> None:
    assert site_loss_table(make_plan()) is None
    assert "site_loss.csv" not in result_tables(make_plan())


def test_the_rows_are_weeks_checked_sites_and_queues() -> None:
    table = result_tables(_plan())["site_loss.csv"]
    # weeks 1 and 3: from the first on, one of every two, the earlier of equal ones
    assert list(dict.fromkeys(table["week_start"])) == ["2026-01-12", "2026-01-26"]
    assert list(dict.fromkeys(table["lost"])) == ["SITE1", "SITE2", "SITE3", "SITE4"]
    assert len(table) == 2 * 4 * 2
    assert (table["need_h"] == 0.9 * table["required_h"]).all()


def test_able_hours_are_those_of_everybody_elsewhere_who_may_work_the_queue() -> None:
    plan, table = _plan(), result_tables(_plan())["site_loss.csv"]
    row = table[(table["lost"] == "SITE3") & (table["queue"] == "queue1")].iloc[0]
    heads, bought = plan.walk.productive_heads[:, 1], plan.staffing.assigned_h[1, 1]
    # TEAM1 and TEAM4 at 27.2 hours a head, TEAM2 on demand at pace 0.8 with a fifth more
    assert row["able_h"] == pytest.approx(27.2 * (heads[0] + 1.1 * heads[3]) + 0.8 * 1.2 * bought)
    assert row["margin_h"] == pytest.approx(row["able_h"] - 90.0)


def test_hours_uncovered_are_those_that_the_plan_pays_for() -> None:
    plan, table = _plan(), result_tables(_plan())["site_loss.csv"]
    assert table["uncovered_h"].sum() > 1.0
    assert (table["uncovered_h"] >= np.maximum(-table["margin_h"], 0.0) - 1e-6).all()
    assert summary(plan, "test", "base")["steering"]["resilience"] == pytest.approx(
        15.0 * table["uncovered_h"].sum(), abs=0.01
    )


def test_every_column_is_explained() -> None:
    section = README.read_text(encoding="utf-8").split("\n## site_loss.csv\n")[1].partition("\n## ")[0]
    names = re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)
    assert names == list(result_tables(_plan())["site_loss.csv"].columns)
