"""A workbook among the inputs is edited as a folder of tables."""

import csv
import io

import pytest
from openpyxl import load_workbook

from tests.small_inputs import tables
from tests.workbook.books import small_book


def unfolded(client, inputs):
    return client.post("/api/workbook/tables", json={"inputs": inputs})


def test_its_tables_are_written_into_a_folder_that_is_edited_like_any_other(client, project):
    before = small_book(project / "week.xlsx").read_bytes()
    told = unfolded(client, "week.xlsx").json()
    written = sorted(path.name for path in (project / "week_tables").iterdir())
    assert written == ["forecast.csv", "learning_curves.csv", "queues.csv", "sites.csv", "teams.csv"]
    assert (told["inputs"], told["message"][:2]) == ("week_tables", "5 ")
    assert client.get("/tables?inputs=week_tables").text.count("/table?inputs=week_tables") == 5
    found, given = (
        list(csv.DictReader(io.StringIO(text)))
        for text in ((project / "week_tables" / "forecast.csv").read_text(), tables()["forecast"])
    )
    assert [one["volume"] for one in found] == [one["volume"] for one in given]
    assert client.get("/table?inputs=week_tables&table=forecast").status_code == 200
    assert (project / "week.xlsx").read_bytes() == before


def test_a_folder_that_is_there_is_left_as_it_is(client, project):
    small_book(project / "week.xlsx")
    (project / "week_tables").mkdir()
    (project / "week_tables" / "note.txt").write_text("mine")
    answer = unfolded(client, "week.xlsx")
    assert answer.status_code == 422 and "week_tables is there already" in answer.json()["message"]
    assert [path.name for path in (project / "week_tables").iterdir()] == ["note.txt"]


def test_what_begins_like_a_formula_is_text_in_the_tables(client, project):
    path = small_book(project / "week.xlsx")
    book = load_workbook(path)
    book["sites"]["A2"].value, book["sites"]["A2"].data_type = "=cmd", "s"
    book.save(path)
    unfolded(client, "week.xlsx")
    assert (project / "week_tables" / "sites.csv").read_text().splitlines()[1].startswith("'=cmd")


@pytest.mark.parametrize(
    ("inputs", "status"),
    [("inputs", 403), ("../week.xlsx", 403), ("/etc/week.xlsx", 403), ("none.xlsx", 404)],
)
def test_nothing_else_is_unfolded(client, project, inputs, status):
    small_book(project.parent / "week.xlsx")
    assert unfolded(client, inputs).status_code == status
    assert not list(project.parent.glob("*_tables")) and not list(project.glob("*_tables"))


def test_a_workbook_with_problems_says_them_and_writes_nothing(client, project):
    small_book(project / "week.xlsx", sites=None)
    answer = unfolded(client, "week.xlsx")
    assert answer.status_code == 422 and answer.json()["problems"]
    assert not (project / "week_tables").exists()


def test_a_link_out_of_the_folder_is_not_read(client, project):
    (project / "week.xlsx").symlink_to(small_book(project.parent / "outside.xlsx"))
    assert unfolded(client, "week.xlsx").status_code == 403
