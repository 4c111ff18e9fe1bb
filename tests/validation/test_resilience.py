"""Resilience: queues that one site works alone are named before a plan is sought in vain."""

from __future__ import annotations

from pathlib import Path

import pytest

from capplan.load_model import load_model
from capplan.read import read_tables
from capplan.validation import check, validate_with_notes
from tests.small_inputs import MODEL, altered, write

HARD = (
    MODEL
    + """
[resilience]
cover_share = 0.5
priorities = ["P2"]
"""
)
CONTRACTS = "contract,vendor,site,teams,queues,from,to,status,unit,rate,currency\n"


def problems(tmp_path: Path, model: str = HARD, **texts: str) -> list[tuple[int | None, str | None, str]]:
    """Line, value and words of every problem of queues.csv."""
    found = check(*write(tmp_path, texts, model))
    assert {problem.file for problem in found} <= {"queues.csv"}
    return [(problem.line, problem.column, problem.message) for problem in found]


def test_a_queue_that_one_site_works_alone(tmp_path: Path) -> None:
    # mail:de needs German, which only DUB_DE speaks; mail:en has teams at both sites
    ((line, column, message),) = problems(tmp_path)
    assert (line, column) == (4, "priority")
    assert message.startswith("only DUB may work mail:de, so nobody could after its loss")


def test_german_at_a_second_site_is_enough(tmp_path: Path) -> None:
    assert problems(tmp_path, teams=altered("teams", "MNL_EN,MNL,en,", "MNL_EN,MNL,de|en,")) == []


@pytest.mark.parametrize(
    "change",
    [
        ("cover_share = 0.5", "cover_share = 0.0"),
        ('["P2"]', '["P1"]'),
        ("cover_share", "price = 20.0\ncover_share"),
    ],
    ids=["nothing asked", "another priority", "a price"],
)
def test_the_rule_can_be_kept(change: tuple[str, str], tmp_path: Path) -> None:
    assert problems(tmp_path, HARD.replace(*change)) == []


def test_a_price_makes_a_note_of_it(tmp_path: Path) -> None:
    model, inputs = write(tmp_path, {}, HARD.replace("cover_share", "price = 20.0\ncover_share"))
    rules, _ = load_model(model)
    _, notes = validate_with_notes(read_tables(inputs), rules)
    (note,) = [note for note in notes if "[resilience]" in note]
    assert note.startswith("queues.csv:4: only DUB may work mail:de: after its loss")


def test_a_priority_without_queues_is_noted(tmp_path: Path) -> None:
    model, inputs = write(
        tmp_path, {}, HARD.replace('"P2"]', '"P9"]').replace("P2 = 80.0", "P2 = 80.0\nP9 = 1.0")
    )
    rules, _ = load_model(model)
    _, notes = validate_with_notes(read_tables(inputs), rules)
    assert "[resilience] names priority P9, which no queue has" in notes


def test_a_contract_that_ends_leaves_one_site(tmp_path: Path) -> None:
    given = {
        "teams": altered("teams", "MNL_EN,MNL,en,", "MNL_EN,MNL,de|en,"),
        "rates": altered("rates", "MNL_EN,paid_hour,11,,,\n", ""),
    }
    contract = (
        CONTRACTS + "Beta-MNL,Beta,MNL,MNL_EN,{},2026-01-01,2026-04-05,running,productive_hour,11,USD\n"
    )
    found = problems(tmp_path, **given, contracts=contract.format(""))
    # from 6 April on nobody works in MNL: two queues of priority P2
    assert [message.partition(",")[0] for *_, message in found] == [
        "only DUB may work mail:de in the week of 2026-04-06",
        "only DUB may work mail:en in the week of 2026-04-06",
    ]
    late = (
        HARD + "first_period = 2\nevery_periods = 6\n"
    )  # one week of all is checked, and it may be an earlier one
    assert problems(tmp_path, late, **given, contracts=contract.format("")) == []
    scoped = problems(tmp_path, **given, contracts=contract.format("voice|chat"))
    assert [message.partition(",")[0] for *_, message in scoped] == [
        "only DUB may work mail:de",
        "only DUB may work mail:en",
    ]


def test_priorities_and_periods_that_the_model_does_not_have(tmp_path: Path) -> None:
    model, inputs = write(tmp_path, {}, HARD.replace('["P2"]', '["P1", "p2"]\nfirst_period = 8'))
    found = check(model, inputs)
    lines = (tmp_path / model.name).read_text(encoding="utf-8").splitlines()
    assert [(p.column, p.value, p.allowed) for p in found] == [
        ("resilience.priorities", "p2", "P1, P2"),
        ("resilience.first_period", "8", "0 to 7"),
    ]
    assert [lines[p.line - 1].partition(" ")[0] for p in found if p.line] == ["priorities", "first_period"]
    assert found[0].cause is not None and "'P2'" in found[0].cause


def test_a_vendor_or_a_country_that_works_a_queue_alone(tmp_path: Path) -> None:
    # German at a second site of the same country does not help when the country is lost
    text = altered("teams", "MNL_EN,MNL,en,", "MNL_EN,MNL,de|en,")
    sites = altered("sites", "MNL,PH,", "MNL,IE,")
    every = HARD + 'losses = ["site", "vendor", "country"]\n'
    assert problems(tmp_path, every, teams=text) == []
    found = problems(tmp_path, every, teams=text, sites=sites)
    assert {message.partition(",")[0] for *_, message in found} == {
        "only country IE may work mail:de", "only country IE may work mail:en",
    }  # fmt: skip
    assert problems(tmp_path, every + 'spared = ["IE"]\n', teams=text, sites=sites) == []


def test_what_is_spared_must_be_somewhere(tmp_path: Path) -> None:
    (problem,) = check(*write(tmp_path, {}, HARD.replace('"P2"]', '"P1"]\nspared = ["DUBB"]')))
    assert (problem.column, problem.value) == ("resilience.spared", "DUBB")
    assert problem.cause is not None and "DUB" in problem.cause
