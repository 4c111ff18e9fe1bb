"""What of an earlier plan is agreed: weeks by date, names by spelling, what is frozen, what has no place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from capplan.errors import InvalidInput
from capplan.facts import Facts
from capplan.planning_model import PlanningModel
from capplan.read import Tables
from capplan.replan.agree import agree, matched
from capplan.replan.earlier import Earlier
from tests.tiny import class_rules, tiny_facts, tiny_model

WEEKS = 8


def facts_of(start: date = date(2026, 1, 5), teams: int = 1, period: str = "week", **rules: Any) -> Facts:
    many = {"opening": [[0.0]] * teams, "hazard": [[0.0]] * teams, "productivity": [[1.0]] * teams}
    given = class_rules(WEEKS, teams, **rules)
    facts, _ = tiny_facts([[0.0] * WEEKS], class_rules=given, period=period, **many)
    return replace(facts, horizon=replace(facts.horizon, start=start))


def earlier(facts: Facts, classes: dict[int, tuple[int, int]]) -> Earlier:
    """An earlier plan with classes of its first team, {period: (classes, people)}."""
    shape = (len(facts.teams.name), facts.horizon.count)
    count, heads = np.zeros(shape), np.zeros(shape)
    for t, (number, people) in classes.items():
        count[0, t], heads[0, t] = number, people
    none = np.zeros((1, facts.horizon.count))
    model = tiny_model(facts.horizon.count)
    return Earlier(
        Path("was"), model, Tables({}), facts, count, heads, np.zeros(shape), none, none, none, none, {},
        frozenset(), (), (), {},
    )  # fmt: skip


def model(**replan: Any) -> PlanningModel:
    return tiny_model(WEEKS, replan=replan)


def test_weeks_match_by_their_dates_and_what_is_past_is_told():
    was = earlier(facts_of(), {1: (1, 5), 4: (1, 6)})
    agreed, notes = agree(was, facts_of(date(2026, 1, 19)), model())
    assert agreed.classes[0].tolist() == [0, 0, 1, 0, 0, 0, 0, 0]
    assert agreed.heads[0, 2] == 6
    assert agreed.told[0].tolist() == [True] * 6 + [False] * 2, (
        "the earlier plan ends two weeks before this one"
    )
    assert notes == (
        "of the earlier plan 1 class (5 people) is to start before 2026-01-19: they belong in headcount.csv",
    )


def test_classes_after_this_plan_and_of_teams_that_are_gone_are_told():
    was = earlier(facts_of(teams=2), {7: (2, 9)})
    now = facts_of(date(2025, 12, 29))
    now = replace(now, teams=replace(now.teams, name=("TEAM2",)))
    agreed, notes = agree(was, now, model())
    assert not agreed.classes.any()
    assert not agreed.told[0, 0] and agreed.told[0, 1:].all()
    assert notes == ("TEAM1 of the earlier plan is not in teams.csv: 2 classes (9 people) are left out",)
    kept = earlier(facts_of(), {7: (2, 9)})
    assert agree(kept, facts_of(date(2025, 12, 29)), model())[1] == (
        "of the earlier plan 2 classes (9 people) are to start after this plan and are left out",
    )


def test_a_new_team_is_free_and_named():
    agreed, notes = agree(earlier(facts_of(), {}), facts_of(teams=2), model())
    assert agreed.told.tolist() == [[True] * WEEKS, [False] * WEEKS]
    assert notes == ("TEAM2 is new: nothing was communicated for it",)


def test_the_frozen_zone_is_the_lead_and_the_frozen_periods():
    was = earlier(facts_of(), {})
    now = facts_of(lead_periods=2)
    assert agree(was, now, model())[0].frozen[0].tolist() == [True] * 2 + [False] * 6
    assert agree(was, now, model(frozen_periods=3))[0].frozen[0].tolist() == [True] * 5 + [False] * 3


def test_a_class_that_was_called_with_a_longer_lead_is_frozen_all_the_same():
    was = earlier(facts_of(lead_periods=5), {3: (1, 4), 6: (1, 4)})
    frozen = agree(was, facts_of(lead_periods=1), model())[0].frozen[0]
    assert frozen.tolist() == [True, False, False, True, False, False, False, False]


def test_changes_are_priced_beyond_the_frozen_zone_and_within_the_communicated_one():
    agreed, _ = agree(earlier(facts_of(), {}), facts_of(lead_periods=2), model(communicated_periods=5))
    assert agreed.priced[0].tolist() == [False] * 2 + [True] * 3 + [False] * 3


def test_a_class_that_has_been_committed_since_is_no_longer_open():
    committed = np.zeros((1, WEEKS))
    committed[0, 3] = 1.0
    now = facts_of(committed_classes=committed, committed_heads=committed * 5.0)
    agreed, notes = agree(earlier(facts_of(), {3: (1, 6), 5: (1, 4)}), now, model())
    assert agreed.classes[0].tolist() == [0, 0, 0, 0, 0, 1, 0, 0]
    assert agreed.heads[0, 3] == 0.0
    two, _ = agree(earlier(facts_of(), {3: (2, 9)}), now, model())
    assert (two.classes[0, 3], two.heads[0, 3]) == (1, 4)
    assert notes == ()


def test_a_committed_class_that_is_gone_is_told():
    committed = np.zeros((1, WEEKS))
    committed[0, 3] = 1.0
    was = earlier(facts_of(committed_classes=committed, committed_heads=committed * 5.0), {})
    _, notes = agree(was, facts_of(), model())
    assert (
        len(notes) == 1 and "TEAM1 on 2026-01-26" in notes[0] and "not in committed_classes.csv" in notes[0]
    )


@pytest.mark.parametrize(
    ("start", "period"), [(date(2026, 1, 6), "week"), (date(2026, 2, 1), "month")], ids=["tuesday", "months"]
)
def test_periods_that_do_not_match_are_refused(start: date, period: str):
    with pytest.raises(InvalidInput, match="do not match"):
        matched(earlier(facts_of(), {}), facts_of(start, period=period))
