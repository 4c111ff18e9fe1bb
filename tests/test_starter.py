"""The starter files: where they are found and how they are copied."""

from __future__ import annotations

from pathlib import Path

import pytest

from capplan import starter
from capplan.errors import InvalidInput
from capplan.starter import copy_starter, starter_folder

ROOT = Path(__file__).resolve().parents[1]


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def small_starter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with two starter files."""
    package = tmp_path / "site/capplan"
    for folder, name in (("models", "a.toml"), ("inputs", "b.csv")):
        (package / "_starter" / folder).mkdir(parents=True)
        (package / "_starter" / folder / name).write_text(name)
    monkeypatch.setattr(starter, "__file__", str(package / "starter.py"))
    return package


def test_the_checkout_is_its_own_starter(tmp_path):
    assert starter_folder() == ROOT
    written = copy_starter(tmp_path)
    assert names(tmp_path) == {path.relative_to(tmp_path).as_posix() for path in written}
    for folder in ("models", "inputs"):
        assert names(tmp_path / folder) == names(ROOT / folder)
        for name in names(ROOT / folder):
            assert (tmp_path / folder / name).read_bytes() == (ROOT / folder / name).read_bytes()


def test_the_files_in_the_package_come_before_those_beside_it(small_starter):
    for folder in ("models", "inputs"):
        (small_starter.parent / folder).mkdir()
    assert starter_folder() == small_starter / "_starter"


def test_missing_files_are_told(small_starter):
    (small_starter / "_starter/models").rename(small_starter / "_starter/gone")
    with pytest.raises(FileNotFoundError, match="install capplan again"):
        starter_folder()


def test_one_file_in_the_way_stops_the_copy_before_it_begins(small_starter, tmp_path):
    target = tmp_path / "mine"
    (target / "models").mkdir(parents=True)
    (target / "models/a.toml").write_text("mine")
    with pytest.raises(InvalidInput) as caught:
        copy_starter(target)
    assert [problem.file for problem in caught.value.problems] == [str(target / "models/a.toml")]
    assert names(target) == {"models/a.toml"} and (target / "models/a.toml").read_text() == "mine"


def test_a_file_where_a_folder_must_be_is_in_the_way_too(small_starter, tmp_path):
    target = tmp_path / "mine"
    target.mkdir()
    (target / "inputs").write_text("a file")
    with pytest.raises(InvalidInput) as caught:
        copy_starter(target)
    assert [problem.file for problem in caught.value.problems] == [str(target / "inputs")]
    assert names(target) == {"inputs"}
