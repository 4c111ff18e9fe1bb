"""The store of runs: which runs a folder of outputs holds, which inputs they had, which result.

A run is a folder with run.json and summary.json, or, in a study, with case.json. The folders are the truth: every
question reads them again. What was seen is kept beside them in ``runs.parquet``, for DuckDB and whatever else reads
Parquet, with the runs whose folder has since been written anew (``present`` is false). The file is replaced whole
under a lock, so that several processes may ask at once; DuckDB itself only reads and writes in memory.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from capplan.errors import CapplanError, MissingSolver
from capplan.studies.attempt import CASE

__all__ = ["COLUMNS", "INSTALL", "STORE", "WrongFilter", "filtered", "refreshed", "runs_in"]

STORE = "runs.parquet"
INSTALL = 'pip install "capplan[store]"'
"""The line that installs what the store needs."""

COLUMNS = {
    "run": "VARCHAR", "study": "VARCHAR", "case_name": "VARCHAR", "model": "VARCHAR", "scenario": "VARCHAR",
    "written": "VARCHAR", "present": "BOOLEAN", "status": "VARCHAR", "gap": "DOUBLE", "gap_asked": "DOUBLE",
    "objective": "DOUBLE", "bound": "DOUBLE", "money": "DOUBLE", "cost_to_serve": "DOUBLE",
    "cost_per_contact": "DOUBLE", "currency": "VARCHAR", "service_level": "DOUBLE", "short_hours": "DOUBLE",
    "short_share": "DOUBLE", "hires": "DOUBLE", "classes": "DOUBLE", "releases": "DOUBLE", "headcount_end": "DOUBLE",
    "start": "VARCHAR", "period": "VARCHAR", "periods": "BIGINT", "model_file": "VARCHAR",
    "inputs_folder": "VARCHAR", "inputs_sha256": "VARCHAR", "rules_sha256": "VARCHAR", "changes": "VARCHAR",
    "from_run": "VARCHAR", "backend": "VARCHAR", "solver": "VARCHAR", "solver_version": "VARCHAR", "seed": "BIGINT",
    "build_s": "DOUBLE", "solve_s": "DOUBLE", "peak_memory_mb": "DOUBLE", "capplan": "VARCHAR",
}  # fmt: skip
"""Columns of the store with their types in DuckDB; outputs/README.md says what each is."""

Row = dict[str, Any]


class WrongFilter(CapplanError):
    """A filter that is not SQL, or that names a column which is not there."""

    exit_code = 2


@dataclass(frozen=True)
class _Read:
    """The files of a run; empty where one is not there."""

    run: Mapping[str, Any]
    summary: Mapping[str, Any]
    case: Mapping[str, Any]


def runs_in(folder: Path) -> list[Row]:
    """A row for every run below ``folder``, the newest first; None for what a run does not tell."""
    rows = []
    for place, below, files in os.walk(folder):
        below[:] = sorted(name for name in below if not name.startswith("."))
        if "run.json" in files or CASE in files:
            below.clear()
            row = _row(Path(place), folder)
            rows += [] if row is None else [row]
    return sorted(rows, key=_newest)


def refreshed(folder: Path, rows: Sequence[Row]) -> list[Row]:
    """Write ``rows`` and the earlier runs of the store into the store; return all of them, the newest first.

    Raises MissingSolver where DuckDB is not installed.
    """
    duckdb = _duckdb()
    path = folder / STORE
    with _lock(folder), duckdb.connect() as connection:
        seen = {(row["run"], row["written"]) for row in rows}
        past = [{**row, "present": False} for row in _stored(connection, path)]
        every = sorted(
            [*rows, *(row for row in past if (row["run"], row["written"]) not in seen)], key=_newest
        )
        _load(connection, every)
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            connection.table("runs").write_parquet(str(beside))
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    return every


def filtered(rows: Sequence[Row], where: str) -> list[Row]:
    """The rows for which the SQL expression ``where`` holds, in their order.

    Raises WrongFilter for a wrong expression, MissingSolver where DuckDB is not installed.
    """
    duckdb = _duckdb()
    with duckdb.connect() as connection:
        _load(connection, rows)
        connection.execute("SET enable_external_access = false")
        try:
            found = connection.execute(f"SELECT place FROM runs WHERE ({where}) ORDER BY place").fetchall()
        except duckdb.Error as error:
            first = str(error).splitlines()[0]
            raise WrongFilter(f"The filter cannot be used: {first}\nColumns: {', '.join(COLUMNS)}.") from None
    return [rows[place] for (place,) in found]


def _newest(row: Row) -> tuple[int, str]:
    """The order of the list: by time, the newest first, then by name."""
    return (-round(datetime.fromisoformat(row["written"]).timestamp()), row["run"])


def _row(place: Path, folder: Path) -> Row | None:
    """A run as a row; None where its files cannot be read."""
    try:
        read = _Read(*(_json(place / name) for name in ("run.json", "summary.json", CASE)))
        written = read.run.get("written") or _day(place / CASE)
    except (OSError, ValueError, AttributeError):
        return None
    case = read.case
    summary: Mapping[str, Any] = read.summary or case.get("value") or {}
    known = {**{key: summary.get(key) for key in COLUMNS}, **_facts_of_run(read.run)}
    file = read.run.get("model") or case.get("model")
    in_study = place.parent.name == "runs"
    return {
        **known,
        "run": place.relative_to(folder).as_posix(),
        "study": place.parent.parent.name if in_study else None,
        "model": summary.get("model") or (None if file is None else Path(file).stem),
        "case_name": place.name if in_study else None,
        "scenario": summary.get("scenario") or case.get("scenario") or "base",
        "written": written,
        "present": True,
        "model_file": file,
        "inputs_folder": case.get("inputs") or _inputs_folder(read.run),
        "changes": _changes(case),
    }


def _facts_of_run(run: Mapping[str, Any]) -> Row:
    """What run.json alone tells."""
    names = (
        "gap_asked",
        "backend",
        "solver",
        "solver_version",
        "seed",
        "build_s",
        "solve_s",
        "peak_memory_mb",
        "capplan",
    )
    tables = {
        Path(path).name: digest for path, digest in run.get("sha256", {}).items() if path.endswith(".csv")
    }
    joined = json.dumps(tables, sort_keys=True).encode()
    return {
        **{name: run.get(name) for name in names},
        "inputs_sha256": hashlib.sha256(joined).hexdigest() if tables else None,
        "rules_sha256": run.get("sha256_planning_model"),
        "from_run": run.get("from"),
    }


def _inputs_folder(run: Mapping[str, Any]) -> str | None:
    tables = [path for path in run.get("sha256", {}) if path.endswith(".csv")]
    return str(Path(tables[0]).parent) if tables else None


def _changes(case: Mapping[str, Any]) -> str | None:
    """What a study changed on top of the scenario, as JSON."""
    told = {key: case[key] for key in ("rules", "changes") if case.get(key)}
    return json.dumps(told, sort_keys=True) if told else None


def _json(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    content = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise ValueError("not an object")
    return content


def _day(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")


def _duckdb() -> Any:
    try:
        import duckdb
    except ImportError as error:
        raise MissingSolver(f"the store of runs needs the package duckdb: {INSTALL}") from error
    return duckdb


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """One process at a time reads and replaces the store."""
    with (folder / f".{STORE}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _stored(connection: Any, path: Path) -> list[Row]:
    """The rows of the store, in whatever columns an earlier version wrote; none where there is no store."""
    if not path.is_file():
        return []
    found = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
    names = [column[0] for column in found.description]
    rows = [dict(zip(names, cells, strict=True)) for cells in found.fetchall()]
    return [{key: row.get(key) for key in COLUMNS} for row in rows]


def _load(connection: Any, rows: Sequence[Row]) -> None:
    """A table ``runs`` of the rows in memory; ``place`` is the place in ``rows``."""
    columns = ", ".join(f'"{name}" {kind}' for name, kind in {**COLUMNS, "place": "BIGINT"}.items())
    connection.execute(f"CREATE TABLE runs ({columns})")
    cells = [[*(row[name] for name in COLUMNS), place] for place, row in enumerate(rows)]
    if cells:
        marks = ", ".join("?" for _ in cells[0])
        connection.executemany(f"INSERT INTO runs VALUES ({marks})", cells)
