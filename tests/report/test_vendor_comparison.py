"""vendor_comparison.csv and its picture; the plan of ``sample_contracts`` worked out by hand.

               beta-voice                     beta-mail    OWN
production     4 x 600 h x 10 = 24,000        4 x 1,200    40,000 wages
ramp           0                              0            400 for one hire
leakage        4 x 100 h x 10 = 4,000         0            0
scorecard      120 - 300 = -180               0            0
overhead       4 x (6 x 20 + 500 x 6/10)      4 x (80 + 200)   4 x 400 seats
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from capplan.contracts import LINES
from capplan.plan import Decision, Plan
from capplan.report.plots import vendor_comparison
from capplan.report.vendors.comparison import PART_OF_LINE, PARTS, vendor_comparison_table
from tests.report.sample_contracts import contract_plan
from tests.report.sample_plan import make_plan
from tests.tiny import reaching


def rows(plan: Plan) -> pd.DataFrame:
    table = vendor_comparison_table(plan)
    return table.set_index(table["contract"].where(table["contract"] != "", table["site"]))


def test_costs_of_a_contract_are_its_invoice_and_what_it_takes_at_its_site():
    voice = rows(contract_plan()).loc["beta-voice"]
    assert voice["billed_base"] == pytest.approx(27820.0)
    parts = [voice[f"{part}_base"] for part in PARTS]
    np.testing.assert_allclose(parts, [24000.0, 0.0, 4000.0, 0.0, -180.0, 1680.0])
    assert voice["cost_base"] == pytest.approx(29500.0)


def test_the_effective_cost_is_for_a_ticket_handled_right():
    voice = rows(contract_plan()).loc["beta-voice"]
    assert (voice["tickets"], voice["adjusted_tickets"]) == (2000.0, pytest.approx(1800.0))
    assert voice["accuracy"] == pytest.approx((0.88 + 0.90 + 0.90 + 0.92) / 4)
    assert voice["cost_per_ticket"] == pytest.approx(14.75)
    assert voice["cost_per_adjusted_ticket"] == pytest.approx(29500.0 / 1800.0)
    assert voice["bare_cost_per_adjusted_ticket"] == pytest.approx(23820.0 / 1800.0)


def test_the_cost_of_an_hour_of_work_does_not_go_by_how_short_tickets_are():
    plan = contract_plan()
    plain = rows(plan).loc["beta-voice"]
    assert plain["cost_per_adjusted_work_h"] == pytest.approx(29500.0 / (2000.0 * 0.9))
    short = reaching(plan.requirement, 4.0 * plan.requirement.demand.volume)  # four tickets an hour
    found = rows(replace(plan, requirement=short)).loc["beta-voice"]
    assert found["tickets"] == 8000.0
    assert found["cost_per_adjusted_work_h"] == plain["cost_per_adjusted_work_h"]
    assert found["cost_per_average_ticket"] == pytest.approx(plain["cost_per_average_ticket"] / 4.0)


def test_an_average_ticket_takes_the_work_of_all_tickets_on_average():
    plan = contract_plan()
    found = vendor_comparison_table(plan)
    assert found["cost_per_average_ticket"][0] == pytest.approx(29500.0 / (2000.0 * 0.9))  # an hour each
    volume = np.array([[1700.0, 1700.0, 3400.0, 3400.0]])  # two tickets an hour in the second half
    table = vendor_comparison_table(replace(plan, requirement=reaching(plan.requirement, volume)))
    hours = 6400.0 / (3200.0 + 6400.0)
    np.testing.assert_allclose(table["cost_per_average_ticket"], table["cost_per_adjusted_work_h"] * hours)


def test_months_with_more_tickets_count_more_in_the_accuracy():
    assigned = np.array([[800.0] * 4, [100.0, 0.0, 0.0, 300.0], [300.0] * 4, [0.0] * 4])
    voice = rows(contract_plan(assigned_h=assigned)).loc["beta-voice"]
    assert voice["accuracy"] == pytest.approx((0.88 + 3 * 0.92) / 4)


def test_where_no_accuracy_is_known_every_ticket_counts():
    mail = rows(contract_plan()).loc["beta-mail"]
    assert np.isnan(mail["accuracy"])
    assert mail["adjusted_tickets"] == mail["tickets"] == 1200.0
    assert mail["cost_per_adjusted_ticket"] == pytest.approx((4800.0 + 320.0 + 800.0) / 1200.0)


def test_an_own_site_stands_beside_the_vendors():
    own = rows(contract_plan()).loc["OWN"]
    assert (own["vendor"], own["contract"], own["unit"]) == ("in-house", "", "")
    assert np.isnan(own["billed_base"])
    parts = [own[f"{part}_base"] for part in PARTS]
    np.testing.assert_allclose(parts, [40000.0, 400.0, 0.0, 0.0, 0.0, 1600.0])
    assert own["cost_per_adjusted_ticket"] == pytest.approx(42000.0 / 3200.0)


def test_productivity_is_work_for_an_hour_paid():
    found = rows(contract_plan())["productivity"]
    assert found[["beta-voice", "beta-mail", "OWN"]].tolist() == pytest.approx([5 / 6, 3 / 4, 4 / 5])
    assert np.isnan(found["gamma-chat"])


def test_an_offer_that_is_not_opened_costs_nothing_and_has_no_price_of_a_ticket():
    gamma = rows(contract_plan()).loc["gamma-chat"]
    assert gamma["cost_base"] == gamma["tickets"] == 0.0
    assert np.isnan(gamma["cost_per_ticket"])
    assert np.isnan(gamma["cost_per_adjusted_ticket"])


def test_an_opening_fee_counts_with_the_ramp():
    heads, assigned = [10.0, 6.0, 4.0, 5.0], [800.0, 500.0, 300.0, 400.0]
    gamma = rows(contract_plan(heads, assigned, (Decision(2, "open", 0),))).loc["gamma-chat"]
    assert gamma["ramp_training_base"] == pytest.approx(5000.0)
    assert gamma["cost_per_ticket"] == pytest.approx((1600.0 * 3.0 + 5000.0) / 1600.0)


@pytest.mark.parametrize("heads", [(10.0, 6.0, 4.0, 0.0), (10.0, 0.0, 0.0, 0.0), (0.0, 6.0, 4.0, 2.0)])
def test_all_money_of_the_sites_is_split_without_rest(heads):
    plan = contract_plan(heads)
    costs = plan.costs
    at_sites = costs.amount_base[(costs.site >= 0) & ~costs.steering].sum()
    assert vendor_comparison_table(plan)["cost_base"].sum() == pytest.approx(at_sites)


def test_nobody_at_a_site_shares_its_common_cost_equally():
    found = rows(contract_plan([10.0, 0.0, 0.0, 0.0]))["overhead_base"]
    assert found[["beta-voice", "beta-mail"]].tolist() == pytest.approx([1000.0, 1000.0])


def test_a_month_without_anybody_shares_the_common_cost_by_the_people_of_the_plan():
    heads = np.array([[10.0] * 4, [6.0, 6.0, 6.0, 0.0], [4.0, 4.0, 4.0, 0.0], [0.0] * 4])
    found = rows(contract_plan(heads))["overhead_base"]
    assert found["beta-voice"] == pytest.approx(3 * 6 * 20.0 + 4 * 500.0 * 0.6)


def with_contracts(plan: Plan, team: np.ndarray, pair: np.ndarray) -> Plan:
    """The plan with other contracts of its teams and pairs."""
    contracts = plan.facts.contracts
    assert contracts is not None
    other = replace(contracts, contract_of_team=team, contract_of_pair=pair)
    return replace(plan, facts=replace(plan.facts, contracts=other))


def test_work_on_demand_says_nothing_of_productivity():
    plan = contract_plan()
    voice = np.tile(np.array([[-1], [0], [0], [2]]), (1, 4))  # one queue: pairs are teams
    on_demand = np.array([False, False, True, False])
    both = with_contracts(plan, voice, voice)
    facts = replace(both.facts, teams=replace(both.facts.teams, on_demand=on_demand))
    hours = replace(plan.staffing, contract_h=plan.staffing.contract_h * ~on_demand[:, None])
    voice_row = rows(replace(both, facts=facts, staffing=hours)).loc["beta-voice"]
    assert voice_row["work_h"] == 3200.0
    assert voice_row["productivity"] == pytest.approx(2000.0 / 2400.0)


def test_a_team_whose_contract_is_over_still_costs_under_it():
    assigned = np.array([[800.0] * 4, [500.0, 500.0, 500.0, 0.0], [300.0] * 4, [0.0] * 4])
    plan = contract_plan(assigned_h=assigned)
    contracts = plan.facts.contracts
    assert contracts is not None
    of_team = contracts.contract_of_team.copy()
    of_team[1, 3] = -1
    found = rows(with_contracts(plan, of_team, of_team))
    assert found.loc["beta-voice", "overhead_base"] == pytest.approx(1680.0)
    assert "MNL" not in found.index


def test_people_without_a_contract_at_a_vendors_site_have_a_row_of_their_own():
    plan = contract_plan()
    contracts = plan.facts.contracts
    assert contracts is not None
    mine = plan.facts.pairs.team == 2
    outside = replace(
        contracts,
        contract_of_team=np.where(np.arange(4)[:, None] == 2, -1, contracts.contract_of_team),
        contract_of_pair=np.where(mine[:, None], -1, contracts.contract_of_pair),
    )
    found = rows(replace(plan, facts=replace(plan.facts, contracts=outside)))
    assert list(found.index) == ["beta-voice", "beta-mail", "gamma-chat", "OWN", "MNL"]
    assert found.loc["MNL", ["vendor", "tickets"]].tolist() == ["Beta", 1200.0]
    assert found.loc["MNL", "overhead_base"] == pytest.approx(4 * (80.0 + 200.0))


def test_a_team_of_two_contracts_is_shared_by_the_hours_of_its_work():
    plan = contract_plan()
    contracts = plan.facts.contracts
    assert contracts is not None
    of_pair = contracts.contract_of_pair.copy()
    of_pair[plan.facts.pairs.team == 1, 2:] = 1  # in the last two months for beta-mail
    both = replace(plan, facts=replace(plan.facts, contracts=replace(contracts, contract_of_pair=of_pair)))
    found = rows(both)
    assert found["tickets"][["beta-voice", "beta-mail"]].tolist() == [1000.0, 2200.0]
    # seats: 6 x 20 in two months; the team lead: 6/10 in two months
    assert found["overhead_base"]["beta-voice"] == pytest.approx(2 * (120.0 + 300.0))


def test_every_line_of_an_invoice_counts_in_some_part():
    assert set(PART_OF_LINE) == set(LINES)
    assert set(PART_OF_LINE.values()) < set(PARTS)


def test_the_picture_stacks_the_effective_cost_the_dearest_first():
    ax = vendor_comparison(contract_plan())
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        *("beta-voice  Beta, MNL", "OWN  in-house", "beta-mail  Beta, MNL")
    ]
    of_voice = [bar.get_width() for bar in ax.patches if round(bar.get_y() + bar.get_height() / 2) == 0]
    assert sum(of_voice) == pytest.approx(29500.0 / 1800.0)
    assert min(of_voice) == pytest.approx(-180.0 / 1800.0)
    assert ax.get_title(loc="left") == (
        "An average ticket handled right costs 4.93 USD under beta-mail, 16.39 USD under beta-voice"
    )
    words = {text.get_text() for text in ax.texts}
    assert {"production", "paid, not used", "scorecard", "overhead", "16.39", "13.12", "4.93"} <= words
    assert "premiums" not in words


def test_a_bar_that_would_leave_the_others_no_room_is_cut_and_says_so():
    heads, assigned = [10.0, 6.0, 4.0, 5.0], [800.0, 500.0, 300.0, 1.0]
    ax = vendor_comparison(contract_plan(heads, assigned, (Decision(2, "open", 0),)))
    assert "1,253.00, bar cut" in {text.get_text() for text in ax.texts}  # 5,000 for opening, four tickets
    assert ax.get_xlim()[1] == pytest.approx(1.12 * (29500.0 + 180.0) / 1800.0)


def test_the_picture_is_drawn_where_nothing_is_handled_and_without_contracts():
    idle = contract_plan(assigned_h=[0.0] * 4)
    assert vendor_comparison(idle).get_title(loc="left") == "No ticket is handled in this plan"
    ax = Figure().add_subplot()
    assert vendor_comparison(make_plan(), ax) is ax
    plan = make_plan()
    table = vendor_comparison_table(plan)
    lis = table.set_index("site").loc["LIS"]
    at_lis = plan.costs.amount_base[(plan.costs.site == 0) & ~plan.costs.steering].sum()
    each = at_lis / lis["work_h"] * table["work_h"].sum() / table["tickets"].sum()
    assert f"{each:.2f} USD at LIS" in ax.get_title(loc="left")
