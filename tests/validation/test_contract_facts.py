"""From contract tables to arrays, with values worked by hand. The plan: 8 weeks from Monday 2026-03-02.

Five weeks begin in March (2, 9, 16, 23, 30), three in April (6, 13, 20).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from capplan.contract_facts import Contracts
from tests.small_contracts import ON, csv, facts, more_people, of
from tests.small_inputs import MODEL, altered, tables

NONE = float("nan")
EURO = {"currency": "EUR", "hedged_share": "0.5", "hedged_rate": "1.0"}
HOUR = {"unit": "productive_hour", "rate": "20"}
SPLIT = (  # voice and chat by the hour, mail by the ticket
    {**HOUR, "queues": "voice|chat"},
    {"contract": "B2", "unit": "ticket", "rate": "3", "queues": "mail"},
)
PAIRS = ("voice:en", "chat:en", "mail:en")  # of MNL_EN, in the order of the facts; positions 7 to 9


def same(found: object, want: object) -> None:
    np.testing.assert_allclose(np.asarray(found, dtype=float), np.asarray(want, dtype=float), rtol=1e-12)


def test_without_contracts_there_are_none(tmp_path: Path) -> None:
    found = facts(tmp_path, contracts=None, rates=tables()["rates"])
    assert found.contracts is None and found.teams.rate[2] == 11.0


def test_a_team_under_contract_has_its_unit_and_no_rate(tmp_path: Path) -> None:
    found = facts(tmp_path, {"unit": "seat_month", "rate": "1900", "training_rate": "6"})
    assert found.teams.unit == ("wage_hour", "wage_month", "seat_month")
    assert found.teams.rate.tolist() == [20.0, 3600.0, 0.0]
    assert found.teams.training_rate.tolist() == [20.0, 3600.0, 0.0]
    assert found.teams.loading.tolist() == pytest.approx([1.25, 1.2, 1.0])
    contracts = found.contracts
    assert contracts is not None and len(contracts) == 1
    assert contracts.under_contract.tolist() == [False, False, True]
    assert (contracts.name, contracts.vendor, contracts.unit) == (("B1",), ("Beta",), ("seat_month",))
    assert contracts.site.tolist() == [1] and contracts.start == (date(2025, 3, 20),)
    assert contracts.training.rate.tolist() == [6.0]


def test_a_contract_holds_in_the_periods_that_begin_within_it(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        {"from": "2026-03-10", "to": "2026-03-30"},
        {"contract": "B2", "from": "2026-03-31", "unit": "ticket", "rate": "3"},
    )
    contracts = found.contracts
    assert contracts is not None
    assert contracts.contract_of_team[2].tolist() == [-1, -1, 0, 0, 0, 1, 1, 1]
    assert (contracts.contract_of_team[:2] == -1).all()
    assert contracts.contract_of_pair[7:].tolist() == [[-1, -1, 0, 0, 0, 1, 1, 1]] * 3
    assert contracts.team_rate[2].tolist() == [0, 0, 11, 11, 11, 0, 0, 0]
    assert contracts.pair_rate[9].tolist() == [0, 0, 0, 0, 0, 3, 3, 3]
    assert found.teams.unit[2] == "paid_hour"  # of the first in the plan


def test_the_first_contract_is_the_first_in_time_not_in_the_file(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        {"contract": "B2", "from": "2026-03-31", "unit": "ticket", "rate": "3"},
        {"from": "2025-03-20", "to": "2026-03-30"},
    )
    assert found.teams.unit[2] == "paid_hour"


def test_contracts_may_share_the_queues_of_a_team(tmp_path: Path) -> None:
    found = of(tmp_path, *SPLIT)
    assert [row[0] for row in found.contract_of_pair[7:].tolist()] == [0, 0, 1]
    assert found.pair_rate[7:, 0].tolist() == [20.0, 20.0, 3.0]
    assert found.contract_of_team[2].tolist() == [0] * 8  # the first of the file
    assert not found.team_rate.any()


def test_prices_rise_on_the_anniversary(tmp_path: Path) -> None:
    found = of(tmp_path, {"from": "2024-03-20", "escalator": "0.1"})
    # the weeks of 2, 9 and 16 March lie in the second year, that of 23 March begins in the third
    same(found.escalation[0], [1.1] * 3 + [1.21] * 5)
    same(found.team_rate[2], [12.1] * 3 + [13.31] * 5)
    assert found.rate.tolist() == [11.0]


def test_a_candidate_is_in_its_first_year_before_it_begins(tmp_path: Path) -> None:
    found = of(
        tmp_path,
        {"from": "2026-04-01", "status": "candidate", "escalator": "0.1"},
        headcount=altered("headcount", "MNL_EN,20,25\n", ""),
    )
    assert found.escalation[0].tolist() == [1.0] * 8
    assert found.selection.candidate.tolist() == [True]


def test_the_hedged_share_is_exchanged_at_its_own_rate(tmp_path: Path) -> None:
    # EUR is 1.1 in March and 1.2 from 1 April: 0.5 x 1.1 + 0.5 x 1.0
    same(of(tmp_path, EURO).currency_rate[0], [1.05] * 5 + [1.10] * 3)
    same(of(tmp_path, {"currency": "EUR"}).currency_rate[0], [1.1] * 5 + [1.2] * 3)


CARD = csv(
    {"contract": "B1", "rate": "19", "rate_missed": "18"},
    {"contract": "B1", "team": "MNL_EN", "rate": "18"},
    {"contract": "B1", "queue": "chat", "rate": "17"},
    {"contract": "B1", "language": "en", "rate": "16"},
    {"contract": "B1", "queue": "mail", "language": "en", "rate": "15"},
)


def test_the_row_that_names_most_wins(tmp_path: Path) -> None:
    found = of(tmp_path, HOUR, contract_rates=CARD)
    # voice and chat: of the rows with one name the one by team; mail: the one with two names
    assert found.pair_rate[7:, 0].tolist() == [18.0, 18.0, 15.0]
    without_team = CARD.replace("B1,18,,MNL_EN,,\n", "")
    assert without_team != CARD
    found = of(tmp_path, HOUR, contract_rates=without_team)
    assert found.pair_rate[7:, 0].tolist() == [16.0, 17.0, 15.0]  # queue goes before language


def test_the_rate_card_of_people_is_by_team(tmp_path: Path) -> None:
    card = csv({"contract": "B1", "team": "NEW", "rate": "14"})
    found = of(tmp_path, {"teams": "MNL_EN|NEW"}, contract_rates=card, **more_people("NEW"))
    assert found.team_rate[:, 0].tolist() == [0.0, 0.0, 11.0, 14.0]


def test_what_a_missed_target_takes_off_rises_with_the_price(tmp_path: Path) -> None:
    kpis = csv({"contract": "B1", "kpi": "service", "target": "0.8", "expected": "0.7", "two_price": "yes"})
    premium = csv({"contract": "B1", "premium": "language", "language": "en", "share": "0.1"})
    cells = {"rate_missed": "9", "from": "2025-03-01", "escalator": "0.1"}
    found = of(tmp_path, cells, vendor_kpis=kpis)
    same(found.team_missed[2], [2.2] * 8)  # (11 - 9) x 1.1
    found = of(tmp_path, {**HOUR, **cells}, vendor_kpis=kpis, contract_premiums=premium)
    same(found.pair_missed[7], [13.31] * 8)  # (20 - 9) x 1.1 x 1.1
    assert not found.team_missed.any()


# profile of voice and chat: a tenth of the week from 09:00 and from 09:30 of each weekday; mail has none
PREMIUMS = csv(
    {"contract": "B1", "premium": "night", "time_from": "09:15", "time_to": "09:45", "share": "0.1"},
    {"contract": "B1", "premium": "night", "time_from": "22:00", "time_to": "06:00", "share": "0.3"},
    {"contract": "B1", "premium": "weekend", "share": "0.2"},
    {"contract": "B1", "premium": "holiday", "share": "0.5"},
    {"contract": "B1", "premium": "language", "language": "en", "share": "0.04"},
)
HOLIDAYS = "site,date,name\nMNL,2026-04-09,valour\nMNL,2026-04-11,saturday\nDUB,2026-03-17,patrick\n"


def test_premiums_are_shares_of_the_profile(tmp_path: Path) -> None:
    found = of(tmp_path, contract_premiums=PREMIUMS, holidays=HOLIDAYS).premium_share
    # voice: a quarter of an hour of each interval is half of all hours: 0.1 x 0.5; language 0.04;
    # Thursday 9 April has a fifth of the week: 0.5 x 0.2; nothing is worked at night, on Saturday, in Dublin
    same(found[7], [0.09] * 5 + [0.19] + [0.09] * 2)
    same(found[8], found[7])
    # mail, evenly: 0.1 x 0.5/24 + 0.3 x 8/24 + 0.2 x 2/7 + 0.04; two holidays of 1/7 each
    even = 0.1 * 0.5 / 24 + 0.1 + 0.4 / 7 + 0.04
    same(found[9], [even] * 5 + [even + 0.5 * 2 / 7] + [even] * 2)
    assert not found[:7].any()


def test_a_language_raises_the_price_of_work(tmp_path: Path) -> None:
    language = csv({"contract": "B1", "premium": "language", "language": "en", "share": "0.04"})
    found = of(tmp_path, HOUR, contract_premiums=language)
    same(found.pair_rate[7:], np.full((3, 8), 20.8))
    assert not found.premium_share.any()
    off = ON.replace("[contracts]", "[contracts]\npremiums = false")
    same(of(tmp_path, HOUR, model=off, contract_premiums=language).pair_rate[7:], np.full((3, 8), 20.0))
    same(of(tmp_path, HOUR, model=MODEL, contract_premiums=language).pair_rate[7:], np.full((3, 8), 20.0))


def test_the_hours_of_deferrable_work_are_those_that_are_staffed(tmp_path: Path) -> None:
    profile = tables()["profile"] + "mail,mon,22:00,0.5,0.25\nmail,tue,10:00,0.5,0.75\n"
    night = csv(
        {"contract": "B1", "premium": "night", "time_from": "22:00", "time_to": "06:00", "share": "0.4"}
    )
    same(of(tmp_path, contract_premiums=night, profile=profile).premium_share[9], [0.1] * 8)


def test_a_holiday_in_a_monthly_plan_is_one_day_of_the_month(tmp_path: Path) -> None:
    found = of(tmp_path, contract_premiums=PREMIUMS.split("B1,night")[0] + PREMIUMS[PREMIUMS.index("B1,holiday") :],
               holidays="site,date\nMNL,2026-04-09\n", **MONTHLY)  # fmt: skip
    # Thursday has a fifth of an average week, and April 30/7 weeks: 0.5 x 0.2 x 7/30
    same(found.premium_share[7], [0.04, 0.04 + 0.1 * 7 / 30, 0.04, 0.04])


MONTHS = ("2026-03-01", "2026-04-01", "2026-05-01", "2026-06-01")
MONTHLY: dict[str, str] = {
    "model": 'period = "month"\n'
    + ON.replace("2026-03-02", "2026-03-01").replace("periods = 8", "periods = 4"),
    "forecast": "week_start,queue,language,volume,aht_s\n"
    + "".join(f"{month},{queue},en,4000,420\n" for month in MONTHS for queue in ("voice", "chat", "mail")),
    "shrinkage": None,
    "committed_classes": None,
    "blackouts": None,
    "backlog": None,
    "teams": tables()["teams"].replace(",40,", ",173,").replace(",36,", ",156,"),
    "support_ratios": None,
}  # type: ignore[dict-item]

TIERS = csv(
    {"contract": "B1", "from_units": "9000", "reduction": "1.5"},
    {"contract": "B1", "from_units": "0", "rate": "11"},
    {"contract": "B1", "from_units": "5000", "rate": "10.2"},
)


def test_tiers_are_ordered_and_a_rate_is_a_reduction(tmp_path: Path) -> None:
    cells = {"tier_kind": "all_units", "tier_window": "quarter", "tier_to_date": "1200"}
    clauses = of(tmp_path, cells, contract_tiers=TIERS).clauses
    assert (clauses.tier_kind, clauses.tier_window, clauses.tier_on) == (
        ("all_units",),
        ("quarter",),
        ("paid_hour",),
    )
    same(clauses.tier_from[0], [0, 5000, 9000])
    np.testing.assert_allclose(clauses.tier_reduction[0], [0, 0.8, 1.5], atol=1e-12)
    assert clauses.tier_to_date.tolist() == [1200.0]


ORDERS = csv(
    {"contract": "B1", "month": "2026-04", "stage": "locked", "units": "4100"},
    {"contract": "B1", "month": "2026-03-01", "stage": "locked", "units": "4000"},
    {"contract": "B1", "month": "2026-04-01", "stage": "outlook", "units": "4200"},
    {"contract": "B1", "month": "2026-05", "stage": "outlook", "units": "4300"},
)


def test_the_band_is_that_of_the_lock_that_holds(tmp_path: Path) -> None:
    cells = {"lock_kind": "fixed", "lock_1_days": "60", "lock_1_band": "0.2", "lock_2_band": "0.1"}
    clauses = of(tmp_path, {**cells, "lock_2_days": "30"}, contract_orders=ORDERS).clauses
    # 1 April less 30 days is 2 March, the day of the plan: both months have passed the second lock
    assert clauses.order_units.tolist() == [[4000.0, 4100.0]]
    assert clauses.order_band.tolist() == [[0.1, 0.1]]
    np.testing.assert_array_equal(clauses.outlook_units, [[NONE, 4200.0]])
    assert (clauses.order_on, clauses.lock_kind) == (("paid_hour",), ("fixed",))
    assert clauses.lock_days.tolist() == [[60.0, 30.0]] and clauses.lock_bands.tolist() == [[0.2, 0.1]]
    later = of(tmp_path, {**cells, "lock_2_days": "29"}, contract_orders=ORDERS).clauses
    assert later.order_band.tolist() == [[0.1, 0.2]]
    early = ORDERS.replace("B1,2026-04,locked,4100\n", "")
    np.testing.assert_array_equal(
        of(tmp_path, {**cells, "lock_2_days": "29"}, contract_orders=early).clauses.order_band, [[0.1, NONE]]
    )


def test_what_is_blank_is_the_rate_the_unit_or_no_limit(tmp_path: Path) -> None:
    found = of(tmp_path, {"commit_units": "4000", "commit_window": "contract_year"})
    clauses, training, cards = found.clauses, found.training, found.scorecards
    assert (clauses.commit_rate.tolist(), clauses.commit_on, clauses.commit_window) == (
        [11.0], ("paid_hour",), ("contract_year",),
    )  # fmt: skip
    assert (clauses.tier_kind, clauses.tier_window, clauses.lock_kind, clauses.band_from) == (
        ("",), ("",), ("",), ("edge",),
    )  # fmt: skip
    for unlimited in (clauses.most_up, clauses.most_down, training.cap_h):
        assert unlimited.tolist() == [np.inf]
    for unstated in (clauses.baseline_units, clauses.commit_share, training.nesting_rate, cards.relief_band):
        assert np.isnan(unstated).all()
    assert np.isnan(clauses.order_units).all() and np.isnan(cards.score).all()
    assert not cards.credit_share.any() and not cards.missed.any() and cards.kpi == ((),)
    assert cards.credit_share.shape == cards.missed.shape == (1, 2)
    assert (found.months, found.month_of_period.tolist()) == (("2026-03", "2026-04"), [0] * 5 + [1] * 3)


def test_times_are_counted_in_periods(tmp_path: Path) -> None:
    cells = {
        "may_end": "yes", "term_months": "6", "end_notice_days": "90", "setup_weeks": "10", "overlap_weeks": "4",
        "ramp_discount": "0.1", "ramp_weeks": "3", "replacement_training": "vendor", "least_heads": "30",
    }  # fmt: skip
    selection = of(tmp_path, cells).selection
    assert selection.term_periods.tolist() == [26]
    assert selection.notice_periods.tolist() == [13]  # 12.9 weeks
    assert (selection.setup_periods.tolist(), selection.overlap_periods.tolist()) == ([10], [4])
    assert selection.growth_periods.tolist() == [26]
    assert selection.may_end.tolist() == [True] and selection.least_heads.tolist() == [30.0]
    found = of(tmp_path / "monthly", cells, **MONTHLY)
    assert found.selection.term_periods.tolist() == [6]
    assert found.selection.notice_periods.tolist() == [3]
    assert found.selection.growth_periods.tolist() == [6]
    assert found.training.ramp_periods.tolist() == [3] and found.training.replacement_by_vendor.tolist() == [
        True
    ]
    assert found.months == ("2026-03", "2026-04", "2026-05", "2026-06")


def test_knowledge_transfer_has_a_price_where_work_is_billed(tmp_path: Path) -> None:
    assert of(tmp_path, {**HOUR, "transfer_rate": "9"}).selection.transfer_rate.tolist() == [9.0]


LIMITS = {"start_lead_weeks": "4", "largest_class": "8", "ramp_down_notice_days": "60"}


def test_the_stricter_limit_of_contract_and_team_holds(tmp_path: Path) -> None:
    found = facts(tmp_path, LIMITS)
    assert found.class_rules.lead_periods.tolist() == [2, 0, 4]
    assert found.class_rules.class_max.tolist() == [10.0, 0.0, 8.0]
    assert found.release_rules.notice_periods.tolist() == [0, 0, 9]  # 60 days are 8.6 weeks; the team has 4
    loose = facts(tmp_path, {"start_lead_weeks": "0", "largest_class": "40", "ramp_down_notice_days": "7"})
    assert loose.class_rules.lead_periods.tolist() == [2, 0, 1]
    assert loose.class_rules.class_max.tolist() == [10.0, 0.0, 15.0]
    assert loose.release_rules.notice_periods.tolist() == [0, 0, 4]


@pytest.mark.parametrize("model", [MODEL, ON.replace("[contracts]", "[contracts]\nlimits = false")])
def test_limits_that_are_off_do_not_hold(model: str, tmp_path: Path) -> None:
    found = facts(tmp_path, LIMITS, model=model)
    assert found.class_rules.lead_periods.tolist() == [2, 0, 1]
    assert found.class_rules.class_max.tolist() == [10.0, 0.0, 15.0]
    assert found.release_rules.notice_periods.tolist() == [0, 0, 4]


def test_whole_tickets_are_still_bought_on_demand(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        {"unit": "ticket", "rate": "3"},
        teams=tables()["teams"].replace("40,headcount,\n", "40,on_demand,\n"),
        headcount=altered("headcount", "MNL_EN,20,25\n", ""),
        class_rules=altered("class_rules", "MNL_EN,5,15,1,,,,\n", ""),
        release_rules=None,
    )
    assert found.teams.on_demand.tolist() == [False, False, True]
    assert (found.teams.unit[2], found.teams.rate[2]) == ("ticket", 0.0)


def test_a_plan_may_be_all_vendors(tmp_path: Path) -> None:
    sites = altered("sites", "DUB,IE,,", "DUB,IE,Own,")
    cells = {"contract": "D1", "vendor": "Own", "site": "DUB", "teams": "DUB_EN|DUB_DE"}
    found = facts(tmp_path, {}, cells, rates=None, sites=sites, support_ratios=None)
    assert found.teams.rate.tolist() == [0.0] * 3
    contracts = found.contracts
    assert contracts is not None and contracts.contract_of_team[:, 0].tolist() == [1, 1, 0]


def scorecard(folder: Path, *kpis: dict[str, str], **cells: str) -> Contracts:
    """A plan of 17 weeks from 2 March, five months long; a KPI is service against 0.8 unless it says more."""
    weeks = [date(2026, 3, 2).toordinal() + 7 * week for week in range(17)]
    forecast = "week_start,queue,language,volume,aht_s\n" + "".join(
        f"{date.fromordinal(day)},{queue},en,900,420\n"
        for day in weeks
        for queue in ("voice", "chat", "mail")
    )
    rows = [{"contract": "B1", "kpi": "service", "target": "0.8", **kpi} for kpi in kpis]
    return of(
        folder,
        dict(cells),
        model=ON.replace("periods = 8", "periods = 17"),
        forecast=forecast,
        vendor_kpis=csv(*rows),
    )


def test_a_credit_grows_from_the_target_to_the_floor(tmp_path: Path) -> None:
    cards = scorecard(
        tmp_path,
        {"month": "2026-03", "expected": "0.8", "credit_share": "0.06", "credit_floor": "0.6"},
        {"month": "2026-04", "expected": "0.75", "credit_share": "0.06", "credit_floor": "0.6"},
        {"month": "2026-05-01", "expected": "0.5", "credit_share": "0.06", "credit_floor": "0.6"},
        {"expected": "0.79", "credit_share": "0.06"},
    ).scorecards
    # on target; a quarter of the way; beyond the floor; a miss without a floor is a step
    same(cards.credit_share[0], [0.0, 0.015, 0.06, 0.06])
    same(cards.score[0], [1.0, 0.75 / 0.8, 0.625, 0.79 / 0.8])
    assert not cards.bonus_share.any() and not cards.missed.any()
    assert cards.kpi == (("service",),)
    same(cards.kpi_expected[0], [[0.8, 0.75, 0.5, 0.79]])
    same(cards.kpi_target[0], [[0.8] * 4])


def test_a_bonus_grows_from_the_target_to_its_end_and_less_may_be_better(tmp_path: Path) -> None:
    attrition = {"kpi": "attrition", "target": "0.05", "bonus_share": "0.04"}
    cards = scorecard(
        tmp_path,
        {**attrition, "month": "2026-03", "expected": "0.05", "bonus_from": "0.03"},
        {**attrition, "month": "2026-04", "expected": "0.045", "bonus_from": "0.03"},
        {**attrition, "month": "2026-05", "expected": "0.01", "bonus_from": "0.03"},
        {**attrition, "expected": "0.049"},
    ).scorecards
    same(cards.bonus_share[0], [0.0, 0.01, 0.04, 0.04])
    same(cards.score[0], [1.0, 0.05 / 0.045, 5.0, 0.05 / 0.049])


def test_caps_hold_for_the_sum_of_a_month_and_the_score_is_weighted(tmp_path: Path) -> None:
    cards = scorecard(
        tmp_path,
        {"expected": "0.6", "credit_share": "0.05", "weight": "3"},
        {"kpi": "accuracy", "target": "0.9", "expected": "0.45", "credit_share": "0.04", "weight": "1"},
        {"kpi": "productivity", "target": "10", "expected": "11", "bonus_share": "0.08", "weight": "0"},
        credit_cap="0.07",
        bonus_cap="0.03",
    ).scorecards
    same(cards.credit_share[0], [0.07] * 4)
    same(cards.bonus_share[0], [0.03] * 4)
    same(cards.score[0], [(3 * 0.75 + 1 * 0.5) / 4] * 4)
    assert cards.kpi == (("service", "accuracy", "productivity"),)


def test_a_month_without_a_row_is_not_measured(tmp_path: Path) -> None:
    cards = scorecard(tmp_path, {"month": "2026-04", "expected": "0.4", "credit_share": "0.05"}).scorecards
    same(cards.credit_share[0], [0.0, 0.05, 0.0, 0.0])
    np.testing.assert_array_equal(cards.kpi_expected[0], [[NONE, 0.4, NONE, NONE]])
    np.testing.assert_array_equal(cards.score[0], [NONE, 0.5, NONE, NONE])


def test_only_a_two_price_miss_bills_the_second_price(tmp_path: Path) -> None:
    cards = scorecard(
        tmp_path,
        {"month": "2026-03", "expected": "0.7", "two_price": "yes"},
        {"expected": "0.8", "two_price": "yes"},
        {"kpi": "accuracy", "target": "0.9", "expected": "0.5"},
        rate_missed="9",
    ).scorecards
    assert cards.missed.tolist() == [[True, False, False, False]]


GOOD, BAD = "0.9", "0.7"


@pytest.mark.parametrize(
    ("months", "earned", "why"),
    [
        ((BAD, GOOD, GOOD, GOOD), [2, -1, -1, -1], "two clean months"),
        (
            (BAD, GOOD, BAD, GOOD),
            [-1, -1, -1, -1],
            "a miss in the second month; the last would be after the plan",
        ),
        ((GOOD, BAD, GOOD, GOOD), [-1, 3, -1, -1], "the last month of the plan"),
        ((BAD, BAD, GOOD, GOOD), [-1, 3, -1, -1], "the first one is followed by a miss"),
    ],
)
def test_a_credit_is_earned_back(
    months: tuple[str, ...], earned: list[int], why: str, tmp_path: Path
) -> None:
    kpis = [
        {"month": f"2026-{3 + b:02}", "expected": expected, "credit_share": "0.05"}
        for b, expected in enumerate(months)
    ]
    uncredited = {
        "kpi": "accuracy",
        "target": "0.9",
        "expected": "0.5",
    }  # a miss without a credit does not count
    found = scorecard(tmp_path, *kpis, uncredited, earn_back_months="2").scorecards
    assert found.earned_back_in.tolist() == [earned], why


def test_nothing_is_earned_back_after_the_contract(tmp_path: Path) -> None:
    kpis = ({"month": "2026-03", "expected": BAD, "credit_share": "0.05"},)
    ends = scorecard(tmp_path, *kpis, earn_back_months="2", to="2026-04-30").scorecards
    assert ends.earned_back_in.tolist() == [[-1] * 4]
    assert scorecard(tmp_path, *kpis).scorecards.earned_back_in.tolist() == [[-1] * 4]
