"""The CSV tables of a run."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from capplan.report.costs import cost_by_period
from capplan.report.tables import csv_text, result_tables
from tests.report.sample_plan import make_plan

COLUMNS = {
    "reasons.csv": "kind name where reached of first last text",
    "headcount.csv": "week_start site team start graduates transfers_in attrition releases transfers_out end "
    "heads training_start hires washout training_end trainees classes productive_heads seats_used",
    "staffing.csv": "week_start site team contract_h productive_h overtime_paid_h overtime_productive_h "
    "undertime_paid_h undertime_productive_h assigned_h spare_h",
    "hiring_calendar.csv": "class_ref site team status requisition_by training_start nesting_start "
    "production_start size expected_grads expected_at_90d",
    "allocation.csv": "week_start queue language site vendor team productive_h pace work_h share volume",
    "coverage.csv": "week_start queue language volume aht_s workload_h required_h work_h short_h "
    "backlog_start_h backlog_h backlog_limit_h",
    "service.csv": "week_start queue language target answer_within_s volume required_h short_h "
    "service_level_required service_level curve_error late_contacts",
    "transfers.csv": "week_start site from_team to_team heads",
    "support_roles.csv": "week_start site role heads_served heads_per_role required staffed",
    "costs.csv": "week_start site who contract term steering quantity unit price currency currency_rate "
    "amount amount_base",
    "vendor_hours.csv": "week_start vendor site team unit quantity rate currency amount amount_base",
}


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return result_tables(make_plan())


def grid_row(grid: pd.DataFrame, level: str, name: str, metric: str) -> np.ndarray:
    row = grid[(grid["level"] == level) & (grid["name"] == name) & (grid["metric"] == metric)]
    assert len(row) == 1
    return row.iloc[0, 4:].to_numpy(dtype=float)


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_a_table_has_the_columns_of_the_specification_in_their_order(tables, name):
    assert list(tables[name].columns) == COLUMNS[name].split()


def test_no_table_is_written_that_the_specification_does_not_name(tables):
    assert set(tables) == {*COLUMNS, "capacity_grid.csv"}


def test_the_grid_has_one_column_for_every_week(tables):
    columns = list(tables["capacity_grid.csv"].columns)
    assert columns[:4] == ["level", "name", "metric", "unit"]
    assert columns[4:] == list(make_plan().facts.horizon.labels)


def test_rows_go_week_by_week_and_team_by_team(tables):
    first = tables["headcount.csv"].head(4)
    assert first["week_start"].tolist() == ["2026-01-05"] * 3 + ["2026-01-12"]
    assert first["team"].tolist() == ["lis_de", "mnl_en", "mnl_flex", "lis_de"]


def test_the_walk_in_the_file_is_the_walk_of_the_plan(tables):
    walk, table = make_plan().walk, tables["headcount.csv"]
    team = table[table["team"] == "mnl_en"]
    np.testing.assert_array_equal(team["heads"], walk.heads[1])
    np.testing.assert_allclose(team["start"] + team["graduates"], team["heads"])


def test_shares_of_a_queue_sum_to_one_in_every_week_it_is_worked_on(tables):
    shares = tables["allocation.csv"].groupby(["week_start", "queue", "language"])["share"].sum()
    np.testing.assert_allclose(shares, 1.0)


def test_an_own_site_is_in_house_and_a_vendor_has_its_name(tables):
    found = tables["allocation.csv"][["site", "vendor"]].drop_duplicates()
    assert set(map(tuple, found.to_numpy())) == {("LIS", "in-house"), ("MNL", "Beta")}


def test_allocated_work_is_the_work_of_the_queue(tables):
    keys = ["week_start", "queue", "language"]
    worked = tables["allocation.csv"].groupby(keys)["work_h"].sum()
    covered = tables["coverage.csv"].set_index(keys)["work_h"]
    np.testing.assert_allclose(worked, covered[worked.index])


def test_every_cost_line_is_quantity_times_price_times_rate(tables):
    costs = tables["costs.csv"]
    np.testing.assert_allclose(costs["quantity"] * costs["price"], costs["amount"])
    np.testing.assert_allclose(costs["amount"] * costs["currency_rate"], costs["amount_base"])
    assert set(costs["steering"]) == {"yes", "no"}


def test_vendor_hours_are_the_lines_of_that_term_with_the_vendor(tables):
    costs, billed = tables["costs.csv"], tables["vendor_hours.csv"]
    assert billed["amount_base"].sum() == costs.loc[costs["term"] == "vendor_hours", "amount_base"].sum() > 0
    assert set(billed["vendor"]) == {"Beta"}


def test_the_calendar_gives_days_and_says_what_is_committed(tables):
    calendar = tables["hiring_calendar.csv"].set_index("class_ref")
    assert calendar.loc["mnl_en-01", "status"] == "committed"
    proposed = calendar.loc["lis_de-02"]
    assert proposed["status"] == "proposed"
    days = proposed[["requisition_by", "training_start", "nesting_start", "production_start"]].tolist()
    assert days == ["2026-01-12", "2026-01-26", "2026-02-09", "2026-02-16"]


@pytest.mark.parametrize("metric", ["forecast volume", "required hours", "staffed hours", "over/under FTE"])
def test_sites_add_up_to_the_whole_plan_in_the_grid(tables, metric):
    grid = tables["capacity_grid.csv"]
    sites = grid_row(grid, "site", "LIS", metric) + grid_row(grid, "site", "MNL", metric)
    np.testing.assert_allclose(sites, grid_row(grid, "all", "all", metric), atol=1e-9)


def test_queues_add_up_to_the_required_hours_in_the_grid(tables):
    grid = tables["capacity_grid.csv"]
    names = make_plan().facts.queues.name
    queues = sum(grid_row(grid, "queue", name, "required FTE") for name in names)
    np.testing.assert_allclose(queues, grid_row(grid, "all", "all", "required FTE"))


def test_an_fte_in_the_grid_is_contract_hours_less_shrinkage(tables):
    hours = grid_row(tables["capacity_grid.csv"], "all", "all", "productive hours of one head")
    np.testing.assert_allclose(hours[:4], [28.0, 28.0, 26.4, 28.0])


def test_the_grid_gives_percentages_as_percentages(tables):
    grid = tables["capacity_grid.csv"]
    np.testing.assert_allclose(grid_row(grid, "site", "MNL", "shrinkage")[:3], [30.0, 30.0, 34.0])
    np.testing.assert_allclose(grid_row(grid, "site", "MNL", "attrition share")[0], 1.0)


def test_the_cost_row_of_the_grid_holds_all_money_and_no_steering(tables):
    costs = tables["costs.csv"]
    money = costs.loc[costs["steering"] == "no", "amount_base"].sum()
    assert grid_row(tables["capacity_grid.csv"], "all", "all", "cost").sum() == pytest.approx(money)
    assert cost_by_period(make_plan()).sum() == pytest.approx(money)


def test_a_site_without_a_limit_of_seats_has_empty_cells_not_a_use_of_zero(tables):
    grid = tables["capacity_grid.csv"]
    assert np.isnan(grid_row(grid, "site", "MNL", "seats available")).all()
    assert np.isnan(grid_row(grid, "site", "MNL", "seat utilisation")).all()
    np.testing.assert_allclose(grid_row(grid, "site", "LIS", "seat utilisation")[0], 100.0 * 16.0 / 60.0)


def test_numbers_are_written_with_ten_digits_and_never_as_minus_zero():
    table = pd.DataFrame({"name": ["a", "b", "c", "d"], "value": [-0.0, -1e-13, 1 / 3, 12.0]})
    assert csv_text(table) == "name,value\na,0\nb,0\nc,0.3333333333\nd,12\n"


def test_no_limit_is_written_inf_and_no_value_is_left_empty():
    assert csv_text(pd.DataFrame({"a": [np.inf, np.nan], "b": [1.0, 2.0]})) == "a,b\ninf,1\n,2\n"


def test_empty_tables_still_have_their_header():
    plan = make_plan()
    text = csv_text(result_tables(replace(plan, classes=()))["hiring_calendar.csv"])
    assert text == ",".join(COLUMNS["hiring_calendar.csv"].split()) + "\n"
    assert csv_text(result_tables(plan)["transfers.csv"]).count("\n") == 1


def test_a_table_reads_back_to_the_numbers_of_the_plan(tables):
    back = pd.read_csv(io.StringIO(csv_text(tables["coverage.csv"])))
    np.testing.assert_allclose(back["short_h"].sum(), make_plan().coverage.short_h.sum(), rtol=1e-9)
