"""Contracts that do not fit: every mistake is named with its place, what is allowed and the likely cause."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from capplan.contract_columns import CONTRACT_UNITS, CONTRACT_WINDOWS
from capplan.contract_facts import UNITS, WINDOWS
from capplan.validation import check
from tests.small_contracts import B1, ON, csv, more_people, problems, texts
from tests.small_inputs import altered, tables, write

HOUR = {"unit": "productive_hour", "rate": "18"}
TIERS = {"tier_kind": "incremental", "tier_window": "month"}
TWO_TIERS = "contract,from_units,reduction\nB1,0,0\nB1,4000,0.5\n"
LOCKS = {"lock_1_days": "90", "lock_1_band": "0.2", "lock_2_days": "60", "lock_2_band": "0.1"}
ON_DEMAND = {
    "teams": tables()["teams"].replace("40,headcount,\n", "40,on_demand,\n"),
    **dict.fromkeys(("transfers", "release_rules"), None),
    "headcount": altered("headcount", "MNL_EN,20,25\n", ""),
    "class_rules": altered("class_rules", "MNL_EN,5,15,1,,,,\n", ""),
}
BASELINE = {"baseline_units": "4000", "additional_charge": "12", "reduced_charge": "8"}


def card(**cells: str) -> str:
    return csv({"contract": "B1", "rate": "10", **cells})


def premium(**cells: str) -> str:
    return csv({"contract": "B1", "share": "0.1", **cells})


def tier(*rows: dict[str, str]) -> str:
    return csv(*({"contract": "B1", **row} for row in rows))


def order(**cells: str) -> str:
    return csv({"contract": "B1", "month": "2026-03", "stage": "locked", "units": "4000", **cells})


def kpi(**cells: str) -> str:
    return csv({"contract": "B1", "kpi": "service", "target": "0.8", "expected": "0.7", **cells})


C = "contracts.csv"
CELLS: dict[str, tuple[dict[str, str], str, str]] = {  # cells of B1, the column of the problem, its words
    "a share in per cent": ({"escalator": "30"}, "escalator", "A percentage? Write 0.3."),
    "a commitment in per cent": (
        {"commit_share": "90", "commit_window": "month"}, "commit_share", "Write 0.9.",
    ),
    "another vendor": ({"vendor": "Alpha"}, "vendor", "vendor Beta runs MNL"),
    "a unit of another table": ({"unit": "wage_hour"}, "unit", "seat_month"),
    "a unit with a slip": ({"unit": "fte_months"}, "unit", "Did you mean 'fte_month'?"),
    "a team that is not there": ({"teams": "MNL_EN|MNL_FR"}, "teams", "'MNL_FR' is not in teams.csv"),
    "a queue that is not there": ({**HOUR, "queues": "voice|chta"}, "queues", "Did you mean 'chat'?"),
    "people billed by queue": ({"queues": "voice"}, "queues", "paid_hour bills people"),
    "an end before the beginning": ({"to": "2025-01-01"}, "to", "2025-03-20 or later"),
    "a contract that is over": ({"to": "2025-12-31"}, "to", "MNL_EN would have no contract in the whole plan"),
    "a contract that comes later": ({"from": "2027-01-01"}, "from", "between 2026-03-02 and 2026-04-20"),
    "a currency without rate": ({"currency": "PHP"}, "currency", "no exchange rate is in force on 2026-03-02"),
    "dearer nesting": ({"unit": "productive_hour", "nesting_rate": "12"}, "nesting_rate", "at most the rate, 11"),
    "a dearer missed target": ({"rate_missed": "12"}, "rate_missed", "at most the rate, 11"),
    "a hedge without rate": (
        {"currency": "EUR", "hedged_share": "0.5"}, "hedged_rate", "hedged_share needs it",
    ),
    "a hedged rate without share": (
        {"currency": "EUR", "hedged_rate": "1.1"}, "hedged_rate", "it says nothing without hedged_share",
    ),
    "a hedge of the base currency": (
        {"hedged_share": "0.5", "hedged_rate": "1"}, "hedged_share", "nothing is exchanged",
    ),
    "FTE of paid hours": ({"fte_counts": "after_shrinkage"}, "fte_counts", "only for fte_month"),
    "seats of paid hours": ({"seats_per_head": "0.8"}, "seats_per_head", "only for seat_month"),
    "nesting of tickets": ({"unit": "ticket", "nesting_rate": "5"}, "nesting_rate", "nothing about ticket"),
    "a ramp of minutes": (
        {"unit": "minute", "ramp_discount": "0.1", "ramp_weeks": "4"}, "ramp_discount", "nothing about minute",
    ),
    "knowledge transfer by head": ({"transfer_rate": "9"}, "transfer_rate", "only for productive_hour"),
    "a window of no tiers": ({"tier_window": "month"}, "tier_window", "it says nothing without tier_kind"),
    "a commitment of no window": ({"commit_share": "0.9"}, "commit_window", "commit_share needs it"),
    "carry-forward of nothing": ({"carry_forward": "0.5"}, "carry_forward", "commit_units or commit_share"),
    "two commitments": (
        {"commit_units": "9", "commit_share": "0.9", "commit_window": "month"}, "commit_share", "one of the two",
    ),
    "a commitment in another unit": (
        {"commit_units": "20", "commit_on": "fte_month", "commit_window": "month"}, "commit_rate",
        "the rate is for one paid_hour, the commitment counts fte_month",
    ),
    "a baseline without charges": (
        {"baseline_units": "4000", "additional_charge": "12"}, "reduced_charge", "baseline_units needs it",
    ),
    "a dead band of nothing": ({"dead_band": "0.08"}, "dead_band", "it says nothing without baseline_units"),
    "a lock without band": ({"lock_1_days": "60"}, "lock_1_band", "lock_1_days needs it"),
    "a band without days": ({"lock_1_band": "0.1"}, "lock_1_band", "it says nothing without lock_1_days"),
    "a second band without days": (
        {"lock_1_days": "90", "lock_1_band": "0.2", "lock_2_band": "0.1"}, "lock_2_band", "without lock_2_days",
    ),
    "locks in the wrong order": (
        {**LOCKS, "lock_1_days": "60", "lock_2_days": "90"}, "lock_2_days", "fewer than 60",
    ),
    "priced locks without price": ({**LOCKS, "lock_kind": "priced"}, "lock_below", "or lock_above"),
    "a price of fixed locks": (
        {**LOCKS, "lock_kind": "fixed", "lock_above": "3"}, "lock_above", "unless lock_kind is priced",
    ),
    "a kind of lock without lock": ({"lock_kind": "fixed"}, "lock_kind", "it says nothing without lock_1_days"),
    "a ramp without weeks": ({"ramp_discount": "0.1"}, "ramp_weeks", "ramp_discount needs it"),
    "weeks without a ramp": ({"ramp_weeks": "4"}, "ramp_weeks", "it says nothing without ramp_discount"),
    "tiers without rows": (TIERS, "tier_kind", "rows for it in contract_tiers.csv"),
    "a candidate with a baseline": (
        {**BASELINE, "status": "candidate"}, "baseline_units", "a candidate cannot have a baseline",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CELLS)
def test_a_mistake_in_a_contract(name: str, tmp_path: Path) -> None:
    cells, column, says = CELLS[name]
    people: dict[str, str | None] = {}
    if cells.get("status") == "candidate":
        people = {"headcount": altered("headcount", "MNL_EN,20,25\n", "")}
    found = problems(tmp_path, cells, **people)
    assert [(problem.file, problem.line, problem.column) for problem in found] == [(C, 2, column)]
    assert says in str(found[0])


TABLES: dict[str, tuple[dict[str, str], dict[str, str | None], str, str, str]] = {
    "a team at another site": (
        {"teams": "MNL_EN|DUB_DE"}, {"rates": "team,unit,rate\nDUB_EN,wage_hour,20\n"},
        C, "teams", "DUB_DE sits at DUB, not at MNL",
    ),
    "tiers of no window": (
        {"tier_kind": "rebate"}, {"contract_tiers": TWO_TIERS}, C, "tier_window", "tier_kind needs it",
    ),
    "a team with a rate too": (
        {}, {"rates": tables()["rates"]}, "rates.csv", "team", "under contract B1 (contracts.csv, line 2)",
    ),
    "a card for a team of others": (
        {}, {"contract_rates": card(team="DUB_EN")}, "contract_rates.csv", "team", "has no such team",
    ),
    "a card for a queue of others": (
        {**HOUR, "queues": "voice"}, {"contract_rates": card(queue="mail")},
        "contract_rates.csv", "queue", "has no such queue",
    ),
    "a card for a language that nobody speaks": (
        HOUR, {"contract_rates": card(language="EN")}, "contract_rates.csv", "language", "Did you mean 'en'?",
    ),
    "a card by queue for people": (
        {}, {"contract_rates": card(queue="voice")}, "contract_rates.csv", "queue", "bills people",
    ),
    "a card with one price of two": (
        {"rate_missed": "9"}, {"contract_rates": card(team="MNL_EN"), "vendor_kpis": kpi(two_price="yes")},
        "contract_rates.csv", "rate_missed", "B1 has two prices, this row has one",
    ),
    "a card with a dearer second price": (
        {}, {"contract_rates": card(rate_missed="10.5"), "vendor_kpis": kpi(two_price="yes")},
        "contract_rates.csv", "rate_missed", "at most the rate, 10",
    ),
    "a card beside a baseline": (
        BASELINE, {"contract_rates": card()}, "contract_rates.csv", "contract", "it has one rate",
    ),
    "a card of no contract": (
        {}, {"contract_rates": card(contract="B2")}, "contract_rates.csv", "contract", "allowed: B1",
    ),
    "tiers beside a baseline": (
        {**BASELINE, **TIERS}, {"contract_tiers": TWO_TIERS}, C, "tier_kind", "no unit has a price of its own",
    ),
    "tiers of a contract without": (
        {}, {"contract_tiers": tier({"from_units": "0", "reduction": "0"})},
        "contract_tiers.csv", "contract", "contracts.csv has no tier_kind for it",
    ),
    "tiers that do not start at 0": (
        TIERS, {"contract_tiers": tier({"from_units": "500", "reduction": "1"})},
        "contract_tiers.csv", "from_units", "a first tier from 0",
    ),
    "a tier with two prices": (
        TIERS, {"contract_tiers": tier({"from_units": "0", "reduction": "0", "rate": "11"})},
        "contract_tiers.csv", "rate", "a tier has rate or reduction, not both",
    ),
    "a tier with no price": (
        TIERS, {"contract_tiers": tier({"from_units": "0", "reduction": "", "rate": ""})},
        "contract_tiers.csv", "rate", "a tier needs rate or reduction",
    ),
    "a tier that is dearer": (
        TIERS, {"contract_tiers": tier({"from_units": "0", "rate": "12"})},
        "contract_tiers.csv", "rate", "at most the rate, 11",
    ),
    "a reduction that is a rate": (
        TIERS, {"contract_tiers": tier({"from_units": "0", "reduction": "12"})},
        "contract_tiers.csv", "reduction", "Is it the rate?",
    ),
    "a rate of other units": (
        {**TIERS, "tier_on": "ticket"}, {"contract_tiers": tier({"from_units": "0", "rate": "10"})},
        "contract_tiers.csv", "rate", "the tiers count ticket, the rate is for one paid_hour",
    ),
    "a month that is none": (
        {}, {"contract_orders": order(month="March 2026")}, "contract_orders.csv", "month", "a month as 2026-03",
    ),
    "a month without a dash": (
        {}, {"contract_orders": order(month="202603")}, "contract_orders.csv", "month", "Write 2026-03.",
    ),
    "a day within a month": (
        {}, {"contract_orders": order(month="2026-03-15")}, "contract_orders.csv", "month", "Write 2026-03.",
    ),
    "a month in two ways": (
        {}, {"contract_orders": order() + "B1,2026-03-01,locked,4200\n"},
        "contract_orders.csv", "month", "2026-03 stands in line 2 already",
    ),
    "a month twice": (
        {}, {"contract_orders": order() + "B1,2026-03,locked,4200\n"},
        "contract_orders.csv", "contract", "stands in line 2 already",
    ),
    "nights without hours": (
        {}, {"contract_premiums": premium(premium="night")}, "contract_premiums.csv", "time_from", "needs its hours",
    ),
    "nights without an end": (
        {}, {"contract_premiums": premium(premium="night", time_from="22:00")},
        "contract_premiums.csv", "time_to", "go together",
    ),
    "a night of no length": (
        {}, {"contract_premiums": premium(premium="night", time_from="22:00", time_to="22:00")},
        "contract_premiums.csv", "time_to", "the hours end when they begin",
    ),
    "a language by the clock": (
        {}, {"contract_premiums": premium(premium="language", language="en", time_from="22:00")},
        "contract_premiums.csv", "time_from", "a language has no hours",
    ),
    "a language without name": (
        {}, {"contract_premiums": premium(premium="language")}, "contract_premiums.csv", "language", "needs it",
    ),
    "a language that nobody speaks": (
        {}, {"contract_premiums": premium(premium="language", language="tl")},
        "contract_premiums.csv", "language", "no team of B1 works in it",
    ),
    "a weekend in one language": (
        {}, {"contract_premiums": premium(premium="weekend", language="en")},
        "contract_premiums.csv", "language", "holds for every language",
    ),
    "a holiday twice": (
        {}, {"holidays": "site,date,name\nMNL,2026-04-09,a\nMNL,2026-04-09,b\n"},
        "holidays.csv", "site", "stands in line 2 already",
    ),
    "a KPI with a slip": ({}, {"vendor_kpis": kpi(kpi="acuracy")}, "vendor_kpis.csv", "kpi", "mean 'accuracy'?"),
    "a target in per cent": ({}, {"vendor_kpis": kpi(target="80")}, "vendor_kpis.csv", "target", "Write 0.8."),
    "a target of nothing": ({}, {"vendor_kpis": kpi(target="0")}, "vendor_kpis.csv", "target", "above 0"),
    "a floor above the target": (
        {}, {"vendor_kpis": kpi(credit_share="0.05", credit_floor="0.9")},
        "vendor_kpis.csv", "credit_floor", "a number below 0.8",
    ),
    "a bonus below the target": (
        {}, {"vendor_kpis": kpi(bonus_share="0.05", bonus_from="0.7")},
        "vendor_kpis.csv", "bonus_from", "a number above 0.8",
    ),
    "a floor of attrition below the target": (
        {}, {"vendor_kpis": kpi(kpi="attrition", target="0.04", credit_share="0.05", credit_floor="0.02")},
        "vendor_kpis.csv", "credit_floor", "a number above 0.04",
    ),
    "a floor without a credit": (
        {}, {"vendor_kpis": kpi(credit_floor="0.6")}, "vendor_kpis.csv", "credit_floor", "without credit_share",
    ),
    "two prices of one": (
        {}, {"vendor_kpis": kpi(two_price="yes")}, "vendor_kpis.csv", "two_price", "B1 has no rate_missed",
    ),
    "a KPI month in two ways": (
        {}, {"vendor_kpis": kpi(month="2026-03") + "B1,service,0.8,0.9,2026-03-01\n"},
        "vendor_kpis.csv", "month", "2026-03 stands in line 2 already",
    ),
    "people on demand by the head": (
        {}, ON_DEMAND, C, "unit", "MNL_EN is on_demand: it has no heads to bill",
    ),
    "heads of people on demand": (
        {"unit": "ticket", "commit_units": "20", "commit_on": "fte_month", "commit_rate": "9",
         "commit_window": "month"},
        ON_DEMAND, C, "commit_on", "all teams of the contract are on_demand",
    ),
    "a candidate with people": (
        {"status": "candidate"}, {}, "headcount.csv", "team", "it has nobody before it opens",
    ),
    "a candidate that cannot hire": (
        {"status": "candidate"},
        {"headcount": altered("headcount", "MNL_EN,20,25\n", ""),
         "class_rules": altered("class_rules", "MNL_EN,5,15,1,,,,\n", "")},
        C, "teams", "could hire nobody",
    ),
    "a candidate with a promised class": (
        {"status": "candidate"},
        {"headcount": altered("headcount", "MNL_EN,20,25\n", ""),
         "committed_classes": altered("committed_classes", "DUB_EN,2026-03-16,6", "MNL_EN,2026-03-16,6")},
        "committed_classes.csv", "team", "no class starts before it opens",
    ),
    "a candidate with people who come over": (
        {"status": "candidate", "teams": "NEW"},
        {**more_people("NEW"), "rates": tables()["rates"],
         "transfers": "from_team,to_team,weeks,productivity\nMNL_EN,NEW,2,0.5\n"},
        "transfers.csv", "to_team", "teams of one candidate, or of none",
    ),
    "classes larger than the contract allows": (
        {"largest_class": "4"}, {}, "class_rules.csv", "class_min", "no class of more than 4",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_a_mistake_between_tables(name: str, tmp_path: Path) -> None:
    cells, more, file, column, says = TABLES[name]
    found = problems(tmp_path, cells, **more)
    assert [(problem.file, problem.column) for problem in found] == [(file, column)], found
    assert says in str(found[0])


TWICE: dict[str, tuple[dict[str, str], dict[str, str], str | None]] = {
    "the same team": ({}, {}, "covered by B1 (line 2) at the same time"),
    "times that overlap by a day": ({"to": "2026-03-31"}, {"from": "2026-03-31"}, "MNL_EN"),
    "times that follow one another": ({"to": "2026-03-31"}, {"from": "2026-04-01"}, None),
    "the same queue": ({**HOUR, "queues": "voice|chat"}, {**HOUR, "queues": "mail|chat"}, "MNL_EN"),
    "other queues": ({**HOUR, "queues": "voice|chat"}, {**HOUR, "queues": "mail"}, None),
    "one queue of all": (HOUR, {**HOUR, "queues": "mail"}, "MNL_EN"),
}


@pytest.mark.parametrize("name", TWICE)
def test_no_work_is_covered_twice(name: str, tmp_path: Path) -> None:
    first, second, says = TWICE[name]
    found = problems(tmp_path, first, {"contract": "B2", **second})
    assert [(problem.file, problem.line, problem.column) for problem in found] == (
        [(C, 3, "teams")] if says else []
    )
    assert says is None or says in str(found[0])


def test_a_candidate_has_teams_of_its_own_even_after_another_contract(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        {"to": "2026-03-31"},
        {"contract": "B2", "from": "2026-04-01", "status": "candidate"},
        headcount=altered("headcount", "MNL_EN,20,25\n", ""),
    )
    assert [(problem.line, problem.column) for problem in found] == [(3, "teams")]
    assert "MNL_EN has contract B1 (line 2) too" in str(found[0])


def test_an_own_site_has_no_contracts(tmp_path: Path) -> None:
    rates = altered("rates", "DUB_DE,wage_month,3600,0.2,,\n", "")
    found = problems(tmp_path, {"site": "DUB", "teams": "DUB_DE"}, rates=rates)
    assert [(problem.file, problem.column) for problem in found] == [(C, "vendor")]
    assert "DUB is an own site" in str(found[0])


def test_a_table_of_contracts_without_contracts(tmp_path: Path) -> None:
    (found,) = check(*write(tmp_path, {"contract_tiers": TWO_TIERS}))
    assert (found.file, found.column) == ("contract_tiers.csv", "contract")
    assert "there is no contracts.csv" in str(found)


def test_mistakes_of_all_tables_are_shown_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        {"vendor": "Alpha", "escalator": "3", "commit_share": "0.9"},
        contract_tiers=TWO_TIERS,
        contract_orders=order(month="spring"),
        vendor_kpis=kpi(target="80"),
        contract_premiums=premium(premium="night"),
    )
    assert {(problem.file, problem.column) for problem in found} == {
        (C, "vendor"),
        (C, "escalator"),
        (C, "commit_window"),
        ("contract_tiers.csv", "contract"),
        ("contract_orders.csv", "month"),
        ("vendor_kpis.csv", "target"),
        ("contract_premiums.csv", "time_from"),
    }


@pytest.mark.parametrize(
    "broken",
    [
        {"contracts": "contract,vendor,site,teams,from,unit,rate,currency\n,,,,,,,\n"},
        {
            "contracts": csv(
                {**B1, "from": "soon", "to": "later", "rate": "much", "currency": "$", "teams": ""}
            )
        },
        {"vendor_kpis": "contract,kpi,target,expected\nB1,,x,y\n"},
        {"contract_rates": "contract,rate\n,\n"},
        {"contract_tiers": "contract,from_units\nB1,\n"},
        {"contract_orders": "contract,month,stage,units\nB1,,,\n"},
        {"contract_premiums": "contract,premium,share\n,,\n"},
        {"teams": None},
        {"sites": None},
        {"queues": None},
        {"forecast": None},
        {"rates": None},
    ],
)
def test_broken_tables_are_checked_as_far_as_they_can_be(broken: dict[str, Any], tmp_path: Path) -> None:
    assert problems(tmp_path, **broken)


def test_a_missing_table_of_rates_is_one_problem(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, rates=None)
    assert (found.file, found.message) == ("rates.csv", "the file is missing")
    assert "DUB_EN, DUB_DE" in str(found) and "MNL_EN" not in str(found)


def test_a_scenario_may_take_a_clause_out_by_its_head(tmp_path: Path) -> None:
    change = '{ table = "contracts", column = "commit_units", set = "" }'
    model = ON + f"\n[scenario.free]\nchange = [{change}]\n"
    path, inputs = write(
        tmp_path, texts({"commit_units": "4000", "commit_window": "month", "carry_forward": "0.5"}), model
    )
    assert check(path, inputs) == check(path, inputs, "free") == []


def test_a_scenario_that_removes_a_site_removes_its_contracts(tmp_path: Path) -> None:
    change = '{ table = "sites", where = { site = "MNL" }, remove = true }'
    model = ON + f"\n[scenario.exit]\nchange = [{change}]\n"
    path, inputs = write(tmp_path, texts(TIERS, contract_tiers=TWO_TIERS), model)
    assert check(path, inputs, "exit") == []


def test_a_scenario_that_removes_a_team_strikes_it_from_its_contract(tmp_path: Path) -> None:
    change = '{ table = "teams", where = { team = "NEW" }, remove = true }'
    model = ON + f"\n[scenario.exit]\nchange = [{change}]\n"
    path, inputs = write(tmp_path, texts({"teams": "NEW|MNL_EN"}, **more_people("NEW")), model)
    assert check(path, inputs, "exit") == []


def test_the_declarations_name_the_units_of_the_facts() -> None:
    assert CONTRACT_UNITS == UNITS and CONTRACT_WINDOWS == WINDOWS
