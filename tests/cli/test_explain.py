"""``capplan explain``: one line of JSON, a folder beside the run, one question at a time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from capplan.cli import cli
from tests.cli.command_line import capplan
from tests.reasons.planned_run import planned_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return planned_run(tmp_path_factory)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_json_is_one_line_and_the_run_is_not_touched(run: Path) -> None:
    before = contents(run)
    done = CliRunner().invoke(cli, ["explain", str(run), "--why", "class DUB_EN-2026-W12", "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1 and (told["status"], told["class"]) == ("ok", "DUB_EN-2026-W12")
    folder = run.parent / "explain-base-class-DUB_EN-2026-W12"
    assert told["folder"] == str(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["explain.html", "explain.json", "explain.md"]
    assert contents(run) == before


def test_a_slip_ends_as_bad_input_does(run: Path) -> None:
    done = capplan(run.parent, "explain", "base", "--site", "DUX")
    assert (done.returncode, done.stdout) == (3, "")
    assert "Did you mean 'DUB'?" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--site", "DUB", "--week", "2026-03-02"), "two questions"),
        (("--why", "DUB_EN-2026-W12"), "none of"),
        (("--why", "class "), "none of"),
    ],
)
def test_questions_that_cannot_be_read(run: Path, arguments: tuple[str, ...], said: str) -> None:
    done = CliRunner().invoke(cli, ["explain", str(run), *arguments])
    assert done.exit_code == 2 and said in done.output


def test_other_files_and_the_run_itself_are_not_written_over(run: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    for to, said in (
        (tmp_path, "holds other files"),
        (run, "not written to"),
        (run / "why", "not written to"),
    ):
        done = CliRunner().invoke(cli, ["explain", str(run), "--to", str(to)])
        assert done.exit_code == 2 and said in done.output
    assert (tmp_path / "mine.txt").read_text() == "mine"
