"""Every rule of a roster on an instance worked by hand: what keeps it passes, what breaks it is found, by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from capplan.roster_facts import Fairness, RosterFacts
from capplan.verify_roster import RULES, WrittenShift, check_roster
from tests.rostering.small_roster import MONDAY, cover, people, small, wishes


def rows(a: str, b: str = "", first: date = MONDAY) -> list[WrittenShift]:
    """The rows of A and B, a letter for every day, ``.`` where off."""
    return [
        WrittenShift(name, first + timedelta(days=day), shift)
        for name, days in (("A", a), ("B", b))
        for day, shift in enumerate(days)
        if shift != "."
    ]


def broken(facts: RosterFacts, a: str, b: str = "", cost: float | None = None) -> list[str]:
    return [finding.rule for finding in check_roster(facts, rows(a, b, facts.days.first), cost)]


def with_people(days: int = 7, **limits: object) -> RosterFacts:
    return small(days, people=people(2, days, **limits))


def absent(day: int) -> RosterFacts:
    facts = with_people()
    facts.people.may_work[0, day] = False
    return facts


def fixed(day: int, shift: int) -> RosterFacts:
    facts = with_people()
    facts.people.must_work[0, day, shift] = True
    return facts


def few_nights() -> RosterFacts:
    facts = with_people()
    facts.people.most_of_shift[0, 1] = 2.0
    return facts


def no_day_after_night() -> RosterFacts:
    facts = small()
    facts.shifts.forbidden[1, 0] = True
    return facts


LEAST_ONE = small(cover=cover([{"day": 0, "shift": 0, "at_least": 1.0}]))
MOST_ONE = small(cover=cover([{"day": 0, "shift": 0, "at_most": 1.0}]))
CUT_BEFORE = with_people(shortest_work=3, worked_before=[2, 0])
REST = small(least_rest_min=11 * 60)

CASES = [
    ("may_work", absent(2), "DD.D...", "DDD...."),
    ("fixed", fixed(2, 1), "..N....", "..D...."),
    ("fixed", fixed(2, 1), "..N....", "......."),
    ("rest", REST, "N.D....", "ND....."),
    ("succession", no_day_after_night(), "N.D....", "ND....."),
    ("longest_work", with_people(longest_work=3), "DDD.DDD", "DDDD..."),
    ("longest_work", with_people(longest_work=3, worked_before=[2, 0]), "D.DDD..", "DD....."),
    ("shortest_work", with_people(shortest_work=2), "D.DD..D", "..D...."),
    ("shortest_work", CUT_BEFORE, "D......", "......."),
    ("longest_off", with_people(longest_off=2), "D..D..D", "D...D.."),
    ("longest_off", with_people(longest_off=3, off_before=[2, 0], longest_work=7), ".DDDDDD", "..DDDDD"),
    ("shortest_off", with_people(shortest_off=2), ".D..D..", "D.D...."),
    ("shortest_off", with_people(shortest_off=2, off_before=[1, 0]), ".DDDDDD", "DDDDDDD"),
    ("least_hours", with_people(least_min=[960.0, 0.0]), "D..D...", "D......"),
    ("most_hours", with_people(most_min=960.0), "D..D...", "D..D..D"),
    ("most_of_shift", few_nights(), "NN.DDD.", "NNN...."),
    ("most_weekends", with_people(14, most_weekends=1.0), ".....DD.......", "......D.....D."),
    ("cover_at_least", LEAST_ONE, "D......", "N......"),
]


@pytest.mark.parametrize(("rule", "facts", "good", "bad"), CASES)
def test_a_rule_is_kept_and_broken(rule: str, facts: RosterFacts, good: str, bad: str) -> None:
    idle = "D..D..D" if rule == "longest_off" and not facts.people.off_before.any() else ""
    idle = ".DDDDDD" if rule == "longest_off" and facts.people.off_before.any() else idle
    assert broken(facts, good, idle) == []
    assert broken(facts, bad, idle) == [rule]


def test_too_many_people_break_the_most() -> None:
    assert broken(MOST_ONE, "D......", "N......") == []
    assert broken(MOST_ONE, "D......", "D......") == ["cover_at_most"]


def test_rows_that_do_not_belong_are_found() -> None:
    outside = MONDAY - timedelta(days=1)
    given = [WrittenShift("Z", MONDAY, "D"), WrittenShift("A", MONDAY, "X"), WrittenShift("A", outside, "D")]
    assert [finding.rule for finding in check_roster(small(), given)] == ["rows"] * 3
    twice = [WrittenShift("A", MONDAY, "D"), WrittenShift("A", MONDAY, "N")]
    assert [finding.rule for finding in check_roster(small(), twice)] == ["one_shift_a_day"]


def test_only_people_with_the_skill_count() -> None:
    skilled = people(2, skills=np.array([[True], [False]]))
    facts = small(people=skilled, skills=("de",), cover=cover([{"skill": 0, "at_least": 1.0}]))
    assert broken(facts, "D......", ".......") == []
    assert broken(facts, ".......", "D......") == ["cover_at_least"]


def test_the_cost_is_added_up_again() -> None:
    # A works D, N (2 x 8 h at 1.5 = 24) and B two nights; A wished to be off on the first day (4, refused) and B to
    # work any shift on the third (5, granted); on the first day 2 of D are wanted, one is there (10);
    # nights: A 1, B 2, so one between them (3)
    facts = small(
        people=people(2, pay=[1.5, 0.0]),
        wishes=wishes((0, 0, -1, False, 4.0), (1, 2, -1, True, 5.0)),
        cover=cover([{"wanted": 2.0, "short_price": 10.0}]),
        fairness=Fairness(night_price=3.0),
    )
    assert broken(facts, "DN.....", ".NN....", cost=41.0) == []
    assert broken(facts, "DN.....", ".NN....", cost=41.5) == ["cost"]


def test_weekends_count_once_and_are_compared() -> None:
    facts = small(14, people=people(2, 14), fairness=Fairness(weekend_price=2.0))
    assert broken(facts, ".....DD.....D.", "", cost=4.0) == []
    assert broken(facts, ".....DD.....D.", "............D.", cost=2.0) == []


def test_one_hour_less_of_rest_where_clocks_go_forward() -> None:
    # the night of 28 to 29 March 2026: from 17:00 on Saturday to 9:00 on Sunday there are 15 hours, not 16
    saturday = date(2026, 3, 28)
    for zone, minutes, found in (
        ("UTC", 16 * 60, []),
        ("Europe/Berlin", 16 * 60, ["rest"]),
        ("Europe/Berlin", 15 * 60, []),
    ):
        facts = replace(small(2, 2, saturday, people=people(2, 2)), time_zone=zone, least_rest_min=minutes)
        assert broken(facts, "DD") == found


def test_rest_after_the_day_before_the_roster() -> None:
    facts = small(least_rest_min=660, people=people(2, worked_before=[1, 0], last_shift=[1, -1]))
    assert broken(facts, "D......") == ["rest"]
    assert broken(facts, "N......") == []


def test_every_rule_has_a_case() -> None:
    elsewhere = {"rows", "one_shift_a_day", "cover_at_most", "cost"}
    assert {case[0] for case in CASES} | elsewhere == set(RULES)
