"""Offline work by hand: blocks go where there is slack, within shifts; those that are not held have their price."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from capplan.errors import InvalidInput
from capplan.report.schedule.team import TeamSchedule
from capplan.report.schedule.words import missed_text
from capplan.shifts import Breaks, Covering, Prices
from capplan.shifts.facts import Offline
from capplan.shifts.most import most_spare, most_useful
from capplan.shifts.solved import is_network, least_short
from tests.shifts.coverings import EXACT, shifts_by_hand, solved
from tests.shifts.sample_week import read

SHIFTS = shifts_by_hand([(0, 6)], per_day=6, cost=[10.0])


def blocks(wanted: float, price: float = np.inf, length: int = 2) -> Offline:
    """Blocks of one activity anywhere in the shift."""
    after = np.arange(6 - length + 1)
    nothing = np.zeros(after.size, dtype=np.int64)
    return Offline(("coaching",), np.array([length]), np.array([[wanted]]), np.array([price]),
                   nothing, nothing, nothing, after, nothing)  # fmt: skip


def case(required: list[float], offline: Offline | None, **prices: float) -> Covering:
    return Covering(np.array(required), SHIFTS, Prices(**{"short": 100.0, **prices}), offline=offline)


def test_a_block_goes_where_a_person_is_to_spare() -> None:
    found = solved(case([2, 2, 1, 1, 2, 2], blocks(1)))
    assert sum(found.costs.values()) == pytest.approx(20.0)
    assert found.in_block.tolist() == [0, 0, 1, 1, 0, 0]
    assert found.staffed.tolist() == [2, 2, 1, 1, 2, 2]


def test_without_slack_a_person_more_comes_or_the_block_is_missed() -> None:
    flat = [2.0] * 6
    assert sum(solved(case(flat, blocks(1))).costs.values()) == pytest.approx(30.0)
    missed = solved(case(flat, blocks(1, price=9.0)))
    assert sum(missed.costs.values()) == pytest.approx(29.0)
    assert missed.costs["offline"] == pytest.approx(9.0)
    assert missed.missed.tolist() == [[1.0]]
    assert missed.in_block.sum() == 0.0


def test_a_person_has_one_block_in_a_shift() -> None:
    # one person has slack for three blocks of two intervals, and may hold one
    found = solved(case([0.0] * 6, blocks(3)))
    assert found.people.sum() == 3.0


def test_bounds_know_that_people_are_there_for_blocks() -> None:
    asked = case([0.0] * 6, blocks(4), opened=1.0)
    assert most_useful(asked).min() >= 4.0
    assert np.isinf(most_spare(asked)).all()
    assert not is_network(replace(asked, prices=Prices(np.inf)))
    assert solved(asked).people.sum() == 4.0


def test_a_break_and_a_block_are_both_time_away() -> None:
    breaks = Breaks(("meal",), np.array([0]), np.array([1]), np.array([0]), np.array([0]))
    asked = replace(case([0, 1, 1, 0, 0, 1], blocks(1)), breaks=breaks)
    found = solved(asked)
    assert sum(found.costs.values()) == pytest.approx(10.0)
    assert found.on_break.tolist() == [1, 0, 0, 0, 0, 0]
    assert found.in_block.tolist() == [0, 0, 0, 1, 1, 0]
    assert found.staffed.tolist() == [0, 1, 1, 0, 0, 1]


def test_what_has_to_be_held_and_cannot_is_what_the_second_look_misses() -> None:
    crowded = replace(SHIFTS, most=np.full((1, 1), 2.0))
    asked = replace(case([0.0] * 6, blocks(3)), shifts=crowded)
    least = least_short(asked, EXACT)
    assert least is not None
    assert least.missed.tolist() == [[1.0]]


OFFLINE = """\
activity,team,minutes,blocks_a_week,shifts,weekdays,from,to,price
coaching,KRK,60,6,day,,,,40
training,,120,2,day,tue|wed,14:00,18:00,
"""


def test_places_leave_breaks_and_limits_alone(tmp_path: Path) -> None:
    (team,) = read(tmp_path, {"offline_work": OFFLINE}).teams
    offline, shifts, line = team.covering.offline, team.covering.shifts, team.line
    assert offline is not None
    assert offline.wanted.tolist() == [[6.0], [2.0]]
    assert offline.price.tolist() == [40.0, np.inf]
    names = {shifts.name[k] for k in offline.shift}
    assert names == {"day"}
    # the meal of a shift of 8 hours lies within hours 3 to 6, in one of 9 hours the rest is in hour 6 too
    for k in set(offline.shift.tolist()):
        after = set(offline.after[(offline.shift == k) & (offline.activity == 0)].tolist())
        assert after == ({0, 1, 2, 6, 7} if shifts.length[k] == 8 else {0, 1, 2, 7, 8})
    training = offline.activity == 1
    begins = [
        line.local(int(shifts.begins[k, d]) + int(n))
        for k, d, n in zip(
            offline.shift[training], offline.day[training], offline.after[training], strict=True
        )
    ]
    assert {begin.weekday() for begin in begins} == {1, 2}
    assert {begin.hour for begin in begins} <= {14, 15, 16}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("coaching,KRK,50,6,day,,,,", "it falls between intervals"),
        ("coaching,KRK,240,6,day,,,,", "there is no place for it in week 1"),
        ("coaching,KRK,60,6,day,,,,9\ncoaching,,60,2,day,,,,9", "twice for team KRK"),
        ("coaching,KRK,60,6,,xmas,,,9", "not a weekday"),
        ("coaching,KRK,60,6,dya,,,,9", "Did you mean 'day'?"),
    ],
)
def test_work_that_cannot_be(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said.replace("?", r"\?")):
        read(tmp_path, {"offline_work": OFFLINE.splitlines()[0] + "\n" + row + "\n"})


def test_missed_blocks_in_words(tmp_path: Path) -> None:
    (team,) = read(tmp_path, {"offline_work": OFFLINE}).teams
    offline = team.covering.offline
    assert offline is not None
    found = solved(replace(team.covering, prices=Prices(0.0), offline=replace(offline, price=np.zeros(2))))
    nobody = replace(found, people=np.zeros_like(found.people), offline=np.zeros_like(found.offline))
    said = missed_text(TeamSchedule(team, replace(nobody, case=team.covering)))
    assert said[0].startswith(
        "KRK, week of 2026-03-23: 6 of 6 blocks of coaching are not held; remedies: people on"
    )
    assert len(said) == 2
