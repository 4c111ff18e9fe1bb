"""Notes: what is not wrong but worth a look, and never stops a plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from capplan.load_model import load_model
from capplan.read import read_tables
from capplan.validation import validate_with_notes
from tests.small_inputs import MODEL, altered, tables, write


def notes(folder: Path, model: str = MODEL, **changed: str | None) -> tuple[str, ...]:
    path, inputs = write(folder, changed, model)
    return validate_with_notes(read_tables(inputs), load_model(path)[0])[1]


def test_the_small_plan_needs_no_note(tmp_path: Path) -> None:
    assert notes(tmp_path) == ()


NOTES = {
    "rows outside the plan": (
        "forecast",
        tables()["forecast"] + "2026-05-04,voice,en,5,300\n",
        "1 rows lie outside the plan",
    ),
    "a queue without forecast": (
        "queues",
        tables()["queues"] + "spam,review,deferrable,P2,,,,,,,,,\n",
        "spam has no forecast",
    ),
    "a monthly rate of a quarter of the people": (
        "attrition",
        altered("attrition", "0.02,monthly", "0.3,monthly"),
        "0.3 monthly is unusually high",
    ),
    "an annual rate that looks monthly": (
        "attrition",
        altered("attrition", "0.4,annual", "0.03,annual"),
        "0.03 annual is unusually low",
    ),
    "a vendor that works for nothing": (
        "rates",
        altered("rates", "paid_hour,11", "paid_hour,0"),
        "MNL_EN is 0",
    ),
    "hours of a fortnight": ("teams", altered("teams", ",40,", ",80,"), "80 contract hours in a week"),
    "a site without shrinkage": (
        "shrinkage",
        altered("shrinkage", "MNL,breaks,,,0.1,planned,no,in_office,scheduled,multiplicative\n", ""),
        "MNL has no shrinkage",
    ),
    "a team of nobody": (
        "headcount",
        altered("headcount", "DUB_DE,52,12\n", ""),
        "has no people and hires none",
    ),
    "a class in a blackout": (
        "committed_classes",
        altered("committed_classes", "2026-03-16", "2026-04-06"),
        "starts in a blackout",
    ),
    "a class after the plan": (
        "committed_classes",
        altered("committed_classes", "2026-03-16", "2026-06-01"),
        "starts after the plan",
    ),
    "a service level of mail": (
        "queues",
        altered("queues", "deferrable,P2,,,,", "deferrable,P2,,,0.9,"),
        "service_level is not used",
    ),
    "backlog that is late": ("backlog", altered("backlog", "120,42", "120,100"), "past its turnaround"),
    "a budget of another year": ("budgets", tables()["budgets"] + "2027-Q1,1\n", "2027-Q1 lies outside"),
    "a skill that leads nowhere": (
        "skills",
        "team,queue\nDUB_EN,voice\nDUB_EN,chat\nDUB_DE,mail\nMNL_EN,mail\n" + "DUB_DE,voice\n",
        "",
    ),
}


@pytest.mark.parametrize("name", NOTES)
def test_a_note_names_what_is_unusual(name: str, tmp_path: Path) -> None:
    table, text, says = NOTES[name]
    found = notes(tmp_path, **{table: text})
    if says:
        assert any(says in note for note in found), found
    else:
        assert found == ()


def test_a_skill_without_the_clearance_leads_nowhere(tmp_path: Path) -> None:
    skills = "team,queue\nDUB_EN,voice\nDUB_EN,chat\nDUB_EN,mail\nDUB_DE,mail\n"
    queues = altered("queues", "mail,email,deferrable,P2,", "mail,email,deferrable,P2,csam")
    found = notes(tmp_path, skills=skills, queues=queues)
    assert [note.partition(":")[0] for note in found] == ["skills.csv", "teams.csv"]
    assert "MNL_EN may work none of the queues" in found[1]


def test_an_unmet_hour_cheaper_than_the_dearest_own_hour(tmp_path: Path) -> None:
    (note,) = notes(tmp_path, MODEL.replace("P2 = 80.0", "P2 = 30.0"))
    # DUB_DE: 3600 EUR a month = 830.77 a week of 36 h, with burden 27.69 an hour, 33.23 USD at 1.2;
    # DUB_EN: 20 EUR with burden and bonus 25, 30 USD.
    assert note.startswith("unmet_price of P2 is 30 an hour, an hour of DUB_DE costs 33.23 USD")


def test_a_late_contact_cheaper_than_the_work_it_takes(tmp_path: Path) -> None:
    # at 3 USD an hour of voice (300 s) answers contacts worth 36 USD, an hour of chat (400 s) 27 USD
    (note,) = notes(tmp_path, MODEL + "\n[service.late_price]\nP1 = 3.0\n")
    assert note.startswith("late_price of P1 is 3 a contact: an hour of chat:en answers contacts worth 27.00")
    assert "an hour of DUB_DE costs 33.23 USD" in note
    assert notes(tmp_path, MODEL + "\n[service.late_price]\nP1 = 4.0\n") == ()


def test_a_late_price_that_no_queue_has(tmp_path: Path) -> None:
    (note,) = notes(tmp_path, MODEL + "\n[service.late_price]\nP1 = 4.0\nP9 = 4.0\n")
    assert note == "the planning model prices late contacts of P9, which no queue has"


def test_a_priority_that_no_queue_has(tmp_path: Path) -> None:
    (note,) = notes(tmp_path, MODEL.replace("P2 = 80.0", "P2 = 80.0\nP9 = 99.0"))
    assert note == "the planning model prices priority P9, which no queue has"


def test_a_rule_without_its_table(tmp_path: Path) -> None:
    (note,) = notes(tmp_path, MODEL + "\n[shares]\n", share_limits=None)
    assert note.startswith("the rule [shares] is on, but share_limits.csv has no rows")


def test_a_quarter_without_budget(tmp_path: Path) -> None:
    (note,) = notes(tmp_path, MODEL + "\n[budget]\n", budgets=altered("budgets", "2026-Q2,500000\n", ""))
    assert note == "budgets.csv: no budget limits 2026-Q2"


def test_one_interval_a_day(tmp_path: Path) -> None:
    rows = [
        f"{queue},{day},09:00,0.2\n"
        for queue in ("voice", "chat")
        for day in ("mon", "tue", "wed", "thu", "fri")
    ]
    found = notes(tmp_path, profile="queue,weekday,interval_start,share\n" + "".join(rows))
    assert found == tuple(
        f"profile.csv: {queue} has one interval a day; it is taken to last an hour"
        for queue in ("voice", "chat")
    )
