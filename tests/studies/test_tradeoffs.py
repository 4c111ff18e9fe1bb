"""Scenarios side by side: what is planned, what the rows say, what fails alone."""

import csv
import json
import re
from datetime import date

import pytest

from capplan.errors import InvalidInput
from capplan.page.side_by_side import tables_of_runs
from capplan.report.pages.chart import Chart, Drawing
from capplan.report.studies.tradeoffs import content, shown_difference, table, text
from capplan.report.studies.tradeoffs_page import page, write_tradeoffs
from capplan.studies.tradeoffs import tradeoff_cases, tradeoffs
from tests.studies.here import in_process, short_plan

MORE = """
[scenario.busier]
parent = "surge"
note = "The surge, and a tenth more calls <in week 2>."
change = [{ table = "forecast", where = { queue = "voice" }, column = "volume", multiply = 1.1 }]

[scenario.safer]
rules = { resilience = { cover_share = 0.9, priorities = ["P1"], price = 50.0 } }

[scenario.no_money]
change = [{ table = "rates", column = "rate", where = { team = "MNL_EN" }, set = -1 }]
"""

CHART = Chart("tradeoffs", "What differs", "In money", Drawing("<svg></svg>", 1.0, 1.0, ()), None)


@pytest.fixture(scope="module")
def setting(tmp_path_factory):
    setting = short_plan(tmp_path_factory.mktemp("tradeoffs"))
    setting.model.write_text(setting.model.read_text() + MORE)
    return setting


@pytest.fixture(scope="module")
def study(setting):
    with in_process():
        return tradeoffs(setting)


def row(study, name):
    return next(one for one in study.rows if one.name == name)


def test_the_base_comes_first_and_only_chooses(setting):
    assert [case.name for case in tradeoff_cases(setting)] == ["base", "surge", "busier", "safer", "no_money"]
    assert [case.scenario for case in tradeoff_cases(setting, ["busier", "base"])] == [None, "busier"]
    with pytest.raises(InvalidInput, match="surge"):
        tradeoff_cases(setting, ["surg"])


def test_a_row_says_what_the_run_folder_says(setting, study):
    for name in ("base", "surge", "busier"):
        told, folder = row(study, name), setting.runs / name
        summary = json.loads((folder / "summary.json").read_text())
        assert told.values["cost_to_serve"] == summary["cost_to_serve"]
        assert told.values["unmet_cost"] == pytest.approx(
            summary["money"] - summary["cost_to_serve"], abs=0.01
        )
        coverage = list(csv.DictReader((folder / "coverage.csv").open()))
        mail = [line for line in coverage if line["queue"] == "mail"]
        required, short = (sum(float(line[key]) for line in mail) for key in ("required_h", "short_h"))
        assert told.values["turnaround_share"] == pytest.approx(1 - short / required, abs=1e-6)
        assert told.gap == 0.0 and told.run == f"runs/{name}"
    assert row(study, "busier").parent == "surge"


def test_more_work_on_a_parent_costs_no_less_and_is_proven_to(study):
    """Exact plans: the range of the difference is the difference."""
    surge, busier = row(study, "surge"), row(study, "busier")
    assert busier.objective >= surge.objective
    low, high = study.proven_range(busier)
    assert low == pytest.approx(high) == pytest.approx(busier.objective - study.base.objective)
    assert study.proven(busier)


def test_what_one_scenario_gets_wrong_fails_alone(study):
    wrong = row(study, "no_money")
    assert not wrong.planned and wrong.exit_code == 3 and "rate" in wrong.message
    assert study.failed == (wrong,)
    assert "no_money has no plan (exit code 3)" in text(study)


def test_measures_without_figures_are_left_out_with_the_reason(study):
    assert "accuracy" in study.left_out and "accuracy" not in table(study).columns
    assert {measure.key for measure in study.measures}.isdisjoint(study.left_out)


def test_the_loss_of_a_site_is_measured_in_plans_that_were_not_asked_for_it(setting, study):
    safer, base = row(study, "safer").values["resilience_share"], study.base.values["resilience_share"]
    assert 0.0 < base <= safer < 1.0
    lost = list(csv.DictReader((setting.runs / "safer" / "site_loss.csv").open()))
    need, uncovered = (sum(float(line[key]) for line in lost) for key in ("need_h", "uncovered_h"))
    assert safer == pytest.approx(1 - uncovered / need, abs=1e-5)


def test_decisions_are_due_from_the_day_that_is_asked_for(setting):
    with in_process():
        soon = tradeoffs(setting, ["base"], date(2026, 3, 2), 0)
        late = tradeoffs(setting, ["base"], date(2026, 3, 2), 60)
    base = late.base
    calendar = list(csv.DictReader((setting.runs / "base" / "hiring_calendar.csv").open()))
    proposed = [line for line in calendar if line["status"] == "proposed"]
    assert len(proposed) == sum(one["what"] == "requisition" for one in base.due) > 0
    assert len(soon.base.due) == sum(line["requisition_by"] <= "2026-03-02" for line in proposed)
    assert {one["overdue"] for one in base.due if one["by"] < "2026-03-02"} <= {True}


def test_table_json_and_page_say_the_same(study, tmp_path):
    told = write_tradeoffs(study, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "tradeoffs.csv", "tradeoffs.html", "tradeoffs.json", "tradeoffs.png", "tradeoffs.svg",
    ]  # fmt: skip
    assert told == json.loads((tmp_path / "tradeoffs.json").read_text()) == content(study)
    lines = list(csv.DictReader((tmp_path / "tradeoffs.csv").open()))
    assert [line["scenario"] for line in lines] == [one["scenario"] for one in told["scenarios"]]
    busier = lines[2]
    away = float(busier["cost_to_serve"]) - float(lines[0]["cost_to_serve"])
    assert float(busier["cost_to_serve_to_base"]) == pytest.approx(away, abs=1e-5)
    html = (tmp_path / "tradeoffs.html").read_text()
    assert "&lt;in week 2&gt;" in html and "<in week 2>" not in html
    assert (
        html.count('<figure id="tradeoffs"') == 1 and "var(--over)" in html
    )  # its colours are those of the page
    (said,) = re.findall(r'data-title="busier" data-lines="([^"]*)"', html)
    assert said.split("|")[0] == f"cost to serve {shown_difference(study.measures[0], away)}"
    assert not re.search(r"""(src|href)=["'](?!#)""", html) and "@import" not in html


def test_the_page_can_be_filtered_by_scenario_site_and_queue(setting, study):
    runs = {row.name: setting.runs.parent / row.run for row in study.rows if row.run}
    tables = tables_of_runs(runs)
    html = page(study, CHART, tables)
    for kind in ("scenario", "site", "queue"):
        assert f'<select data-filter="{kind}">' in html
    (queues,) = (grid for grid in tables if grid.name == "queues")
    assert {row[0].text for row in queues.rows} == set(runs)
    assert html.count('data-scenario="base"') == sum(
        row[0].text == "base" for grid in tables for row in grid.rows
    )


def test_equal_studies_give_equal_bytes(study, tmp_path):
    for name in ("one", "two"):
        write_tradeoffs(study, tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_a_base_without_a_plan_is_said_first(study):
    from dataclasses import replace

    failed = replace(study.base, run=None, message="No money.\n", exit_code=4)
    html = page(replace(study, rows=(failed, *study.rows[1:])), CHART)
    assert "The base has no plan" in html
