"""A workbook becomes the same tables as CSV files, whatever form its sheets have; what is not read is told."""

from __future__ import annotations

import shutil
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from capplan.errors import InvalidInput
from capplan.read import Tables, read_tables
from capplan.validation import check, problems_of
from tests.small_inputs import START, WEEKS, tables, write
from tests.workbook.books import BASE, rows_of, small_book, write_book

WEEK_DAYS = [START + timedelta(weeks=week) for week in range(WEEKS)]


def frames(found: Tables) -> dict[str, list[dict[str, str]]]:
    return {name: raw.frame.to_dict("records") for name, raw in found.raw.items()}


def from_csv(folder: Path, **changed: str | None) -> dict[str, list[dict[str, str]]]:
    return frames(read_tables(write(folder / "csv", changed)[1]))


def test_typed_cells_read_as_the_text_of_a_file(tmp_path: Path) -> None:
    found = read_tables(small_book(tmp_path / "in.xlsx", tuple(tables())))
    assert frames(found) == from_csv(tmp_path)
    assert found.problems == () and found.notes == ()


def test_days_times_flags_and_numbers_become_text(tmp_path: Path) -> None:
    path = write_book(
        tmp_path / "in.xlsx",
        {
            "shrinkage": [
                ["site", "component", "week_from", "share", "paid"],
                ["DUB", "breaks", date(2026, 3, 2), 0.1, True],
                ["DUB", "e\u0301te", datetime(2026, 3, 2), 1 / 3, False],
            ],
            "profile": [["queue", "interval_start", "share"], ["voice", time(9, 30), 1e-7]],
        },
    )
    raw = read_tables(path).raw
    assert raw["shrinkage"].frame["week_from"].tolist() == ["2026-03-02", "2026-03-02"]
    assert raw["shrinkage"].frame["share"].tolist() == ["0.1", repr(1 / 3)]
    assert raw["shrinkage"].frame["paid"].tolist() == ["yes", "no"]
    assert raw["shrinkage"].frame["component"].tolist() == ["breaks", "\u00e9te"]
    assert raw["profile"].frame.iloc[0].tolist() == ["voice", "09:30", "1e-07"]


def test_titles_above_the_headings_and_columns_of_ones_own_are_left(tmp_path: Path) -> None:
    site, *rows = rows_of(tables()["sites"])
    own = [["Sites of the group"], [], [*site, "Owner", None]] + [[*row, "Ann", 7] for row in rows]
    found = read_tables(small_book(tmp_path / "in.xlsx", sites=own))
    assert frames(found)["sites"] == from_csv(tmp_path)["sites"]
    assert found.notes == ("sheet sites, read as sites: left out 'Owner', 'column L, which has no heading'",)
    assert found.raw["sites"].lines.tolist() == [4, 5]


def test_a_slip_in_a_heading_or_the_name_of_a_sheet_is_a_mistake(tmp_path: Path) -> None:
    rates = rows_of(tables()["rates"].replace("burden", "burdn"))
    attrition = rows_of(tables()["attrition"])
    path = small_book(tmp_path / "in.xlsx", rates=rates, attrition=None, atrition=attrition)
    said = [str(problem) for problem in problems_of(read_tables(path), None)]
    assert any(line.startswith("in.xlsx, rates!D1: burdn: unknown column") for line in said)
    assert (
        "in.xlsx, atrition: not an input table (allowed: the name of an input table). Did you mean 'attrition'?"
        in said
    )


def test_other_spellings_are_read_and_told_and_what_would_need_a_guess_is_left(tmp_path: Path) -> None:
    heads = [["Team", "tenure weeks", "Active Headcount", "Billable FTE"], ["DUB_EN", 300, 30, 28]]
    found = read_tables(small_book(tmp_path / "in.xlsx", headcount=None, Roster=heads))
    assert found.raw["headcount"].frame.to_dict("records") == [
        {"team": "DUB_EN", "tenure_weeks": "300", "heads": "30"}
    ]
    assert "sheet Roster is read as headcount" in found.notes
    assert any("'Active Headcount' is read as heads" in note for note in found.notes)
    assert "sheet Roster, read as headcount: left out 'Billable FTE' (FTE are not heads)" in found.notes


def test_what_trackers_and_exports_have_besides_is_left_with_the_reason(tmp_path: Path) -> None:
    heads = ["Class reference", "FT/PT", "Team", "Training start", "Class size", "nesting_end"]
    classes = [heads, ["KRK-1", "FT", "DUB_EN", "2026-01-05", 8, "2026-03-01"]]
    profile = [
        ["skill", "dow", "interval_start", "contacts", "forecast_version"],
        ["voice", "mon", "09:00", 12, "v2"],
    ]
    found = read_tables(
        small_book(tmp_path / "in.xlsx", **{"Class ledger": classes, "Interval profile": profile})
    )
    assert found.raw["committed_classes"].frame.to_dict("records") == [
        {"team": "DUB_EN", "class_start": "2026-01-05", "size": "8"}
    ]
    said = "\n".join(found.notes)
    assert "'Class reference' (a class is known by its team and its start)" in said
    assert "'FT/PT' (contract hours are those of the team, in teams)" in said
    assert "'nesting_end' (follows from the start of the class and its learning curve)" in said
    assert "'contacts' (arrivals of an interval are a share of those of the week)" in said
    assert "'forecast_version' (a plan has one forecast: keep the rows of one version only)" in said


@pytest.mark.parametrize("as_grid", [True, False])
def test_contacts_of_a_forecast_are_its_volume_its_channel_and_version_are_told(
    tmp_path: Path, as_grid: bool
) -> None:
    rows = wide({"volume": "Contacts", "aht_s": "Planned AHT"})
    if as_grid:
        rows = [*rows[:2], *(["Channel" if row is rows[2] else "voice", *row] for row in rows[2:])]
    else:
        rows = [
            ["skill", "week commencing", "contacts", "aht", "channel", "version"],
            ["voice", "2026-01-05", 1000, 300, "voice", 3],
        ]
    found = read_tables(small_book(tmp_path / "in.xlsx", forecast=rows))
    assert "1000" in set(found.raw["forecast"].frame["volume"])
    said = "\n".join(found.notes).lower()
    assert (
        "'contacts' is read as volume" in said and "'channel' (the channel of a queue is in queues)" in said
    )
    assert as_grid or "'version' (a plan has one forecast" in said


def test_a_sheet_without_a_table_is_told(tmp_path: Path) -> None:
    found = read_tables(small_book(tmp_path / "in.xlsx", Ideas=[["later"]]))
    assert found.notes == ("sheet Ideas is not read: it holds no input table",)


def wide(metrics: dict[str, str] | None = None, merged: bool = False) -> list[list[object]]:
    """The forecast of the small plan as planners keep it."""
    names = metrics or {"volume": "Forecast volume", "aht_s": "Planned AHT"}
    rows: list[list[object]] = [["Weekly plan"], [], ["Skill", "Lang", "Metric", *WEEK_DAYS, "Total"]]
    for queue, language, volume, aht_s in (
        ("voice", "en", 1000, 300), ("chat", "en", 800, 400), ("mail", "en", 900, 420), ("mail", "de", 300, 480),
    ):  # fmt: skip
        grow = 1 if queue == "voice" else 0
        blank = [None, None] if merged else [queue, language]
        rows.append([queue, language, names["volume"], *[volume + grow * week for week in range(WEEKS)], 9.0])
        rows.append([*blank, names["aht_s"], *[aht_s] * WEEKS, 9.0])
        rows.append([*blank, "Occupancy", *[0.8] * WEEKS, None])
    return rows


@pytest.mark.parametrize("merged", [False, True])
@pytest.mark.parametrize("sheet", ["forecast", "Plan 2026"])
def test_a_weekly_grid_is_the_same_forecast(tmp_path: Path, merged: bool, sheet: str) -> None:
    found = read_tables(small_book(tmp_path / "in.xlsx", **{"forecast": None, sheet: wide(merged=merged)}))
    csv = sorted(from_csv(tmp_path)["forecast"], key=str)
    read = [{name: row[name] for name in csv[0]} for row in found.raw["forecast"].frame.to_dict("records")]
    assert sorted(read, key=str) == csv
    assert problems_of(found, None) == []
    said = "\n".join(found.notes)
    assert f"sheet {sheet} is read as a weekly grid of forecast: 4 groups of rows, 8 columns" in said
    assert "the metric 'Forecast volume' is read as volume" in said
    assert f"sheet {sheet}, read as forecast: left out 'Total', 'Occupancy'" in said
    assert ("16 blank names are read as the one above" in said) == merged


def test_a_grid_names_the_cell_of_every_mistake(tmp_path: Path) -> None:
    rows = wide()
    rows[4][5] = "many"  # F5: the AHT of voice in the third week
    rows[7][3] = None  # D8: the AHT of chat in the first
    path = small_book(tmp_path / "in.xlsx", tuple(tables()), forecast=rows)
    model = write(tmp_path / "csv")[0]
    said = [(problem.file, problem.line, problem.column) for problem in check(model, path)]
    assert said[0] == ("in.xlsx, forecast!F5", None, "aht_s")
    assert ("in.xlsx, forecast!D8", None, "aht_s") in said and len(said) == 2


def test_a_metric_that_stands_twice_is_a_mistake(tmp_path: Path) -> None:
    rows = wide()
    rows.append(["voice", "en", "volume", *[1] * WEEKS])
    (problem,) = read_tables(small_book(tmp_path / "in.xlsx", forecast=rows)).problems
    assert str(problem).startswith("in.xlsx, forecast!C16: volume of voice:en stands in row 4 already")


def test_keys_may_stand_above_the_grid_and_one_metric_needs_no_name(tmp_path: Path) -> None:
    grid = [["team", "DUB_EN"], ["class", date(2026, 3, 9), date(2026, 3, 16)], ["new people", None, 6]]
    found = read_tables(small_book(tmp_path / "in.xlsx", committed_classes=grid))
    assert frames(found)["committed_classes"] == from_csv(tmp_path)["committed_classes"]


def test_a_grid_that_does_not_name_its_metrics_is_a_mistake(tmp_path: Path) -> None:
    grid = [["queue", "language", *WEEK_DAYS], ["voice", "en", *[1] * WEEKS]]
    (problem,) = read_tables(small_book(tmp_path / "in.xlsx", forecast=grid)).problems
    assert str(problem).startswith("in.xlsx, forecast!A1: nothing says which metric a row holds")


def test_cells_of_a_tall_sheet_are_named(tmp_path: Path) -> None:
    heads = [
        ["", "team", "tenure_weeks", "heads"],
        [None, "DUB_EN", 1, "four"],
        [],
        [None, "NOBODY", 300, 30],
    ]
    path = small_book(tmp_path / "in.xlsx", headcount=heads)
    said = [str(problem) for problem in problems_of(read_tables(path), None)]
    assert said[0].startswith("in.xlsx, headcount!D2: heads: not a number (found 'four'")
    found = read_tables(path)
    assert found.places["headcount"].cell(4, "team") == "B4"


def test_plain_numbers_in_a_column_of_days_are_told(tmp_path: Path) -> None:
    rows = [["team", "class_start", "size"], ["DUB_EN", 46097, 6]]
    found = read_tables(small_book(tmp_path / "in.xlsx", committed_classes=rows))
    assert found.raw["committed_classes"].frame["class_start"].tolist() == ["2026-03-16"]
    assert "sheet committed_classes: 1 plain numbers are read as the days they stand for" in found.notes


def test_formulas_count_with_their_saved_value_or_are_a_mistake(tmp_path: Path) -> None:
    rows = rows_of(tables()["budgets"])
    rows[1][1] = "=2*200000"
    rows[2][1] = "#REF!"
    rows = [["sum", "=SUM(B3:B4)"], *rows]  # above the headings, and so no part of the table
    rows[3].append("#N/A")  # in no column of it
    path = small_book(tmp_path / "in.xlsx", budgets=rows)
    said = {problem.file: problem.message for problem in read_tables(path).problems}
    assert said == {
        "in.xlsx, budgets!B3": "the formula has no saved value",
        "in.xlsx, budgets!B4": "the formula in the cell has an error",
    }
    part = "xl/worksheets/sheet" + str(len(BASE) + 1) + ".xml"
    saved = tmp_path / "saved.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(saved, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                assert b"<v></v>" in content or b"<v />" in content
                content = content.replace(b"<v></v>", b"<v>400000</v>").replace(b"<v />", b"<v>400000</v>")
            new.writestr(name, content)
    assert read_tables(saved).raw["budgets"].frame["amount"].tolist()[0] == "400000"


def test_required_sheets_that_are_missing_are_named(tmp_path: Path) -> None:
    path = small_book(tmp_path / "in.xlsx", queues=None, budgets=[["quarter", "amount"]])
    found = read_tables(path)
    assert [str(problem) for problem in found.problems] == [
        "in.xlsx: the sheet queues is missing (allowed: a sheet named queues)"
    ]
    assert "budgets" not in found.raw and found.unreadable == {"queues"}


def test_two_sheets_of_one_table_and_one_without_headings(tmp_path: Path) -> None:
    rates = rows_of(tables()["rates"])
    more = {"rates": rates, "Pricing": rates, "backlog": [["nothing"], ["here"]]}
    first, second = (str(p) for p in read_tables(small_book(tmp_path / "in.xlsx", **more)).problems)
    assert first.startswith("in.xlsx, Pricing: sheet rates holds the table rates already")
    assert second.startswith("in.xlsx, backlog: no row has the headings of backlog")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"site,country\n"])
def test_what_is_no_workbook_is_one_problem(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "in.xlsx"
    path.write_bytes(content)
    (problem,) = read_tables(path).problems
    assert str(problem).startswith("in.xlsx: the workbook cannot be read")


def test_a_zip_of_something_else_and_a_text_file_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "zip"
    folder.mkdir()
    (folder / "a.txt").write_text("a")
    shutil.move(shutil.make_archive(str(tmp_path / "a"), "zip", folder), tmp_path / "in.xlsx")
    (problem,) = read_tables(tmp_path / "in.xlsx").problems
    assert "cannot be read" in problem.message
    (tmp_path / "in.txt").write_text("a")
    with pytest.raises(InvalidInput, match="neither a folder of input tables nor a workbook"):
        read_tables(tmp_path / "in.txt")


def test_days_counted_from_1904_are_the_same_days(tmp_path: Path) -> None:
    path = small_book(
        tmp_path / "in.xlsx", committed_classes=[["team", "class_start", "size"], ["DUB_EN", 44635, 6]]
    )
    book: Workbook = load_workbook(path)
    book.epoch = datetime(1904, 1, 1)
    book.save(path)
    found = read_tables(path)
    assert found.raw["committed_classes"].frame["class_start"].tolist() == ["2026-03-16"]


def test_rows_with_several_days_are_no_weekly_grid(tmp_path: Path) -> None:
    days = [date(2026, 3, 16), date(2026, 3, 30), date(2026, 4, 6)]
    head = ["team", "class_start", "nesting begins", "production begins", "size"]
    found = read_tables(small_book(tmp_path / "in.xlsx", committed_classes=[head, ["DUB_EN", *days, 6]]))
    assert frames(found)["committed_classes"] == from_csv(tmp_path)["committed_classes"]


def test_the_corner_of_a_grid_may_name_the_weeks(tmp_path: Path) -> None:
    grid = [["team", "week commencing", date(2026, 3, 9), date(2026, 3, 16)], ["DUB_EN", "size", None, 6]]
    grid[0][1] = "class start"
    found = read_tables(small_book(tmp_path / "in.xlsx", committed_classes=grid))
    assert frames(found)["committed_classes"] == from_csv(tmp_path)["committed_classes"]


def test_notes_below_an_empty_table_do_not_fill_it(tmp_path: Path) -> None:
    budgets = [["quarter", "amount", "remarks"], [None, None, None], [None, None, "ask finance"]]
    found = read_tables(small_book(tmp_path / "in.xlsx", budgets=budgets))
    assert "budgets" not in found.raw and found.problems == ()
