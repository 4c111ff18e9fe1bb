"""Levers become stated changes, each as a scenario of a planning model would state it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from capplan.app.levers import EXIT_RATE, Levers, vendors_of, what_if_of
from capplan.overlay import apply
from capplan.read import read_tables
from capplan.starting_point import load
from tests.small_contracts import ON, texts
from tests.small_inputs import altered, write


@pytest.fixture
def tables(tmp_path):
    return read_tables(write(tmp_path)[1])


def numbers(tables, table: str, column: str) -> list[float]:
    return [float(cell) for cell in tables.raw[table].frame[column] if cell]


@pytest.mark.parametrize(
    ("lever", "table", "column"),
    [
        ("volume", "forecast", "volume"),
        ("aht", "forecast", "aht_s"),
        ("shrinkage", "shrinkage", "share"),
        ("attrition", "attrition", "rate"),
        ("wages", "support_ratios", "rate"),
        ("currency", "currency_rates", "rate"),
    ],
)
def test_a_factor_multiplies_what_it_says(tables, lever, table, column):
    scenario, idle = what_if_of(Levers(**{lever: 1.25}), tables)
    changed = apply(tables, scenario.change)
    assert idle == [] and changed.problems == () and scenario.rules == {}
    assert numbers(changed, table, column) == pytest.approx(
        [1.25 * x for x in numbers(tables, table, column)]
    )


def test_wages_leave_what_vendors_bill(tables):
    changed = apply(tables, what_if_of(Levers(wages=2.0), tables)[0].change)
    frame = changed.raw["rates"].frame.set_index("team")["rate"]
    assert (frame["DUB_EN"], frame["DUB_DE"], frame["MNL_EN"]) == ("40", "7200", "11")


def test_a_freeze_is_a_rule_and_levers_in_place_change_nothing(tables):
    scenario, idle = what_if_of(Levers(freeze=True), tables)
    assert (scenario.rules, scenario.change, idle) == ({"hiring": {"freeze": True}}, (), [])
    scenario, _ = what_if_of(Levers(), tables)
    assert (scenario.rules, scenario.change, scenario.note) == ({}, (), "")


def test_a_vendor_that_leaves_starts_no_class_and_loses_its_people(tmp_path):
    tables = read_tables(write(tmp_path, {"attrition": altered("attrition", "0.01,weekly", "0.3,annual")})[1])
    assert vendors_of(tables) == ["Beta"]
    scenario, idle = what_if_of(Levers(vendor_exit="Beta"), tables)
    changed = apply(tables, scenario.change)
    assert idle == [] and changed.problems == ()
    attrition = changed.raw["attrition"].frame
    assert attrition[attrition.site == "MNL"][["rate", "rate_period"]].values.tolist() == [
        [str(EXIT_RATE), "weekly"]
    ]
    assert attrition[attrition.site == "DUB"].equals(tables.raw["attrition"].frame[attrition.site == "DUB"])
    assert list(changed.raw["class_rules"].frame.team) == ["DUB_EN"]
    loaded = load(tmp_path / "small.toml", tmp_path / "inputs", None, scenario.change, scenario.rules)
    assert loaded.facts.horizon.count == 8


def test_the_orders_and_the_least_size_of_a_vendor_that_leaves_lapse(tmp_path):
    orders = "contract,month,stage,units\nB1,2026-03,locked,1000\n"
    owed = {"commit_units": "1800", "commit_window": "quarter"}
    model, inputs = write(tmp_path, texts(owed, contract_orders=orders), ON)
    tables = read_tables(inputs)
    before = load(model, inputs).facts.contracts
    scenario, _ = what_if_of(Levers(vendor_exit="Beta"), tables)
    after = load(model, inputs, None, scenario.change, scenario.rules).facts.contracts
    assert before is not None and after is not None
    changed = apply(tables, scenario.change)
    assert list(changed.raw["contracts"].frame.commit_units) == [""]
    assert len(changed.raw["contract_orders"].frame) == 0


def test_an_offer_of_a_vendor_that_leaves_is_gone_with_its_site(tmp_path):
    model, inputs = write(tmp_path, {"headcount": altered("headcount", "MNL_EN,20,25\n", "")})
    scenario, _ = what_if_of(Levers(vendor_exit="Beta"), read_tables(inputs))
    facts = load(model, inputs, None, scenario.change, scenario.rules).facts
    assert (facts.sites.name, facts.teams.name) == (("DUB",), ("DUB_EN", "DUB_DE"))


def test_what_the_inputs_have_nothing_of_is_told(tmp_path):
    tables = read_tables(write(tmp_path, {"currency_rates": None})[1])
    assert what_if_of(Levers(currency=1.1), tables)[1] == ["foreign currencies"]
    assert what_if_of(Levers(vendor_exit="Nobody"), tables)[1] == ["vendor Nobody"]


def test_the_words_and_the_name_say_what_is_asked():
    levers = Levers(volume=1.1, attrition=0.75, freeze=True, vendor_exit="A-b & c")
    assert (
        levers.words
        == "Volume +10 %, attrition \N{MINUS SIGN}25 %, no new classes, vendor A-b & c gives notice."
    )
    assert levers.name == "volume_plus_10_attrition_minus_25_freeze_exit_A-b_c"
    assert (Levers().words, Levers().name) == ("", "")


@pytest.mark.parametrize(
    "wrong", [{"volume": 0.4}, {"volume": 2.1}, {"aht": "x"}, {"other": 1.0}, {"volume": float("nan")}]
)
def test_levers_out_of_reach_are_refused(wrong):
    with pytest.raises(ValidationError):
        Levers(**wrong)
