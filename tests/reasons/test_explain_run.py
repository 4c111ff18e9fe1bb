"""Explain a run folder: the program comes out again, every question is answered, the same twice, slips are told."""

from __future__ import annotations

import csv
import json
import math
import shutil
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from capplan.errors import InvalidInput
from capplan.reasons import FILES, Asked, explain_run, write_answer
from capplan.reasons.hour_costs import hour_costs
from capplan.reasons.priced import prices_of
from capplan.reasons.rebuilt import of_run
from tests.reasons.planned_run import planned_run
from tests.reasons.settled_plans import CLOCK_S, clock, silent

READ = cache(of_run)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return planned_run(tmp_path_factory)


def test_the_plan_comes_out_again_at_its_cost(run: Path) -> None:
    prices = prices_of(READ(run), clock(), silent)
    assert prices.settled.objective == pytest.approx(prices.told, rel=1e-5)


def test_an_hour_takes_what_it_is_worth_where_it_is_worked_and_more_elsewhere(run: Path) -> None:
    prices = prices_of(READ(run), clock(), silent, may_hire=False)
    formulation = prices.rebuilt.formulation
    pairs, program = formulation.given.facts.pairs, formulation.program
    hours = program.value("assigned_h", prices.x)
    worth = {
        (one.limit.where, time): float(prices.settled.row_price[row])
        for one in prices.limits
        if one.limit.family in ("coverage", "backlog_balance")
        for time, row in zip(one.limit.times, one.limit.at.tolist(), strict=True)
    }
    worked = 0
    for q, queue in enumerate(formulation.given.facts.queues.name):
        takes = sum(hour_costs(prices, q).values())
        for n, i in enumerate(np.flatnonzero(pairs.queue == q).tolist()):
            for t, day in enumerate(formulation.given.facts.horizon.labels):
                value = worth[queue, day]
                assert takes[n, t] >= value - 1e-4  # type: ignore[index]
                if hours[i, t] > 1e-3:
                    worked += 1
                    assert takes[n, t] == pytest.approx(value, abs=1e-4)  # type: ignore[index]
    assert worked > 10 and max(worth.values()) > 10.0


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run is read again for every question; here it is the same one."""
    monkeypatch.setattr("capplan.reasons.question.of_run", READ)


def test_the_plan_is_told_the_same_twice_with_its_numbers_and_written_whole(
    run: Path, tmp_path: Path
) -> None:
    first, second = (explain_run(run, Asked(), CLOCK_S) for _ in range(2))
    text = json.dumps(first.content, allow_nan=False)
    assert text == json.dumps(second.content, allow_nan=False) and first.story == second.story
    rule = first.content["rules"][0]
    assert rule["solved_again"] and rule["where"] in ("DUB_EN", "DUB_DE", "MNL_EN", "DUB", "MNL")
    assert -rule["one_less"] - 0.01 <= rule["price"] <= rule["one_more"] + 0.01
    write_answer(first, tmp_path / "answer")
    assert sorted(path.name for path in (tmp_path / "answer").iterdir()) == sorted(
        set(FILES) - {"report.html"}
    )
    assert json.loads((tmp_path / "answer/explain.json").read_text()) == json.loads(text)


def test_a_site_is_told_by_what_fills_it(run: Path) -> None:
    answer = explain_run(run, Asked("site", "DUB"), CLOCK_S)
    assert answer.content["filled"]["seats"]["limit"] == pytest.approx(100.0)
    assert {one["where"] for one in answer.content["people"]} == {"DUB_EN", "DUB_DE"}
    assert all(one["where"] in ("DUB", "DUB_EN", "DUB_DE") for one in answer.content["rules"])


def test_what_is_short_and_what_binds_in_a_week_are_told(run: Path) -> None:
    answer = explain_run(run, Asked("queue", "voice:en"), CLOCK_S)
    assert answer.content["short"]["hours"] > 1.0
    assert answer.content["short"]["an_hour_is_worth"] == pytest.approx(200.0)
    answer = explain_run(run, Asked("week", "2026-03-04"), CLOCK_S)
    week, (head, *tables) = answer.content, answer.story.parts
    assert week["week"] == "2026-03-02"
    assert all(one["times"] == 1 for one in week["rules"])
    rows = [row for row in csv.DictReader((run / "coverage.csv").open()) if row["week_start"] == "2026-03-02"]
    required, short = (math.fsum(float(row[name]) for row in rows) for name in ("required_h", "short_h"))
    assert head.sentences[0].startswith(
        f"This week requires {required:,.0f} productive hours, and {short:,.0f}"
    )
    assert not any("over the plan" in sentence for sentence in head.sentences)
    assert not any("binds in" in part.headings for part in tables)


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("site", "DUX", "'DUB'"),
        ("queue", "voise:en", "'voice:en'"),
        ("queue", "mail", "mail:"),
        ("class", "DUB_EN-2026-W13", "'DUB_EN-2026-W12'"),
        ("contract", "Beta", "no contracts"),
        ("week", "2027-03-02", "no such week"),
        ("week", "spring", "2026-03-02"),
    ],
)
def test_a_name_that_is_not_there_is_told_with_those_that_are(
    run: Path, kind: str, name: str, said: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        explain_run(run, Asked(kind, name), CLOCK_S)
    assert len(caught.value.problems) == 1
    assert name in str(caught.value) and said in str(caught.value)


def test_a_run_that_was_altered_is_refused(run: Path, tmp_path: Path) -> None:
    copy = tmp_path / "altered"
    shutil.copytree(run, copy)
    path = copy / "headcount.csv"
    lines = path.read_text().splitlines()
    place = lines[0].split(",").index("heads")
    cells = lines[3].split(",")
    cells[place] = str(float(cells[place]) + 7.0)
    path.write_text("\n".join([*lines[:3], ",".join(cells), *lines[4:]]) + "\n")
    with pytest.raises(InvalidInput, match="not the plan that was written"):
        explain_run(copy, Asked(), CLOCK_S)


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        explain_run(tmp_path, Asked(), CLOCK_S)
