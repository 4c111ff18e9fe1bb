"""The page of a plan that was made from another: the exact bridge between what the two cost, where it changed."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from capplan import pipeline
from capplan.page import as_html, page_of_run, write, write_page
from capplan.page.earlier import REPLACED, chart_of_earlier, chart_or_reason
from capplan.report.wording import amount
from tests.bridge.planned import two_plans
from tests.page.pages import runs
from tests.report.sample_plan import make_plan


@pytest.fixture(scope="module")
def chart():
    return chart_of_earlier(two_plans() / "base", two_plans() / "surge")


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
    chart, said = chart_or_reason(tmp_path / "gone", two_plans() / "surge")
    assert chart is None
    assert len(said) == 1 and "is not shown: " in said[0] and "missing" in said[0]


def written(folder, standing=None):
    """What the page in the run folder says of what changed, and its bars from the last plan."""
    write_page(folder, make_plan(), None, standing)
    html = (folder / "report.html").read_text()
    section = re.search(r'<section id="changed">.*?</section>', html, re.DOTALL)[0]
    said = re.findall(r"<p>(.*?)</p>", section)
    return html, said, re.findall(r"<h3>(.*?)</h3>", section)


@pytest.fixture(scope="module")
def surge(tmp_path_factory):
    return Path(shutil.copytree(two_plans() / "surge", tmp_path_factory.mktemp("page") / ".surge.writing"))


@pytest.fixture(scope="module", autouse=True)
def _no_other_charts():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(write, "charts_of_plan", lambda *_: ())
        yield


def test_a_plan_in_whose_place_another_comes_leads_to_it(chart, surge):
    _, said, findings = written(surge, two_plans() / "base")
    assert said == [REPLACED] and findings == [chart.finding]


def test_the_same_plan_again_and_a_first_one_say_the_same(surge, tmp_path):
    first, said, findings = written(surge, tmp_path / "new")
    assert (
        said == ["It was not made from an earlier plan (--from), and takes the place of no other."]
        and not findings
    )
    assert written(surge, two_plans() / "surge")[0] == first
    assert written(surge, tmp_path)[0] == first  # a folder without a plan


@pytest.mark.parametrize("torn", ["assumptions/planning_model.json", "costs.csv", "summary.json"])
def test_an_earlier_folder_that_is_torn_keeps_no_plan_from_its_page(surge, tmp_path, torn):
    earlier = Path(shutil.copytree(two_plans() / "base", tmp_path / "base"))
    (earlier / torn).write_bytes(b"{}\xff\n")
    _, said, findings = written(surge, earlier)
    assert said[0] == REPLACED and not findings
    assert len(said) == 2 and "is not shown: " in said[1]
    assert str(tmp_path) not in said[1] and "writing" not in said[1]


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


def test_the_page_is_told_in_which_place_its_run_will_stand(monkeypatch, tmp_path):
    told = []
    monkeypatch.setattr(pipeline, "write_run", lambda *given: given[6](tmp_path / ".new", {}))
    monkeypatch.setattr(pipeline, "_run_info", lambda *_: {})
    monkeypatch.setattr(pipeline, "_write_for_people", lambda *given: told.append((given[0], given[3])))
    inputs = SimpleNamespace(model_path=Path("quarterly.toml"), name="base", earlier=None)
    pipeline.write_plan(make_plan(), inputs, tmp_path)
    assert told == [(tmp_path / ".new", tmp_path / "quarterly" / "base")]
