"""The checker of offline work: right schedules are right, and each rule is seen broken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

import capplan.report.schedule.write as writing
from capplan.report.schedule.team import TeamSchedule
from capplan.verify_schedule import verify_schedule
from tests.shifts.coverings import solved
from tests.shifts.sample_week import BREAKS, MODEL, read
from tests.shifts.schedule_files import without_pictures
from tests.shifts.test_offline import OFFLINE

CHEAP = MODEL.replace("[opening]\nprice = 4.0\n", "")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A week with coaching and training, its breaks of a team of their own, without pictures."""
    base = tmp_path_factory.mktemp("offline")
    head, *rows = BREAKS.splitlines()
    breaks = "\n".join([f"team,{head}", *(f"KRK,{row}" for row in rows), "OTHER,day,nap,60,no,1,2,"]) + "\n"
    work = OFFLINE.replace("coaching,KRK,60,6,day,,,,40", "coaching,KRK,60,60,day,,,,20")
    inputs = read(base / "inputs", {"offline_work": work, "shift_breaks": breaks}, CHEAP)
    (case,) = inputs.teams
    with pytest.MonkeyPatch.context() as patch:
        without_pictures(patch)
        writing.write_schedule(inputs, (TeamSchedule(case, solved(case.covering)),), base / "run")
    return base / "run"


def test_a_right_schedule(folder: Path) -> None:
    report = verify_schedule(folder)
    assert [str(finding) for finding in report.findings] == []
    assert report.checks["offline"] > 0
    costs = pd.read_json(folder / "summary.json", typ="series")["costs"]
    assert costs["offline"] > 0.0


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("people", 99, "more people in blocks than work the shift"),
        ("people", 99, "more blocks than are asked for"),
        ("people", 99, "in_block is"),
        ("activity", "yoga", "no rule has this work"),
        ("minutes", 30, "the block does not last as long as it must"),
        ("begins", "2026-03-24T05:00+01:00", "the block leaves the shift"),
        ("begins", "2026-03-24T05:00+01:00", "the block lies outside of from and to"),
        ("begins", "2026-03-25T10:00+01:00", "the block touches the window of meal"),
        ("shift", "night", "the work may not be in this shift"),
        ("date", "2026-03-27", "the work may not be on this weekday"),
    ],
)
def test_what_is_made_wrong_is_found(
    folder: Path, tmp_path: Path, column: str, value: object, said: str
) -> None:
    shutil.copytree(folder, tmp_path / "run")
    path = tmp_path / "run" / "offline_blocks.csv"
    table = pd.read_csv(path, keep_default_na=False)
    row = table.index[table["activity"] == "training"][0]
    if said.endswith("meal"):  # ten o'clock is in the window of shifts that begin at 07:00
        table["start"], table["date"] = "2026-03-25T07:00+01:00", "2026-03-25"
    table[column] = table[column].astype(object)
    table.loc[row, column] = value
    table.to_csv(path, index=False)
    found = [str(finding) for finding in verify_schedule(tmp_path / "run").findings]
    assert any(said in finding for finding in found), found


def test_blocks_that_must_be_held(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "run")
    path = tmp_path / "run" / "assumptions" / "offline_work.csv"
    table = pd.read_csv(path, keep_default_na=False)
    table["blocks_a_week"] += 1
    table.to_csv(path, index=False)
    assert any(
        "1 blocks are not held" in str(finding) for finding in verify_schedule(tmp_path / "run").findings
    )
