"""Tables over the wire: list, grid, save, undo."""

from __future__ import annotations

import hashlib

import pytest

from tests.small_inputs import tables


def digest(project, name: str) -> str:
    return hashlib.sha256((project / f"inputs/{name}.csv").read_bytes()).hexdigest()


def save(client, project, name="blackouts", inputs="inputs", **edits):
    known = digest(project, name) if (project / f"inputs/{name}.csv").is_file() else ""
    content = {"inputs": inputs, "table": name, "edits": {"digest": known, **edits}}
    return client.post("/api/table", json=content)


def test_the_list_names_every_table_with_its_rows(client):
    text = client.get("/tables?inputs=inputs").text
    assert "table=forecast" in text and '<td class="number">32</td>' in text
    assert "Not here:" in text and "contracts" in text


def test_the_grid_pages_and_finds(client, project):
    rows = "".join(f"DUB,2026-04-06,2026-04-13,reason {i:03}\n" for i in range(250))
    (project / "inputs/blackouts.csv").write_text("site,week_from,week_to,reason\n" + rows)
    first, last = (client.get(f"/table?inputs=inputs&table=blackouts&page={n}").text for n in (0, 99))
    assert first.count("<tr data-row=") == 100 and 'data-row="99"' in first and 'rel="next"' in first
    assert last.count("<tr data-row=") == 50 and 'data-row="249"' in last and 'rel="prev"' in last
    found = client.get("/table?inputs=inputs&table=blackouts&find=REASON+249").text
    assert found.count("<tr data-row=") == 1 and 'data-line="251"' in found and "1 of 250 rows" in found


def test_cells_are_shown_as_text_never_as_html(client, project):
    evil = '"><script>alert(1)</script>'
    quoted = evil.replace('"', '""')
    (project / "inputs/blackouts.csv").write_text(f'site,reason\nDUB,"{quoted}"\n')
    text = client.get("/table", params={"inputs": "inputs", "table": "blackouts", "find": "script"}).text
    assert "<script>alert" not in text and "&lt;script&gt;alert" in text


def test_saving_writes_the_file_and_undo_brings_it_back(client, project):
    before = tables()["blackouts"]
    told = save(client, project, cells=[[0, 3, "=danger"]])
    assert (told.status_code, told.json()["digest"]) == (200, digest(project, "blackouts"))
    assert (project / "inputs/blackouts.csv").read_text() == before.replace("holidays", "'=danger")
    asked = {"inputs": "inputs", "table": "blackouts"}
    assert client.post("/api/table/undo", json=asked).status_code == 200
    assert (project / "inputs/blackouts.csv").read_text() == before
    assert client.post("/api/table/undo", json={**asked, "table": "sites"}).status_code == 422
    assert list((project / "inputs").glob(".*")) == []


def test_saving_over_what_somebody_else_has_changed_is_refused(client, project):
    content = {"inputs": "inputs", "table": "blackouts", "edits": {"digest": digest(project, "blackouts")}}
    (project / "inputs/blackouts.csv").write_text(tables()["blackouts"] + "MNL,2026-04-06,2026-04-13,x\n")
    before = digest(project, "blackouts")
    answer = client.post("/api/table", json=content)
    assert (answer.status_code, digest(project, "blackouts")) == (409, before)
    assert "load it again" in answer.json()["message"]


@pytest.mark.parametrize(
    ("inputs", "name", "status"),
    [
        ("..", "sites", 403), ("/etc", "sites", 403), ("inputs", "../models/small", 404), ("inputs", "nothing", 404),
        ("models", "sites", 404), ("inputs", "contracts", 404), ("nowhere", "sites", 404),
    ],
)  # fmt: skip
def test_only_tables_of_inputs_are_shown_and_written(client, project, inputs, name, status):
    assert client.get("/table", params={"inputs": inputs, "table": name}).status_code == status
    assert save(client, project, name, inputs).status_code == status


def test_a_table_that_is_a_link_is_not_written(client, project, tmp_path):
    outside = tmp_path / "outside.csv"
    outside.write_text("site,reason\nDUB,x\n")
    path = project / "inputs/blackouts.csv"
    path.unlink()
    path.symlink_to(outside)
    assert client.get("/table?inputs=inputs&table=blackouts").status_code == 403
    assert client.get("/tables?inputs=inputs").status_code == 403
    path.unlink()
    (project / "inner.csv").write_text("site,reason\nDUB,x\n")
    path.symlink_to(project / "inner.csv")
    assert save(client, project, cells=[[0, 1, "y"]]).status_code == 403
    assert (project / "inner.csv").read_text() == "site,reason\nDUB,x\n"


def test_a_table_that_cannot_be_read_is_told_and_a_workbook_is_left_to_spreadsheets(client, project):
    (project / "inputs/blackouts.csv").write_bytes(b"PK\x03\x04")
    assert "the file is a workbook, not text" in client.get("/table?inputs=inputs&table=blackouts").text
    (project / "plan.xlsx").write_bytes(b"PK")
    assert "edit it in a spreadsheet program" in client.get("/tables?inputs=plan.xlsx").text
    assert client.get("/table?inputs=plan.xlsx&table=sites").status_code == 403


def test_requests_of_another_form_are_refused(client):
    assert client.post("/api/table", content=b"{}", headers={"Content-Type": "text/plain"}).status_code == 415
    assert (
        client.post("/api/table", content=b"{", headers={"Content-Type": "application/json"}).status_code
        == 400
    )
    assert client.post("/api/table", json={"inputs": "inputs"}).status_code == 422
    big = {"inputs": "inputs", "table": "sites", "edits": {"digest": "x" * 2_100_000}}
    assert client.post("/api/table", json=big).status_code == 413
    assert client.get("/api/table").status_code == 405
