import json
import multiprocessing
from pathlib import Path

import pytest

from capplan.errors import MissingSolver
from capplan.studies import store
from capplan.studies.store import STORE, WrongFilter, filtered, refreshed, runs_in

duckdb = pytest.importorskip("duckdb")


def write_run(
    at: Path, written: str = "2026-03-02T10:00:00+00:00", gap: float = 0.01, **more: object
) -> None:
    at.mkdir(parents=True, exist_ok=True)
    run = {
        "written": written,
        "model": "models/small.toml",
        "sha256": {"models/small.toml": "m", "inputs/sites.csv": "s", "inputs/teams.csv": "t"},
        "sha256_planning_model": "rules",
        "seed": 3,
        "solve_s": 1.5,
    }
    summary = {
        "model": "small",
        "scenario": "base",
        "gap": gap,
        "cost_to_serve": 100.0,
        "currency": "USD",
        **more,
    }
    (at / "run.json").write_text(json.dumps(run))
    (at / "summary.json").write_text(json.dumps(summary))


def test_every_run_is_found_wherever_it_lies_the_newest_first(tmp_path):
    write_run(tmp_path / "small" / "base")
    write_run(tmp_path / "small" / "surge", "2026-03-03T10:00:00+00:00", scenario="surge")
    write_run(tmp_path / "small" / "tradeoffs" / "runs" / "dear")
    case = {
        "scenario": None,
        "inputs": "inputs",
        "rules": {"a": 1},
        "changes": [],
        "value": {"cost_to_serve": 7.0},
    }
    (tmp_path / "small" / "sweep" / "runs" / "point").mkdir(parents=True)
    (tmp_path / "small" / "sweep" / "runs" / "point" / "case.json").write_text(json.dumps(case))
    write_run(tmp_path / "small" / ".base.writing-1")
    write_run(tmp_path / "small" / "base" / "assumptions" / "no_run_of_its_own")
    (tmp_path / "small" / "broken").mkdir()
    (tmp_path / "small" / "broken" / "run.json").write_text("[half")
    rows = {row["run"]: row for row in runs_in(tmp_path)}
    point, surge, base, dear = rows
    assert (point, surge) == ("small/sweep/runs/point", "small/surge")
    assert (base, dear) == ("small/base", "small/tradeoffs/runs/dear")
    assert (rows[dear]["study"], rows[dear]["case_name"], rows[base]["study"]) == ("tradeoffs", "dear", None)
    assert rows[point]["changes"] == '{"rules": {"a": 1}}'
    assert (rows[point]["cost_to_serve"], rows[point]["scenario"]) == (7.0, "base")
    assert (rows[surge]["scenario"], rows[surge]["seed"], rows[surge]["inputs_folder"]) == (
        "surge",
        3,
        "inputs",
    )
    assert rows[surge]["rules_sha256"] == "rules" and len(rows[surge]["inputs_sha256"]) == 64


def test_inputs_are_told_apart_by_content_and_not_by_where_they_lie(tmp_path):
    for name, path, digest in (
        ("a", "x/sites.csv", "s"),
        ("b", "y/sites.csv", "s"),
        ("c", "x/sites.csv", "z"),
    ):
        write_run(tmp_path / name)
        run = json.loads((tmp_path / name / "run.json").read_text())
        (tmp_path / name / "run.json").write_text(
            json.dumps({**run, "sha256": {path: digest, "m.toml": name}})
        )
    a, b, c = (row["inputs_sha256"] for row in sorted(runs_in(tmp_path), key=lambda row: row["run"]))
    assert a == b != c


def test_a_run_that_was_written_anew_is_kept_as_past(tmp_path):
    write_run(tmp_path / "base", "2026-03-02T10:00:00+00:00", gap=0.05)
    refreshed(tmp_path, runs_in(tmp_path))
    write_run(tmp_path / "base", "2026-03-02T11:00:00+00:00", gap=0.01)
    rows = refreshed(tmp_path, runs_in(tmp_path))
    assert [(row["gap"], row["present"]) for row in rows] == [(0.01, True), (0.05, False)]
    assert refreshed(tmp_path, runs_in(tmp_path)) == rows
    query = f"SELECT gap, present FROM '{tmp_path / STORE}' ORDER BY gap"
    assert duckdb.sql(query).fetchall() == [(0.01, True), (0.05, False)]


def test_a_store_of_an_earlier_version_with_other_columns_is_read(tmp_path):
    duckdb.sql("SELECT 'old' AS run, '2026-01-01T00:00:00+00:00' AS written, 1 AS gone").write_parquet(
        str(tmp_path / STORE)
    )
    (row,) = refreshed(tmp_path, [])
    assert (row["run"], row["present"], row["gap"]) == ("old", False, None)
    assert set(row) == set(store.COLUMNS)


def test_a_filter_is_sql_on_the_columns(tmp_path):
    for name, gap in (("a", 0.01), ("b", 0.02), ("c", 0.005)):
        write_run(tmp_path / name, gap=gap)
    rows = runs_in(tmp_path)
    assert [row["run"] for row in filtered(rows, "gap <= 0.01 AND model = 'small'")] == ["a", "c"]
    assert filtered(rows, "false") == []
    with pytest.raises(WrongFilter, match="gapp") as wrong:
        filtered(rows, "gapp < 1")
    assert wrong.value.exit_code == 2
    with pytest.raises(WrongFilter):
        filtered(rows, f"run IN (SELECT content FROM read_text('{__file__}'))")


def test_without_the_extra_the_line_that_installs_it_is_told(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    with pytest.raises(MissingSolver, match=r'pip install "capplan\[store\]"'):
        refreshed(tmp_path, [])


def refresh_often(folder: str, first: int) -> None:
    for number in range(first, first + 8):
        write_run(Path(folder) / f"run{number}", f"2026-03-02T10:{number:02}:00+00:00")
        row = [row for row in runs_in(Path(folder)) if row["run"] == f"run{number}"]
        refreshed(Path(folder), row)  # a process that sees its own run only must not lose those of the other


def test_two_processes_may_refresh_the_store_at_once(tmp_path):
    context = multiprocessing.get_context("fork")
    both = [context.Process(target=refresh_often, args=(str(tmp_path), first)) for first in (0, 20)]
    for process in both:
        process.start()
    for process in both:
        process.join(60)
    assert [process.exitcode for process in both] == [0, 0]
    found = {run for (run,) in duckdb.sql(f"SELECT run FROM '{tmp_path / STORE}'").fetchall()}
    assert found == {f"run{number}" for first in (0, 20) for number in range(first, first + 8)}
    assert not [
        path for path in tmp_path.iterdir() if path.name.startswith(f".{STORE}.") and path.suffix != ".lock"
    ]
