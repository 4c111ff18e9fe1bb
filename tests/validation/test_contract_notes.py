"""Notes on contracts: what is not wrong but worth a look."""

from __future__ import annotations

from pathlib import Path

import pytest

from capplan.load_model import load_model
from capplan.read import read_tables
from capplan.validation import validate_with_notes
from tests.small_contracts import ON, csv, notes, texts
from tests.small_inputs import MODEL, altered, write

HOUR = {"unit": "productive_hour", "rate": "18"}
LOCKS = {"lock_kind": "fixed", "lock_1_days": "60", "lock_1_band": "0.1"}
LOCKED = "contract,month,stage,units\nB1,2026-03,locked,4000\nB1,2026-04,locked,4000\n"


def kpi(**cells: str) -> str:
    return csv({"contract": "B1", "kpi": "service", "target": "0.8", "expected": "0.7", **cells})


def test_a_plain_contract_needs_no_note(tmp_path: Path) -> None:
    assert notes(tmp_path) == ()
    assert notes(tmp_path, model=MODEL) == ()


NOTES: dict[str, tuple[dict[str, str], dict[str, str | None], str]] = {
    "a vendor that works for nothing": ({"rate": "0"}, {}, "contracts.csv:2: the rate of B1 is 0"),
    "a steep escalator": ({"escalator": "0.6"}, {}, "prices of B1 rise by 60% a year"),
    "an end within the plan": (
        {"to": "2026-03-31"}, {}, "B1 ends on 2026-03-31, within the plan: MNL_EN can do no work without",
    ),
    "a beginning within the plan": (
        {"from": "2026-03-31"}, {}, "B1 begins on 2026-03-31, within the plan: MNL_EN can do no work before",
    ),
    "queues that no contract covers": (
        {**HOUR, "queues": "voice|chat"}, {}, "no contract of MNL_EN covers mail: it does no such work",
    ),
    "a hedge upside down": (
        {"currency": "EUR", "hedged_share": "0.5", "hedged_rate": "0.6"}, {},
        "hedged at 0.6, the exchange rate is 1.1: is it upside down?",
    ),
    "charges in the wrong order": (
        {"baseline_units": "4000", "additional_charge": "8", "reduced_charge": "12"}, {},
        "a unit below the baseline is credited with 12, one above costs 8",
    ),
    "a band that widens": (
        {**LOCKS, "lock_2_days": "30", "lock_2_band": "0.2"}, {"contract_orders": LOCKED}, "a wider band",
    ),
    "a share of no order": (
        {"commit_share": "0.9", "commit_window": "month"}, {}, "commit_share of B1 does nothing",
    ),
    "relief without orders": ({"relief_band": "0.1"}, {}, "contract_orders.csv has no order of it"),
    "an order after its lock": (
        LOCKS, {"contract_orders": LOCKED.replace("2026-04,locked", "2026-04,outlook")},
        "2026-04 of B1: the lock has passed",
    ),
    "an order outside the plan": (
        {}, {"contract_orders": "contract,month,stage,units\nB1,2026-06,outlook,1\n"},
        "contract_orders.csv: 1 rows lie outside the plan",
    ),
    "tiers that get dearer": (
        {"tier_kind": "rebate", "tier_window": "month"},
        {"contract_tiers": "contract,from_units,reduction\nB1,0,0.5\nB1,100,0.2\n"},
        "contract_tiers.csv:3: the tier is dearer than the one before",
    ),
    "nights without a profile": (
        {}, {"contract_premiums": "contract,premium,time_from,time_to,share\nB1,night,22:00,06:00,0.1\n"},
        "spread evenly over day and night: mail",
    ),
    "holidays elsewhere": (
        {**HOUR, "queues": "voice|chat|mail"},
        {"contract_premiums": "contract,premium,share\nB1,holiday,0.1\n",
         "holidays": "site,date\nDUB,2026-03-17\nMNL,2026-12-25\n"},
        "no holiday of MNL lies in the plan",
    ),
    "attrition that is welcome": (
        {}, {"vendor_kpis": kpi(kpi="attrition", better="higher")}, "more attrition is taken to be better",
    ),
    "a second price without use": (
        {"rate_missed": "9"}, {"vendor_kpis": kpi()}, "rate_missed is not used: vendor_kpis.csv has no KPI",
    ),
    "nothing to earn back": (
        {"earn_back_months": "3"}, {"vendor_kpis": kpi()}, "earn_back_months is not used",
    ),
    "an opening fee of a contract that runs": ({"opening_fee": "9"}, {}, "opening_fee is not used"),
    "a promised class larger than allowed": (
        {"largest_class": "8"},
        {"committed_classes": altered("committed_classes", "DUB_EN,2026-03-16,6", "MNL_EN,2026-03-16,9")},
        "larger than largest_class of its contract, 8, and is kept",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTES)
def test_what_is_noted(name: str, tmp_path: Path) -> None:
    cells, more, says = NOTES[name]
    found = notes(tmp_path, cells, **more)
    assert any(says in note for note in found), found


def test_a_queue_that_the_teams_cannot_work(tmp_path: Path) -> None:
    skills = "team,queue\nDUB_EN,voice\nDUB_EN,chat\nDUB_DE,mail\nMNL_EN,voice\n"
    found = notes(tmp_path, {**HOUR, "queues": "voice|mail"}, skills=skills)
    assert found == ("contracts.csv:2: no team of B1 may work mail, or nothing is forecast",)


def test_a_contract_that_another_one_follows_is_not_noted(tmp_path: Path) -> None:
    assert notes(tmp_path, {"to": "2026-03-31"}, {"contract": "B2", "from": "2026-04-01"}) == ()


def test_a_contract_outside_the_plan(tmp_path: Path) -> None:
    old = {"contract": "B0", "from": "2024-01-01", "to": "2025-01-31"}
    assert notes(tmp_path, {}, old) == ("contracts.csv:3: B0 holds in no week of the plan",)


def test_clauses_without_the_section(tmp_path: Path) -> None:
    cells = {"commit_units": "4000", "commit_window": "month", "most_up": "30"}
    (note,) = notes(tmp_path, cells, model=MODEL)
    assert note.startswith("the planning model has no [contracts]: vendors bill units times rate")
    assert "commitments, limits of B1 do nothing" in note


@pytest.mark.parametrize(
    ("clause", "cells", "more"),
    [
        ("tiers", {"tier_kind": "rebate", "tier_window": "month"},
         {"contract_tiers": "contract,from_units,reduction\nB1,0,0\n"}),
        ("commitments", {"commit_units": "4000", "commit_window": "month"}, {}),
        ("baseline", {"baseline_units": "4000", "additional_charge": "12", "reduced_charge": "8"}, {}),
        ("locks", LOCKS, {"contract_orders": LOCKED}),
        ("limits", {"largest_class": "20"}, {}),
        ("training", {"replacement_training": "vendor"}, {}),
        ("premiums", {}, {"contract_premiums": "contract,premium,language,share\nB1,language,en,0.1\n"}),
        ("scorecards", {}, {"vendor_kpis": kpi()}),
        ("selection", {"may_end": "yes"}, {}),
    ],
)  # fmt: skip
def test_a_clause_that_is_switched_off(
    clause: str, cells: dict[str, str], more: dict[str, str | None], tmp_path: Path
) -> None:
    off = ON.replace("[contracts]", f"[contracts]\n{clause} = false")
    (note,) = notes(tmp_path, cells, model=off, **more)
    assert note == f"the rule contracts.{clause} is off: {clause} of B1 do nothing"
    assert notes(tmp_path, cells, **more) == ()


def test_the_section_without_contracts(tmp_path: Path) -> None:
    path, inputs = write(tmp_path, {}, ON)
    (note,) = validate_with_notes(read_tables(inputs), load_model(path)[0])[1]
    assert note.startswith("the rule [contracts] is on, but contracts.csv has no rows")


def test_a_month_of_a_scorecard_outside_the_plan(tmp_path: Path) -> None:
    path, inputs = write(tmp_path, texts(vendor_kpis=kpi(month="2026-06")), ON)
    (note,) = validate_with_notes(read_tables(inputs), load_model(path)[0])[1]
    assert note == "vendor_kpis.csv: 1 rows lie outside the plan and are left out"
