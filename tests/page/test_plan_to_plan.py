"""The page of a plan that was made from another: the exact bridge between what the two cost, where it changed."""

from __future__ import annotations

import json
import re

import pytest

from capplan.page import as_html, page_of_run
from capplan.page.charts import chart_of_earlier
from capplan.report.wording import amount
from tests.bridge.planned import two_plans
from tests.page.pages import runs
from tests.report.sample_plan import make_plan


@pytest.fixture(scope="module")
def chart():
    found = chart_of_earlier(two_plans() / "base", two_plans() / "surge")
    assert found is not None
    return found


def test_the_bars_lead_from_one_cost_to_the_other(chart):
    costs = [
        json.loads((two_plans() / name / "summary.json").read_text())["money"] for name in ("base", "surge")
    ]
    first, *steps, last = chart.wide.areas
    assert (first.title, last.title) == ("the last plan", "this plan")
    assert first.lines == (amount(costs[0], "USD"),) and last.lines == (amount(costs[1], "USD"),)
    assert "Volume" in [step.title for step in steps]
    assert chart.finding.startswith("This plan costs ") and " more than the last plan" in chart.finding


def test_a_plan_that_is_gone_leaves_the_chart_out(tmp_path):
    assert chart_of_earlier(tmp_path / "gone", two_plans() / "surge") is None


def test_it_stands_with_what_changed_before_the_decisions(chart):
    page = page_of_run(runs()[1], make_plan().facts)
    html = as_html(page, (), chart)
    places = [html.index(f'id="{name}"') for name in ("changed", "plan_to_plan", "decisions")]
    assert places == sorted(places)
    assert "plan_to_plan" not in as_html(page, ())


def test_every_chart_with_figures_has_a_table_behind_it(chart):
    html = as_html(page_of_run(runs()[1], make_plan().facts), (chart,))
    (figure,) = re.findall(r'<figure id="plan_to_plan".*?</figure>', html, re.DOTALL)
    assert figure.count('<details class="behind"') == 1
