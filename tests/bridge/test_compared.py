"""Two run folders in words, and folders that are refused."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from capplan.bridge import as_json, as_text, compare_runs
from capplan.bridge.compared import names
from capplan.bridge.proven import Proven
from capplan.bridge.text import finding
from capplan.errors import InvalidInput
from tests.bridge.planned import two_plans


@pytest.fixture(scope="module")
def found():
    return compare_runs(two_plans() / "base", two_plans() / "surge")


def test_a_plan_beside_itself_costs_as_much_and_nothing_changed(tmp_path):
    shutil.copytree(two_plans() / "base", tmp_path / "again")
    text = as_text(compare_runs(two_plans() / "base", tmp_path / "again"))
    assert text.startswith("again costs as much as base.")
    assert "Not proven: the gaps of the two plans are larger" in text
    assert "Nothing changed in classes" in text


def test_costs_that_are_not_those_of_the_summary_are_refused(tmp_path):
    shutil.copytree(two_plans() / "base", tmp_path / "a")
    path = tmp_path / "a/summary.json"
    content = json.loads(path.read_text())
    content["cost"]["wages"] += 10.0
    path.write_text(json.dumps(content))
    with pytest.raises(InvalidInput, match="the lines of wages come to"):
        compare_runs(two_plans() / "base", tmp_path / "a")


def test_the_table_adds_up_as_printed(found):
    lines = as_text(found).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("base "))
    end = next(i for i, line in enumerate(lines) if line.startswith("difference "))
    amounts = [_cents(line) for line in lines[start : end + 1]]
    assert amounts[0] + sum(amounts[1:-2]) == amounts[-2]
    assert amounts[-2] - amounts[0] == amounts[-1] != 0


def _cents(line: str) -> int:
    number = next(
        word for word in line.split() if word.replace(",", "").lstrip("-").replace(".", "").isdigit()
    )
    return round(100 * float(number.replace(",", "")))


def test_what_is_proven_is_said(found):
    sure = as_text(replace(found, proven=Proven(100.0, 50.0, 150.0)))
    assert "Proven: whatever the gaps hide, one is dearer. By what the searches count" in sure
    assert "at least +50 and at most +150 USD" in sure
    assert "Not proven: a plan has no bound" in as_text(replace(found, proven=Proven(1.0, float("nan"), 9.0)))
    assert as_json(found)["proven"]["sign_is_proven"] is True


def test_the_words_of_the_text_are_those_of_the_json(found):
    assert as_text(found).splitlines()[0] == as_json(found)["sentence"]
    json.dumps(as_json(found), allow_nan=False)


@pytest.mark.parametrize(
    ("one", "other", "called"),
    [
        ("out/base", "out/freeze", ("base", "freeze")),
        ("monday/base", "friday/base", ("monday-base", "friday-base")),
        ("out/base", "out/base", None),
    ],
)
def test_runs_are_called_by_what_tells_them_apart(tmp_path, one, other, called):
    found = names(tmp_path / one, tmp_path / other)
    if called is None:
        assert found[0] == found[1]
    else:
        assert found == called


@pytest.mark.parametrize(
    ("cents", "share"), [(-1_400, "14 USD less than base (<0.1 %)"), (4_100_000, "more than base (+41.0 %)")]
)
def test_a_share_too_small_to_be_read_has_no_sign(cents: int, share: str) -> None:
    made = SimpleNamespace(cents=np.array([cents]), before=np.array([10_000_000]), currency="USD")
    assert finding(SimpleNamespace(names=("base", "later"), bridge=made)).endswith(share)
