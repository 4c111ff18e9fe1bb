"""The start that an earlier plan gives: whole numbers that are known, nan for the rest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from capplan.facts import SupportRatios
from capplan.formulation import formulate
from capplan.replan.agree import agree
from capplan.replan.start import earlier_start
from tests.replan.test_agree import WEEKS, earlier, facts_of
from tests.tiny import tiny_facts, tiny_model


def test_classes_roles_and_queues_are_those_of_the_earlier_plan() -> None:
    facts = facts_of()
    roles = SupportRatios(("lead",), np.zeros(1, int), np.array([5.0]), np.array([900.0]))
    facts = replace(facts, support=roles)
    labels = facts.horizon.labels
    was = replace(
        earlier(facts, {3: (1, 4)}),
        staffed={("HOME", "lead", day): 1.0 + (t >= 4) for t, day in enumerate(labels)},
        worked=frozenset({("TEAM1", "queue1:en", labels[5])}),
    )
    sections = {
        "hiring": {},
        "support": {"block_periods": 4},
        "stability": {"least_h": 5.0, "block_periods": 4},
    }
    model = tiny_model(WEEKS, **sections)
    agreed, _ = agree(was, facts, model)
    _, requirement = tiny_facts([[40.0] * WEEKS])
    formulation = formulate(model, facts, requirement, agreed)
    start = earlier_start(formulation, was)
    values = {name: start[block.index] for name, block in formulation.program.column_blocks.items()}
    assert values["classes"][0].tolist() == [0, 0, 0, 1, 0, 0, 0, 0]
    assert values["hires"][0].tolist() == [0, 0, 0, 4, 0, 0, 0, 0]
    assert values["role_heads"].tolist() == [[1.0, 2.0]]
    assert values["takes"].tolist() == [[0.0, 1.0]]
    assert np.isnan(values["heads"]).all(), "only whole numbers are started from"


def test_pins_stand_in_the_start_and_what_the_earlier_plan_does_not_know_is_left_out() -> None:
    facts, model = facts_of(), tiny_model(WEEKS, hiring={})
    was = earlier(facts, {3: (1, 4)})
    pinned = np.arange(WEEKS)[None, :] == 3
    agreed = replace(
        agree(was, facts, model)[0], pinned=pinned, pinned_classes=pinned * 1.0, pinned_heads=pinned * 2.0
    )
    agreed = replace(agreed, told=agreed.told & (np.arange(WEEKS) < 6))
    formulation = formulate(model, facts, tiny_facts([[40.0] * WEEKS])[1], agreed)
    hires = earlier_start(formulation, was)[formulation.program.column_blocks["hires"].index[0]]
    assert hires[3] == 2.0
    assert np.isnan(hires).tolist() == [False] * 6 + [True] * 2
