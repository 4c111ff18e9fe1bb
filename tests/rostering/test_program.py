"""The program of a roster against every roster of tiny instances, with tight stretches and with rows alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache

import numpy as np
import pytest

from capplan.roster_facts import Fairness, RosterFacts, Shifts
from capplan.rostering import build
from capplan.rostering.roster import cost_lines
from tests.milp import Infeasible, optimum
from tests.rostering.brute_force import best_cost
from tests.rostering.small_roster import MONDAY, cover, people, small, wishes

SEEDS = 32

LIMITS = {
    "longest_work": (2.0, 3.0, 4.0, np.inf),
    "shortest_work": (1, 2, 3),
    "longest_off": (2.0, 3.0, np.inf),
    "shortest_off": (1, 2, 3),
    "most_weekends": (0.0, 1.0, np.inf),
}


def random_roster(seed: int, days: int = 8, shifts: int = 1) -> RosterFacts:
    """Two people with limits, history, hours, wishes and cover drawn at random; often without any roster."""
    draw = np.random.default_rng(seed)
    limits = {name: draw.choice(values, 2) for name, values in LIMITS.items()}
    limits["shortest_work"] = np.minimum(limits["shortest_work"], limits["longest_work"])
    limits["shortest_off"] = np.minimum(limits["shortest_off"], limits["longest_off"])
    before = draw.integers(-2, 3, 2)
    limits["worked_before"] = np.maximum(0, np.minimum(before, limits["longest_work"]))
    limits["off_before"] = np.maximum(0, np.minimum(-before, limits["longest_off"]))
    limits["least_min"], limits["most_min"] = draw.choice([0, 960, 1440], 2), draw.choice([2400.0, np.inf], 2)
    limits["pay"] = draw.choice([0.0, 1.0], 2)
    given = people(2, days, shifts, **limits)
    given.may_work[:] = draw.random(given.may_work.shape) < 0.9
    given.most_of_shift[:] = draw.choice([2.0, 3.0, np.inf], given.most_of_shift.shape)
    rows = [
        {
            "day": day,
            "shift": int(draw.integers(shifts)),
            "wanted": float(draw.integers(3)),
            "short_price": 7.0,
            "over_price": 2.0,
            "at_least": float(draw.random() < 0.1),
        }
        for day in range(days)
    ]
    asked = [
        (
            int(draw.integers(2)),
            int(draw.integers(days)),
            int(draw.integers(-1, shifts)),
            bool(draw.integers(2)),
            3.0,
        )
        for _ in range(4)
    ]
    facts = small(days, 2, MONDAY + timedelta(days=int(draw.integers(7))))
    first = facts.shifts
    own = Shifts(
        *(part[:shifts] for part in vars(first).values() if not _square(part)),
        first.forbidden[:shifts, :shifts],
    )
    own.forbidden[:] = draw.random(own.forbidden.shape) < (0.3 if shifts > 1 else 0.0)
    return replace(
        facts,
        shifts=own,
        people=given,
        cover=cover(rows),
        wishes=wishes(*asked),
        fairness=Fairness(*draw.choice([0.0, 1.5], 2)),
    )


def _square(part: object) -> bool:
    return isinstance(part, np.ndarray) and part.ndim == 2


def drawn(seed: int) -> RosterFacts:
    return random_roster(seed) if seed % 4 else random_roster(seed, days=4, shifts=2)


@cache
def best_of(seed: int) -> float | None:
    return best_cost(drawn(seed))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_both_programs_reach_the_best_of_all_rosters(seed: int) -> None:
    facts, best = drawn(seed), best_of(seed)
    for tight in (True, False):
        program = build(facts, tight=tight)
        if best is None:
            with pytest.raises(Infeasible):
                optimum(program.arrays)
        else:
            cost, x = optimum(program.arrays)
            assert cost == pytest.approx(best, abs=1e-6)
            assert sum(cost_lines(facts, program.shift_of(x)).values()) == pytest.approx(best, abs=1e-6)


def test_random_rosters_are_of_both_kinds() -> None:
    some = [best_of(seed) for seed in range(SEEDS)]
    assert None in some
    assert any(cost for cost in some)


def least(facts: RosterFacts) -> float | None:
    """The optimum of both programs, which must agree; None where there is no roster."""
    found = []
    for tight in (True, False):
        try:
            found.append(round(optimum(build(facts, tight=tight).arrays)[0], 6))
        except Infeasible:
            found.append(None)
    assert found[0] == found[1]
    return found[0]


def test_rest_counts_after_the_last_shift_before_the_roster() -> None:
    for fixed, rest_min, cost in ((0, 180, 0.0), (0, 181, None), (1, 181, 0.0)):
        facts = small(
            2, people=people(2, 2, worked_before=[1, 0], last_shift=[1, -1]), least_rest_min=rest_min
        )
        facts.people.must_work[0, 0, fixed] = True
        assert least(facts) == cost


def test_rest_counts_from_one_day_to_the_next() -> None:
    for rest_min, cost in ((180, 0.0), (181, None)):
        facts = small(2, people=people(2, 2), least_rest_min=rest_min)
        facts.people.must_work[0, 0, 1] = facts.people.must_work[0, 1, 0] = True
        assert least(facts) == cost


def test_only_people_with_the_skill_count_for_its_cover() -> None:
    # the one with the skill costs 3 an hour, the other 1
    given = people(2, 2, skills=np.array([[True], [False]]), pay=[3.0, 1.0])
    for skill, cost in ((-1, 8.0), (0, 24.0)):
        rows = cover([{"skill": skill, "at_least": 1.0}])
        assert least(small(2, people=given, skills=("de",), cover=rows)) == cost


def test_at_most_and_most_of_a_shift_hold() -> None:
    wanted = wishes(*((p, d, 0, True, 1.0) for p in range(2) for d in range(2)))
    facts = small(2, people=people(2, 2), wishes=wanted, cover=cover([{"at_most": 1.0}]))
    assert least(facts) == 1.0
    facts.people.most_of_shift[0, 0] = 0.0
    assert least(facts) == 2.0


def one_a_day(forbidden: list[list[bool]]) -> float:
    """The cost of one person who is wanted on both shifts of three days, at 5 for everybody too few."""
    facts = small(3, 1)
    facts = replace(
        facts,
        shifts=replace(facts.shifts, forbidden=np.array(forbidden)),
        cover=cover(
            [{"day": d, "shift": s, "wanted": 1.0, "short_price": 5.0} for d in range(3) for s in range(2)]
        ),
    )
    return optimum(build(facts).arrays)[0]


def test_nobody_works_twice_a_day_whichever_rows_say_so() -> None:
    # a night bars the day after it: rows of one shift stay. A night bars all: rows of succession say it alone
    assert one_a_day([[False, False], [True, False]]) == pytest.approx(15.0)
    assert one_a_day([[False, False], [True, True]]) == pytest.approx(15.0)
    by_rows = build(
        small(3, 1, shifts=replace(small().shifts, forbidden=np.array([[False, False], [True, True]])))
    )
    assert by_rows.program.row_blocks["one_shift"].index.shape == (1, 1)
