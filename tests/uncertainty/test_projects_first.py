"""Initiatives and sites in the first stage: decided once for all futures, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from capplan.report.hedge_decisions import decisions
from capplan.report.hedge_text import sentence
from capplan.uncertainty.first_stage import FirstStage, decided_columns, first_stage, unpacked
from capplan.uncertainty.hedged import Hedged
from capplan.uncertainty.programs import Future, programmed
from capplan.uncertainty.two_stage import Search, TwoStage
from tests.formulation import test_site_options as site
from tests.formulation.test_initiatives import one
from tests.tiny import tiny_facts, tiny_model
from tests.uncertainty import newsvendor
from tests.uncertainty.runs_here import Outlook, planned_here
from tests.uncertainty.solved_here import solved_here

BOT = 10_000.0
MODEL = tiny_model(newsvendor.PERIODS, newsvendor.PRICE, initiatives={})


def with_bot(people: float, weight: float) -> Future:
    """Nobody to work; from its start a bot takes half of the work for so many people, at once."""
    work = [[40.0 * people] * newsvendor.PERIODS]
    facts, requirement = tiny_facts(work, real_time=False, turnaround=0.0)
    bot = one(
        queues=[[True]], bounce_queue=[[-1]], build_periods=[0], ramp_periods=[0], cost=[BOT], run_cost=[0.0]
    )
    return Future(f"{people:g} people", weight, replace(facts, initiatives=bot), requirement)


@pytest.fixture
def plan(monkeypatch: pytest.MonkeyPatch) -> TwoStage:
    for place in ("first_in_common", "runs"):
        monkeypatch.setattr(f"capplan.uncertainty.{place}.solve", solved_here)
    outlook = Outlook((with_bot(2.0, 0.5), with_bot(7.0, 0.5)), with_bot(4.5, 1.0), with_bot(4.95, 1.0))
    given = programmed(MODEL, with_bot(2.0, 1.0), None, True).formulation.given
    return planned_here(MODEL, outlook, first_stage(given, newsvendor.UNTIL), Search(0.0, whole=True))


def test_an_initiative_starts_for_all_futures_or_for_none(plan: TwoStage) -> None:
    # it saves half of 2 or of 7 people short at 7200: known in time, only the second future starts it
    assert plan.first.starts.tolist() == [[True]] and not plan.first.classes.any()
    assert plan.known == pytest.approx([2 * 7200.0, BOT + 3.5 * 7200.0])
    assert unpacked(plan.first, plan.chosen["hedge"]).starts == pytest.approx(np.ones((1, 1)))
    assert plan.cost["hedge"] == pytest.approx([BOT + 7200.0, BOT + 3.5 * 7200.0])
    assert plan.value.information == pytest.approx(0.5 * (BOT + 7200.0 - 2 * 7200.0))


def test_it_is_told_with_the_day_to_start_it(plan: TwoStage) -> None:
    facts = with_bot(4.5, 1.0).facts
    hedged = Hedged("tiny", "base", facts, plan, {}, Search(0.0, whole=True), 0, (), (), {})
    (start,) = decisions(hedged)
    assert (start.what, start.who, start.day, start.unit) == ("start", "bot", "2026-01-05", "initiative")
    told = {"now": {"same_as_mean": True}, "futures": 2}
    assert sentence(hedged, told).startswith(
        "By 5 Jan 2026: start bot on 5 Jan 2026, as the plan for the mean"
    )


def _at(until: date, opens: bool) -> tuple[FirstStage, tuple[str, ...]]:
    made = site.formulated(site.option(opens), (5.0, 5.0))
    first = first_stage(made.given, until)
    return first, tuple(made.program.column_name(int(j)) for j in decided_columns(made, first))


@pytest.mark.parametrize("opens", [True, False])
def test_a_site_is_decided_in_months_that_have_begun(opens: bool) -> None:
    # the horizon begins in January; February begins in week 4
    first, names = _at(date(2026, 2, 1), opens)
    assert first.sites.tolist() == [[True, False, False]]
    assert names[-1] == "site_changes[SITE1, 2026-01]"
    later, names = _at(date(2026, 2, 2), opens)
    assert later.sites.tolist() == [[True, True, False]] and not later.nothing
    assert names[-2:] == ("site_changes[SITE1, 2026-01]", "site_changes[SITE1, 2026-02]")


@pytest.mark.parametrize(("opens", "said"), [(True, "open"), (False, "announce the end of")])
def test_a_site_is_told_by_its_name(plan: TwoStage, opens: bool, said: str) -> None:
    made = site.formulated(site.option(opens), (5.0, 5.0))
    first = first_stage(made.given, date(2026, 1, 5))
    x = np.zeros(len(decided_columns(made, first)))
    x[-1] = 1.0
    chosen = {"hedge": x, "mean": np.zeros_like(x), "mean_more": x}
    changed = replace(plan, first=first, chosen=chosen)
    hedged = Hedged("tiny", "base", made.given.facts, changed, {}, Search(0.0), 0, (), (), {})
    (one_row,) = decisions(hedged)
    assert (one_row.who, one_row.site, one_row.unit) == ("SITE1", "SITE1", "site")
    assert one_row.amount == {"hedge": 1.0, "mean": 0.0, "mean_more": 1.0}
    told = {
        "now": {"same_as_mean": False},
        "futures": 2,
        "out_of_sample": {},
        "cost": {name: {"mean": 1.0, "worst_mean": None} for name in chosen},
        "currency": "USD",
        "risk": {"share": 0.0},
    }
    assert sentence(hedged, told).startswith(
        f"By 5 Jan 2026: {said} SITE1 on 5 Jan 2026; the plan for the mean"
    )
