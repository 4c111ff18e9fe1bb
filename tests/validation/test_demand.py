"""Automation and rework: what is refused, and what they become by queue, language and week."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from capplan.errors import Problem
from capplan.facts import Facts
from capplan.load_model import load_model
from capplan.read import read_tables
from capplan.validation import check, validate, validate_with_notes
from tests.small_inputs import tables, write

AUTOMATION = "queue,language,date_from,coverage,success,spread\n"
REWORK = "from_queue,to_queue,share,delay_periods\n"


def _facts(folder: Path, **changed: str) -> Facts:
    model, inputs = write(folder, changed)
    return validate(read_tables(inputs), load_model(model)[0])


def _problems(folder: Path, **changed: str) -> list[Problem]:
    return check(*write(folder, changed))


def test_a_row_of_automation_holds_from_its_date_until_the_next(tmp_path: Path) -> None:
    rows = "mail,,2026-03-11,0.4,0.5,0.2\nmail,,2026-03-30,0.6,0.5,0.2\n"
    facts = _facts(tmp_path, automation=AUTOMATION + rows)
    assert facts.automation is not None
    mail = [q for q, name in enumerate(facts.queues.queue) if name == "mail"]
    assert len(mail) == 2
    for q in mail:
        # the first period that begins on 11 March or later is that of the 16th; 30 March begins a period
        assert facts.automation.coverage[q].tolist() == [0, 0, 0.4, 0.4, 0.6, 0.6, 0.6, 0.6]
        assert facts.automation.spread[q].tolist() == [0, 0, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2]
    others = np.setdiff1d(np.arange(len(facts.queues.name)), mail)
    assert not facts.automation.coverage[others].any()


def test_the_order_of_the_rows_does_not_matter(tmp_path: Path) -> None:
    rows = ["mail,,2026-03-02,0.1,1,\n", "mail,,2026-03-16,0.2,1,\n", "mail,,2026-04-06,0.3,1,\n"]
    one = _facts(tmp_path / "one", automation=AUTOMATION + "".join(rows))
    other = _facts(tmp_path / "other", automation=AUTOMATION + "".join(rows[::-1]))
    assert one.automation is not None and other.automation is not None
    assert np.array_equal(one.automation.coverage, other.automation.coverage)
    assert one.automation.coverage.max() == 0.3


def test_one_language_may_be_automated_alone(tmp_path: Path) -> None:
    facts = _facts(tmp_path, automation=AUTOMATION + "mail,de,2026-03-02,0.4,0.5,\n")
    assert facts.automation is not None
    automated = [facts.queues.name[q] for q in np.flatnonzero(facts.automation.coverage.any(axis=1))]
    assert automated == ["mail:de"]


def test_without_the_tables_nothing_is_automated_and_nothing_comes_back(tmp_path: Path) -> None:
    facts = _facts(tmp_path)
    assert facts.automation is None
    assert len(facts.rework.share) == 0


@pytest.mark.parametrize(
    ("rows", "column", "says"),
    [
        ("mail,fr,2026-03-02,0.4,0.5,\n", "language", "no mail in this language"),
        ("mail,,2026-03-02,0.4,0.5,\nmail,de,2026-03-02,0.4,0.5,\n", "language", "which of them holds"),
        ("mail,,2026-03-02,40,0.5,\n", "coverage", "Write 0.4"),
        ("post,,2026-03-02,0.4,0.5,\n", "queue", "queues.csv"),
    ],
)
def test_automation_that_is_refused(tmp_path: Path, rows: str, column: str, says: str) -> None:
    problems = _problems(tmp_path, automation=AUTOMATION + rows)
    assert [(problem.file, problem.column) for problem in problems] == [("automation.csv", column)]
    assert says in str(problems[0])


def test_automation_after_the_plan_is_noted(tmp_path: Path) -> None:
    model, inputs = write(tmp_path, {"automation": AUTOMATION + "mail,,2027-03-02,0.4,0.5,\n"})
    notes = validate_with_notes(read_tables(inputs), load_model(model)[0])[1]
    assert any("automation.csv:2" in note and "after the plan" in note for note in notes)


def test_an_arc_of_rework_is_made_for_every_language(tmp_path: Path) -> None:
    facts = _facts(tmp_path, rework=REWORK + "mail,mail,0.1,1\nvoice,mail,0.05,\n")
    arcs = {
        (facts.queues.name[i], facts.queues.name[j], share, delay)
        for i, j, share, delay in zip(
            facts.rework.from_queue,
            facts.rework.to_queue,
            facts.rework.share.tolist(),
            facts.rework.delay.tolist(),
            strict=True,
        )
    }
    assert arcs == {
        ("mail:en", "mail:en", 0.1, 1),
        ("mail:de", "mail:de", 0.1, 1),
        ("voice:en", "mail:en", 0.05, 0),
    }


def test_rework_that_arrives_nowhere_is_refused(tmp_path: Path) -> None:
    problems = _problems(tmp_path, rework=REWORK + "mail,voice,0.1,1\n")
    assert [(problem.file, problem.line, problem.column) for problem in problems] == [
        ("rework.csv", 2, "to_queue")
    ]
    assert "de" in problems[0].message and "volume 0" in str(problems[0])


def test_rework_may_be_of_one_language_only(tmp_path: Path) -> None:
    text = REWORK.replace("to_queue", "to_queue,language") + "mail,voice,en,0.1,1\n"
    facts = _facts(tmp_path, rework=text)
    assert [facts.queues.name[q] for q in facts.rework.to_queue] == ["voice:en"]
    both = text + "mail,voice,,0.1,1\n"
    assert any("which of them holds" in str(problem) for problem in _problems(tmp_path, rework=both))


def test_a_forecast_of_nothing_is_enough_for_rework_to_arrive(tmp_path: Path) -> None:
    forecast = tables()["forecast"]
    weeks = sorted({line.split(",")[0] for line in forecast.splitlines()[1:]})
    forecast += "".join(f"{week},voice,de,0,300\n" for week in weeks)
    facts = _facts(tmp_path, rework=REWORK + "mail,voice,0.1,1\n", forecast=forecast)
    assert len(facts.rework.share) == 2
