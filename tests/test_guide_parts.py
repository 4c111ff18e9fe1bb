"""The parts of a program: every column in one of them, what sites share in parts of its own."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.formulation import Formulation, formulate
from capplan.guide import guide
from capplan.guide_parts import parts, periods, stand_ins
from capplan.pipeline import load
from capplan.requirements.required import require
from tests.test_instances import write_instance


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Formulation:
    """Five sites with every family of rules."""
    inputs = load(*write_instance("S", tmp_path_factory.mktemp("every"), seed=0, with_families=True))
    return formulate(inputs.model, inputs.facts, require(inputs.facts))


def part_of(formulation: Formulation) -> np.ndarray:
    """The number of the part of every column."""
    found = np.full(formulation.program.column_count, -1)
    for number, columns in enumerate(parts(formulation)):
        assert (found[columns] == -1).all()
        found[columns] = number
    assert (found >= 0).all()
    return found


def test_people_of_a_site_and_what_a_queue_leaves_undone_have_parts_of_their_own(every: Formulation) -> None:
    part, blocks = part_of(every), every.program.column_blocks
    site = every.given.facts.teams.site
    of_team = part[blocks["hires"].index]
    assert all(len(np.unique(of_team[site == s])) == 1 for s in np.unique(site))
    assert len(np.unique(of_team)) == len(np.unique(site))
    assert not np.isin(part[blocks["backlog_h"].index], of_team).any()


def test_initiatives_are_one_part_and_nothing_else_in_it_is_whole(every: Formulation) -> None:
    part, starts = part_of(every), every.program.column_blocks["initiative_starts"].index.ravel()
    (alone,) = np.unique(part[starts])
    others = np.setdiff1d(np.flatnonzero(part == alone), starts)
    assert not every.arrays.integer[others].any()


def test_who_stands_in_where_a_site_is_lost_is_named(every: Formulation) -> None:
    blocks = every.program.column_blocks
    named = stand_ins(every)
    assert set(named) == {*blocks["stand_in_h"].index.ravel(), *blocks["uncovered_h"].index.ravel()}
    assert np.array_equal(guide(every).apart, named)


def test_periods_hold_what_is_of_a_period_and_nothing_of_a_month(every: Formulation) -> None:
    blocks, count = every.program.column_blocks, every.given.facts.horizon.count
    found = np.full(every.program.column_count, -1)
    for number, columns in enumerate(periods(every)):
        assert (found[columns] == -1).all()
        found[columns] = number
    assert len(periods(every)) == count
    assert np.array_equal(
        found[blocks["hires"].index], np.tile(np.arange(count), (len(blocks["hires"].index), 1))
    )
    assert (found[blocks["opens"].index] == -1).all() and (found[blocks["window_units"].index] == -1).all()
    # the backlog that is left after the last period is there at its end
    of_period = [b for b in blocks.values() if b.index.size and "period" in {axis.name for axis in b.axes}]
    assert all((found[block.index] >= 0).all() for block in of_period)
    labels, after = every.given.sets.periods.labels, 0
    for block in of_period:
        position = [axis.name for axis in block.axes].index("period")
        later = [k for k, label in enumerate(block.axes[position].labels) if label not in labels]
        assert (found[np.take(block.index, later, axis=position)] == count - 1).all()
        after += len(later)
    assert after > 0
    assert [each.tolist() for each in guide(every).periods] == [each.tolist() for each in periods(every)]
