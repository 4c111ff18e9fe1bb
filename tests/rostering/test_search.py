"""A roster found in a child process: optimum, published values, conflicts with their remedies."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from capplan.errors import NoPlan, NoPlanInTime
from capplan.roster_facts import Fairness, RosterFacts
from capplan.rostering import RosterOptions, find_roster
from capplan.verify_roster import check_roster, rows_of
from tests.rostering.curtois import read_curtois
from tests.rostering.small_roster import cover, people, small, wishes

OPTIONS = RosterOptions(time_limit_s=60.0, workers=1)


@pytest.mark.parametrize(("name", "optimum"), [("Instance1", 607), ("Instance2", 828)])
def test_published_optima(shared_data: Path, name: str, optimum: int) -> None:
    facts = read_curtois(shared_data / "nrp_curtois_24" / f"{name}.txt")
    roster = find_roster(facts, OPTIONS)
    assert roster.within_gap
    assert roster.cost == pytest.approx(optimum)
    assert roster.bound == pytest.approx(optimum)
    assert check_roster(facts, rows_of(facts, roster.shift_of), roster.cost) == ()


def test_a_roster_worked_by_hand() -> None:
    # two nights and one day of each kind of wish: N on three days, at least one person; A refuses nights for 5 each,
    # B for 3 each; more than two nights in a row nobody works; a night more for one than for the other costs 1
    facts = small(
        3,
        people=people(2, 3, longest_work=2),
        cover=cover([{"day": day, "shift": 1, "at_least": 1.0} for day in range(3)]),
        wishes=wishes(*((p, d, 1, False, price) for p, price in ((0, 5.0), (1, 3.0)) for d in range(3))),
        fairness=Fairness(night_price=1.0),
    )
    roster = find_roster(facts, OPTIONS)
    # B works two nights (6), A one (5), and one night lies between them (1)
    assert roster.costs == {
        "pay": 0.0, "refused_requests": 11.0, "too_few": 0.0, "too_many": 0.0, "nights": 1.0, "weekends": 0.0,
    }  # fmt: skip
    assert roster.nights.tolist() == [1, 2]
    assert roster.gap == pytest.approx(0.0)


def many_days(people_count: int) -> RosterFacts:
    """Nearly a flow: everybody works five of seven days or more, and one row of cover for every day and shift."""
    rows = [{"day": d, "shift": s, "at_least": 2.0 + (d + s) % 2} for d in range(7) for s in range(2)]
    asked = [(p, d, (p + d) % 2, True, 1.0) for p in range(people_count) for d in range(7)]
    given = people(people_count, least_min=5 * 480.0, pay=0.1)
    return small(7, people_count, people=given, cover=cover(rows), wishes=wishes(*asked))


def test_cover_that_is_nearly_a_flow_and_equal_seeds_give_equal_rosters() -> None:
    roster, again = (find_roster(many_days(8), OPTIONS) for _ in range(2))
    assert np.array_equal(roster.shift_of, again.shift_of)
    assert roster.within_gap
    # refusing a wish costs 1, a shift 0.8, and the wishes cover every shift: all 56 are granted
    assert roster.cost == pytest.approx(56 * 0.8)
    assert check_roster(roster.facts, rows_of(roster.facts, roster.shift_of), roster.cost) == ()


def test_a_conflict_is_told_with_its_remedies_cheapest_first() -> None:
    # one person fewer costs nothing; A in spite of leave refuses her wish (7)
    facts = small(
        2,
        people=people(2, 2),
        cover=cover([{"day": 1, "shift": 0, "at_least": 2.0}]),
        wishes=wishes((0, 1, 0, False, 7.0)),
    )
    facts.people.may_work[0, 1] = False
    with pytest.raises(NoPlan) as told:
        find_roster(facts, OPTIONS)
    details = told.value.details
    rules = {rule["rule"]: rule["places"] for rule in details["conflict"]}
    assert rules == {"people at least": ["2026-03-03, D"], "leave and absence": ["A, 2026-03-03"]}
    assert [(way["gives"], way["cost"]) for way in details["ways_out"]] == [
        ([{"rule": "people at least", "place": "2026-03-03, D", "amount": 1.0, "unit": "people fewer"}], 0.0),
        ([{"rule": "leave and absence", "place": "A, 2026-03-03", "amount": 1.0, "unit": "exceptions"}], 7.0),
    ]
    assert "leave and absence (A, 2026-03-03)" in told.value.reasons[0]
    # "about 7.00" where the time did not allow for whole numbers
    assert told.value.reasons[2].startswith(
        "A way out: leave and absence of A, 2026-03-03: 1 exceptions; a roster"
    )
    assert told.value.reasons[2].endswith("7.00.")


def test_no_time_no_roster(shared_data: Path) -> None:
    facts = read_curtois(shared_data / "nrp_curtois_24" / "Instance7.txt")
    with pytest.raises(NoPlanInTime):
        find_roster(facts, RosterOptions(time_limit_s=0.3, workers=1))
