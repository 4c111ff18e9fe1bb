"""The facts of a world: those of tables changed alike, and untouched where every factor is 1."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest

from capplan.facts import Facts
from capplan.load_model import load_model
from capplan.overlay import apply
from capplan.read import Tables, read_tables
from capplan.scenario import Change
from capplan.uncertainty.draws import World
from capplan.uncertainty.world import MOST_SHRINKAGE, world_facts
from capplan.validation import validate
from tests.small_contracts import ON, texts
from tests.small_inputs import write

FACTORS = {
    "volume": {"voice": 1.1, "chat": 0.9, "mail": 1.3},
    "aht": {"voice": 0.95, "chat": 1.05, "mail": 1.2},
    "attrition": {"DUB": 1.5, "MNL": 0.7},
    "shrinkage": {"DUB": 1.1, "MNL": 0.8},
}
WORLD = World(0, FACTORS, {})
SAME = World(0, {name: dict.fromkeys(factors, 1.0) for name, factors in FACTORS.items()}, {})


def changed(tables: Tables) -> Tables:
    """The tables after the changes that say what the world says."""
    changes = [
        Change(table="forecast", where={"queue": queue}, column=column, multiply=factor)
        for column, assumption in (("volume", "volume"), ("aht_s", "aht"))
        for queue, factor in FACTORS[assumption].items()
    ]
    changes += [
        Change(table="shrinkage", where={"site": site}, column="share", multiply=factor)
        for site, factor in FACTORS["shrinkage"].items()
    ]
    for row in tables.raw["attrition"].frame.to_dict("records"):
        where = {name: str(row[name]) for name in ("site", "team", "tenure_from_weeks")}
        rate = 1.0 - (1.0 - float(row["rate"])) ** FACTORS["attrition"][where["site"]]
        changes.append(Change(table="attrition", where=where, column="rate", set=rate))
    return apply(tables, changes)


def differences(one: Any, other: Any, name: str = "facts") -> list[str]:
    """The places where two facts differ by more than rounding."""
    if is_dataclass(one) and not isinstance(one, type):
        return [
            found
            for field in fields(one)
            for found in differences(
                getattr(one, field.name), getattr(other, field.name), f"{name}.{field.name}"
            )
        ]
    if isinstance(one, dict):
        return [found for key in one for found in differences(one[key], other[key], f"{name}.{key}")]
    if isinstance(one, np.ndarray):
        close = one.dtype.kind == "f" and np.allclose(one, other, rtol=1e-9, atol=0.0, equal_nan=True)
        return [] if close or np.array_equal(one, other) else [name]
    if isinstance(one, tuple) and one and (is_dataclass(one[0]) or isinstance(one[0], np.ndarray)):
        return [found for a, b in zip(one, other, strict=True) for found in differences(a, b, name)]
    return [] if one == other else [name]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tables, Any]:
    # with a contract, whose facts are built from the same tables
    model, inputs = write(tmp_path_factory.mktemp("small"), texts({"rate": "11"}), ON)
    return read_tables(inputs), load_model(model)[0]


def test_the_facts_of_a_world_are_those_of_tables_changed_alike(small: tuple[Tables, Any]) -> None:
    tables, model = small
    facts = world_facts(validate(tables, model), WORLD)
    overlaid = validate(changed(tables), model)
    assert differences(facts, overlaid) == []
    moved = differences(facts, validate(tables, model))
    assert moved == [
        "facts.shrinkage.share",
        "facts.teams.hazard",
        "facts.queues.volume",
        "facts.queues.aht_s",
    ]


def test_factors_of_one_change_nothing_to_the_last_bit(small: tuple[Tables, Any]) -> None:
    tables, model = small
    facts = validate(tables, model)
    same = world_facts(facts, SAME)
    for name in ("volume", "aht_s"):
        assert np.array_equal(getattr(same.queues, name), getattr(facts.queues, name))
    assert np.array_equal(same.teams.hazard, facts.teams.hazard)
    assert np.array_equal(same.shrinkage.share, facts.shrinkage.share)


def test_some_time_is_left_for_work_whatever_is_drawn(small: tuple[Tables, Any]) -> None:
    tables, model = small
    facts: Facts = validate(tables, model)
    much = {**SAME.factors, "shrinkage": {"DUB": 9.0, "MNL": 2.0}}
    share = world_facts(facts, replace(SAME, factors=much)).shrinkage.share
    total = facts.shrinkage.share.sum(axis=0).max(axis=1)
    assert share[:, 0].sum(axis=0).max() == pytest.approx(MOST_SHRINKAGE)
    assert share[:, 1].sum(axis=0).max() == pytest.approx(2.0 * total[1])
