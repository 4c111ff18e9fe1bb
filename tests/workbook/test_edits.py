"""Edits of the hiring calendar: only what was changed is kept, and it is said in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from capplan.horizon import Horizon
from capplan.plan import Plan
from capplan.replan import agreement
from capplan.replan.pins import Pins, read_pins
from capplan.workbook.edits import AS_PLANNED, CALENDAR, UNEDITED, edits_of
from capplan.workbook.lists import FIRST
from capplan.workbook.plan_book import write_plan
from tests.report.sample_plan import make_plan
from tests.workbook.books import write_book
from tests.workbook.runs import write_small_run

Row = dict[str, str]


def row(reference: str, team: str, start: str, size: str, status: str = "proposed") -> Row:
    return {"class_ref": reference, "team": team, "training_start": start, "size": size, "status": status}


PLANNED = [
    row("A-1", "A", "2026-03-02", "10"),
    row("A-2", "A", "2026-03-09", "8"),
    row("A-2b", "A", "2026-03-09", "6"),
    row("B-1", "B", "2026-03-02", "5"),
    row("C-0", "C", "2026-03-02", "4", "committed"),
]


def edited(*changes: tuple[int, Row | None], more: tuple[Row, ...] = ()) -> list[Row]:
    rows: list[Row | None] = [dict(one) for one in PLANNED]
    for place, change in changes:
        rows[place] = None if change is None else {**PLANNED[place], **change}
    return [one for one in rows if one is not None] + list(more)


def test_nothing_changed_is_nothing_kept() -> None:
    found = edits_of(edited((0, {"size": "10.0"})), PLANNED)
    assert found.status == (UNEDITED,) * 4 + ("committed",)
    assert found.emptied == () and found.told == ()


def test_a_changed_size_keeps_its_team_and_week_only() -> None:
    found = edits_of(edited((0, {"size": "12"})), PLANNED)
    assert found.status == ("proposed", UNEDITED, UNEDITED, UNEDITED, "committed")
    assert found.told == ("A 2026-03-02: 12 people instead of 10",)


def test_all_classes_of_a_touched_week_are_kept_as_they_stand() -> None:
    found = edits_of(edited((1, {"size": "7"})), PLANNED)
    assert found.status[1:3] == ("proposed", "proposed") and found.status[0] == UNEDITED


def test_a_moved_class_leaves_its_week_empty() -> None:
    found = edits_of(edited((3, {"training_start": "2026-03-16"})), PLANNED)
    assert found.emptied == (("B", "2026-03-02"),)
    assert found.status[3] == "proposed"
    assert found.told == ("B 2026-03-16: 5 people instead of 5 in B 2026-03-02",)


def test_a_deleted_class_leaves_its_week_empty_or_with_the_other_one() -> None:
    found = edits_of(edited((0, None)), PLANNED)
    assert found.emptied == (("A", "2026-03-02"),)
    assert found.told == ("A 2026-03-02: no class instead of 10 people",)
    found = edits_of(edited((1, None)), PLANNED)
    assert found.emptied == () and found.status[1] == "proposed"


def test_a_new_class_is_kept_whether_it_has_a_name_or_not() -> None:
    for reference in ("", "mine", "A-1"):
        found = edits_of(edited(more=(row(reference, "B", "2026-03-23", "9", ""),)), PLANNED)
        assert found.status == (*(UNEDITED,) * 4, "committed", "proposed")
        assert found.told == ("B 2026-03-23: 9 people, a new class",)


def test_committed_classes_are_passed_over() -> None:
    assert edits_of(edited((4, {"size": "40"})), PLANNED).told == ()
    assert edits_of(edited((4, None)), PLANNED).told == ()


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan()


@pytest.fixture(scope="module")
def written(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of the plan, with only the sheets that matter here."""
    folder = tmp_path_factory.mktemp("edits")
    path = folder / "plan.xlsx"
    path.write_bytes(write_plan(write_small_run(folder / "run", plan)))
    book = load_workbook(path)
    for name in book.sheetnames:
        if name not in (CALENDAR, AS_PLANNED):
            del book[name]
    book.save(path)
    return path


@pytest.fixture
def book(written: Path, tmp_path: Path) -> tuple[Path, Workbook]:
    return tmp_path / "plan.xlsx", load_workbook(written)


def pins(path: Path, book: Workbook, plan: Plan) -> Pins:
    book.save(path)
    return read_pins(path, Horizon(plan.model.period, plan.model.start, plan.model.periods))


def kept(found: Pins) -> list[tuple[str, str, float]]:
    table = found.table
    return [
        (str(table.text("team")[r]), str(table.day("training_start")[r]), float(table.number("size")[r]))
        for r in found.rows.tolist()
    ]


def proposed(book: Workbook) -> int:
    """The row of the first class that can be edited."""
    rows = book[CALENDAR].iter_rows(min_row=FIRST + 1)
    return next(cells[0].row for cells in rows if cells[3].value == "proposed")


def test_the_workbook_as_it_was_written_pins_nothing(book: tuple[Path, Workbook], plan: Plan) -> None:
    found = pins(*book, plan)
    assert found.problems == () and kept(found) == [] and len(found.table) > 1
    assert found.notes == ("plan.xlsx: no class differs from the plan, so nothing is pinned",)


def test_an_edited_size_is_pinned_and_told_with_what_the_plan_costs(
    book: tuple[Path, Workbook], plan: Plan
) -> None:
    path, workbook = book
    sheet, r = workbook[CALENDAR], proposed(workbook)
    team, start, size = sheet.cell(r, 3).value, sheet.cell(r, 6).value.date(), sheet.cell(r, 9).value
    sheet.cell(r, 9).value = size + 1
    found = pins(path, workbook, plan)
    assert found.problems == ()
    assert kept(found) == [(team, str(start), size + 1.0)]
    assert (
        f"kept as edited: {team} {start}: {size + 1:g} people instead of {size:g}; all other"
        in found.notes[-2]
    )
    assert "plan.xlsx: the plan in it costs " in found.notes[-1]


def test_a_deleted_row_pins_no_class(book: tuple[Path, Workbook], plan: Plan) -> None:
    path, workbook = book
    sheet, r = workbook[CALENDAR], proposed(workbook)
    team, start = sheet.cell(r, 3).value, sheet.cell(r, 6).value.date()
    sheet.delete_rows(r)
    assert kept(pins(path, workbook, plan)) == [(team, str(start), 0.0)]


def test_a_mistake_names_its_cell(book: tuple[Path, Workbook]) -> None:
    path, workbook = book
    r = proposed(workbook)
    workbook[CALENDAR].cell(r, 9).value = "many"
    workbook.save(path)
    (problem,) = agreement(None, None, path).problems
    assert str(problem).startswith(f"plan.xlsx, hiring calendar!I{r}: size: not a number (found 'many'")


def test_a_workbook_of_ones_own_pins_every_class(tmp_path: Path) -> None:
    rows = [["team", "training_start", "size"], ["A", "2026-03-02", 10], ["A", "2026-03-09", 0]]
    path = write_book(tmp_path / "mine.xlsx", {"Sheet1": rows})
    assert kept(read_pins(path, None)) == [("A", "2026-03-02", 10.0), ("A", "2026-03-09", 0.0)]
    other = write_book(tmp_path / "two.xlsx", {"one": rows, "two": rows})
    (problem, *_) = read_pins(other, None).problems
    assert (
        str(problem)
        == "two.xlsx: the sheet hiring calendar is missing (allowed: a sheet named hiring calendar)"
    )
