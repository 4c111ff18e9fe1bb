"""The parts of a program: every column in one of them, what sites share in parts of its own."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.formulation import Formulation, formulate
from capplan.guide_parts import parts
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


@pytest.mark.parametrize("names", [("stand_in_h", "uncovered_h"), ("initiative_starts",)])
def test_what_follows_from_all_sites_is_one_part_and_holds_nothing_else_that_is_whole(names, every) -> None:
    part, blocks = part_of(every), every.program.column_blocks
    columns = np.concatenate([blocks[name].index.ravel() for name in names])
    (alone,) = np.unique(part[columns])
    assert not np.isin(part[blocks["hires"].index], alone).any()
    others = np.setdiff1d(np.flatnonzero(part == alone), columns)
    assert not every.arrays.integer[others].any()
