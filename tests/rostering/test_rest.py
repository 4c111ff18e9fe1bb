"""Which shifts may not follow each other, night by night."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from capplan.rostering.rest import barred
from tests.rostering.small_roster import people, small

SATURDAY = date(2026, 3, 28)


def test_the_rest_between_shifts_in_hours() -> None:
    # D is 9 to 17, N is 22 to 6: from D to D 16 h, D to N 29 h, N to D 3 h, N to N 16 h
    assert np.array_equal(
        barred(small(2, people=people(2, 2), least_rest_min=180))[0], np.zeros((2, 2), bool)
    )
    assert np.array_equal(barred(small(2, people=people(2, 2), least_rest_min=181))[0], [[0, 0], [1, 0]])
    assert np.array_equal(barred(small(2, people=people(2, 2), least_rest_min=961))[0], [[1, 0], [1, 1]])


def test_clocks_that_change_take_or_give_an_hour() -> None:
    facts = small(3, first=SATURDAY, people=people(2, 3), least_rest_min=16 * 60, time_zone="Europe/Berlin")
    assert barred(facts)[:, 0, 0].tolist() == [True, False]
    autumn = replace(facts, days=replace(facts.days, first=date(2026, 10, 24)), least_rest_min=17 * 60)
    assert barred(autumn)[:, 0, 0].tolist() == [False, True]


def test_a_forbidden_succession_needs_no_rest() -> None:
    facts = small(3, people=people(2, 3))
    facts.shifts.forbidden[0, 1] = True
    assert barred(facts)[:, 0, 1].all()
    assert barred(facts, before_first=True).shape == (1, 2, 2)
