"""The review checklist of the model (MODEL.md, part 5), item by item: each trap has a test.

Items tested where they belong:

 1     requirements/week/test_interval_week.py
 2     requirements/week/test_time_varying.py, test_simulation.py
 3     requirements/queueing/test_erlang_a.py       4      requirements/queueing/test_erlang.py
 5, 6  requirements/queueing/test_sizing.py         8      requirements/week/test_week_service.py
 9     requirements/queueing/test_chat.py           11     validation/test_facts.py
 15    validation/test_facts.py                     16     formulation/test_headcount.py, test_extract.py
 17    here: net leavers by site and team           19     formulation/test_hiring.py, test_extract.py
 20    formulation/test_headcount.py                21     formulation/test_transfers.py, test_extract.py
 23    formulation/test_releases.py                 24     formulation/test_costs.py, test_extract.py
 26    formulation/test_backlog.py                  29     test_end_effect.py
 33    solve/test_outcomes.py, test_settle.py       35     solve/test_diagnose.py
 37    solve/test_outcomes.py, test_backends.py     40     test_metamorphic.py, test_properties.py
 38    verify/test_walk.py, verify/test_verify.py and the import contracts of pyproject.toml

The rest is here: 5b, 7, 10, 12, 13, 14, 17, 18, 25, 27, 28, 34, 36, 39.

Later, with the features they belong to: 22 price tiers and commitments,
30 and 31 scenarios of volume, handle time and attrition, 32 the loss of a site.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from capplan.extract import extract
from capplan.facts import Backlog, Facts, Pairs, Profile, Shrinkage
from capplan.formulation import formulate
from capplan.horizon import Horizon
from capplan.load_model import load_model
from capplan.plan import Result
from capplan.read import read_tables
from capplan.requirements.required import require
from capplan.validation import validate
from tests import small_inputs
from tests.milp import optimum
from tests.rows import row, week
from tests.small_plan import small_plan
from tests.tiny import at_sites, class_rules, tiny_facts, tiny_model

NO_RESULT = Result(
    "within_gap", 0.0, 0.0, 0.0, 0.01, "highs", "highs", "1", 0, 0, 0, 0, 0, 0.0, 0.0, 0.0, None
)


def _with_shrinkage(facts: Facts, share: float, *, paid: bool = True, in_office: bool = False) -> Facts:
    """The same facts with one planned component of shrinkage."""
    periods = facts.horizon.count
    shrinkage = Shrinkage(
        ("component",),
        np.full((1, 1, periods), share),
        np.array([[True]]),
        np.array([[paid]]),
        np.array([[in_office]]),
        ("paid",),
        ("additive",),
    )
    return replace(facts, shrinkage=shrinkage)


# 7. Rounding on the way from hours to heads


def test_hours_are_not_rounded_on_the_way_to_the_plan() -> None:
    facts, _ = tiny_facts([[100.3] * 4], opening=[[2.5]], real_time=False, turnaround=0.0)
    formulation = formulate(tiny_model(4), facts, require(facts))
    _, x = optimum(formulation.arrays)
    assert formulation.program.value("short_h", x)[0] == pytest.approx([0.3] * 4)


# 10. Slowness counted twice


def test_a_slow_beginner_at_a_slow_pace_is_slow_once_for_each_reason() -> None:
    # 10 people at half speed are 200 hours; at pace 0.8 they do 160 standard hours
    facts, requirement = tiny_facts(
        [[200.0] * 4],
        opening=[[10.0, 0.0]],
        hazard=[[0.0, 0.0]],
        productivity=[[0.5, 1.0]],
        pairs=Pairs(np.zeros(1, int), np.zeros(1, int), np.array([0.8])),
    )
    formulation = formulate(tiny_model(4), facts, requirement)
    _, x = optimum(formulation.arrays)
    assert formulation.program.value("short_h", x)[0, 0] == pytest.approx(200.0 - 10 * 0.5 * 40 * 0.8)


# 12. Shrinkage


def test_shrinkage_divides_and_is_applied_once() -> None:
    # 100 hours of work at 30 % shrinkage take 142.857 hours of contract, not 130 and not 204
    facts, _ = tiny_facts(
        [[100.0] * 4],
        contract_h=1.0,
        rate=1.0,
        real_time=False,
        turnaround=0.0,
        class_rules=class_rules(4, class_max=1000),
    )
    facts = _with_shrinkage(facts, 0.30)
    requirement = require(facts)
    assert requirement.required_h[0] == pytest.approx([100.0] * 4)
    model = tiny_model(4, hiring={"classes": "fractional"})
    formulation = formulate(model, facts, requirement)
    _, x = optimum(formulation.arrays)
    assert formulation.program.value("heads", x)[0] == pytest.approx([142.857142857] * 4)


def test_a_vendor_hour_that_is_billed_productive_is_not_shrunk_again() -> None:
    facts, _ = tiny_facts(
        [[100.0] * 4],
        opening=[[200.0]],
        contract_h=1.0,
        unit="productive_hour",
        rate=40.0,
        real_time=False,
        turnaround=0.0,
    )
    facts = _with_shrinkage(facts, 0.30)
    assert optimum(formulate(tiny_model(4), facts, require(facts)).arrays)[0] == pytest.approx(4 * 100 * 40)


# 13. Paid, productive and on-floor hours; heads and contracts


def test_paid_hours_are_billed_for_all_heads_and_productive_hours_for_work_only() -> None:
    cost = {}
    for unit in ("paid_hour", "productive_hour"):
        facts, requirement = tiny_facts([[100.0] * 4], opening=[[5.0]], unit=unit, rate=10.0)
        requirement = replace(requirement, productive_share=np.full((1, 4), 0.75))
        cost[unit] = optimum(formulate(tiny_model(4), facts, requirement).arrays)[0]
    assert cost == pytest.approx({"paid_hour": 4 * 5 * 40 * 10, "productive_hour": 4 * 100 * 10})


def test_a_part_timer_takes_a_whole_seat_and_gives_half_the_hours() -> None:
    tiny = tiny_facts([[0.0] * 4], opening=[[6.0]], contract_h=20.0)
    facts, requirement = at_sites(tiny, [0], seats=[6])
    formulation = formulate(tiny_model(4, seats={}), facts, requirement)
    assert row(formulation, f"seats[SITE1, {week(0)}]").terms == {f"heads[TEAM1, {week(0)}]": 1.0}
    assert (
        row(formulation, f"team_hours[TEAM1, {week(0)}]").terms[f"productive_heads[TEAM1, {week(0)}]"]
        == -20.0
    )


# 14. Overtime


def test_trainees_do_no_overtime_and_overtime_hours_have_breaks_too() -> None:
    facts, _ = tiny_facts(
        [[1000.0] * 4],
        opening=[[7.0, 5.0]],
        hazard=[[0.0, 0.0]],
        productivity=[[0.0, 1.0]],
        training=1,
        real_time=False,
        turnaround=0.0,
    )
    facts = _with_shrinkage(facts, 0.2, in_office=True)
    formulation = formulate(tiny_model(4, overtime={"most_share": 0.1}), facts, require(facts))
    _, x = optimum(formulation.arrays)
    plan = extract(formulation, x, NO_RESULT)
    assert plan.staffing.overtime_paid_h[0] == pytest.approx([0.1 * 5 * 40] + [0.1 * 12 * 40] * 3)
    assert plan.staffing.overtime_productive_h[0, 0] == pytest.approx(0.1 * 5 * 40 * 0.8)


# 18. New people


def test_nobody_hired_today_works_today_and_nobody_starts_within_the_lead_time() -> None:
    facts, requirement = tiny_facts(
        [[400.0] * 8],
        opening=[[0.0] * 4],
        hazard=[[0.0] * 4],
        productivity=[[0.0, 0.0, 0.5, 1.0]],
        training=2,
        class_rules=class_rules(8, lead_periods=3),
    )
    formulation = formulate(tiny_model(8, 500.0, hiring={}), facts, requirement)
    _, x = optimum(formulation.arrays)
    plan = extract(formulation, x, NO_RESULT)
    assert min(start.period for start in plan.classes) == 3
    first = next(start for start in plan.classes if start.period == 3)
    assert first.requisition == 0
    assert plan.walk.productive_heads[0] == pytest.approx([0, 0, 0, 0, 0, 5, 10, 10])


# 25. The price of an unmet hour


@pytest.mark.parametrize(("unmet_price", "overtime_h"), [(37.0, 0.0), (38.0, 16.0)])
def test_an_unmet_hour_below_the_price_of_the_last_hour_leaves_work_undone(
    unmet_price: float, overtime_h: float
) -> None:
    # an hour of overtime costs 25 x 1.5 = 37.50
    facts, requirement = tiny_facts([[200.0] * 4], opening=[[4.0]])
    formulation = formulate(tiny_model(4, unmet_price, overtime={"most_share": 0.1}), facts, requirement)
    _, x = optimum(formulation.arrays)
    assert formulation.program.value("overtime_h", x)[0] == pytest.approx([overtime_h] * 4)


# 27. A turnaround below a period


def test_a_day_of_turnaround_carries_a_seventh_and_needs_the_peaking_factor() -> None:
    # all work arrives on five days; on Monday to Thursday half the people are there that are there on Friday
    facts, _ = tiny_facts([[70.0] * 4], real_time=False, turnaround=1 / 7)
    arriving = np.array([[0.2]] * 5 + [[0.0]] * 2)
    staffed = np.array([[1.0], [1.0], [1.0], [1.0], [2.0], [0.0], [0.0]]) / 6.0
    facts = replace(facts, profiles={"queue1": Profile(1440, arriving, staffed)})
    requirement = require(facts)
    # what arrives on Monday to Wednesday is due by Thursday: 0.6 of the work in 4/6 of the hours, and so on;
    # the tightest is all of it by Friday, as the weekend is not staffed: 1.0 in 6/6
    assert requirement.required_h[0] == pytest.approx([70.0] * 4)
    flat = replace(facts, profiles={"queue1": Profile(1440, arriving, np.full((7, 1), 1 / 7))})
    # evenly staffed: 1.0 of the work in Monday to Saturday, 6/7 of the hours
    assert require(flat).required_h[0] == pytest.approx([70.0 * 7 / 6] * 4)
    formulation = formulate(tiny_model(4), flat, require(flat))
    upper = formulation.arrays.column_upper[formulation.program.column_blocks["backlog_h"].index[0]]
    assert upper == pytest.approx([70.0 * 7 / 6 / 7] * 3 + [0.0])


# 28. The oldest item


def _oldest_age(t: int, waiting_h: float, arriving_h: list[float], opening_h: float, spread: float) -> float:
    """How long the oldest hour has waited at the end of t; the oldest goes first, arrivals are even."""
    for period in range(t, -1, -1):
        if waiting_h <= arriving_h[period]:
            return t - period + (waiting_h / arriving_h[period] if arriving_h[period] else 0.0)
        waiting_h -= arriving_h[period]
    return t + 1 + spread * waiting_h / opening_h


@pytest.mark.parametrize("seed", range(6))
def test_no_item_waits_longer_than_its_turnaround_when_the_oldest_goes_first(seed: int) -> None:
    generator = np.random.default_rng(seed)
    periods, turnaround = 10, float(generator.choice([0.5, 1.0, 1.5, 2.0, 3.0]))
    arriving = generator.integers(5, 120, periods).astype(float).tolist()
    spread = float(generator.choice([1.0, 2.0]))
    facts, requirement = tiny_facts(
        [arriving],
        opening=[[1.0]],
        real_time=False,
        turnaround=turnaround,
        backlog=Backlog(np.array([40.0]), np.array([spread])),
        class_rules=class_rules(periods, class_max=3),
    )
    coverage = {"unmet_price": {"P1": 60.0}, "end_backlog": "turnaround"}
    formulation = formulate(tiny_model(periods, hiring={}, coverage=coverage), facts, requirement)
    _, x = optimum(formulation.arrays)
    waiting = formulation.program.value("backlog_h", x)[0]
    ages = [_oldest_age(t, waiting[t], arriving, 40.0, spread) for t in range(periods) if waiting[t] > 1e-9]
    assert ages, "nothing ever waits: the test shows nothing"
    assert max(ages) <= turnaround + 1e-6


# 34. Numbers the solver can live with


def test_coefficients_and_prices_stay_in_a_sane_range() -> None:
    arrays = small_plan().formulation().arrays
    sizes = np.abs(arrays.matrix.data)
    assert sizes.min() >= 1e-3 and sizes.max() <= 1e4
    prices = np.abs(arrays.cost[arrays.cost != 0.0])
    assert prices.max() / prices.min() < 1e5
    for bounds in (arrays.row_lower, arrays.row_upper, arrays.column_upper):
        assert np.abs(bounds[np.isfinite(bounds)]).max() < 1e6
    # absent limits are infinite and not a large number
    assert np.isinf(arrays.column_upper).any()


# 36. The same inputs give the same program


def test_the_same_inputs_give_the_same_program() -> None:
    first, second = small_plan().formulation().arrays, small_plan().formulation().arrays
    for name in ("cost", "column_lower", "column_upper", "integer", "row_lower", "row_upper"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))
    assert (first.matrix != second.matrix).nnz == 0


# 39. Calendars


def test_weeks_run_on_through_a_year_of_53_weeks() -> None:
    facts, requirement = tiny_facts(
        [[0.0] * 4],
        hazard=[[0.1]],
        class_rules=class_rules(4, committed_classes=np.ones((1, 4)), committed_heads=np.full((1, 4), 3.0)),
    )
    facts = replace(facts, horizon=Horizon("week", date(2026, 12, 21), 4))
    formulation = formulate(tiny_model(4), facts, requirement)
    assert facts.horizon.labels == ("2026-12-21", "2026-12-28", "2027-01-04", "2027-01-11")
    plan = extract(formulation, optimum(formulation.arrays)[1], NO_RESULT)
    references = [start.reference for start in plan.classes]
    assert references == ["TEAM1-2026-W52", "TEAM1-2026-W53", "TEAM1-2027-W01", "TEAM1-2027-W02"]
    assert facts.horizon.quarters == ("2026-Q4", "2027-Q1")
    # attrition does not jump at the turn of the year
    heads = 3 * (1 - 0.9 ** np.arange(1, 5)) / 0.1
    assert plan.walk.heads[0] == pytest.approx(heads)


def test_17_a_vendor_that_fills_its_own_gaps_loses_nobody(tmp_path: Path) -> None:
    own_only = small_inputs.altered("attrition", "MNL,,0,0.01,weekly\n", "")
    hazard = {}
    for name, changed in (("both", {}), ("own only", {"attrition": own_only})):
        path, inputs = small_inputs.write(tmp_path / name, changed)
        facts = validate(read_tables(inputs), load_model(path)[0])
        hazard[name] = dict(zip(facts.teams.name, facts.teams.hazard, strict=True))
    assert hazard["both"]["MNL_EN"] == pytest.approx(0.01)
    # the attrition of the own site does not reach the vendor's people
    assert (hazard["own only"]["MNL_EN"] == 0.0).all()
    assert (hazard["own only"]["DUB_EN"] > 0.0).all()


def test_5b_shifts_that_do_not_fit_cost_hours_once(tmp_path: Path) -> None:
    required = {}
    queues = small_inputs.tables()["queues"].splitlines()
    fits = [f"{queues[0]},schedule_efficiency", *(f"{line},0.8" for line in queues[1:])]
    for name, changed in (("all fit", {}), ("0.8 fit", {"queues": "\n".join(fits) + "\n"})):
        path, inputs = small_inputs.write(tmp_path / name, changed)
        required[name] = require(validate(read_tables(inputs), load_model(path)[0])).required_h
    assert required["0.8 fit"] == pytest.approx(required["all fit"] / 0.8)
