"""Opening hours: whole intervals, no overlap, no arrivals while closed."""

from __future__ import annotations

from pathlib import Path

import pytest

from capplan.load_model import load_model
from capplan.read import read_tables
from capplan.validation import check, validate, validate_with_notes
from tests.small_inputs import write

HEAD = "queue,weekday,opens,closes\n"
WEEK = ("mon", "tue", "wed", "thu", "fri")


def _hours(opens: str = "08:00", closes: str = "18:00", queue: str = "voice") -> str:
    return HEAD + "".join(f"{queue},{day},{opens},{closes}\n" for day in WEEK)


def test_a_queue_is_open_in_its_hours(tmp_path: Path) -> None:
    model, inputs = write(tmp_path, {"opening_hours": _hours() + "voice,sat,22:00,00:00\n"})
    facts = validate(read_tables(inputs), load_model(model)[0])
    opened = facts.profiles["voice"].opened
    assert opened is not None and opened.shape == (7, 48)
    assert opened[0].nonzero()[0].tolist() == list(range(16, 36))
    assert opened[5].nonzero()[0].tolist() == [44, 45, 46, 47]
    assert not opened[6].any()
    assert facts.profiles["chat"].opened is None


@pytest.mark.parametrize(
    ("text", "file", "column", "says"),
    [
        (_hours("08:10"), "opening_hours.csv", "opens", "30 minutes long"),
        (_hours("09:30"), "profile.csv", "share", "closed then"),
        (_hours("18:00", "09:00"), "opening_hours.csv", "closes", "takes two rows"),
        (_hours() + "voice,mon,17:00,19:00\n", "opening_hours.csv", "opens", "open then already"),
        (_hours(queue="phone"), "opening_hours.csv", "queue", "queues.csv"),
        (_hours(closes="24:00"), "opening_hours.csv", "closes", "not a time"),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, file: str, column: str, says: str) -> None:
    problems = check(*write(tmp_path, {"opening_hours": text}))
    assert {(problem.file, problem.column) for problem in problems} == {(file, column)}
    assert says in str(problems[0])


def test_hours_of_deferrable_work_are_noted(tmp_path: Path) -> None:
    model, inputs = write(tmp_path, {"opening_hours": _hours(queue="mail")})
    notes = validate_with_notes(read_tables(inputs), load_model(model)[0])[1]
    assert any("opening_hours.csv" in note and "mail" in note for note in notes)
