"""``capplan roster`` as a process: files, JSON, exit codes, bad input, conflicts."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from tests.cli.command_line import NO_PICTURES, capplan
from tests.roster_files import MODEL, TABLES, write_roster_files


def test_a_roster_with_its_files_and_its_check(tmp_path: Path) -> None:
    model = write_roster_files(tmp_path)
    done = capplan(
        tmp_path, "roster", model, "--inputs", "inputs", "--to", "march", "--json", "--log", "log.jsonl"
    )
    assert done.returncode == 0, done.stderr
    *_, last = done.stdout.splitlines()
    told = json.loads(last)
    assert done.stdout == last + "\n"
    assert (told["status"], told["people"], told["within_gap"]) == ("within_gap", 4, True)
    assert told["cost"] == told["bound"]
    written = json.loads((tmp_path / "march" / "summary.json").read_text())
    assert {key: told[key] for key in written} == written
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert lines[-2]["incumbent"] == told["cost"]
    assert (lines[-1]["folder"], lines[-1]["status"]) == ("march", "within_gap")
    with (tmp_path / "march" / "roster.csv").open(encoding="utf-8") as content:
        rows = list(csv.DictReader(content))
    assert len(rows) == told["shifts_worked"]
    assert ("Cem", "2026-03-30", "early") in {(row["person"], row["date"], row["shift"]) for row in rows}
    assert not [row for row in rows if row["person"] == "Ben" and row["date"] >= "2026-03-28"]
    assert (tmp_path / "march" / "calendars" / "people" / "Güneş_Ak.ics").is_file()
    # the same file with the fixed shift taken out
    text = (tmp_path / "march" / "roster.csv").read_text(encoding="utf-8")
    other = tmp_path / "edited.csv"
    other.write_text(
        "".join(line for line in text.splitlines(True) if "Cem,voice,2026-03-30" not in line),
        encoding="utf-8",
    )
    checked = capplan(tmp_path, "roster", model, "--inputs", "inputs", "--check", other, "--json")
    assert checked.returncode == 1
    assert "fixed" in {finding["rule"] for finding in json.loads(checked.stdout)["findings"]}


def test_bad_input_is_told_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    changed = {"requests": TABLES["requests"].replace("Ada,", "Eda,").replace("work", "wrk")}
    model = write_roster_files(tmp_path, changed, MODEL.replace("[prices]", "[price]"))
    done = capplan(tmp_path, "roster", model, "--inputs", "inputs", "--to", "march", "--json")
    assert done.returncode == 3
    told = json.loads(done.stdout)
    assert [(problem["file"], problem["line"]) for problem in told["problems"]] == [
        ("roster.toml", 11), ("requests.csv", 4), ("requests.csv", 2),
    ]  # fmt: skip
    assert not (tmp_path / "march").exists()


def test_a_conflict_ends_with_four_and_its_remedies(tmp_path: Path) -> None:
    # what is in conflict is tested with the search; here it is given, for it takes many solves
    given = """
import capplan.rostering.search as search
search.explain = lambda *facts: (["why"], {"conflict": [{"rule": "people at least"}], "ways_out": [{"cost": 7}]})
"""
    model = write_roster_files(tmp_path, {"roster_cover": "shift,at_least\nnight,4\n"})
    done = capplan(tmp_path, "roster", model, "--inputs", "inputs", "--json", start=NO_PICTURES + given)
    assert done.returncode == 4, done.stderr
    told = json.loads(done.stdout)
    assert (told["message"], told["reasons"]) == ("No plan meets the rules.", ["why"])
    assert (told["conflict"], told["ways_out"]) == ([{"rule": "people at least"}], [{"cost": 7}])
    assert not (tmp_path / "outputs").exists()


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    model = write_roster_files(tmp_path)
    done = capplan(tmp_path, "roster", model, "--inputs", "inputs", "--to", "inputs")
    assert done.returncode == 2
    assert "holds other files" in done.stderr
    assert (tmp_path / "inputs" / "people.csv").is_file()
