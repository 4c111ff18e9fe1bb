"""Text that begins like a formula is written as text, and read back as the same label."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capplan.csv_text import meant, neutral
from capplan.read import RawTable, raw_text, read_tables
from capplan.report.tables import csv_text
from capplan.run_folder import read_result
from capplan.verify.read_run import read_frames
from tests.small_inputs import altered, write

BAD = (
    "=1+1",
    "+cmd",
    "-x",
    "@SUM(A1)",
    "\tx",
    "-",
    "=",
    "+",
    "'=x",
    "''-x",
    "-5-3",
    "-1e",
    "1-1".replace("1-", "-1-"),
)
NUMBERS = ("-5", "+5", "-0.25", "-1e-07", "+.5", "-inf", "12", "", "a=b", "it's", "'quoted'")


@pytest.mark.parametrize("cell", BAD)
def test_what_a_spreadsheet_would_calculate_gets_an_apostrophe(cell: str) -> None:
    assert neutral(cell) == f"'{cell}" and meant(neutral(cell)) == cell


@pytest.mark.parametrize("cell", NUMBERS)
def test_numbers_and_other_text_stay_as_they_are(cell: str) -> None:
    assert neutral(cell) == cell and meant(cell) == cell


@given(st.text(alphabet="=+-@'\t1.e ax", max_size=6))
def test_what_is_written_reads_back_and_never_begins_a_formula(cell: str) -> None:
    written = neutral(cell)
    assert meant(written) == cell
    assert written[:1] not in ("=", "@", "\t") and (written[:1] not in ("+", "-") or _is_number(written))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_result_tables_are_written_and_read_so(tmp_path: Path) -> None:
    teams = ["=A1", "@x", "-5"]
    table = pd.DataFrame({"week_start": "2026-03-02", "team": teams, "heads": [-1.5, 0.0, 2.0]})
    (tmp_path / "headcount.csv").write_text(csv_text(table))
    assert (tmp_path / "headcount.csv").read_text().splitlines()[1:] == [
        "2026-03-02,'=A1,-1.5", "2026-03-02,'@x,0", "2026-03-02,-5,2",
    ]  # fmt: skip
    rows = read_result(tmp_path, "headcount.csv", ("team",), ("heads",))
    assert rows is not None
    assert [row["team"] for row in rows] == teams and [row["heads"] for row in rows] == [-1.5, 0.0, 2.0]
    assert read_frames(tmp_path)["headcount"]["team"].tolist() == teams


def test_input_tables_are_written_and_read_so(tmp_path: Path) -> None:
    reason = altered("blackouts", "holidays", "'=HYPERLINK(1)")
    raw: RawTable = read_tables(write(tmp_path, {"blackouts": reason})[1]).raw["blackouts"]
    assert raw.frame["reason"].tolist() == ["=HYPERLINK(1)"]
    assert raw_text(raw) == reason
    (tmp_path / "inputs/blackouts.csv").write_text(raw_text(raw))
    again = read_tables(tmp_path / "inputs").raw["blackouts"]
    assert again.frame.equals(raw.frame)
