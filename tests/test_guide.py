"""The guide: what of a plan belongs together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.facts import SupportRatios
from capplan.formulation import Formulation, formulate
from capplan.formulation.bounds import least_people
from capplan.guide import SPAN, guide
from tests.formulation.brute_force import Chosen
from tests.formulation.test_initiatives import one
from tests.formulation.test_site_options import closing, two_sites
from tests.small_plan import SmallPlan, small_plan
from tests.solve.searches import random_plan
from tests.tiny import tiny_model
from tests.tiny_contracts import Terms


def _sets(formulation: Formulation) -> list[set[int]]:
    return [set(columns.tolist()) for columns in guide(formulation).neighbourhoods]


def _columns(formulation: Formulation, teams: object = slice(None), weeks: slice = slice(None)) -> set[int]:
    """The classes and people of teams in some weeks."""
    blocks = formulation.program.column_blocks
    return {
        column
        for name in ("classes", "hires")
        for column in blocks[name].index[teams][:, weeks].ravel().tolist()
        if formulation.arrays.integer[column]
    }


def test_neighbourhoods_are_sites_then_languages_then_spans() -> None:
    facts, requirement = small_plan().facts()
    # the first queue is worked by the first team only, in another language
    queues = replace(facts.queues, language=("en", "ja"))
    pairs = replace(facts.pairs, team=np.array([0, 1]), queue=np.array([0, 1]), pace=np.ones(2))
    facts = replace(facts, queues=queues, pairs=pairs)
    made = formulate(small_plan().formulation().given.model, facts, requirement)
    first, second = _columns(made, [0]), _columns(made, [1])
    assert first and second
    assert _sets(made) == [first, second, first, second, first | second]


def test_a_language_holds_every_team_that_works_in_it() -> None:
    made = small_plan().formulation()
    sets = _sets(made)
    # both teams work both queues, which are English
    assert sets == [_columns(made, [0]), _columns(made, [1]), _columns(made), _columns(made)]


@pytest.mark.parametrize(
    ("weeks", "firsts"),
    [(4, [0]), (SPAN, [0]), (SPAN + 1, [0, 6]), (30, [0, 6, 12, 18]), (31, [0, 6, 12, 18, 24])],
)
def test_spans_overlap_by_half_and_leave_no_week_out(weeks: int, firsts: list[int]) -> None:
    plan = SmallPlan(
        required_h=((200.0,) * weeks,),
        heads=(3.0,),
        rates=(900.0,),
        sites=(0,),
        paces=(1.0,),
        real_time=(True,),
    )
    made = plan.formulation()
    spans = _sets(made)[2:]
    expected = [_columns(made, weeks=slice(first, first + SPAN)) for first in firsts]
    assert spans == [columns for columns in expected if columns]
    assert set().union(*spans) == _columns(made)


def test_a_site_holds_its_support_roles_too() -> None:
    facts, requirement = small_plan().facts()
    roles = SupportRatios(("lead", "lead"), np.array([0, 1]), np.array([4.0, 5.0]), np.array([900.0, 800.0]))
    sections = small_plan().formulation().given.model.model_dump(exclude_none=True)
    model = type(small_plan().formulation().given.model).model_validate(
        sections | {"support": {"block_periods": 2}}
    )
    made = formulate(model, replace(facts, support=roles), requirement)
    index = made.program.column_blocks["role_heads"].index
    sets = _sets(made)
    for site in (0, 1):
        assert sets[site] == _columns(made, [site]) | set(index[site].tolist())


def test_a_site_holds_the_charges_and_decisions_of_its_contracts() -> None:
    terms = Terms(
        rate=20.0, candidate=True, may_end=True, opening_fee=9000.0, tiers=((0.0, 0.0), (300.0, 9.0)),
        tier_kind="all_units",
    )  # fmt: skip
    facts, requirement, model = Chosen(terms).given()
    made = formulate(model, facts, requirement)
    blocks = made.program.column_blocks
    named = {
        column for name in ("opens", "closes", "piece") for column in blocks[name].index.ravel().tolist()
    }
    whole = {column for column in named if made.arrays.integer[column]}
    assert set(blocks["opens"].index.ravel().tolist()) <= whole
    assert _sets(made)[0] == _columns(made) | whole


@pytest.mark.parametrize("seed", range(15))
def test_every_neighbourhood_is_of_whole_numbers_that_are_not_aside(seed: int) -> None:
    made = random_plan(seed)
    asked = guide(made)
    for columns in asked.neighbourhoods:
        assert columns.size and made.arrays.integer[columns].all()
        assert len(set(columns.tolist())) == columns.size
        assert not np.isin(columns, asked.aside).any()


def test_initiatives_and_sites_are_decided_first_and_an_option_belongs_to_its_site() -> None:
    facts, requirement = two_sites(closing(), (4.0, 4.0))
    queues = replace(facts.queues, real_time=np.array([False]), turnaround_periods=np.array([2.0]))
    facts = replace(facts, queues=queues, initiatives=one(queues=[[True]], bounce_queue=[[-1]]))
    model = tiny_model(9, hiring={}, initiatives={}, site_options={})
    formulation = formulate(model, facts, requirement)
    found, blocks = guide(formulation), formulation.program.column_blocks
    assert [index.shape for index in found.decisions] == [(1, 3), (1, 3)]  # series of the same months
    option = set(blocks["site_changes"].index[0].tolist())
    assert option <= _sets(formulation)[0] and not option & _sets(formulation)[1]


def test_fewest_people_are_nobody_where_a_site_may_close_or_strain_takes_them() -> None:
    for chosen, rules, fewest in (
        (None, {}, [4.0, 4.0]),
        (closing(), {"site_options": {}}, [0.0, 4.0]),
        (None, {"strain": {"leaver_price": 1.0, "busy_from": 0.5, "busy_leavers": 0.1}}, [0.0, 0.0]),
    ):
        given = formulate(tiny_model(9, hiring={}, **rules), *two_sites(chosen, (4.0, 4.0))).given
        assert least_people(given)[:, -1].tolist() == fewest
