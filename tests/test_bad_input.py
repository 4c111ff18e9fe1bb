"""Every mistake is named with its place, what stands there, what is allowed, and the likely cause."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from capplan.errors import InvalidInput, Problem
from capplan.load_model import load_model
from capplan.read import read_tables
from capplan.validation import check, validate
from tests.small_inputs import MODEL, altered, tables, write


@dataclass(frozen=True)
class Mistake:
    """``old`` becomes ``new`` in a table; the problem that must come of it, with ``says`` in its words."""

    table: str
    old: str
    new: str
    line: int | None
    column: str | None
    value: str | None
    says: str


M = Mistake
MISTAKES = {
    # cells
    "a cell that must be filled is blank": M(
        "forecast", "1000,300", ",300", 2, "volume", "", "the cell is empty"
    ),
    "a word instead of a number": M(
        "forecast", "1000,300", "many,300", 2, "volume", "many", "a number of at least 0"
    ),
    "a number that is nan": M("forecast", "1000,300", "nan,300", 2, "volume", "nan", "Leave the cell empty"),
    "an infinite number": M("forecast", "1000,300", "inf,300", 2, "volume", "inf", "not a number"),
    "a number beyond all bounds": M(
        "forecast", "1000,300", "1e999,300", 2, "volume", "1e999", "out of range"
    ),
    "an error of a spreadsheet": M("forecast", "1000,300", "#REF!,300", 2, "volume", "#REF!", "spreadsheet"),
    "a negative volume": M("forecast", "1000,300", "-5,300", 2, "volume", "-5", "Is the sign wrong?"),
    "thousands separators": M("forecast", "1000,300", '"1,000",300', 2, "volume", "1,000", "Write 1000."),
    "thousands set apart by spaces": M("forecast", "1000,", "1 000,", 2, "volume", "1 000", "Write 1000."),
    "a decimal comma": M("shrinkage", ",0.08,", ',"0,08",', 2, "share", "0,08", "Write 0.08."),
    "dots for thousands and a decimal comma": M(
        "budgets", "400000", '"400.000,50"', 2, "amount", "400.000,50", "Write 400000.50."
    ),
    "an amount with a currency": M("budgets", "400000", "$400000", 2, "amount", "$400000", "number alone"),
    "a share in per cent": M("shrinkage", ",0.08,", ",8,", 2, "share", "8", "A percentage? Write 0.08."),
    "a share with a per cent sign": M("shrinkage", ",0.08,", ",30 %,", 2, "share", "30 %", "Write 0.3."),
    "half a class": M("class_rules", ",4,10,", ",4.5,10,", 2, "class_min", "4.5", "a whole number"),
    "handle time of nothing": M("forecast", "1000,300", "1000,0", 2, "aht_s", "0", "above 0"),
    "a service level of 100 %": M("queues", ",0.8,20", ",1,20", 2, "service_level", "1", "at most 0.999"),
    "day before month": M(
        "currency_rates", "2026-01-01", "31/01/2026", 2, "date_from", "31/01/2026", "Write 2026-01-31."
    ),
    "a date that can be read two ways": M(
        "currency_rates", "2026-01-01", "03/02/2026", 2, "date_from", "03/02/2026", "2026-02-03 or 2026-03-02"
    ),
    "a day that does not exist": M(
        "currency_rates", "2026-01-01", "2026-02-30", 2, "date_from", "2026-02-30", "no such day"
    ),
    "a date number of a spreadsheet": M(
        "currency_rates", "2026-01-01", "46023", 2, "date_from", "46023", "2026-01-01"
    ),
    "a week number": M("forecast", "2026-03-02", "2026-W10", 2, "week_start", "2026-W10", "2026-03-02"),
    "a week that begins on sunday": M(
        "forecast",
        "2026-03-02",
        "2026-03-01",
        2,
        "week_start",
        "2026-03-01",
        "Sunday, but the weeks of the plan begin on Monday. Did you mean 2026-03-02?",
    ),
    "a time that is none": M("profile", "mon,09:00", "mon,9am", 2, "interval_start", "9am", "24 hours"),
    "the day has no hour 24": M("profile", "mon,09:00", "mon,24:00", 2, "interval_start", "24:00", "23:59"),
    "a weekday written out": M(
        "profile", "voice,mon", "voice,Monday", 2, "weekday", "Monday", "Did you mean 'mon'?"
    ),
    "a choice in capitals": M(
        "queues", "mail,email", "mail,Email", 4, "channel", "Email", "Upper and lower case count"
    ),
    "true instead of yes": M("shrinkage", "planned,yes", "planned,TRUE", 2, "paid", "TRUE", "Write yes."),
    "a currency in small letters": M("sites", ",EUR,", ",eur,", 2, "currency", "eur", "Did you mean EUR?"),
    "a currency sign": M("sites", ",EUR,", ",€,", 2, "currency", "€", "Did you mean EUR?"),
    "languages separated by commas": M("teams", "de|en", '"de,en"', 3, "languages", "de,en", "Write de|en."),
    "an invisible character": M(
        "rates", "DUB_DE,", "DUB_DE\u200b,", 3, "team", "DUB_DE\u200b", "zero width space"
    ),
    "a colon in a name": M(
        "backlog", "mail,en", "mail,mail:en", 2, "language", "mail:en", "must not hold | or :"
    ),
    # keys and references
    "a misspelt name": M("teams", "DUB_EN,DUB", "DUB_EN,DBU", 2, "site", "DBU", "Did you mean 'DUB'?"),
    "a name in other case": M(
        "headcount", "MNL_EN", "mnl_en", 5, "team", "mnl_en", "Upper and lower case count"
    ),
    "a curve that is not there": M("teams", "headcount,short", "headcount,long", 2, "curve", "long", "short"),
    "the same row twice": M(
        "rates", "MNL_EN,paid_hour", "DUB_EN,wage_hour", 4, "team", "DUB_EN", "stands in line 2 already"
    ),
    "two names that differ in case only": M(
        "sites", "MNL,PH", "Dub,IE,,USD,,,,,,\nMNL,PH", 3, "site", "Dub", "only in upper and lower"
    ),
    # between tables
    "a team without a rate": M(
        "rates", "DUB_DE,wage_month,3600,0.2,,\n", "", 3, "team", "DUB_DE", "rates.csv"
    ),
    "a vendor that is paid wages": M(
        "rates", "paid_hour", "wage_hour", 4, "unit", "wage_hour", "productive_hour"
    ),
    "an own site that is billed": M("rates", "wage_hour", "ticket", 2, "unit", "ticket", "wage_month"),
    "a vendor with burden": M("rates", "11,,,", "11,0.2,,", 4, "burden", "0.2", "0 or blank"),
    "more hours than a week has": M("teams", ",40,", ",173,", 2, "contract_h", "173", "at most 168"),
    "people in a team on demand": M(
        "teams", "40,headcount,\n", "40,on_demand,\n", 5, "team", "MNL_EN", "hours, not people"
    ),
    "hours on demand that are billed by the head": M(
        "teams", "40,headcount,\n", "40,on_demand,\n", 4, "unit", "paid_hour", "productive_hour, ticket"
    ),
    "a real-time queue without service level": M(
        "queues", ",0.8,20", ",,20", 2, "service_level", "", "go together"
    ),
    "a real-time queue without a time": M(
        "queues", ",0.8,20", ",0.8,", 2, "answer_within_s", "", "go together"
    ),
    "chats of unsaid basis": M("queues", "agent_work", "", 3, "aht_basis", "", "agent_work, elapsed"),
    "several calls at once": M("queues", "0.85,,,", "0.85,3,,", 2, "concurrency", "3", "only chats"),
    "a priority without a price": M("queues", "real_time,P1", "real_time,P7", 2, "priority", "P7", "P1, P2"),
    "a week without forecast": M(
        "forecast",
        "2026-03-16,voice,en,1002,300\n",
        "",
        2,
        "week_start",
        None,
        "voice:en has no row for 1 of 8 weeks: ",
    ),
    "a profile that does not sum to 1": M(
        "profile",
        "voice,mon,09:00,0.1",
        "voice,mon,09:00,0.2",
        2,
        "share",
        "1.100000",
        "sum to 1 over the week",
    ),
    "unequal intervals": M(
        "profile", "09:30", "09:40", 3, "interval_start", "09:40", "multiple of 30 minutes"
    ),
    "a language that nobody speaks": M(
        "forecast", "2026-03-02,mail,de", "2026-03-02,mail,da", 5, "language", "da", "no team has language da"
    ),
    "a clearance that nobody has": M(
        "queues",
        "mail,email,deferrable,P2,",
        "mail,email,deferrable,P2,terror",
        4,
        "language",
        "en",
        "no team has clearance terror",
    ),
    "a gap in a learning curve": M("learning_curves", "short,2,training,0\n", "", 3, "week", "3", "week 2"),
    "ramp before nesting": M(
        "learning_curves", "4,ramp,0.8", "4,training,0", 5, "stage", "training", "training, then nesting"
    ),
    "production in training": M(
        "learning_curves", "1,training,0", "1,training,0.2", 2, "productivity", "0.2", "0 while"
    ),
    "productivity above 1": M("learning_curves", "0.8", "1.2", 5, "productivity", "1.2", "from 0 to 1"),
    "smallest class above the largest": M(
        "class_rules", ",4,10,", ",12,10,", 2, "class_min", "12", "at most class_max"
    ),
    "attrition without a first band": M(
        "attrition", "MNL,,0", "MNL,,4", 5, "tenure_from_weeks", "4", "a first band from 0"
    ),
    "attrition of a team at another site": M(
        "attrition", "DUB,DUB_DE", "MNL,DUB_DE", 4, "team", "DUB_DE", "sits at DUB"
    ),
    "shrinkage on two bases": M(
        "shrinkage", "yes,in_office,paid", "yes,in_office,scheduled", 3, "basis", "paid", "basis"
    ),
    "additive and multiplicative": M(
        "shrinkage",
        "paid,additive",
        "paid,multiplicative",
        3,
        "combination",
        "additive",
        "one combination at DUB",
    ),
    "a component planned and not": M(
        "shrinkage", "0.12,planned", "0.12,unplanned", 4, "planned", "unplanned", "for vacation at DUB"
    ),
    "a component twice in a week": M(
        "shrinkage", "2026-04-06,0.07", "2026-04-20,0.07", 4, "week_from", "2026-04-13", "do not overlap"
    ),
    "no time left": M("shrinkage", ",0.08,", ",0.9,", 2, "share", "1.020", "No time would be left"),
    "no exchange rate on the first day": M(
        "currency_rates", "EUR,2026-01-01", "EUR,2026-03-03", 2, "currency", "EUR", "in force on 2026-03-02"
    ),
    "a rate of the base currency": M(
        "currency_rates", "EUR,2026-04-01", "USD,2026-04-01", 3, "rate", "1.2", "base"
    ),
    "a quarter that is none": M("budgets", "2026-Q1", "Q1 2026", 2, "quarter", "Q1 2026", "Write 2026-Q1."),
    "least above most": M("share_limits", ",,0.6", ",0.7,0.6", 2, "least", "0.7", "at most 0.6"),
    "an unknown vendor": M(
        "share_limits", "vendor,Beta", "vendor,Betta", 2, "member", "Betta", "Did you mean 'Beta'?"
    ),
    "least shares above 1": M(
        "share_limits",
        "mail,site,DUB,0.3,",
        "mail,site,DUB,0.8,\nmail,site,MNL,0.4,",
        3,
        "least",
        "0.8",
        "sum to 1.2",
    ),
    "most shares below 1": M(
        "share_limits",
        ",vendor,Beta,,0.6",
        ",vendor,Beta,,0.6\n,vendor,in-house,,0.3",
        2,
        "most",
        "0.6",
        "sum to 0.9",
    ),
    "a committed class before the plan": M(
        "committed_classes",
        "2026-03-16",
        "2026-02-23",
        2,
        "class_start",
        "2026-02-23",
        "belong in headcount.csv",
    ),
    "a committed class of a team without rule": M(
        "committed_classes", "DUB_EN", "DUB_DE", 2, "team", "DUB_DE", "a row in class_rules.csv"
    ),
    "a committed class that is too large": M(
        "committed_classes", ",6", ",11", 2, "size", "11", "from 4 to 10"
    ),
    "a blackout that ends before it begins": M(
        "blackouts", "2026-04-13", "2026-03-30", 2, "week_to", "2026-03-30", "2026-04-06 or later"
    ),
    "a transfer to another site": M(
        "transfers", "DUB_DE", "MNL_EN", 2, "to_team", "MNL_EN", "another team of DUB"
    ),
    "a transfer to itself": M(
        "transfers", "DUB_DE", "DUB_EN", 2, "to_team", "DUB_EN", "another team of the same site"
    ),
    "backlog of calls": M("backlog", "mail,en", "voice,en", 2, "queue", "voice", "a deferrable queue"),
    "backlog in a language without forecast": M(
        "backlog", "mail,en", "mail,fr", 2, "language", "fr", "de, en"
    ),
}


def _words(problem: Problem) -> str:
    return " ".join(filter(None, [problem.message, problem.allowed, problem.cause]))


def _file_of(mistake: Mistake, problems: list[Problem]) -> list[Problem]:
    return [
        problem
        for problem in problems
        if (problem.line, problem.column, problem.value) == (mistake.line, mistake.column, mistake.value)
        and mistake.says in _words(problem)
    ]


OTHER_FILE = {  # the mistake shows in another table than the one that was changed
    "a team without a rate": "teams.csv",
    "hours on demand that are billed by the head": "rates.csv",
    "people in a team on demand": "headcount.csv",
    "no exchange rate on the first day": "sites.csv",
    "a clearance that nobody has": "forecast.csv",
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_where_it_stands(name: str, tmp_path: Path) -> None:
    mistake = MISTAKES[name]
    model, inputs = write(tmp_path, {mistake.table: altered(mistake.table, mistake.old, mistake.new)})
    problems = check(model, inputs)
    found = _file_of(mistake, problems)
    assert found, "\n".join(str(problem) for problem in problems) or "no problem was found"
    assert found[0].file == OTHER_FILE.get(name, f"{mistake.table}.csv")
    assert len(problems) <= 4, "one mistake should not cause many messages:\n" + "\n".join(map(str, problems))


def test_the_small_plan_is_sound(tmp_path: Path) -> None:
    assert check(*write(tmp_path)) == []


def test_five_mistakes_in_five_tables_are_all_found_at_once(tmp_path: Path) -> None:
    model, inputs = write(
        tmp_path,
        {
            "sites": altered("sites", ",EUR,", ",euro,"),
            "teams": altered("teams", "MNL_EN,MNL", "MNL_EN,MLN"),
            "forecast": altered("forecast", "1000,300", "1000,-1"),
            "attrition": altered("attrition", "0.4,annual", "40,annual"),
            "budgets": None,
            "headcount": altered("headcount", "heads", "people"),
        },
    )
    with pytest.raises(InvalidInput) as caught:
        validate(read_tables(inputs), load_model(model)[0])
    found = {(problem.file, problem.column) for problem in caught.value.problems}
    assert found >= {
        ("sites.csv", "currency"),
        ("teams.csv", "site"),
        ("forecast.csv", "aht_s"),
        ("attrition.csv", "rate"),
        ("headcount.csv", "people"),
        ("headcount.csv", "heads"),
    }
    assert caught.value.exit_code == 3


def test_mistakes_of_the_model_and_of_the_tables_are_shown_together(tmp_path: Path) -> None:
    model, inputs = write(
        tmp_path,
        {"forecast": altered("forecast", "1000,300", "1000,fast")},
        MODEL.replace("periods = 8", "periods = 2"),
    )
    assert [(problem.file, problem.line, problem.column) for problem in check(model, inputs)] == [
        ("small.toml", 3, "periods"),
        ("forecast.csv", 2, "aht_s"),
    ]


def test_a_column_full_of_mistakes_is_cut_short_and_counted(tmp_path: Path) -> None:
    header, *rows = tables()["forecast"].splitlines()
    slow = [row.rpartition(",")[0] + ",slow" for row in rows]
    problems = check(*write(tmp_path, {"forecast": "\n".join([header, *slow])}))
    assert len(problems) == 21
    assert problems[-1].message == "the same mistake in 12 more rows, to line 33"


def test_a_missing_week_names_the_runs_of_weeks(tmp_path: Path) -> None:
    rows = tables()["forecast"].splitlines(keepends=True)
    gone = ("2026-03-09,voice", "2026-03-16,voice", "2026-04-06,voice")
    problems = check(*write(tmp_path, {"forecast": "".join(row for row in rows if not row.startswith(gone))}))
    assert [problem.message for problem in problems] == [
        "voice:en has no row for 3 of 8 weeks: 2026-03-09 to 2026-03-16, 2026-04-06"
    ]


def test_a_real_time_queue_without_profile_table(tmp_path: Path) -> None:
    problems = check(*write(tmp_path, {"profile": None}))
    assert [(problem.file, problem.line, problem.value) for problem in problems] == [
        ("queues.csv", 2, "voice"),
        ("queues.csv", 3, "chat"),
    ]


def test_a_forecast_of_another_year(tmp_path: Path) -> None:
    model, inputs = write(
        tmp_path, model=MODEL.replace("2026-03-02", "2027-03-01").replace("2026-04-06", "2027-04-05")
    )
    problem = next(problem for problem in check(model, inputs) if problem.file == "forecast.csv")
    assert problem.value == "2026-03-02 to 2026-04-20"
    assert problem.allowed == "2027-03-01 to 2027-04-19"


def test_a_problem_of_a_changed_column_says_that_the_scenario_did_it(tmp_path: Path) -> None:
    model, inputs = write(tmp_path, model=MODEL.replace("multiply = 1.2", "multiply = -1.2"))
    assert check(model, inputs) == []
    problems = check(model, inputs, "surge")
    assert {problem.column for problem in problems} == {"volume"}
    assert "The scenario has changed this column." in str(problems[0])
