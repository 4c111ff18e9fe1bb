"""A run folder that is read again."""

from __future__ import annotations

import math

import pytest

from capplan.errors import InvalidInput
from capplan.run_folder import read_assumptions, read_result


def test_a_table_row_by_row_with_its_lines(tmp_path):
    (tmp_path / "billing.csv").write_text('who,amount,more\n"a, b",1.5,x\nc,,y\n', encoding="utf-8")
    first, second = read_result(tmp_path, "billing.csv", ("who",), ("amount",)) or ()
    assert first == {"line": 2, "who": "a, b", "amount": 1.5}
    assert (second["line"], second["who"]) == (3, "c") and math.isnan(second["amount"])
    assert read_result(tmp_path, "costs.csv", (), ()) is None


def test_every_missing_column_and_every_bad_number_is_told(tmp_path):
    (tmp_path / "billing.csv").write_text("who,amount\na,1\nb,1 k\nc\nd,x\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        read_result(tmp_path, "billing.csv", ("who",), ("amount",))
    assert [(one.line, one.column, one.value) for one in caught.value.problems] == [
        (3, "amount", "1 k"),
        (5, "amount", "x"),
    ]
    with pytest.raises(InvalidInput) as caught:
        read_result(tmp_path, "billing.csv", ("who", "line"), ("price",))
    assert [one.column for one in caught.value.problems] == ["line", "price"]


def test_a_planning_model_that_is_none_is_told(tmp_path):
    (tmp_path / "assumptions").mkdir()
    (tmp_path / "assumptions/planning_model.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InvalidInput, match="not the planning model of a run"):
        read_assumptions(tmp_path)
