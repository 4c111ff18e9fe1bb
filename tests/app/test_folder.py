"""No path leads out of the project folder, however it is written."""

from __future__ import annotations

import pytest

from capplan.app.folder import Folder, Outside, name_fault


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "secret.csv").write_text("outside")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/secret.csv").write_text("outside")
    project = tmp_path / "project"
    (project / "inputs").mkdir(parents=True)
    (project / "inputs/sites.csv").write_text("site\n")
    (project / ".hidden.csv").write_text("hidden")
    return Folder.at(project)


@pytest.mark.parametrize(
    "text",
    [
        "", "/etc/passwd", "../secret.csv", "inputs/../../secret.csv", "inputs/./sites.csv", "inputs//sites.csv",
        "..\\secret.csv", "inputs\\sites.csv", "%2e%2e/secret.csv", "inputs/%2e%2e/x.csv", "C:/secret.csv",
        "inputs/sites.csv\0.html", "inputs/sites.csv\n", ".hidden.csv", "inputs/.git/config", "~/secret.csv",
        "....//secret.csv", "a/" * 300 + "x.csv",
    ],
)  # fmt: skip
def test_a_path_that_is_not_plain_is_refused(folder, text):
    with pytest.raises(Outside):
        folder.path(text)


def test_links_that_lead_out_are_refused_for_reading_and_writing(folder, tmp_path):
    (folder.root / "out").symlink_to(tmp_path / "elsewhere")
    (folder.root / "inputs/secret.csv").symlink_to(tmp_path / "secret.csv")
    for text in ("out/secret.csv", "inputs/secret.csv"):
        with pytest.raises(Outside, match="link"):
            folder.file(text)
    for text in ("out/new.csv", "inputs/secret.csv"):
        with pytest.raises(Outside, match="link"):
            folder.target(text)
    assert (tmp_path / "secret.csv").read_text() == "outside"
    assert not folder.holds(folder.root / "out")


def test_a_link_inside_is_read_but_never_written_through(folder):
    (folder.root / "inputs/copy.csv").symlink_to(folder.root / "inputs/sites.csv")
    assert folder.file("inputs/copy.csv").read_text() == "site\n"
    with pytest.raises(Outside, match="a link is not written to"):
        folder.target("inputs/copy.csv")


def test_only_files_of_known_kinds_are_handed_out(folder):
    (folder.root / "inputs/run.sh").write_text("")
    (folder.root / "inputs/plain.csv").symlink_to(folder.root / "inputs/run.sh")
    for text in ("inputs/run.sh", "inputs/plain.csv"):
        with pytest.raises(Outside, match="kind"):
            folder.file(text)
    with pytest.raises(FileNotFoundError):
        folder.file("inputs/nothing.csv")
    assert folder.name(folder.file("inputs/sites.csv")) == "inputs/sites.csv"


def test_a_new_file_has_a_plain_name_and_its_folder_is_made(folder):
    assert folder.target("uploads/new.xlsx").parent.is_dir()
    with pytest.raises(Outside, match="letters, digits"):
        folder.target("uploads/a b.xlsx")
    assert name_fault("plan-2.xlsx") is None
    assert all(
        name_fault(name) for name in ("", "-x.csv", "a/b.csv", "a..csv", "x" * 100 + ".csv", "a\n.csv")
    )
