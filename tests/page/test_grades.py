"""Grades of assumptions: each letter where its rule says so, none where nothing is known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from capplan.page.grades import grades_grid
from capplan.tables import TABLES as TABLES_KNOWN

TABLES = {
    "forecast": "week_start,queue,language,volume,aht_s\n2026-01-05,voice,en,100,300\n",
    "attrition": "site,team,tenure_from_weeks,rate,rate_period\nLIS,,0,0.01,weekly\n",
    "shrinkage": "site,component,share\nLIS,breaks,0.1\n",
    "queues": "queue,channel,patience_s,concurrency\nvoice,voice,120,\nchat,chat,,2\n",
    "ranges": "assumption,queue,site,low,likely,high,shared\nvolume,,,0.9,1,1.2,\nattrition,,LIS,0.8,1,2,\n",
    "sites": "site,country\nLIS,PT\n",
}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "outputs/quarterly/base"
    (folder / "assumptions").mkdir(parents=True)
    for name, text in TABLES.items():
        (folder / f"assumptions/{name}.csv").write_text(text)
    (folder / "assumptions/changed.json").write_text('{"forecast": ["volume"], "sites": ["country"]}')
    return folder


def graded(run: Path, outputs: Path | None = None) -> dict[str, tuple[str, str]]:
    return {row[0].text: (row[1].text, row[2].text) for row in grades_grid(run, outputs).rows}


def fit(outputs: Path, patience_s: float) -> None:
    (outputs / "fit-patience-calls").mkdir()
    (outputs / "fit-patience-calls/patience.json").write_text(
        json.dumps({"queues_csv": {"patience_s": patience_s}})
    )


def test_a_range_for_all_is_b_one_for_some_is_c_and_none_is_c(run):
    found = graded(run)
    assert found["volume"][0] == "B" and "all 0.9 to 1.2" in found["volume"][1]
    assert found["attrition"][0] == "C" and "LIS 0.8 to 2" in found["attrition"][1]
    assert found["handle time"][0] == found["shrinkage"][0] == "C"


def test_patience_is_measured_where_a_fit_beside_the_run_gives_it(run, tmp_path):
    outputs = tmp_path / "outputs"
    assert graded(run, outputs)["patience of voice"][0] == "C"
    fit(outputs, 120.6)
    found = graded(run, outputs)
    assert found["patience of voice"] == ("A", "fit-patience-calls measured 120.6 s in call records")
    assert "patience of chat" not in found  # blank: nobody abandons
    assert graded(run)["patience of voice"][0] == "C"


def test_patience_that_a_fit_contradicts_is_not_measured(run, tmp_path):
    fit(tmp_path / "outputs", 150.0)
    assert graded(run, tmp_path / "outputs")["patience of voice"][0] == "C"


def test_a_schedule_is_a_measure_of_how_shifts_fit(run):
    assert "fit of shifts" not in graded(run)
    (run / "run.json").write_text('{"schedule": "outputs/schedule"}')
    assert graded(run)["fit of shifts"][0] == "A"


def test_blanks_are_d_and_name_what_is_taken_and_how_often(run):
    found = graded(run)
    assert found["blanks in queues"][0] == "D"
    assert "concurrency 1 (1 of 2)" in found["blanks in queues"][1]
    assert "least agents 0 (all)" in found["blanks in queues"][1]
    assert found["sites"][0] == found["queues"][0] == "C"
    assert "ranges" not in found and "forecast" not in found


def test_the_note_counts_every_grade_and_the_scenario_is_named(run):
    grid = grades_grid(run)
    letters = [row[1].text for row in grid.rows]
    assert grid.note.endswith(f"A 0, B 1, C {letters.count('C')}, D {letters.count('D')}.")
    changed = {row[0].text: row[4].text for row in grid.rows}
    assert (changed["volume"], changed["handle time"], changed["sites"]) == ("volume", "", "country")


def test_tables_with_as_many_blanks_stand_by_their_names_in_every_process(run):
    for table in TABLES_KNOWN:
        (run / f"assumptions/{table.name}.csv").write_text(f"{table.columns[0].name}\nx\n")
    rows = [row for row in grades_grid(run, None).rows if row[0].text.startswith("blanks in ")]
    keys = [(-row[2].text.count(" (all)"), row[0].text) for row in rows]
    assert len(keys) > len({count for count, _ in keys}) > 1
    assert keys == sorted(keys)
