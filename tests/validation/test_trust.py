"""Exposure and accuracy in the inputs: what is taken over, what is refused, what is noted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from capplan.load_model import load_model
from capplan.read import read_tables
from capplan.validation import check, validate_with_notes
from tests.small_inputs import MODEL, altered, tables, write

QUEUES = "\n".join(
    line + tail
    for line, tail in zip(
        tables()["queues"].splitlines(),
        (",severity,least_accuracy", ",,", ",,", ",0.5,0.95"),
        strict=True,
    )
)
BOTH = MODEL + "\n[exposure]\nmost_h_day = 3.0\n\n[accuracy]\n"
KNOWN = "team,queue,accuracy\nDUB_EN,,0.98\nDUB_EN,mail,0.96\nDUB_DE,,0.97\nMNL_EN,,0.95\n"


def facts_and_notes(tmp_path: Path, model: str = BOTH, **texts: str):
    path, inputs = write(tmp_path, {"queues": QUEUES, "accuracy": KNOWN, **texts}, model)
    return validate_with_notes(read_tables(inputs), load_model(path)[0])


def test_severity_caps_and_accuracy_by_queue_team_and_site(tmp_path: Path) -> None:
    sites = altered("sites", "rooms,trainers", "rooms,trainers,exposure_cap_h").replace(
        ",2,3\n", ",2,3,1.5\n"
    )
    facts, _ = facts_and_notes(
        tmp_path, sites=sites.replace("MNL,PH,Beta,USD,,,,,,", "MNL,PH,Beta,USD,,,,,,,")
    )
    assert facts.exposure is not None and facts.accuracy is not None
    severity = dict(zip(facts.queues.name, facts.exposure.severity.tolist(), strict=True))
    assert severity == {"voice:en": 0.0, "chat:en": 0.0, "mail:en": 0.5, "mail:de": 0.5}
    assert facts.exposure.cap_h.tolist() == [1.5, 3.0]
    mine = {
        (facts.teams.name[p], facts.queues.name[q]): share
        for p, q, share in zip(facts.pairs.team, facts.pairs.queue, facts.accuracy.of_pair, strict=True)
    }
    assert (mine["DUB_EN", "mail:en"], mine["DUB_EN", "voice:en"], mine["DUB_DE", "mail:de"]) == (
        0.96,
        0.98,
        0.97,
    )
    assert np.nanmin(facts.accuracy.least) == np.nanmax(facts.accuracy.least) == 0.95


def test_a_floor_needs_the_accuracy_of_everybody_who_may_work_the_queue(tmp_path: Path) -> None:
    texts = {"queues": QUEUES, "accuracy": "team,queue,accuracy\nDUB_EN,,0.98\nDUB_DE,voice,0.97\n"}
    (problem,) = check(*write(tmp_path, texts, BOTH))
    assert (problem.file, problem.line, problem.column) == ("queues.csv", 4, "least_accuracy")
    assert "DUB_DE, MNL_EN" in problem.message
    assert check(*write(tmp_path, texts, MODEL)) == []


@pytest.mark.parametrize(
    ("model", "texts", "words"),
    [
        (MODEL, {}, "nothing limits it"),
        (MODEL, {}, "least_accuracy is not used"),
        (BOTH, {"queues": tables()["queues"]}, "no queue in queues.csv has a severity"),
        (
            MODEL + "\n[accuracy]\n",
            {"queues": tables()["queues"], "accuracy": ""},
            "there is no accuracy.csv",
        ),
    ],
)
def test_settings_that_do_nothing_are_noted(
    tmp_path: Path, model: str, texts: dict[str, str], words: str
) -> None:
    if texts.get("accuracy") == "":
        path, inputs = write(tmp_path, {"queues": texts["queues"]}, model)
        _, notes = validate_with_notes(read_tables(inputs), load_model(path)[0])
    else:
        _, notes = facts_and_notes(tmp_path, model, **texts)
    assert any(words in note for note in notes)


def test_a_cap_on_the_week_is_one_on_the_day(tmp_path: Path) -> None:
    model = BOTH.replace("most_h_day = 3.0", "most_h_day = 3.0\nmost_h_week = 8.0\nworking_days = 4.0")
    facts, _ = facts_and_notes(tmp_path, model)
    assert facts.exposure is not None and facts.exposure.cap_h.tolist() == [2.0, 2.0]
    wide = model.replace("most_h_week = 8.0", "most_h_week = 20.0")
    facts, _ = facts_and_notes(tmp_path / "wide", wide)
    assert facts.exposure is not None and facts.exposure.cap_h.tolist() == [3.0, 3.0]


WELL = BOTH.replace("most_h_day = 3.0", 'wellness = "wellness"\nwellness_h_week = 1.0')
REST = (
    "DUB,wellness,,,0.03,planned,yes,in_office,paid,additive\n"
    "MNL,wellness,,,0.03,planned,yes,in_office,scheduled,multiplicative\n"
)


@pytest.mark.parametrize(
    ("old", "new", "file", "column", "says"),
    [
        ("", "", None, None, ""),
        ("DUB,wellness,,,0.03", "DUB,wellness,,,0.02", "shrinkage.csv", "share", "0.72 h of wellness"),
        ("DUB,wellness,,,0.03,planned,yes,in_office", "DUB,wellness,,,0.03,planned,yes,out_of_office",
         "shrinkage.csv", "place", "not paid time in the office"),
        (REST.splitlines()[0] + "\n", "", "sites.csv", "site", "has no wellness there"),
    ],
)  # fmt: skip
def test_wellness_time_is_protected(
    tmp_path: Path, old: str, new: str, file: str | None, column: str | None, says: str
) -> None:
    texts = {"queues": QUEUES, "accuracy": KNOWN, "shrinkage": tables()["shrinkage"] + REST.replace(old, new)}
    problems = check(*write(tmp_path, texts, WELL))
    assert [(problem.file, problem.column) for problem in problems] == ([(file, column)] if file else [])
    assert all(says in problem.message for problem in problems)


def test_wellness_needs_both_its_name_and_its_hours(tmp_path: Path) -> None:
    (problem,) = check(
        *write(tmp_path, {"queues": QUEUES, "accuracy": KNOWN}, WELL.replace("wellness_h_week = 1.0", ""))
    )
    assert "not wellness_h_week" in problem.message
