"""Plans by turns: whole, never dearer, the same again; and the margins by which a part leaves what it shares."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.guide import guide
from capplan.guide_parts import parts
from capplan.program import Arrays, Axis, Program
from capplan.solve import Guide
from capplan.solve.core import Core
from capplan.solve.dive import Care
from capplan.solve.narrow import in_core
from capplan.solve.parts import Split, Turns, labels_in_core
from capplan.solve.parts.margins import BEYOND, CHEAPEST, SHORT, Margins, with_margins
from capplan.solve.parts.plan_part import Planned
from capplan.solve.parts.split import Width
from capplan.solve.parts.turns import DEARER, DECIDED, SPANS, WINDOWS, Way, _drawn
from capplan.solve.settle import TOLERANCE, violation
from capplan.solve.switches import Switches
from tests.milp import optimum
from tests.solve.searches import is_plan, relaxation
from tests.solve.site_program import sites
from tests.test_agreement import INSTANCES


def turns(split: Split, asked, seed: int = 0, start: np.ndarray | None = None) -> Turns:
    relaxed = relaxation(split.arrays)
    x = relaxed.solve()
    assert x is not None
    return Turns(
        relaxed.beside(relaxed.clock), split, asked, x if start is None else start, relaxed.prices(), seed
    )


def improved(found: Turns) -> list[float]:
    costs = [found.cost]
    found.improve(lambda: False, lambda: costs.append(found.cost))
    return costs


def test_a_plan_by_turns_is_whole_keeps_every_row_and_is_near_the_optimum() -> None:
    split, asked = sites()
    best, _ = optimum(split.arrays)
    found = turns(split, asked)
    assert found.first()
    assert is_plan(split.arrays, found.x)
    assert found.cost == pytest.approx(float(split.arrays.cost @ found.x))
    costs = improved(found)
    assert all(later < earlier for earlier, later in zip(costs[:-1], costs[1:], strict=True))
    assert is_plan(split.arrays, found.x)
    assert best - 1e-6 * best <= costs[-1] <= 1.03 * best


def test_the_same_seed_gives_the_same_plan() -> None:
    split, asked = sites()
    one, two = turns(split, asked), turns(split, asked)
    for each in (one, two):
        assert each.first()
        improved(each)
    assert np.array_equal(one.x, two.x)


def test_it_goes_on_from_the_cheaper_of_two_plans() -> None:
    split, asked = sites()
    found, (least, best) = turns(split, asked), optimum(split.arrays)
    assert found.first() and found.cost > least * (1.0 + 1e-6)
    first = found.x.copy()
    assert found.start(best) and found.cost == pytest.approx(least)
    held = found.relaxation.solve()
    assert held is not None and np.allclose(held[split.arrays.integer], best[split.arrays.integer])
    # a dearer one changes nothing
    assert found.start(first) and found.cost == pytest.approx(least)
    # nothing is cheaper than the optimum, and turns end by themselves
    assert improved(found) == [found.cost]


def test_a_plan_that_is_no_cheaper_is_no_other_plan() -> None:
    split, asked = sites()
    found = turns(split, asked)
    assert found.first()
    cost = found.cost
    assert not found._judged(found.x)
    assert found.cost == cost


def test_a_plan_has_its_switches_turned_and_the_next_turn_has_them_free() -> None:
    split, asked = sites()
    found = turns(split, asked)
    assert found.first()
    # hours of the first site for the second queue: none, or four in every week
    hours = np.arange(84, 96)
    each, none = np.ones(len(hours)), np.zeros(len(hours))
    switches = Switches(1, hours, np.zeros(len(hours), np.int64), none, none, 4.0 * each, np.inf * each)
    before = found.relaxation.upper[hours].copy()
    plan = found.settled(switches)
    assert plan is not None and switches.at(plan, 1e-6) is not None
    assert np.array_equal(found.relaxation.upper[hours], before)
    assert np.array_equal(found.relaxation.lower[hours], split.arrays.column_lower[hours])


def test_no_turn_is_taken_once_it_is_enough() -> None:
    split, asked = sites()
    found = turns(split, asked)
    assert found.first()
    before = found.relaxation.iterations
    found.improve(lambda: True, lambda: pytest.fail("nothing is better"))
    assert found.relaxation.iterations == before


def test_what_the_parts_cannot_keep_together_gives_no_plan() -> None:
    split, asked = sites(seats=2.0, most_short=0.0)
    arrays = split.arrays
    relaxed = relaxation(arrays)
    found = Turns(relaxed, split, asked, arrays.column_lower, np.zeros(arrays.shape[0]), 0)
    assert not found.first()
    assert not found.start(arrays.column_lower)


@pytest.mark.parametrize("name", INSTANCES)
def test_plans_of_real_programs_by_turns_keep_every_row(name) -> None:
    formulation = INSTANCES[name]()
    asked = guide(formulation)
    core = Core.of(formulation.arrays, asked)
    split = Split.of(core.arrays, labels_in_core(core, parts(formulation)))
    near, (least, _) = in_core(core, asked), optimum(core.arrays)
    found = turns(split, replace(near, switches=Switches()))
    if not found.first():
        return
    plan = found.settled(near.switches)
    if plan is not None:
        assert violation(core.arrays, plan) <= TOLERANCE
        assert near.switches.at(plan, 1e-6) is not None
        assert float(core.arrays.cost @ plan) >= found.cost - 1e-6 * abs(found.cost)
    assert found.cost >= least - 1e-6 * max(1.0, abs(least))
    # the next turn has the switches free again
    free = found.relaxation.solve()
    assert free is not None and float(core.arrays.cost @ free) == pytest.approx(found.cost)


def one_row(lower: float = -np.inf, upper: float = np.inf) -> Arrays:
    program, item = Program(), Axis("item", ("a",))
    given = program.columns("given", (item,), upper=100.0, cost=[3.0])
    row = program.rows("row", (item,), at_least=lower, at_most=upper)
    row.add(given.index)
    return program.arrays()


def left_for(arrays: Arrays, given: float, price: float) -> float:
    """What it costs to leave the row when so much is given; the band is 2 wide, the dearest of the part costs 3."""
    loose = with_margins(arrays, np.array([0]), np.array([price]), np.array([2.0]), 3.0, 60.0)
    lower, upper = loose.column_lower.copy(), loose.column_upper.copy()
    lower[0] = upper[0] = given
    held = replace(loose, column_lower=lower, column_upper=upper)
    return float(optimum(held)[0]) - 3.0 * given


def test_what_is_short_is_the_dearer_and_what_is_beyond_brings_the_less_the_more_there_is() -> None:
    at_least, (near, far), (first, last) = one_row(lower=20.0), SHORT, BEYOND
    assert left_for(at_least, 20.0, 5.0) == pytest.approx(0.0)
    assert left_for(at_least, 18.0, 5.0) == pytest.approx(2.0 * 5.0 * near[1])
    assert left_for(at_least, 16.0, 5.0) == pytest.approx(2.0 * 5.0 * (near[1] + far[1]))
    # the steps are 8 wide together; beyond them a unit is dear
    assert left_for(at_least, 11.0, 5.0) == pytest.approx(2.0 * 5.0 * (near[1] + 3.0 * far[1]) + 60.0)
    assert left_for(at_least, 22.0, 5.0) == pytest.approx(-2.0 * 5.0 * first[1])
    assert left_for(at_least, 40.0, 5.0) == pytest.approx(-2.0 * 5.0 * (first[1] + 3.0 * last[1]))


def test_a_row_without_a_price_is_left_for_little_and_brings_nothing() -> None:
    at_least, at_most = one_row(lower=20.0), one_row(upper=20.0)
    assert left_for(at_least, 25.0, 0.0) == pytest.approx(0.0)
    assert left_for(at_least, 18.0, 0.0) == pytest.approx(2.0 * CHEAPEST * 3.0 * SHORT[0][1])
    # a row with an upper side has a price below nought: to stay under it brings something
    assert left_for(at_most, 22.0, -5.0) == pytest.approx(2.0 * 5.0 * SHORT[0][1])
    assert left_for(at_most, 18.0, -5.0) == pytest.approx(-2.0 * 5.0 * BEYOND[0][1])


def test_a_loose_piece_may_leave_only_what_is_shared() -> None:
    split, _ = sites()
    own = split.columns(0, Width.OWN)
    relaxed = relaxation(split.arrays)
    x = relaxed.solve()
    assert x is not None
    loose = split.loose_piece(x, own, Margins(relaxed.prices(), 0.1))
    extra = loose.arrays.matrix[:, len(own) :]
    left = np.unique(extra.tocoo().row)
    rows = np.unique(split.by_column[:, own].indices)
    assert set(rows[left]) == set(rows[split.shared_rows[rows]])
    assert violation(loose.arrays, loose.start) <= TOLERANCE
    # a step is a tenth of what the row has on its two sides together, halved
    row = rows[left[0]]
    size = 0.5 * float(np.sum(abs(split.arrays.matrix[[row]]) @ np.abs(x)))
    widths = loose.arrays.column_upper[len(own) :][np.flatnonzero(extra[left[0]].toarray().ravel())]
    assert widths.min() == pytest.approx(0.1 * size)
    # at the prices of the relaxation nothing is to be gained by leaving what it has the part give
    cost = optimum(replace(loose.arrays, integer=np.zeros_like(loose.arrays.integer)))[0]
    assert cost == pytest.approx(float(loose.arrays.cost @ loose.start), rel=1e-3)


def test_a_part_whose_rows_are_all_gone_is_planned_as_well() -> None:
    # as with hires held: what is left of a site may be in no row at all
    program = Program()
    one, week = Axis("one", ("a",)), Axis("week", ("1",))
    hired = program.columns("hired", (one, week), upper=9.0, cost=2.0, integer=True)
    alone = program.columns("alone", (one, week), lower=1.0, upper=9.0, cost=3.0, integer=True)
    program.rows("cover", (one, week), at_least=2.5).add(hired.index)
    part = np.zeros(program.column_count, dtype=np.int64)
    part[alone.index] = 1
    found = turns(Split.of(program.arrays(), part), Guide((hired.index,)))
    assert found.first()
    assert found.cost == pytest.approx(2.0 * 3.0 + 3.0 * 1.0)


def first_plan(seed: int = 0) -> Turns:
    split, asked = sites()
    found = turns(split, asked, seed)
    assert found.first()
    return found


@pytest.mark.parametrize("first", [0.0, 0.5, 1.0])
def test_outside_the_span_of_a_turn_nothing_is_planned_anew(first) -> None:
    found = first_plan()
    open_weeks = {0.0: (0, 3), 0.5: (4, 7), 1.0: (9, 12)}[first]
    stays = found._stays(Way(Care(windows=2), 0.1, span=0.25, first=first)).nonzero()[0]
    inside = np.concatenate(
        [np.arange(site * 12 + open_weeks[0], site * 12 + open_weeks[1]) for site in range(3)]
    )
    assert sorted([*stays, *inside]) == list(range(36))


def test_what_was_decided_stays_in_turns_that_ask_for_it() -> None:
    found = first_plan()
    found.few = np.array([0, 13])
    whole = Way(Care(windows=2), 0.1)
    assert np.flatnonzero(found._stays(whole)).tolist() == [0, 13]
    assert not found._stays(replace(whole, decided=False)).any()
    piece = found._piece(found.split.columns(0, Width.OWN), found.x, whole)
    place = piece.columns.tolist().index(0)
    assert piece.arrays.column_lower[place] == piece.arrays.column_upper[place] == np.rint(found.x[0])


def test_the_whole_is_not_asked_where_the_part_alone_is_much_dearer(monkeypatch) -> None:
    found, asked = first_plan(), []
    monkeypatch.setattr(found, "_judged", lambda x: bool(asked.append(x)))
    way = Way(Care(windows=2), 0.1)
    piece = found._piece(found.split.columns(0, Width.OWN), found.x, way)
    now, other = float(piece.arrays.cost @ piece.start), piece.start.copy()
    other[0] += 1.0
    for dearer, times in ((0.9, 1), (1.1, 1)):
        planned = Planned(other, now + dearer * DEARER * found.cost)
        monkeypatch.setattr(found, "_planned", lambda piece, way, clock, planned=planned: planned)
        found._turn(0, way)
        assert len(asked) == times


def test_all_of_the_time_is_open_at_first_and_later_a_part_of_it() -> None:
    draw = np.random.default_rng(0)
    early = [_drawn(draw, whole=True) for _ in range(20)]
    later = [_drawn(draw, whole=False) for _ in range(60)]
    assert {(way.span, way.decided) for way in early} == {(1.0, True)}
    assert {way.span for way in later} == set(SPANS) and {way.decided for way in later} == set(DECIDED)
    # as many weeks to a window whatever the span
    assert all(way.care.windows in [max(1, round(count * way.span)) for count in WINDOWS] for way in later)
