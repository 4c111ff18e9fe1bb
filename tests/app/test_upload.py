"""What is handed in is looked through before it is kept."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook

from capplan.app import upload
from capplan.app.upload import checked
from capplan.errors import InvalidInput
from tests.app.conftest import SECRETS
from tests.small_inputs import tables


def book(*formulas: str) -> bytes:
    made, content = Workbook(), io.BytesIO()
    made.active.title = "sites"
    for formula in formulas:
        made.active.append([formula])
    made.save(content)
    return content.getvalue()


def with_parts(parts: dict[str, bytes], content: bytes | None = None) -> bytes:
    """A sound workbook with further parts."""
    out = io.BytesIO(book() if content is None else content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def fault(name: str, content: bytes) -> str:
    with pytest.raises(InvalidInput) as told:
        checked(name, content)
    return str(told.value)


def test_a_sound_workbook_is_kept_as_it_is_and_its_formulas_are_told():
    content = book("=1+1", "=2", "plain")
    kept = checked("plan.xlsx", content)
    assert kept.content == content and kept.table is None
    assert "2 formulas count with the values that were saved" in kept.notes[0]
    assert checked("plan.xlsx", book("plain")).notes == ()


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"xl/media/bomb.bin": b"\0" * 3_000_000}, "unfolds to more than any plan needs"),
        ({f"xl/x{i}.txt": b"" for i in range(2_000)}, "unfolds to more"),
        ({"xl/vbaProject.bin": b"x"}, "macros"),
        ({"xl/externalLinks/externalLink1.xml": b"<x/>"}, "other workbooks"),
        ({"xl/embeddings/oleObject1.bin": b"x"}, "other documents"),
        ({"../../evil.xml": b"<x/>"}, "lies outside"),
        ({"/evil.xml": b"<x/>"}, "lies outside"),
        ({"xl/extra.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}, "document type"),
        ({"xl/extra.xml": b"<!doctype x><x/>"}, "document type"),
    ],
)
def test_bombs_macros_links_and_document_types_are_refused(parts, said):
    assert said in fault("plan.xlsx", with_parts(parts))


def test_all_that_unfolds_is_counted_together(monkeypatch):
    monkeypatch.setattr(upload, "MOST_UNFOLDED", 50_000)
    assert "unfolds to more" in fault("plan.xlsx", with_parts({"a.bin": bytes(range(256)) * 200}))


def test_a_part_that_is_larger_than_it_says_is_not_unfolded(monkeypatch):
    content = with_parts({"xl/lie.bin": b"A" * 100_000})
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/lie.bin"))
    lied = bytearray(content)
    lied[at + 24 : at + 28] = (10).to_bytes(4, "little")  # the size unfolded, in the list of contents
    assert "not a workbook that can be read" in fault("plan.xlsx", bytes(lied))


@pytest.mark.parametrize("content", [b"", b"MZ\x90", b"PK\x03\x04broken", b"site,country\n", b"%PDF-1.7"])
def test_what_is_no_workbook_is_refused(content):
    assert "not a workbook that can be read" in fault("plan.xlsx", content)


def test_a_zip_file_without_a_workbook_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("hello.txt", "hello")
    said = fault("plan.xlsx", out.getvalue())
    assert "[Content_Types].xml is missing" in said and "xl/workbook.xml is missing" in said


@pytest.mark.parametrize(
    "name", ["evil.exe", "notes.csv", "plan.xlsm", "plan.xls", "forecast.csv.html", "FORECAST.CSV"]
)
def test_only_tables_and_workbooks_are_taken(name):
    assert "not a file of inputs" in fault(name, b"x")


def test_a_table_is_read_as_text_and_what_looks_like_a_formula_stays_text():
    text = tables()["blackouts"].replace("holidays", "=HYPERLINK(1)")
    kept = checked("blackouts.csv", text.encode())
    assert kept.table is not None and kept.table.name == "blackouts"
    assert b"'=HYPERLINK(1)" in kept.content
    assert any("1 cells that begin like a formula are kept as text" in note for note in kept.notes)
    assert not any("formula" in note for note in checked("sites.csv", tables()["sites"].encode()).notes)


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfea", b"PK\x03\x04", b"site;country\n", b"site\0\n", "site,land\né".encode("latin-1")],
)
def test_what_is_no_table_is_refused(content):
    assert fault("sites.csv", content).startswith("sites.csv")


def test_too_much_is_refused_as_soon_as_it_is_known(client, project, monkeypatch):
    monkeypatch.setattr("capplan.app.table_routes.MOST_BYTES", 1_000_000)
    asked = {"inputs": "inputs", "name": "sites.csv"}
    before = (project / "inputs/sites.csv").read_bytes()
    assert client.post("/api/upload", params=asked, content=b"x" * 1_000_001).status_code == 413
    taken = []

    def endless():
        for _ in range(100):
            taken.append(1)
            yield b"x" * 100_000

    assert client.post("/api/upload", params=asked, content=endless()).status_code == 413
    assert (project / "inputs/sites.csv").read_bytes() == before
    monkeypatch.setattr(upload, "MOST_BYTES", 10)
    assert "too large" in fault("sites.csv", b"x" * 11)


def test_an_upload_goes_to_its_place_and_nowhere_else(client, project):
    sites = tables()["sites"].replace("90,0.2", "95,0.2").encode()
    told = client.post("/api/upload", params={"inputs": "inputs", "name": "sites.csv"}, content=sites)
    assert (told.status_code, told.json()["message"]) == (200, "inputs/sites.csv is written.")
    assert (project / "inputs/sites.csv").read_bytes() == sites
    made = book()
    told = client.post("/api/upload", params={"inputs": "inputs", "name": "plan.xlsx"}, content=made)
    assert told.json()["inputs"] == "uploads/plan.xlsx"
    assert (project / "uploads/plan.xlsx").read_bytes() == made
    before = sorted(project.rglob("*"))
    for name in ("../sites.csv", "/tmp/sites.csv", "..%2fsites.csv", "a/sites.csv", ".sites.csv", ""):
        asked = {"inputs": "inputs", "name": name}
        assert client.post("/api/upload", params=asked, content=sites).status_code == 422
    for inputs in ("..", "../elsewhere", "/tmp", "", ".git", "models/../.."):
        asked = {"inputs": inputs, "name": "sites.csv"}
        assert client.post("/api/upload", params=asked, content=sites).status_code in (403, 404)
    assert sorted(project.rglob("*")) == before


def test_an_upload_without_the_secret_of_changes_is_refused(client):
    asked = {"inputs": "inputs", "name": "sites.csv"}
    for headers in ({"X-Capplan-Change": SECRETS.token}, {"Origin": "http://evil.example"}):
        assert client.post("/api/upload", params=asked, content=b"x", headers=headers).status_code == 403
