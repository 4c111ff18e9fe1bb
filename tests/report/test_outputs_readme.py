"""outputs/README.md explains everything that is written."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from pathlib import Path

import pytest

from capplan.bridge import DRIVERS
from capplan.bridge.changes import Changed
from capplan.contracts import LINES, TERM_OF_LINE
from capplan.plan import Plan, Replanned
from capplan.report.costs import TERMS
from capplan.report.grid import METRICS
from capplan.report.plots import PLOTS
from capplan.report.requirement.pooling import pooling_table
from capplan.report.requirement.tables import agents_table, requirement_table
from capplan.report.studies.frontier import frontier_table
from capplan.report.studies.frontier_found import Frontier, FrontierPoint
from capplan.report.studies.tradeoffs import MEASURES, Tradeoff, Tradeoffs
from capplan.report.studies.tradeoffs import table as tradeoffs_table
from capplan.report.summary import summary
from capplan.report.tables import result_tables
from capplan.report.vendors.comparison import PART_OF_LINE
from capplan.studies.store import COLUMNS
from tests.report.sample_contracts import contract_plan
from tests.report.sample_plan import make_plan

README = (Path(__file__).resolve().parents[2] / "outputs" / "README.md").read_text(encoding="utf-8")
PARTS = re.split(r"^##+ ", README, flags=re.MULTILINE)
SECTIONS = {part.partition("\n")[0].strip(): part for part in PARTS}


def explained(section: str) -> list[str]:
    """The names in the first column of the tables of a section."""
    rows = [line.split("|")[1] for line in SECTIONS[section].splitlines() if line.startswith("| `")]
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row)]


def replanned() -> Plan:
    """A plan with contracts that starts from an earlier one."""
    return replace(contract_plan(), replanned=Replanned("outputs/was", (), 1.0, 1.0, None, (), 0))


@pytest.mark.parametrize("name", sorted(set(result_tables(replanned())) - {"capacity_grid.csv"}))
def test_every_column_of_a_table_is_explained_in_its_order_and_nothing_else(name):
    assert explained(name) == list(result_tables(replanned())[name].columns)


def test_the_columns_and_metrics_of_the_grid_are_explained():
    assert explained("capacity_grid.csv") == ["level", "name", "metric", "unit", *METRICS]


def test_every_key_of_the_summary_is_explained():
    content = summary(replanned(), "quarterly", "base")
    assert set(explained("summary.json")) == set(content)
    text = SECTIONS["summary.json"]
    for part in ("sites", "queues", "vendors"):
        for key in next(iter(content[part].values())):
            assert f"`{key}`" in text


def test_every_picture_is_explained():
    assert explained("plots/") == list(PLOTS)


def test_every_cost_term_is_explained():
    for term in (*TERMS, "moved_hours", "backlog_hours", "end_capacity", "plan_changes"):
        assert f"`{term}`" in SECTIONS["costs.csv"]


def test_every_line_of_an_invoice_is_explained_and_where_it_goes():
    assert explained("billing.csv: lines") == list(LINES)
    rows = [line.split("|") for line in SECTIONS["billing.csv: lines"].splitlines() if line.startswith("| `")]
    for name, _, term, part in (row[1:5] for row in rows):
        line = name.strip().strip("`")
        assert term.strip() == f"`{TERM_OF_LINE[line]}`"
        assert part.strip() == PART_OF_LINE[line].replace("_", " ").replace(
            "ramp training", "ramp and training"
        )


def test_the_requirement_tables_are_explained():
    plan = make_plan()
    assert explained("requirements.csv") == list(requirement_table(plan.facts, plan.requirement).columns)
    agents = agents_table(plan.facts, plan.requirement)
    assert explained("agents_by_interval.csv") == list(agents.columns)
    assert explained("pooling.csv") == list(pooling_table(plan.facts, plan.requirement).columns)


def test_every_file_is_in_the_list_at_the_top():
    top = PARTS[0]
    folders = ("plots/", "vendors/", "assumptions/")
    for name in (*result_tables(replanned()), "summary.json", "run.json", *folders):
        assert f"`{name}`" in top


def test_the_comparison_of_two_runs_is_explained():
    assert explained("bridge.csv") == ["driver", "term", "site", "amount", "currency"]
    assert explained("Drivers") == [driver.name for driver in DRIVERS]
    assert explained("Changes between two runs") == [field.name for field in fields(Changed)] + ["difference"]


def test_the_tables_of_studies_are_explained():
    measures = [measure.key for measure in MEASURES]
    planned = Tradeoff("base", values=dict.fromkeys(measures, 1.0), run="runs/base")
    columns = list(tradeoffs_table(Tradeoffs("", "", "USD", "", "", (planned,), {})).columns)
    kept = [column for column in columns if not column.endswith("_to_base")]
    assert [name for name in explained("tradeoffs.csv") if name != "<measure>_to_base"] == kept
    figures = {"lowest": {"queue": "voice", "service_level": 0.5}}
    point = FrontierPoint("present", None, 0.9, 1.0, None, None, figures)
    frontier = Frontier("", "", "USD", "service", (point,), (), (), None, (), 0.0)
    assert explained("frontier.csv") == list(frontier_table(frontier).columns)
    assert explained("runs.parquet") == list(COLUMNS)
