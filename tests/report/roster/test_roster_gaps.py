"""Why a shift of a roster lacks a person, and what would help: two or three people over three days, by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from capplan.report.roster.gaps import gap_table, gap_text
from capplan.roster_facts import Days
from capplan.rostering import Roster, cost_lines
from tests.report.roster.test_roster_report import by_hand
from tests.rostering.small_roster import cover, people


def changed(shift_of: list[list[int]] | None = None, at_most: float = np.inf, **limits: Any) -> Roster:
    """The roster by hand, in which B is off on the first day, whose D lacks a person, with limits for B."""
    roster = by_hand()
    given = replace(roster.facts.people, **limits)
    rows = cover([{"wanted": 2.0, "short_price": 10.0}, {"at_most": at_most}])
    facts = replace(roster.facts, people=given, cover=rows)
    worked = roster.shift_of if shift_of is None else np.array(shift_of)
    return replace(roster, facts=facts, shift_of=worked, costs=cost_lines(facts, worked))


def gap(roster: Roster) -> dict[str, Any]:
    (row,) = gap_table(roster).to_dict("records")
    return {str(name): value for name, value in row.items()}


WHERE = ("elsewhere", "away", "held_back", "free")


def counts(row: dict[str, Any]) -> tuple[int, ...]:
    return tuple(row[name] for name in WHERE)


def test_a_free_person_is_named_with_what_that_costs() -> None:
    row = gap(changed(pay=np.array([2.0, 3.0])))
    assert (row["date"], row["shift"], row["short"]) == ("2026-03-28", "D", 1.0)
    assert (counts(row), row["rule"], row["person"]) == ((0, 0, 0, 1), "price", "B")
    # eight hours at 3, less the 10 of a person missing
    assert (row["remedy"], row["remedy_price"]) == ("B works it, which costs 14.00 more in all", 14.0)


def test_the_rule_that_holds_back_is_named_with_its_figures() -> None:
    row = gap(changed(longest_work=np.array([np.inf, 2.0])))
    assert (counts(row), row["rule"], row["remedy_price"]) == ((0, 0, 1, 0), "longest_work", -10.0)
    assert row["remedy"] == "B works it, if longest_work (3 days in a row, at most 2) is waived"


def test_too_many_on_the_shift_is_a_rule_too() -> None:
    row = gap(changed(at_most=1.0))
    assert (counts(row), row["rule"]) == ((0, 0, 1, 0), "cover_at_most")
    assert row["remedy"] == "B works it, if cover_at_most (2 people, at most 1) is waived"


def test_leave_and_other_shifts_leave_nobody() -> None:
    away = by_hand().facts.people.may_work.copy()
    away[1, 0] = False
    row = gap(changed(may_work=away))
    assert (counts(row), row["rule"], row["person"]) == ((0, 1, 0, 0), "people", "")
    assert (row["remedy"], np.isnan(row["remedy_price"])) == ("one more person", True)
    assert counts(gap(changed([[0, 1, -1], [1, -1, 0]]))) == (1, 0, 0, 0)


def test_only_people_with_the_skill_could_and_the_least_broken_rule_is_the_remedy() -> None:
    roster = by_hand()
    skills = np.array([[True, True], [True, False], [True, True], [False, True]])
    given = people(
        4, 3, skills=skills, longest_work=[9.0, 9.0, 2.0, 9.0], most_min=[np.inf, np.inf, 960.0, 0.0]
    )
    rows = cover([{"shift": 1, "skill": 1, "wanted": 3.0, "short_price": 1.0}])
    facts = replace(roster.facts, days=Days(roster.facts.days.first, 3), people=given, cover=rows,
                    skills=("de", "fr"), wishes=replace(roster.facts.wishes, **{
                        name: values[:0] for name, values in vars(roster.facts.wishes).items()}))  # fmt: skip
    worked = np.array([[0, -1, -1], [-1, -1, -1], [-1, 0, 0], [-1, -1, -1]])
    row = gap(replace(roster, facts=facts, shift_of=worked, costs=cost_lines(facts, worked)))
    # A works D, B does not speak French, C would work three days and too many hours, D may work no hours
    assert (row["skill"], row["short"], counts(row)) == ("fr", 3.0, (1, 0, 2, 0))
    assert (row["rule"], row["person"]) == ("most_hours", "D")


def test_the_text_names_the_dearest_and_counts_the_others() -> None:
    roster = changed()
    assert gap_text(roster) == [
        "2026-03-28 D: 1 too few; of those who could, 0 work another shift, 0 are away, 0 are held back by a rule, "
        "1 are free; cheapest remedy: B works it, which costs 10.00 less in all."
    ]
    rows = cover(
        [{"day": d % 3, "shift": d // 3 % 2, "wanted": 9.0, "short_price": float(d)} for d in range(8)]
    )
    more = replace(roster, facts=replace(roster.facts, cover=rows))
    lines = gap_text(more)
    assert (len(lines), lines[-1]) == (6, "and 3 more: gaps.csv")
    assert lines[0].startswith("2026-03-28 N") and len(gap_table(more)) == 8
