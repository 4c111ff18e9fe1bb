"""Drivers, hires held, and the tornado of a small plan, exact."""

from dataclasses import replace

import pytest

from capplan.contract_columns import MONEY
from capplan.contract_tables import TABLES as CONTRACT_TABLES
from capplan.errors import CapplanError, InvalidInput
from capplan.extract import extract
from capplan.formulation import formulate
from capplan.pipeline import Line, solve_formulation
from capplan.report.studies.tornado import Bar, End, Tornado, tornado_content, tornado_table, tornado_text
from capplan.requirements.required import require
from capplan.solve import SolveOptions
from capplan.studies.hires_held import HiresHeld, held_of, hold
from capplan.studies.many import Done
from capplan.studies.setting import Setting
from capplan.studies.tornado import _bar, tornado
from capplan.studies.tornado_drivers import DRIVERS, Driver, asked_drivers, changes_of
from tests.formulation import test_initiatives, test_site_options
from tests.formulation.brute_force import Chosen
from tests.formulation.test_selection import CASES as SELECTION
from tests.small_inputs import MODEL, tables, write
from tests.studies.here import exactly, in_process, short_plan
from tests.test_pitfalls import NO_RESULT
from tests.tiny_contracts import Terms


def program_of(case):
    """The program of one contract that may be opened or ended."""
    facts, requirement, model = case.given()
    return formulate(model, facts, requirement)


@pytest.fixture(scope="module")
def setting(tmp_path_factory):
    with in_process():
        yield short_plan(tmp_path_factory.mktemp("tornado"))


@pytest.fixture(scope="module")
def inputs(setting):
    return setting.load()


@pytest.fixture(scope="module")
def formulation(inputs):
    return formulate(inputs.model, inputs.facts, require(inputs.facts))


@pytest.fixture(scope="module")
def plan(setting, formulation):
    return solve_formulation(formulation, SolveOptions(), 0.0, None)


@pytest.fixture(scope="module")
def found(setting):
    drivers = [Driver("volume", 0.8, 1.1), Driver("wages"), Driver("vendor_rates")]
    return tornado(setting, drivers)


def test_drivers_as_people_write_them():
    assert [driver.name for driver in asked_drivers([], 0.1)] == list(DRIVERS)
    assert asked_drivers(["volume", "aht=0.9:1.3"], 0.2) == [
        Driver("volume", 0.8, 1.2),
        Driver("aht", 0.9, 1.3),
    ]
    with pytest.raises(InvalidInput) as error:
        asked_drivers(["volum", "aht=1", "wages=1.1:0.9"], 0.1)
    text = str(error.value)
    assert len(error.value.problems) == 3
    assert "'volume'" in text and "aht=LOW:HIGH" in text and "not below" in text


def test_wages_and_vendor_rates_share_the_table_of_rates_and_no_row_of_it(inputs):
    wages = changes_of("wages", 1.1, inputs.tables)
    rates = changes_of("vendor_rates", 1.1, inputs.tables)
    assert [(change.table, change.column, change.where) for change in wages] == [
        ("rates", "rate", {"unit": ("wage_hour",)}),
        ("rates", "rate", {"unit": ("wage_month",)}),
        ("support_ratios", "rate", {}),
    ]
    assert [(change.table, change.where) for change in rates] == [("rates", {"unit": ("paid_hour",)})]
    assert all(change.multiply == 1.1 for change in (*wages, *rates))


def test_every_price_of_a_unit_in_a_contract_is_a_vendor_rate_and_no_fee_once():
    prices = {
        (table.name, column.name)
        for table in CONTRACT_TABLES
        for column in table.columns
        if column.unit == MONEY and column.name not in ("opening_fee", "exit_fee")
    }
    assert len(prices) >= 14
    moved = {(table, column) for table, column, _ in DRIVERS["vendor_rates"] if table != "rates"}
    assert moved == prices


@pytest.mark.parametrize("driver", DRIVERS)
def test_every_driver_can_be_made_higher_in_the_inputs(setting, inputs, driver):
    changes = changes_of(driver, 1.1, inputs.tables)
    after = setting.case("x", changes).load()
    for change in changes:
        assert not after.tables.raw[change.table].frame.equals(inputs.tables.raw[change.table].frame)


def test_hires_held_keep_the_classes_and_nothing_else(formulation, plan):
    held = held_of(plan)
    assert held.classes and HiresHeld.of_text(held.as_text()) == held
    assert all(count > 0.0 and people > 0.0 for *_, count, people in held.classes)
    # without what was promised before: DUB_EN has six people on 16 March
    promised = [cell for cell in held.classes if cell[:2] == ("DUB_EN", "2026-03-16")]
    assert sum(people for *_, people in promised) == pytest.approx(
        plan.walk.hires[0, 2] - plan.facts.class_rules.committed_heads[0, 2]
    )
    fixed = hold(formulation, held)
    blocks, arrays = formulation.program.column_blocks, fixed.arrays
    for name in ("classes", "hires"):
        index = blocks[name].index
        assert (arrays.column_lower[index] == arrays.column_upper[index]).all()
    free = blocks["assigned_h"].index
    assert (arrays.column_upper[free] == formulation.arrays.column_upper[free]).all()
    assert exactly(arrays).objective == pytest.approx(exactly(formulation.arrays).objective)


@pytest.mark.parametrize(
    ("made", "decided"),
    [
        (test_initiatives.formulated({}, heads=1.0), ("initiative_starts", "bot", "2026-01-05")),
        (
            program_of(Chosen(Terms(candidate=True, rate=20.0, opening_fee=3000.0), unmet=60.0)),
            ("opens", "C1", "2026-01-01"),
        ),
        (program_of(SELECTION["an end that pays"]), ("closes", "C1", "2026-04-01")),
        (
            test_site_options.formulated(
                test_site_options.closing(cost=[2000.0], severance=[15_000.0], fixed_cost=[3000.0]),
                (1.0, 4.0),
            ),
            ("site_changes", "SITE1", "2026-01-05"),
        ),
    ],
)
def test_contracts_initiatives_and_sites_are_held_as_they_were_decided(made, decided):
    """The plans decide yes; held at no they cost more, held at yes the same, though all else is free."""
    best = exactly(made.arrays)
    plan = extract(made, best.x, replace(NO_RESULT, objective=best.objective))
    held = held_of(plan)
    assert held.decided == (decided,) and HiresHeld.of_text(held.as_text()) == held
    kept = hold(made, held)
    columns = made.program.column_blocks[decided[0]].index
    assert (kept.arrays.column_lower[columns] == kept.arrays.column_upper[columns]).all()
    assert kept.arrays.column_upper[columns].sum() == 1.0
    assert exactly(kept.arrays).objective == pytest.approx(best.objective)
    without = exactly(hold(made, replace(held, decided=())).arrays)
    # people in classes of a contract that is not opened are no plan at all
    assert without.objective is None or without.objective > best.objective + 1.0


def test_what_is_held_must_be_there(formulation):
    with pytest.raises(CapplanError, match="does not know"):
        hold(formulation, HiresHeld((("DUB_XX", "2026-03-02", 1.0, 5.0),), ()))
    with pytest.raises(CapplanError, match="does not know"):
        hold(formulation, HiresHeld((), (("site_changes", "AUS", "2026-03-02"),)))


def test_no_hires_held_cost_more_than_the_best_plan(formulation):
    none = exactly(hold(formulation, HiresHeld((), ())).arrays)
    assert none.objective > exactly(formulation.arrays).objective + 1.0


def test_held_is_never_cheaper_than_planned_anew(found):
    assert found.base.summary and len(found.bars) == 3
    for bar in found.bars:
        for anew, held in ((bar.low, bar.low_held), (bar.high, bar.high_held)):
            assert held.cost >= anew.cost - 0.01
            assert held.cost >= anew.summary["bound"] - 0.01
    volume = found.bars[0]
    assert volume.high.cost > found.base.cost and volume.high_held.cost > volume.high.cost + 1.0
    assert volume.high_held.summary["hires"] == found.base.summary["hires"] != volume.high.summary["hires"]


def test_the_longest_bar_comes_first_and_tells_both_ways(found):
    content = tornado_content(found)
    assert content["drivers"][0]["driver"] == "volume"
    high = content["drivers"][0]["high"]
    assert high["factor"] == 1.1
    more = high["hires_held"]["cost_moves_by"] - high["planned_anew"]["cost_moves_by"]
    assert high["held_costs_more"] == pytest.approx(more, abs=0.02) and more > 0.0
    text = tornado_text(found)
    assert "Volume" in text and "-20%" in text and "+10%" in text


def test_a_plan_with_hires_held_that_is_better_than_the_search_stands_for_it(setting, monkeypatch):
    def worse(arrays, options=None, tell=None, guide=None):
        # the search anew stops early: it finds the plan without hires
        best = exactly(arrays)
        if (arrays.column_lower[arrays.integer] == arrays.column_upper[arrays.integer]).all():
            return best
        upper = arrays.column_upper.copy()
        upper[arrays.integer] = arrays.column_lower[arrays.integer]
        poor = exactly(replace(arrays, column_upper=upper))
        return replace(poor, bound=best.objective, gap=1.0) if calls.append(1) or len(calls) > 1 else best

    calls = []
    monkeypatch.setattr("capplan.pipeline.solve", worse)
    moved = tornado(replace(setting, runs=setting.runs / "worse"), [Driver("volume", 0.999, 1.001)])
    bar = moved.bars[0]
    assert bar.high.by_held and bar.high.cost == bar.high_held.cost
    assert bar.high.summary["bound"] <= bar.high.cost and bar.high.summary["gap"] < 0.5
    told = tornado_text(moved)
    assert "anew: nothing better than with hires held was found" in told
    assert "nothing better" not in tornado_text(
        replace(moved, bars=(replace(bar, low=bar.low_held, high=bar.high_held),))
    )


def full_site(folder, seats):
    """Eight weeks in which people stay whom attrition would have taken, at a site with so many seats."""
    given = tables()
    changed = {
        "sites": given["sites"].replace("100,90,0.2", f"{seats},90,0.0"),
        "class_rules": given["class_rules"].replace("MNL_EN,5,15,1,,,,\n", ""),
        "budgets": None,
    }
    path, inputs = write(folder, changed, MODEL.replace("[hiring]", "[seats]\n\n[hiring]"))
    return Setting(path, inputs, None, folder / "runs", Line(gap=0.0))


def test_where_people_who_stay_have_no_seat_the_seats_give_and_it_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("capplan.uncertainty.giving.solve", exactly)
    with in_process():
        enough = tornado(full_site(tmp_path / "enough", 53), [Driver("attrition", 0.3, 1.0)])
        full = tornado(full_site(tmp_path / "full", 51), [Driver("attrition", 0.3, 1.0)])
    assert enough.bars[0].low_held.rules_given == {} and "give by" not in tornado_text(enough)
    low = full.bars[0].low_held
    assert low.summary and set(low.rules_given) == {"seats"}
    # the six who are promised come whatever happens: of the 52 people nobody is to go, and one or two have no seat
    assert 1.0 < low.rules_given["seats"] < 5.0 * 1.5
    assert f"held: seats give by {low.rules_given['seats']:.1f}" in tornado_text(full)
    line = tornado_table(full).query("side == 'low' and way == 'hires_held'").iloc[0]
    assert line["rules_given"] == f"seats {low.rules_given['seats']:g}"


@pytest.mark.parametrize(("given", "stands"), [({}, True), ({"seats": 3.0}, False)])
def test_a_plan_that_breaks_a_rule_does_not_stand_for_one_that_keeps_all_of_them(setting, given, stands):
    told = {"objective": 100.0, "bound": 80.0, "gap": 0.2, "status": "gap_not_reached", "exit_code": 5}
    cases = [setting.case("volume-x0.9"), setting.case("volume-x1.1")]
    free = {case.name: Done(case.name, "", told, 0.0, 1, reused=False) for case in cases}
    cheaper = {**told, "objective": 90.0, "rules_given": given}
    held = {f"{name}-held": Done(name, "", cheaper, 0.0, 1, reused=False) for name in free}
    bar = _bar(Driver("volume"), cases, free, held)
    assert (bar.low.by_held, bar.low.cost) == (stands, 90.0 if stands else 100.0)


def end(objective, bound=None, factor=1.1):
    told = {"objective": objective, "bound": objective if bound is None else bound, "gap": 0.01}
    return End(factor, {**told, "cost_to_serve": objective, "status": "within_gap"}, 0, "")


def test_what_the_gaps_hide_is_marked():
    base = end(1000.0, 980.0)
    # low: 15 less, but the base may cost 980 as well; high: proven by the bound of 1,001
    bar = Bar(
        "volume", end(985.0, 970.0, 0.9), end(1005.0, 1001.0), end(990.0, 990.0, 0.9), end(1040.0, 1030.0)
    )
    study = Tornado("small", "base", "USD", base, (bar,), ())
    (driver,) = tornado_content(study)["drivers"]
    low, high = driver["low"]["planned_anew"], driver["high"]["planned_anew"]
    assert (low["cost_moves_by"], low["cost_moves_by_least"], low["cost_moves_by_most"]) == (
        -15.0,
        -30.0,
        5.0,
    )
    assert not low["proven_to_move"] and high["proven_to_move"]
    assert (driver["low"]["held_costs_more_least"], driver["low"]["held_costs_more_most"]) == (5.0, 20.0)
    assert driver["high"]["held_costs_more_least"] == 25.0
    text = tornado_text(study)
    assert "~-15 " in text and " +5 " in text and "~+5 " not in text and text.endswith("not proven.")
    sure = tornado_text(replace(study, base=end(1000.0), bars=(replace(bar, low=end(985.0)),)))
    assert "~" not in sure


def test_a_driver_that_the_inputs_do_not_hold_is_skipped(setting, inputs, tmp_path):
    for file in setting.inputs.iterdir():
        if file.name not in ("currency_rates.csv",):
            (tmp_path / file.name).write_bytes(file.read_bytes())
    sites = (tmp_path / "sites.csv").read_text().replace("EUR", "USD")
    (tmp_path / "sites.csv").write_text(sites)
    home = replace(setting, inputs=tmp_path, runs=tmp_path / "runs")
    assert tornado(home, [Driver("currency")]).skipped == ("currency",)
