"""The fit of a schedule in the requirement of a plan."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from capplan.cli import cli
from capplan.cli.outcome import guarded
from capplan.errors import InvalidInput
from capplan.pipeline import load_replan
from capplan.requirements.required import require
from capplan.scenario import Change
from capplan.shift_fit import changes_of
from tests.small_inputs import write

HEADER = "queue,staffed_h,schedule_efficiency\n"


def schedule(folder: Path, rows: str) -> Path:
    folder.mkdir()
    (folder / "schedule_efficiency.csv").write_text(HEADER + rows, encoding="utf-8")
    return folder


def test_languages_of_a_queue_are_weighed_by_their_hours(tmp_path: Path) -> None:
    run = schedule(tmp_path / "run", "voice:en,300,0.9\nchat:de,10,1\nvoice:de,100,0.5\n")
    # voice: 270 + 50 of 400 hours are where they are required
    assert changes_of(run) == (
        Change(table="queues", where={"queue": ("voice",)}, column="schedule_efficiency", set=0.8),
        Change(table="queues", where={"queue": ("chat",)}, column="schedule_efficiency", set=1.0),
    )


def test_a_plan_requires_what_the_shifts_need(tmp_path: Path) -> None:
    run = schedule(tmp_path / "run", "voice:en,300,0.8\n")
    write(tmp_path)
    model, inputs = tmp_path / "small.toml", tmp_path / "inputs"
    plain, fed = (load_replan(model, inputs, None, None, None, schedule=fit) for fit in (None, run))
    voice = np.array(fed.facts.queues.queue) == "voice"
    assert voice.any() and not voice.all()
    before, after = (require(each.facts, curves=False).required_h for each in (plain, fed))
    np.testing.assert_allclose(after[voice], before[voice] / 0.8)
    np.testing.assert_allclose(after[~voice], before[~voice])
    assert fed.schedule == run
    assert (
        "schedule_efficiency" in fed.tables.raw["queues"].changed
    )  # so that the run is read again as planned
    assert any("schedule_efficiency in 1 row of queues.csv" in note for note in fed.tables.notes)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("voice:en,300,0\n", "not a share"),
        ("voice:en,300,1.01\n", "above 0 and at most 1"),
        ("voice:en,,0.5\n", "hours above 0"),
        ("voice:en,many,0.5\n", "not a number"),
        ("", "the schedule is for no queue"),
    ],
)
def test_what_is_no_fit(tmp_path: Path, rows: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        changes_of(schedule(tmp_path / "run", rows))


def test_mistakes_are_told_with_those_of_the_inputs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, {"backlog": "queue,language,open_items,oldest_age_h\nmial,en,5,1\n"})
    (tmp_path / "run").mkdir()
    options = ["--schedule-inefficiency", str(tmp_path / "run"), "--inputs", str(tmp_path / "inputs")]
    assert (
        guarded(cli, ["plan", str(tmp_path / "small.toml"), *options, "--outputs", str(tmp_path / "out")])
        == 3
    )
    told = capsys.readouterr().err
    assert "schedule_efficiency.csv: the file is missing" in told
    assert "'mial'" in told


def test_a_queue_that_the_plan_does_not_have(tmp_path: Path) -> None:
    write(tmp_path)
    run = schedule(tmp_path / "run", "vioce:en,300,0.8\n")
    with pytest.raises(InvalidInput, match="no row of queues.csv has this queue.*Did you mean 'voice'"):
        load_replan(tmp_path / "small.toml", tmp_path / "inputs", None, None, None, schedule=run)
