"""The workbook of a plan: what it shows is what the result tables say, and its formulas come to the same."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from capplan.errors import InvalidInput
from capplan.report import style
from capplan.report.hiring import calendar_order
from capplan.workbook import look
from capplan.workbook.answer_sheet import decisions
from capplan.workbook.edits import AS_PLANNED, CALENDAR
from capplan.workbook.grid_sheet import ADDED, FORMULAS, GRID
from capplan.workbook.lists import HEADINGS
from capplan.workbook.plan_book import write_plan
from capplan.workbook.run import read_run
from tests.report.sample_contracts import contract_plan
from tests.report.sample_facts import Blueprint
from tests.report.sample_plan import make_plan, without_new_classes
from tests.workbook.recalculate import Recalculated, differences
from tests.workbook.runs import write_small_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_run(tmp_path_factory.mktemp("runs") / "plain", make_plan())


@pytest.fixture(scope="module")
def contract_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_run(tmp_path_factory.mktemp("runs") / "contracts", contract_plan())


def saved(run: Path, folder: Path) -> Path:
    path = folder / "plan.xlsx"
    path.write_bytes(write_plan(run))
    return path


@pytest.fixture(scope="module")
def path(run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(run, tmp_path_factory.mktemp("book"))


@pytest.fixture(scope="module")
def contract_path(contract_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(contract_run, tmp_path_factory.mktemp("book"))


def rows(run: Path, name: str) -> list[dict[str, str]]:
    with (run / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def opened(path: Path, data_only: bool = False) -> Workbook:
    """The workbook, read once: not to be changed."""
    return load_workbook(path, data_only=data_only)


def listed(path: Path, sheet: str) -> list[dict[str, Any]]:
    """The rows below the headings of a list."""
    values = list(opened(path, data_only=True)[sheet].iter_rows(values_only=True))
    names = [str(name) for name in values[HEADINGS]]
    below = values[HEADINGS + 1 :]
    return [dict(zip(names, row, strict=True)) for row in below if any(cell is not None for cell in row)]


def number(value: Any) -> float:
    return float(value or 0.0)


def test_recalculated_formulas_give_the_saved_values(path: Path, contract_path: Path) -> None:
    count, wrong = differences(path)
    assert wrong == [] and count > 300
    count, wrong = differences(contract_path)
    made_up = (GRID, "headcount walk")  # the heads of that sample are no walk
    assert [one for one in wrong if not one.startswith(made_up)] == [] and count > 300


def test_the_same_run_gives_the_same_bytes(run: Path, path: Path) -> None:
    assert write_plan(run) == path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r">(\d{4})-\d\d-\d\dT", core)) == {"2000"}


def test_the_grid_is_the_grid(run: Path, path: Path) -> None:
    given = rows(run, "capacity_grid.csv")
    values = list(opened(path, data_only=True)[GRID].iter_rows(min_row=5, values_only=True))
    assert len(values) == len(given)
    for row, cells in zip(given, values, strict=True):
        assert list(cells[:4]) == [row["level"], row["name"], row["metric"], row["unit"]]
        for text, cell in zip(list(row.values())[4:], cells[4:], strict=True):
            assert (cell is None) == (text == "")
            assert number(cell) == pytest.approx(number(text), abs=1e-9)


def test_what_follows_from_other_rows_is_a_formula(path: Path) -> None:
    sheet = opened(path)[GRID]
    for row in sheet.iter_rows(min_row=5):
        level, metric = row[0].value, row[2].value
        filled = [cell for cell in row[4:] if cell.value is not None]
        follows = metric in FORMULAS or (level == "all" and metric in ADDED)
        assert {cell.data_type for cell in filled} <= ({"f"} if follows else {"n"}), (level, metric)
    ours = {row[2].value: row[4].value for row in sheet.iter_rows(min_row=5) if row[0].value == "all"}
    assert re.fullmatch(r"=E\d+(\+E\d+)+", ours["required hours"])
    assert re.fullmatch(r"=E\d+-E\d+", ours["over/under FTE"])


def test_a_changed_figure_reaches_the_whole_plan(path: Path) -> None:
    sheet = load_workbook(path)[GRID]
    at = {(row[0].value, row[1].value, row[2].value): row[4].row for row in sheet.iter_rows(min_row=5)}
    site = next(name for level, name, _ in at if level == "site")
    before = Recalculated(sheet).value(at["all", "all", "over/under FTE"], 5)
    hours = sheet.cell(at["site", site, "staffed hours"], 5)
    hours.value += 100.0
    head = sheet.cell(at["all", "all", "productive hours of one head"], 5).value
    after = Recalculated(sheet).value(at["all", "all", "over/under FTE"], 5)
    assert after - before == pytest.approx(100.0 / head)


def test_the_walk_starts_where_the_week_before_ended(run: Path, path: Path) -> None:
    shown = listed(path, "headcount walk")
    given = {(row["team"], row["week_start"]): row for row in rows(run, "headcount.csv")}
    assert len(shown) == len(given)
    for row in shown:
        source = given[row["team"], row["week_start"].date().isoformat()]
        for name in ("start", "heads", "end", "training_end", "hires", "classes"):
            assert number(row[name]) == pytest.approx(float(source[name]), abs=1e-9)
    cells = list(opened(path)["headcount walk"].iter_rows(min_row=HEADINGS + 2))
    for above, here in zip(cells, cells[1:], strict=False):
        same_team = above[1].value == here[1].value
        assert (here[3].value == f"=K{above[0].row}") == same_team
        assert (here[11].value == f"=O{above[0].row}") == same_team


def test_lists_have_every_row_and_sums(
    run: Path, path: Path, contract_run: Path, contract_path: Path
) -> None:
    hours = sum(float(row["productive_h"]) for row in rows(run, "allocation.csv"))
    assert sum(row["sum"] for row in listed(path, "allocation")) == pytest.approx(hours)
    paid = sum(float(r["amount_base"]) for r in rows(run, "costs.csv") if r["steering"] == "no")
    assert opened(path, data_only=True)["costs"].cell(HEADINGS, 3).value == pytest.approx(paid)
    billed = rows(contract_run, "billing.csv")
    assert len(listed(contract_path, "billing lines")) == len(billed)
    total = sum(float(row["amount_base"]) for row in billed)
    assert opened(contract_path, data_only=True)["billing"].cell(HEADINGS, 5).value == pytest.approx(total)
    assert len(listed(contract_path, "vendor orders")) == len(rows(contract_run, "vendor_orders.csv"))
    assert "billing" not in opened(path).sheetnames


def test_the_answer_comes_first(run: Path, path: Path) -> None:
    told = json.loads((run / "summary.json").read_text())
    book = opened(path, data_only=True)
    sheet = book.worksheets[0]
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    assert book.active.title == "answer" and told["sentence"] in cells
    assert set(told["sites"]) <= set(cells)
    assert len(sheet._charts) == 4
    cost = next(row for row in sheet.iter_rows() if row[0].value == "What it costs")[0].row
    end = next(row[0].row for row in sheet.iter_rows(min_row=cost) if row[0].value == "sum")
    assert sheet.cell(end, 2).value == pytest.approx(told["money"], abs=0.5 * len(told["cost"]))
    every = [cell for row in opened(path)["answer"].iter_rows() for cell in row]
    linked = {cell.hyperlink.location for cell in every if cell.hyperlink}
    assert linked == {f"'{name}'!A1" for name in book.sheetnames[1:] if name != AS_PLANNED}


def test_decisions_are_what_is_not_signed_yet_by_day(contract_run: Path) -> None:
    read = read_run(contract_run)
    order = {
        "contract": "C", "month": "2026-05", "order_unit": "fte_month", "planned_units": "12", "locked_units": "",
        "lock_1_date": "2025-12-31", "lock_2_date": "2026-02-01",
    }  # fmt: skip
    tables = {
        **read.tables,
        "hiring_calendar": (
            {"status": "committed", "requisition_by": "2026-01-02", "team": "A", "size": "9", "training_start": "x"},
            {"status": "proposed", "requisition_by": "2026-03-02", "team": "A", "size": "8", "training_start": "y"},
        ),
        "vendor_orders": (order, {**order, "locked_units": "3"}, {**order, "lock_2_date": "2025-12-31"}),
        "vendor_decisions": (
            {"decision": "keep", "date": "", "contract": "K", "fee": "", "currency": "USD"},
            {"decision": "open", "date": "2026-01-15", "contract": "N", "fee": "1200", "currency": "EUR"},
        ),
    }  # fmt: skip
    found = decisions(replace(read, tables=tables, summary={**read.summary, "start": "2026-01-05"}))
    assert found == [
        ("2026-01-15", "open contract", "N", "fee 1,200 EUR"),
        ("2026-02-01", "order, lock 2", "C", "12 fte_month for 2026-05"),
        ("2026-03-02", "requisition", "A", "8 people, start y"),
    ]


def test_the_calendar_can_be_edited_and_is_kept_as_it_was(path: Path) -> None:
    plan = make_plan()
    sizes = [start.size for start in calendar_order(plan)]
    assert [row["size"] for row in listed(path, CALENDAR)] == sizes
    book = opened(path)
    hidden = book[AS_PLANNED]
    assert hidden.sheet_state == "hidden"
    assert [row[3] for row in hidden.iter_rows(min_row=2, values_only=True)] == sizes
    checked = {str(check.sqref): check for check in book[CALENDAR].data_validations.dataValidation}
    assert any(
        span.startswith("I6:") and check.operator == "greaterThanOrEqual" for span, check in checked.items()
    )


def test_every_sheet_prints_a_page_wide_under_its_headings(contract_path: Path) -> None:
    for sheet in opened(contract_path).worksheets:
        if sheet.sheet_state == "visible":
            assert sheet.page_setup.orientation == "landscape" and (sheet.page_setup.fitToWidth or 1) >= 1
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert sheet.print_title_rows
    assert opened(contract_path)[GRID].freeze_panes == "E5"


def test_over_and_under_have_the_colours_of_the_pictures(path: Path) -> None:
    assert (look.OVER, look.UNDER, look.INK) == (style.OVER, style.UNDER, style.INK)
    rules = opened(path)[GRID].conditional_formatting
    used = {rule.dxf.font.color.rgb for span in rules for rule in span.rules}
    assert used == {f"FF{colour[1:].upper()}" for colour in (look.OVER, look.UNDER)}


def test_assumptions_are_the_settings_and_the_tables(path: Path) -> None:
    shown = {row["key"]: row["value"] for row in listed(path, "assumptions")}
    assert shown == {"title": "Plan", "hiring.freeze": "no", "hiring.weeks": "1, 2", "sites.csv": "2 rows"}


def test_text_is_never_a_formula(run: Path, tmp_path: Path) -> None:
    grid = (run / "capacity_grid.csv").read_text()
    names = [row["name"] for row in rows(run, "capacity_grid.csv") if row["level"] == "site"]
    other = tmp_path / "run"
    other.mkdir()
    for file in run.rglob("*.*"):
        target = other / file.relative_to(run)
        target.parent.mkdir(exist_ok=True)
        target.write_text(file.read_text().replace(names[0], "'=1+1"))
    assert "'=1+1" not in grid
    book = opened(saved(other, tmp_path))
    found = [c for c in (row[1] for row in book[GRID].iter_rows(min_row=5)) if c.value == "=1+1"]
    assert found and {cell.data_type for cell in found} == {"s"}


def test_a_plan_without_classes_and_a_folder_without_plan(tmp_path: Path) -> None:
    run = write_small_run(tmp_path / "none", without_new_classes(make_plan()))
    (run / "hiring_calendar.csv").write_text((run / "hiring_calendar.csv").read_text().splitlines()[0] + "\n")
    assert listed(saved(run, tmp_path), CALENDAR) == []
    with pytest.raises(InvalidInput) as caught:
        write_plan(tmp_path)
    assert len(caught.value.problems) == 3


def test_words_keep_away_from_the_number_at_their_left_and_stand_over_numbers_as_these_do(contract_path):
    orders = opened(contract_path)["vendor orders"]
    at = {cell.value: cell.column for cell in orders[HEADINGS + 1]}
    unit, vendor = (orders.cell(HEADINGS + 2, at[name]) for name in ("order_unit", "vendor"))
    assert (unit.alignment.indent, vendor.alignment.indent) == (1.0, 0.0)
    answer = opened(contract_path)["answer"]
    aligned = {
        cell.value: cell.alignment.horizontal for row in answer["A7:J60"] for cell in row if cell.value
    }
    assert (aligned["site"], aligned["hires"], aligned["short h"]) == (None, "right", "right")


def test_a_year_of_weeks_is_printed_on_more_than_one_page(tmp_path):
    wide = opened(saved(write_small_run(tmp_path / "run", make_plan(Blueprint(weeks=28))), tmp_path))
    assert [wide[name].page_setup.fitToWidth for name in ("allocation", "costs")] == [2, 2]
