"""``capplan schedule`` from files to a folder, its exit codes and what it says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from capplan.cli import cli
from capplan.cli.outcome import guarded
from capplan.errors import NoPlanInTime
from capplan.shifts import Covering, Schedule
from capplan.verify_schedule import verify_schedule
from tests.shifts import sample_pool
from tests.shifts.sample_week import HEADS, MODEL, TOURS, sample, tables
from tests.shifts.schedule_files import without_pictures, write_files


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing takes longer than all else."""
    without_pictures(monkeypatch)
    monkeypatch.delenv("CAPPLAN_TRACEBACK", raising=False)


def run(folder: Path, *options: str, model: str = MODEL, **changed: str) -> int:
    path = write_files(folder, model, tables(**changed))
    return guarded(
        cli, ["schedule", str(path), "--inputs", str(folder), "--to", str(folder / "out"), *options]
    )


def test_a_schedule_is_written_told_and_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(tmp_path, "--json", "--gap", "0.05", tour_rules=TOURS, team_heads=HEADS)
    out, err = capsys.readouterr()
    assert code == 0
    told = json.loads(out)
    assert out.count("\n") == 1
    assert told["status"] == "within_gap"
    assert told["folder"] == str(tmp_path / "out")
    assert told == {**json.loads((tmp_path / "out" / "summary.json").read_text()), "folder": told["folder"]}
    assert "KRK: " in err
    assert verify_schedule(tmp_path / "out").ok


def test_the_log_has_every_step_and_ends_with_the_folder_or_the_error(tmp_path: Path) -> None:
    log, model = tmp_path / "log.jsonl", MODEL.replace("price = 4.0", "")
    assert run(tmp_path, "--quiet", "--gap", "0.2", "--log", str(log), model=model) == 0
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    steps = [line for line in lines if line["message"] == "progress"]
    assert steps[0]["stage"] == "build"
    assert steps[-1]["stage"] == "end"
    told = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert (steps[-1]["incumbent"], lines[-1]["objective"]) == (
        pytest.approx(told["objective"]),
        told["objective"],
    )
    assert (lines[-1]["folder"], lines[-1]["status"]) == (str(tmp_path / "out"), "within_gap")
    assert run(tmp_path, "--quiet", "--log", str(log), model=MODEL.replace("price = 4.0", "prize = 4.0")) == 3
    (wrong,) = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert (wrong["level"], "prize" in wrong["message"]) == ("error", True)


def test_the_folder_is_printed_and_quiet_is_quiet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = MODEL.replace("price = 4.0", "")
    assert run(tmp_path, "--quiet", "--gap", "0.2", model=model) == 0
    assert capsys.readouterr() == (f"{tmp_path / 'out'}\n", "")


def test_what_no_schedule_covers_is_named_with_the_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = MODEL.replace("short_price = 30.0", "must_meet = true").replace("price = 4.0", "")
    needed = "team,date,interval_start,agents\nKRK,2026-03-24,21:00,1\nKRK,2026-03-24,12:00,1\n"
    code = run(tmp_path, "--json", "--quiet", model=model, interval_requirement=needed)
    out, err = capsys.readouterr()
    assert code == 4
    assert (
        "KRK, 2026-03-24 21:00 to 22:00: 1.25 people short at most (1.2 h), no shift may be worked then"
        in err
    )
    told = json.loads(out)
    assert told["status"] == "no_plan"
    (gap,) = told["gaps"]
    assert (gap["from"], gap["reason"]) == ("2026-03-24 21:00", "no_shift")
    assert gap["remedy"].startswith("let ")
    assert not (tmp_path / "out").exists()


def test_limits_that_contradict_each_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    heads = "team,week_start,heads\nKRK,2026-03-23,1\n"
    days = "shift,date,least_people\nnight,2026-03-24,3\n"
    assert run(tmp_path, "--quiet", tour_rules=TOURS, team_heads=heads, shift_days=days) == 4
    assert "KRK: least_people asks for more people than" in capsys.readouterr().err


def test_mistakes_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, model=MODEL.replace("price", "prize")) == 3
    err = capsys.readouterr().err
    assert "schedule.toml:6: cover.short_prize: unknown key" in err
    assert "Did you mean 'short_price'?" in err


def test_a_gap_that_is_not_reached_is_told_unless_accepted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, (team,) = sample(True)
    late = replace(team.schedule, search=replace(team.schedule.search, status="gap_not_reached"))
    monkeypatch.setattr("capplan.scheduling.cover", lambda *_: late)
    changed = {"tour_rules": TOURS, "team_heads": HEADS}
    assert run(tmp_path, **changed) == 5
    assert "The gap asked for was not reached" in capsys.readouterr().err
    assert run(tmp_path, "--accept-feasible", **changed) == 0
    stopped = replace(late, search=replace(late.search, stopped_by=15))
    monkeypatch.setattr("capplan.scheduling.cover", lambda *_: stopped)
    assert run(tmp_path, **changed) == 143
    assert verify_schedule(tmp_path / "out").ok


def test_a_team_without_a_schedule_in_time_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    needed = "team,date,interval_start,agents\nKRK,2026-03-24,12:00,1\nOTHER,2026-03-24,04:00,1\n"
    _, (team,) = sample(False)

    def too_late(covering: Covering, *_: object) -> Schedule:
        if "early" in covering.shifts.name:
            raise NoPlanInTime("No schedule was found.")
        return stopped

    stopped = team.schedule
    monkeypatch.setattr("capplan.scheduling.cover", too_late)
    assert run(tmp_path, "--quiet", interval_requirement=needed) == 6
    assert "OTHER: No schedule was found." in capsys.readouterr().err
    stopped = replace(stopped, search=replace(stopped.search, stopped_by=2))
    assert run(tmp_path, "--quiet", interval_requirement=needed) == 130


def test_a_pool_from_files_to_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_files(tmp_path, sample_pool.MODEL, sample_pool.tables())
    options = ["--inputs", str(tmp_path), "--to", str(tmp_path / "out"), "--json", "--gap", "0.05"]
    assert guarded(cli, ["schedule", str(path), *options]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    (pool,) = told["pools"]
    assert pool["teams"] == ["KRK", "MNL"]
    assert told["objective"] == pool["objective"] == pytest.approx(sum(told["costs"].values()), abs=0.02)
    assert "pool world: 2 teams on 2 queues" in err
    assert verify_schedule(tmp_path / "out").ok


def test_what_no_pool_covers_is_named_with_the_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = sample_pool.MODEL.replace("short_price = 200.0", "must_meet = true").replace(
        "days = 2", "days = 1"
    )
    needed = "queue,language,date,interval_start,agents\n"
    needed += "voice,en,2026-03-28,18:00,1\nvoice,de,2026-03-28,12:00,1\n"
    least = "pool,language,from,to,people\nworld,en,16:00,17:00,2\n"
    # nobody works the evening of Kraków, which is the night of Manila
    rules = "shift,team,start_from,shortest_h\nday,KRK,08:00,8\nnight,MNL,22:00,8\n"
    changed = {"queue_requirement": needed, "least_people": least, "shift_rules": rules, "shift_breaks": ""}
    path = write_files(tmp_path, model, sample_pool.tables(**changed))
    options = ["--inputs", str(tmp_path), "--to", str(tmp_path / "out"), "--json", "--quiet"]
    assert guarded(cli, ["schedule", str(path), *options]) == 4
    out, err = capsys.readouterr()
    evening, floor = json.loads(out)["gaps"]
    assert (evening["queue"], evening["team"], evening["reason"]) == ("voice:en", "MNL", "night")
    assert evening["remedy"].startswith("allow night work on night 22:00 of 2026-03-28")
    assert (floor["queue"], floor["reason"], floor["most_people"]) == (
        "least people en 16:00-17:00",
        "night",
        2.0,
    )
    assert "voice:en: MNL, 2026-03-29 02:00 to 03:00: 1 person short at most" in err
