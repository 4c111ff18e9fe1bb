"""Options of a discount, by hand: where the quantity lies, or where the relaxation wants it to lie."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.solve import Choice
from capplan.solve.options import choose, free, reconsider, settle
from capplan.solve.relaxation import Relaxation
from tests.solve.searches import relaxation

PRICE = Choice(quantity=0, options=np.array([1, 2]), lower=np.array([0.0, 100.0]))


@pytest.fixture
def bought(make_program):
    """So many units, all at 10 below 100 and all at 7 from there on; columns: units, options, units of each."""

    def make(need: float) -> Relaxation:
        return relaxation(
            make_program(
                [0.0, 0.0, 0.0, 10.0, 7.0],
                [
                    [1.0, 0.0, 0.0, -1.0, -1.0],
                    [0.0, 1.0, 1.0, 0.0, 0.0],
                    [0.0, -100.0, 0.0, 1.0, 0.0],
                    [0.0, 0.0, -200.0, 0.0, 1.0],
                    [0.0, 0.0, 100.0, 0.0, -1.0],
                ],
                at_least=[0.0, 1.0, -np.inf, -np.inf, -np.inf],
                at_most=[0.0, 1.0, 0.0, 0.0, 0.0],
                lower=[need, 0.0, 0.0, 0.0, 0.0],
                upper=[300.0, 1.0, 1.0, 300.0, 300.0],
                integer=[False, True, True, False, False],
            )
        )

    return make


@pytest.mark.parametrize(("need", "option", "cost"), [(60.0, 0, 600.0), (80.0, 1, 700.0), (120.0, 1, 840.0)])
def test_the_cheaper_of_the_options_that_are_mixed_is_held(bought, need, option, cost) -> None:
    relaxed = bought(need)
    x = relaxed.solve()
    # the discount without the volume for it
    assert relaxed.objective == pytest.approx(7.0 * need)
    taken, found = choose(relaxed, x, [PRICE])
    assert taken.tolist() == [option]
    assert relaxed.objective == pytest.approx(cost) == float(relaxed.arrays.cost @ found)
    assert relaxed.lower[[1, 2]].tolist() == relaxed.upper[[1, 2]].tolist() == [1.0 - option, 1.0 * option]


def test_an_option_that_is_held_already_stays(bought) -> None:
    relaxed = bought(90.0)
    relaxed.bound(PRICE.options, np.array([1.0, 0.0]), np.array([1.0, 0.0]))
    x = relaxed.solve()
    taken, found = choose(relaxed, x, [PRICE])
    assert taken.tolist() == [0] and found is x


@pytest.mark.parametrize(
    ("need", "held", "better"), [(80.0, 0, 1), (60.0, 0, 0), (60.0, 1, 0), (120.0, 1, 1)]
)
def test_a_second_look_takes_the_other_option_only_where_it_is_cheaper(bought, need, held, better) -> None:
    relaxed = bought(need)
    values = np.array([1.0 - held, 1.0 * held])
    relaxed.bound(PRICE.options, values, values)
    x = relaxed.solve()
    before, dearer = relaxed.objective, held == better
    found = reconsider(relaxed, x, [PRICE], [(0, [1 - held])])
    assert (found is x) == dearer and (relaxed.objective == before) == dearer
    assert relaxed.objective <= before and relaxed.lower[PRICE.options[better]] == 1.0
    assert float(relaxed.arrays.cost @ found) == pytest.approx(relaxed.objective)


def test_a_second_look_ends_when_its_work_is_done(bought) -> None:
    relaxed = bought(80.0)
    relaxed.bound(PRICE.options, np.array([1.0, 0.0]), np.array([1.0, 0.0]))
    x = relaxed.solve()
    assert reconsider(relaxed, x, [PRICE], [(0, [1])], -1.0) is x
    assert reconsider(relaxed, x, [PRICE], [(0, [1])], 0.0) is not x


def test_a_choice_without_room_for_any_option_stays_open(bought) -> None:
    relaxed = bought(90.0)
    # neither option can be taken as a whole
    relaxed.arrays.column_upper[[1, 2]] = relaxed.upper[[1, 2]] = 0.9
    relaxed.bound(PRICE.options, np.zeros(2), np.full(2, 0.9))
    x = relaxed.solve()
    choose(relaxed, x, [PRICE])
    assert relaxed.upper[[1, 2]].tolist() == [0.9, 0.9]


@pytest.mark.parametrize(
    ("need", "before", "option"),
    # 95 is near the discount that was taken before, 90 is not
    [(95.0, None, 0), (95.0, 1, 1), (90.0, 1, 0), (120.0, None, 1), (120.0, 0, 1), (105.0, 0, 0)],
)
def test_options_are_settled_where_the_quantity_lies_or_near(bought, need, before, option) -> None:
    relaxed = bought(need)
    x = relaxed.solve()
    found = settle(relaxed, x, [PRICE], None if before is None else np.array([before]))
    if need > 100.0 and before == 0:
        # at the first price there are no more than 100, so the one that it lies in is taken instead
        option = 1
    assert found is not None and found[0].tolist() == [option]
    assert relaxed.lower[[1, 2]].tolist() == [1.0 - option, 1.0 * option]
    free(relaxed, [PRICE])
    assert (relaxed.lower[[1, 2]].tolist(), relaxed.upper[[1, 2]].tolist()) == ([0.0, 0.0], [1.0, 1.0])


def test_options_that_find_no_room_are_not_settled(bought) -> None:
    relaxed = bought(150.0)
    x = relaxed.solve()
    relaxed.bound(np.array([4]), np.array([0.0]), np.array([50.0]))
    assert settle(relaxed, x, [PRICE]) is None
    assert relaxed.upper[[1, 2]].tolist() == [1.0, 1.0]
