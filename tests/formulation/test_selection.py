"""Vendor selection: candidates are opened when it pays, contracts end with notice and an overlap."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from capplan.formulation import formulate
from tests.formulation.brute_force import Chosen
from tests.formulation.clauses import HEAD_CLAUSES
from tests.milp import optimum
from tests.tiny_contracts import Terms

CANDIDATE: dict[str, Any] = {"candidate": True, "rate": 20.0, "opening_fee": 9000.0}
RUNNING: dict[str, Any] = {"may_end": True, "rate": 20.0}

CASES: dict[str, Chosen] = {
    "an opening that pays": Chosen(Terms(**CANDIDATE)),
    "an opening that does not": Chosen(Terms(**(CANDIDATE | {"opening_fee": 900000.0}))),
    "set-up": Chosen(Terms(**CANDIDATE, setup_periods=1)),
    "least heads once grown": Chosen(Terms(**CANDIDATE, least_heads=4.0, growth_periods=2)),
    "an escalated fee": Chosen(Terms(**CANDIDATE, escalator=0.5)),
    "an end after the term": Chosen(
        Terms(**CANDIDATE, may_end=True, term_periods=3, exit_fee=500.0, least_heads=2.0, growth_periods=1),
        required_h=(320.0, 320.0, 320.0, 320.0, 0.0, 0.0),
    ),
    "a commitment of a candidate": Chosen(Terms(**CANDIDATE, commit_units=400.0, growth_periods=2)),
    "tiers of a candidate": Chosen(Terms(**CANDIDATE, tiers=((0.0, 0.0), (300.0, 9.0)), tier_kind="all_units")),
    "an end that pays": Chosen(
        Terms(**RUNNING, exit_fee=1000.0), opening=2.0, required_h=(320.0, 320.0, 320.0, 0.0, 0.0, 0.0)
    ),
    "an end that its fee forbids": Chosen(
        Terms(**RUNNING, exit_fee=50000.0), opening=2.0, required_h=(320.0, 320.0, 320.0, 0.0, 0.0, 0.0)
    ),
    "notice": Chosen(Terms(**RUNNING, notice_periods=5), opening=2.0, required_h=(320.0, 0.0, 0.0, 0.0, 0.0, 0.0)),
    "an overlap without work": Chosen(
        Terms(**RUNNING, overlap_periods=2), opening=2.0, required_h=(320.0, 320.0, 10.0, 0.0, 0.0, 0.0), unmet=30.0
    ),
    "an overlap that is billed by the hour": Chosen(
        Terms(may_end=True, unit="productive_hour", rate=20.0, overlap_periods=1, transfer_rate=15.0,
              commit_units=200.0, commit_rate=20.0),
        opening=2.0, required_h=(320.0, 320.0, 10.0, 0.0, 0.0, 0.0), unmet=30.0,
    ),
    "a commitment that ends": Chosen(
        Terms(**RUNNING, commit_units=300.0, commit_window="quarter"), opening=2.0,
        required_h=(320.0, 320.0, 0.0, 0.0, 0.0, 0.0),
    ),
    "a baseline that ends": Chosen(
        Terms(**RUNNING, baseline_units=320.0, dead_band=0.1, additional_charge=22.0, reduced_charge=12.0),
        opening=2.0, leave=0.1, required_h=(320.0, 320.0, 320.0, 0.0, 0.0, 0.0),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_optimum_is_the_cheapest_of_all_decisions_and_classes(case: str) -> None:
    chosen = CASES[case]
    assert chosen.optimum() == pytest.approx(chosen.cheapest(), abs=0.005)


WITH_DECISIONS = (
    "FTE-months", "seat-months", "incremental tiers on hours", "all-units tiers on hours", "tiers on FTE",
    "take-or-pay in FTE", "take-or-pay by quarter", "carry-forward", "most people up",
    "credit with relief in FTE", "two prices", "bonus and credit", "premium by month", "escalator",
)  # fmt: skip
"""Clauses that hold whether a contract is opened or ended, beside the decision itself."""

ONLY_RUNNING = ("baseline", "priced lock in FTE")


def _with(clause: str, base: dict[str, Any], **case: Any) -> Chosen:
    clauses = HEAD_CLAUSES | {"premium by month": {"premium_share": [0.0, 0.1, 0.2, 0.0, 0.1, 0.0]}}
    fields = base | clauses[clause]
    year = fields.pop("start_year", None)
    if year is not None:
        fields["start"] = date(year, 3, 1)
    return Chosen(Terms(**fields), **case)


@pytest.mark.parametrize("clause", WITH_DECISIONS)
def test_a_candidate_with_a_clause(clause: str) -> None:
    chosen = _with(clause, CANDIDATE | {"growth_periods": 1, "opening_fee": 3000.0})
    assert chosen.optimum() == pytest.approx(chosen.cheapest(), abs=0.005)


@pytest.mark.parametrize("clause", WITH_DECISIONS + ONLY_RUNNING)
def test_an_end_with_a_clause(clause: str) -> None:
    chosen = _with(
        clause, RUNNING | {"exit_fee": 900.0, "overlap_periods": 1}, opening=4.0, leave=0.1,
        required_h=(640.0, 500.0, 320.0, 100.0, 0.0, 0.0), unmet=60.0,
    )  # fmt: skip
    assert chosen.optimum() == pytest.approx(chosen.cheapest(), abs=0.005)


def _values(chosen: Chosen, *names: str) -> list[np.ndarray]:
    facts, requirement, model = chosen.given()
    made = formulate(model, facts, requirement)
    _, x = optimum(made.arrays)
    return [made.program.value(name, x) for name in names]


def test_a_candidate_that_is_not_opened_has_nobody() -> None:
    opens, heads = _values(CASES["an opening that does not"], "opens", "heads")
    assert opens.sum() == 0 and heads.sum() == 0


def test_who_is_there_leaves_with_the_contract_and_is_not_paid_off() -> None:
    closes, ended, heads = _values(CASES["an end that pays"], "closes", "ended", "heads")
    assert closes[0].tolist() == [0, 0, 0, 1, 0, 0]
    assert ended[0].tolist() == pytest.approx([0, 0, 0, 2, 0, 0])
    assert heads[0].tolist() == pytest.approx([2, 2, 2, 0, 0, 0])


def test_with_selection_off_nothing_is_opened_or_ended() -> None:
    for case in ("an opening that pays", "an end that pays"):
        off = Chosen(**(vars(CASES[case]) | {"clauses": (("selection", False),)}))
        opens, closes = _values(off, "opens", "closes")
        assert opens.sum() == 0 and closes.sum() == 0


def test_nothing_is_cheaper_with_fewer_decisions() -> None:
    for case, chosen in CASES.items():
        off = Chosen(**(vars(chosen) | {"clauses": (("selection", False),)}))
        assert chosen.optimum() <= off.optimum() + 1e-6, case
