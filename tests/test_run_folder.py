"""A run folder that is read again."""

from __future__ import annotations

import math

import pytest

from capplan.errors import InvalidInput
from capplan.load_model import load_model
from capplan.run_folder import read_assumptions, read_result
from capplan.validation import validate
from tests.small_inputs import MODEL, altered, write


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


def test_a_clause_that_a_scenario_took_out_by_its_head_is_read_again(tmp_path):
    """What stands beside an empty head is a mistake in a file, and not in what a scenario left."""
    commitment = {"commit_units": "", "commit_rate": "20"}
    contract = (
        "contract,vendor,site,teams,from,to,unit,rate,currency,commit_units,commit_rate\n"
        f"Beta,Beta,MNL,MNL_EN,2026-01-01,2026-12-31,paid_hour,11,USD,{','.join(commitment.values())}\n"
    )
    model, inputs = write(
        tmp_path,
        {"contracts": contract, "rates": altered("rates", "MNL_EN,paid_hour,11,,,\n", "")},
        MODEL + "\n[contracts]\n",
    )
    run = tmp_path / "run"
    run.mkdir()
    inputs.rename(run / "assumptions")
    (run / "assumptions/planning_model.json").write_text(
        load_model(model)[0].model_dump_json(), encoding="utf-8"
    )
    with pytest.raises(InvalidInput, match="commit_rate"):
        validate(*read_assumptions(run)[::-1])
    (run / "assumptions/changed.json").write_text('{"contracts": ["commit_units"]}', encoding="utf-8")
    assert validate(*read_assumptions(run)[::-1]).contracts is not None
    (run / "assumptions/changed.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(InvalidInput, match="not the columns"):
        read_assumptions(run)
