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
