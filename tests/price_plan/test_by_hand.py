"""Plans made by hand, and their bills worked by hand on the small plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from capplan.errors import InvalidInput
from capplan.price_plan import Priced, price_by_hand
from tests.small_contracts import ON, more_people, texts
from tests.small_inputs import altered, write

HEADER = "week_start,team,heads,hires,overtime_h,queue,language,productive_h\n"
WEEKS = (
    "2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23", "2026-03-30", "2026-04-06", "2026-04-13", "2026-04-20",
)  # fmt: skip
MODEL = ON.replace("[hiring]", "[overtime]\npremium = 1.5\n\n[hiring]")
LEARNING = altered("teams", "MNL_EN,MNL,en,,40,headcount,", "MNL_EN,MNL,en,,40,headcount,short")
"""Two weeks of training, one of nesting at 0.5, one of ramp at 0.8; 1 % leave each week, whatever their age."""

PEOPLE = {
    "rate": "10", "training_rate": "6", "training_cap_h": "70", "nesting_rate": "8", "ramp_discount": "0.1",
    "ramp_weeks": "1", "replacement_training": "vendor",
}  # fmt: skip


def people(
    team: str = "MNL_EN", heads: str = "25,25,34,34,34,34,34,34", hires: str = "10,0,0,0,0,0,0,0"
) -> str:
    counts = zip(WEEKS, heads.split(","), hires.split(","), strict=True)
    return "".join(f"{week},{team},{there},{start},0,,,\n" for week, there, start in counts)


def price(
    folder: Path, rows: str, *contracts: dict[str, str], model: str = MODEL, **more: str | None
) -> Priced:
    path, inputs = write(folder, texts(*contracts, **more), model)
    plan = folder / "plan.csv"
    plan.write_text(HEADER + rows, encoding="utf-8")
    return price_by_hand(plan, inputs, path)


def lines(found: Priced) -> dict[tuple[str, str], float]:
    return {cell: round(value, 6) for cell, value in found.amount.items()}


def problems(folder: Path, text: str, **more: str | None) -> list[str]:
    path, inputs = write(folder, texts(**more), MODEL)
    plan = folder / "plan.csv"
    plan.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        price_by_hand(plan, inputs, path)
    return [str(problem) for problem in caught.value.problems]


def test_people_are_billed_by_what_they_learn_at_every_age(tmp_path):
    rows = people().replace("2026-03-02,MNL_EN,25,10,0", "2026-03-02,MNL_EN,25,10,20")
    found = price(tmp_path, rows, PEOPLE, teams=LEARNING)
    assert lines(found) == {
        ("B1", "production"): (25 + 25 + 6 * 34) * 40 * 10.0,
        # 10 people nest in the third week: those left of them pay 8 instead of 10
        ("B1", "nesting"): round(10 * 0.99**2 * 40 * -2.0, 6),
        ("B1", "ramp"): round(10 * 0.99**3 * 40 * -1.0, 6),
        ("B1", "overtime"): 20 * 10 * 1.5,
        # 70 h of the 80 h of each starter are paid: 40 in the first week, 30 in the second
        ("B1", "training"): round((10 * 40 + 9.9 * 30) * 6.0, 6),
        # leavers of March: 1 % of 10 and 9.9 in training and of 25, 25, 34, 34, 34 in production
        ("B1", "replacement_training"): round(-0.01 * 171.9 * (40 + 0.99 * 30) * 6.0, 6),
    }
    assert found.notes == () and found.before is None


def test_work_is_billed_by_the_hour(tmp_path):
    work = "".join(f"{week},MNL_EN,,,,voice,en,400\n{week},MNL_EN,,,,mail,en,300\n" for week in WEEKS[:4])
    terms = {
        **PEOPLE,
        "unit": "productive_hour",
        "rate": "20",
        "nesting_rate": "16",
        "replacement_training": "",
    }
    found = price(tmp_path, people() + work, terms, teams=LEARNING)
    assert lines(found) == {
        ("B1", "production"): 4 * 700 * 20.0,
        # 90 % of 40 h are productive; who nests does half of it, who ramps up 80 %
        ("B1", "nesting"): round(10 * 0.99**2 * 0.5 * 36 * -4.0, 6),
        ("B1", "ramp"): round(10 * 0.99**3 * 0.8 * 36 * -2.0, 6),
        ("B1", "training"): round((10 * 40 + 9.9 * 30) * 6.0, 6),
    }


def test_nobody_learns_who_is_not_there(tmp_path):
    found = price(tmp_path, people(heads="25,25,4.9005,34,34,34,34,34"), PEOPLE, teams=LEARNING)
    assert found.amount["B1", "nesting"] == pytest.approx(0.5 * 10 * 0.99**2 * 40 * -2.0)
    assert found.notes == (
        "MNL_EN has 9.8 people who still learn on 2026-03-16 by its classes, and only 4.9005 heads: 4.9005 count as "
        "learning",
    )


def test_another_currency_is_billed_at_its_rate_of_the_week(tmp_path):
    found = price(tmp_path, people(hires="0,0,0,0,0,0,0,0"), {"currency": "EUR", "rate": "10"})
    assert found.amount["B1", "production"] == pytest.approx((50 + 6 * 34) * 400.0)
    # 1.1 up to the week of 30 March, then 1.2
    assert found.amount_base["B1", "production"] == pytest.approx(400 * (1.1 * (50 + 3 * 34) + 1.2 * 3 * 34))


def test_a_candidate_is_opened_as_late_as_its_first_class_allows(tmp_path):
    second = {
        "contract": "B2", "teams": "MNL_X", "status": "candidate", "rate": "9", "opening_fee": "5000",
        "setup_weeks": "2",
    }  # fmt: skip
    rows = people(team="MNL_X", heads="0,0,0,6,6,6,6,6", hires="0,0,0,6,0,0,0,0")
    found = price(tmp_path, rows, {}, second, **more_people("MNL_X"))
    assert lines(found) == {("B2", "production"): 5 * 6 * 40 * 9.0, ("B2", "opening_fee"): 5000.0}
    assert found.invoice.period[found.invoice.line.index("opening_fee")] == 1
    assert found.notes == (
        "B2 is a candidate and has people or work from 2026-03-23 on: taken as opened on 2026-03-09",
    )


def test_what_is_not_priced_is_told(tmp_path):
    rows = (
        f"{WEEKS[0]},MNL_EN,25,0,8,,,\n{WEEKS[0]},MNL_EN,,,,voice,en,5000\n{WEEKS[0]},DUB_EN,30,0,0,,,\n"
        f"{WEEKS[7]},MNL_EN,25,0,0,,,\n"
    )
    found = price(tmp_path, rows, {"to": "2026-04-12"}, model=ON)
    assert found.amount == {("B1", "production"): 25 * 440.0}
    assert found.notes == (
        "overtime is not priced: the planning model has no [overtime]",
        "MNL_EN has no row of people in 6 weeks: nobody is there",
        # 25 x 40 h x 0.9, and 8 h of overtime of which 90 % are productive
        "MNL_EN works 5,000 h on 2026-03-02, and its people have at most 907 h",
        "DUB_EN is under no contract: not priced",
        "MNL_EN has people or work under no contract in 1 weeks, first from 2026-04-20 on: not billed",
    )


def test_a_contract_that_is_left_out_is_billed_what_it_is_promised_and_that_is_told(tmp_path):
    second = {
        "contract": "B2",
        "teams": "MNL_X",
        "rate": "9",
        "commit_units": "100",
        "commit_window": "month",
    }
    found = price(tmp_path, people(hires="0,0,0,0,0,0,0,0"), {}, second, **more_people("MNL_X"))
    assert ("B2", "shortfall") in found.amount
    assert found.notes == (
        "B2 has no row in the plan: nobody is there, and it is billed what it is promised all the same",
    )


def test_without_clauses_units_are_billed_at_their_rate(tmp_path):
    model = MODEL.replace("[contracts]\n", "")
    found = price(
        tmp_path, people(), {**PEOPLE, "commit_units": "9999", "commit_window": "month"}, model=model
    )
    assert ("B1", "shortfall") not in found.amount and ("B1", "production") in found.amount
    assert found.notes == (
        "the planning model has no [contracts]: units are billed at their rate, no clause holds",
    )


def test_every_problem_is_told_at_once_with_its_place(tmp_path):
    rows = (
        f"{WEEKS[0]},MNL_EN,25,0,0,,,\n"  # line 2
        f"{WEEKS[0]},MNL_EN,26,0,0,,,\n"
        f"{WEEKS[1]},MNL_EM,25,0,0,,,\n"
        f"{WEEKS[1]},MNL_EN,-25,0,0,,,\n"
        "2026-06-01,MNL_EN,25,0,0,,,\n"
        "2026-03-10,MNL_EN,25,0,0,,,\n"
        f"{WEEKS[2]},MNL_EN,,,,mail,de,10\n"
        f"{WEEKS[2]},MNL_EN,,,,male,en,10\n"
        f"{WEEKS[2]},MNL_EN,,,,mail,,10\n"
        f"{WEEKS[2]},MNL_EN,3,,,mail,en,10\n"
        f"{WEEKS[3]},MNL_EN,,0,0,,,\n"
    )
    found = problems(tmp_path, HEADER + rows)
    expected = [
        ("3: week_start", "team MNL_EN, queue blank, language blank stands in line 2 already"),
        ("4: team", "there is no such name in teams.csv (found 'MNL_EM'; allowed: DUB_EN, DUB_DE, MNL_EN)"),
        ("5: heads", "out of range (found '-25'; allowed: a number of at least 0)"),
        (
            "6: week_start",
            "the week is not in the planning model (found '2026-06-01'; allowed: 2026-03-02 to",
        ),
        ("7: week_start", "not the first day of a week of the plan (found '2026-03-10'"),
        (
            "8: language",
            "MNL_EN may not work mail in this language (found 'de'; allowed: chat:en, mail:en, voice:en)",
        ),
        ("9: queue", "there is no such name in the forecast (found 'male'; allowed: voice, chat, mail)"),
        ("10: language", "a row of work names its queue and its language"),
        ("11: heads", "heads stands in rows without a queue (found '3'; allowed: blank)"),
        ("12: heads", "the cell is empty"),
    ]
    assert len(found) == len(expected)
    for problem, (place, message) in zip(found, expected, strict=True):
        assert problem.startswith(f"plan.csv:{place}: ") and message in problem


def test_missing_columns_and_mistakes_of_the_inputs_are_told_together(tmp_path):
    found = problems(tmp_path, "week_start,team,headz\n2026-03-02,MNL_EN,25\n", forecast="week_start\n")
    missing = [problem for problem in found if problem.startswith("plan.csv:1: ")]
    assert [problem.split(": ")[1] for problem in missing] == [
        "headz", "heads", "hires", "overtime_h", "queue", "language", "productive_h",
    ]  # fmt: skip
    assert "Did you mean 'heads'?" in missing[0]
    assert any(problem.startswith("forecast.csv") for problem in found)


def test_a_team_on_demand_has_work_and_no_heads(tmp_path):
    changed = {
        "teams": altered("teams", "MNL_EN,MNL,en,,40,headcount,", "MNL_EN,MNL,en,,40,on_demand,"),
        "headcount": altered("headcount", "MNL_EN,20,25\n", ""),
        "class_rules": altered("class_rules", "MNL_EN,5,15,1,,,,\n", ""),
        "attrition": altered("attrition", "MNL,,0,0.01,weekly\n", ""),
        "release_rules": None,
    }
    path, inputs = write(tmp_path, texts({"unit": "productive_hour", "rate": "30"}, **changed), MODEL)
    plan = tmp_path / "plan.csv"
    plan.write_text(HEADER + f"{WEEKS[0]},MNL_EN,5,,,,,\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="plan.csv:2: heads: the team is on demand"):
        price_by_hand(plan, inputs, path)
    plan.write_text(HEADER + f"{WEEKS[0]},MNL_EN,,,,voice,en,50\n", encoding="utf-8")
    found = price_by_hand(plan, inputs, path)
    assert (found.amount, found.notes) == ({("B1", "production"): 1500.0}, ())


def test_inputs_without_contracts_have_nothing_to_price(tmp_path):
    path, inputs = write(tmp_path)
    plan = tmp_path / "plan.csv"
    plan.write_text(HEADER + people(), encoding="utf-8")
    with pytest.raises(
        InvalidInput, match="contracts.csv: the file is missing: there is no contract to price"
    ):
        price_by_hand(plan, inputs, path)
