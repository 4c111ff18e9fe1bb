"""Budget: what a calendar quarter may cost, in base currency, without the price of unmet hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from capplan.formulation import Formulation, formulate
from capplan.horizon import Horizon
from tests.milp import Infeasible, optimum
from tests.rows import row, row_names
from tests.tiny import at_sites, class_rules, tiny_facts, tiny_model


def _plan(budgets: dict[str, float], minimise: str = "cost", **sections: object) -> Formulation:
    """Two weeks in each of two quarters; one euro is 1.2 dollars, then 1.5; on-demand hours at 40 euros."""
    tiny = tiny_facts(
        [[100.0] * 4], unit="productive_hour", rate=40.0, budgets=budgets, class_rules=class_rules(4)
    )
    facts, requirement = at_sites(tiny, [0], currency=("EUR",), currency_rate=[[1.2, 1.2, 1.5, 1.5]])
    facts = replace(
        facts,
        horizon=Horizon("week", date(2026, 3, 23), 4),
        teams=replace(facts.teams, on_demand=np.array([True])),
    )
    sections = {"budget": {}, "stability": {"move_price": 1.0}} | sections
    model = tiny_model(4, 100.0, objective={"minimise": minimise}, **sections)
    return formulate(model, facts, requirement)


def test_a_quarter_sums_the_money_of_its_periods_in_base_currency() -> None:
    formulation = _plan({"2026-Q2": 9000.0})
    second = row(formulation, "budget[2026-Q2]")
    assert second.terms == pytest.approx(
        {
            f"{column}, 2026-04-{day}]": price
            for day in ("06", "13")
            for column, price in (
                ("assigned_h[TEAM1 on queue1:en", 40 * 1.5),
                ("trainees[TEAM1", 40 * 40 * 1.5),
            )
        }
    )
    assert (second.at_least, second.at_most) == (-np.inf, 9000.0)
    assert formulation.program.row_blocks["budget"].rule


def test_a_quarter_without_an_amount_has_no_limit() -> None:
    assert row(_plan({"2026-Q2": 9000.0}), "budget[2026-Q1]").at_most == np.inf


def test_without_the_family_amounts_do_not_bind() -> None:
    assert not [name for name in row_names(_plan({"2026-Q2": 0.0}, budget=None)) if name.startswith("budget")]


def test_hours_that_the_budget_cannot_buy_stay_unmet() -> None:
    # 9000 dollars of the second quarter buy 150 of 200 hours at 60
    cost, x = optimum(_plan({"2026-Q2": 9000.0}, stability=None).arrays)
    assert cost == pytest.approx(200 * 48 + 150 * 60 + 50 * 100)


def test_best_service_spends_the_budget_even_where_it_does_not_pay() -> None:
    # an unmet hour at 50 is cheaper than an hour of work at 60, and still the service objective buys it
    sections = {"coverage": {"unmet_price": {"P1": 50.0}}, "stability": None}
    thrifty, service = (
        _plan({"2026-Q2": 9000.0}, minimise, **sections) for minimise in ("cost", "unmet_hours")
    )
    short = [
        formulation.program.value("short_h", optimum(formulation.arrays)[1])[0].sum()
        for formulation in (thrifty, service)
    ]
    assert short == pytest.approx([200.0, 50.0])


def test_an_amount_below_committed_costs_is_no_plan() -> None:
    facts, requirement = tiny_facts([[0.0] * 4], opening=[[1.0]], budgets={"2026-Q1": 3999.0})
    with pytest.raises(Infeasible):
        optimum(formulate(tiny_model(4, budget={}), facts, requirement).arrays)
