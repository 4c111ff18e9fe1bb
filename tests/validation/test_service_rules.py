"""Targets, countings, time zones and blended queues: what is refused and what becomes of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from capplan.facts import Facts
from capplan.load_model import load_model
from capplan.read import read_tables
from capplan.validation import check, validate, validate_with_notes
from tests.small_inputs import MODEL, tables, write


def _queues(**cells: dict[str, str]) -> str:
    """queues.csv with further columns; ``cells`` are values by queue and column."""
    lines = [line.split(",") for line in tables()["queues"].splitlines()]
    header, rows = lines[0], lines[1:]
    for column in dict.fromkeys(name for values in cells.values() for name in values):
        if column not in header:
            header.append(column)
            for row in rows:
                row.append("")
    for row in rows:
        for column, value in cells.get(row[0], {}).items():
            row[header.index(column)] = value
    return "\n".join(",".join(line) for line in [header, *rows]) + "\n"


def _facts(folder: Path, queues: str, model: str = MODEL) -> Facts:
    path, inputs = write(folder, {"queues": queues}, model)
    return validate(read_tables(inputs), load_model(path)[0])


BLEND = {"blend_with": "voice", "blend_occupancy": "0.9"}


@pytest.mark.parametrize(
    ("cells", "column", "says"),
    [
        ({"voice": {"answer_within_s": ""}}, "answer_within_s", "go together"),
        ({"voice": {"service_level": ""}}, "service_level", "go together"),
        ({"voice": {"service_level": "", "answer_within_s": ""}}, "service_level", "needs a target"),
        ({"chat": {"max_abandonment": "0.05"}}, "patience_s", "without patience nobody hangs up"),
        ({"voice": {"counting": "offerd"}}, "counting", "Did you mean 'offered'"),
        ({"voice": {"time_zone": "Europe/Berln"}}, "time_zone", "Did you mean 'Europe/Berlin'"),
        ({"voice": {"least_agents": "1.5"}}, "least_agents", "whole number"),
        ({"voice": {"concurrency_growth": "0.5"}}, "concurrency_growth", "only chats"),
        ({"voice": {"max_abandonment": "5"}}, "max_abandonment", "Write 0.05"),
        ({"voice": BLEND}, "blend_with", "deferrable work is done in the gaps"),
        ({"mail": {**BLEND, "blend_with": "mail"}}, "blend_with", "a real-time queue"),
        ({"mail": {**BLEND, "blend_occupancy": ""}}, "blend_occupancy", "needs it"),
        ({"mail": {**BLEND, "blend_with": "phone"}}, "blend_with", "queues.csv"),
        ({"mail": BLEND, "voice": {"time_zone": "Europe/Berlin"}}, "time_zone", "need the same one"),
    ],
)
def test_what_is_refused(tmp_path: Path, cells: dict[str, dict[str, str]], column: str, says: str) -> None:
    problems = check(*write(tmp_path, {"queues": _queues(**cells)}))
    assert {(problem.file, problem.column) for problem in problems} == {("queues.csv", column)}
    assert any(says in str(problem) for problem in problems)


def test_the_gaps_of_a_queue_go_to_one_queue(tmp_path: Path) -> None:
    more = "post,email,deferrable,P2,,,,,,,,,84"
    queues = _queues(mail=BLEND) + more + ",voice,0.9\n"
    forecast = tables()["forecast"]
    weeks = sorted({line.split(",")[0] for line in forecast.splitlines()[1:]})
    forecast += "".join(f"{week},post,en,10,300\n" for week in weeks)
    problems = check(*write(tmp_path, {"queues": queues, "forecast": forecast}))
    assert [(problem.line, problem.column) for problem in problems] == [(5, "blend_with")]
    assert "mail" in problems[0].message


def test_people_of_both_queues_are_the_same(tmp_path: Path) -> None:
    skills = "team,queue,pace\nDUB_EN,voice,1\nDUB_EN,mail,1\nDUB_DE,mail,\nMNL_EN,chat,1\nMNL_EN,voice,1\n"
    problems = check(*write(tmp_path, {"queues": _queues(mail=BLEND), "skills": skills}))
    assert [(problem.file, problem.column) for problem in problems] == [("queues.csv", "blend_with")]
    assert "MNL_EN may work voice:en but not mail:en" in problems[0].message


def test_what_the_rules_become(tmp_path: Path) -> None:
    queues = _queues(
        voice={"max_asa_s": "25", "max_abandonment": "0.04", "least_agents": "2", "counting": "answered"},
        chat={"concurrency_growth": "0.3"},
        mail=BLEND,
    )
    facts = _facts(tmp_path, queues, MODEL + '\n[requirements]\nagents = "fractional"\n')
    rules = facts.queues.rules
    at = {name: q for q, name in enumerate(facts.queues.name)}
    assert rules.max_asa_s[at["voice:en"]] == 25
    assert rules.max_abandonment[at["voice:en"]] == 0.04
    assert rules.least_agents.tolist() == [2 if name == "voice:en" else 0 for name in facts.queues.name]
    assert rules.counting[at["voice:en"]] == "answered" and rules.counting[at["chat:en"]] == "offered"
    assert rules.concurrency_growth[at["chat:en"]] == 0.3
    assert rules.blend_with[at["mail:en"]] == at["voice:en"]
    assert rules.blend_with[at["mail:de"]] == -1  # there is no voice in German
    assert rules.blend_occupancy[at["mail:en"]] == 0.9
    assert not facts.sizing.whole_agents and facts.sizing.correction == "auto"


def test_a_queue_may_have_another_target_than_a_service_level(tmp_path: Path) -> None:
    facts = _facts(tmp_path, _queues(voice={"service_level": "", "answer_within_s": "", "max_asa_s": "30"}))
    voice = facts.queues.name.index("voice:en")
    assert np.isnan(facts.queues.service_level[voice]) and facts.queues.rules.max_asa_s[voice] == 30


def test_settings_of_deferrable_work_that_do_nothing_are_noted(tmp_path: Path) -> None:
    path, inputs = write(tmp_path, {"queues": _queues(mail={"least_agents": "2"})})
    notes = validate_with_notes(read_tables(inputs), load_model(path)[0])[1]
    assert any("queues.csv:4" in note and "least_agents" in note for note in notes)


def test_a_zone_of_the_plan_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    problems = check(*write(tmp_path, {}, MODEL + '\n[requirements]\ntime_zone = "Mars/Base"\n'))
    assert [problem.column for problem in problems] == ["requirements.time_zone"]
    assert "no such time zone" in problems[0].message
