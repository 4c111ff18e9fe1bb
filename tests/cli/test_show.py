"""capplan show: a written plan again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from capplan.cli import cli
from capplan.cli.outcome import guarded
from tests.report.sample_plan import make_plan
from tests.workbook.runs import write_small_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_run(tmp_path_factory.mktemp("shown") / "base", make_plan())


def test_into_a_pipe_goes_the_sentence_and_the_tables_as_plain_text(run):
    done = CliRunner().invoke(cli, ["show", str(run)])
    told = json.loads((run / "summary.json").read_text())
    lines = done.stdout.splitlines()
    assert done.exit_code == 0
    assert lines[0].strip() == told["sentence"]
    assert {line.split()[0] for line in lines if line.strip()} >= {"site", "LIS", "MNL", "all", "cost", "sum"}
    assert "\x1b" not in done.stdout


def test_as_json_it_is_the_summary_on_one_line(run):
    done = CliRunner().invoke(cli, ["show", str(run), "--json"])
    assert done.stdout.count("\n") == 1
    assert json.loads(done.stdout) == json.loads((run / "summary.json").read_text())


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "is missing"), ("{", "not the summary of a run"), ('{"teams": []}', "not the summary of a plan")],
)
def test_a_folder_that_is_no_plan_is_an_error_of_the_user(tmp_path, capsys, content, said):
    if content is not None:
        (tmp_path / "summary.json").write_text(content)
    assert guarded(cli, ["show", str(tmp_path)]) == 3
    assert said in capsys.readouterr().err
