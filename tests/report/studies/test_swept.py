"""What a sweep says: the whole cost is compared, and what the gaps hide is said to be hidden."""

import pytest

from capplan.report.studies.sweep import sweep_content, sweep_text
from capplan.report.studies.swept import Swept, SweptPoint, answer, headline


def point(at, objective, bound=None, served=None, short=0.0, steering=-10.0):
    """A plan by its figures; cost to serve is all money unless it is given."""
    money = objective - steering
    summary = {
        "objective": objective,
        "bound": objective if bound is None else bound,
        "gap": 0.0,
        "money": money,
        "cost_to_serve": money if served is None else served,
        "service_level": 0.9,
        "short_hours": short,
        "hires": 1.0,
        "classes": 1,
        "status": "within_gap",
    }
    return SweptPoint(at, summary, f"run-{at}", 0, "")


def swept(*points, keys=("attrition.rate *",)):
    return Swept("small", "base", "USD", keys, points)


def test_what_is_cheaper_to_serve_because_more_hours_go_short_is_not_called_cheapest():
    # 500 less to serve at 1.2, but 1,500 more of work is left undone
    study = swept(
        point((0.8,), 10_000.0, served=9_000.0), point((1.2,), 11_000.0, served=8_500.0, short=40.0)
    )
    assert headline(study) == (
        "attrition.rate from 0.8 to 1.2 times: cost rises by 1,000 USD (10.0 %), 40 hours more go short"
    )
    assert "Cheapest is 0.8." in answer(study)
    assert "1.2 costs 500 USD less to serve; 40 hours go short there, 0 at 0.8." in answer(study)
    assert sweep_content(study)["answer"] == answer(study)
    assert sweep_text(study).endswith(answer(study))


def test_of_two_keys_the_whole_cost_says_which_pair_is_cheapest():
    study = swept(
        point((1.0, 0.5), 10_000.0, served=9_900.0),
        point((1.0, 0.9), 12_000.0, served=9_000.0, short=70.0),
        point((2.0, 0.5), 11_000.0, served=9_950.0),
        SweptPoint((2.0, 0.9), {}, "run", 4, "No plan\nmeets the rules"),
        keys=("overtime.premium", "service.late_price.P1"),
    )
    assert headline(study) == (
        "Cheapest at 1 and 0.5: 10.0 k USD; dearest at 1 and 0.9: 12.0 k USD; 1 without a plan"
    )
    assert "1 and 0.9 costs 900 USD less to serve; 70 hours go short there, 0 at 1 and 0.5." in answer(study)


def test_costs_are_the_money_of_the_first_plan_and_exact_differences():
    # the second plan has more people left at the end: that is worth 30, whatever its money is
    study = swept(point((1.0,), 1_000.0, steering=-10.0), point((2.0,), 980.0, bound=970.0, steering=-40.0))
    one, two = sweep_content(study)["points"]
    assert (one["cost"], one["money"]) == (1_010.0, 1_010.0)
    assert (two["cost"], two["cost_at_least"], two["money"]) == (990.0, 980.0, 1_020.0)
    assert sweep_content(study)["steering_taken_off"] == -10.0


def test_a_difference_that_the_gaps_hide_is_not_told_as_one():
    study = swept(point((1.0,), 1_000.0, bound=990.0), point((2.0,), 1_005.0, bound=999.0))
    assert headline(study).endswith("cost moves by less than the gaps tell")
    assert "Cheapest of the plans is 1; 2 may cost as little" in answer(study)
    # a bound above the cost of the other proves it, whatever the gap of the other is
    surely = swept(point((1.0,), 1_000.0, bound=500.0), point((2.0,), 1_005.0, bound=1_001.0))
    assert "cost rises by 5 USD" in headline(surely) and "Cheapest is 1." in answer(surely)
    falls = swept(point((1.0,), 1_005.0, bound=1_001.0), point((2.0,), 1_000.0, bound=500.0))
    assert "cost falls by 5 USD" in headline(falls)


@pytest.mark.parametrize("count", [0, 1])
def test_with_fewer_than_two_plans_nothing_is_compared(count):
    failed = SweptPoint((3.0,), {}, "run", 4, "No plan")
    study = swept(*[point((1.0,), 10.0)][:count], failed)
    assert answer(study) == f"{count} of {count + 1} points have a plan."
