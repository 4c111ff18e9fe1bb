"""Changes of a scenario: which rows they choose, what they do to them, and what they cannot do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from capplan.overlay import apply
from capplan.read import Tables, read_tables
from capplan.scenario import Change
from tests.small_inputs import write


@pytest.fixture
def small(tmp_path: Path) -> Tables:
    return read_tables(write(tmp_path)[1])


def cells(tables: Tables, table: str, column: str) -> list[str]:
    return [str(cell) for cell in tables.raw[table].frame[column].tolist()]


def test_rows_are_chosen_by_label_and_date(small: Tables) -> None:
    change = Change(
        table="forecast",
        where={"queue": "mail", "language": "en"},
        date_from=date(2026, 4, 6),
        date_to=date(2026, 4, 13),
        column="volume",
        multiply=1.1,
    )
    after = apply(small, [change])
    frame = after.raw["forecast"].frame
    changed = frame[frame["volume"] == "990"]
    assert changed["week_start"].tolist() == ["2026-04-06", "2026-04-13"]
    assert set(changed["queue"]) == {"mail"}
    assert (frame["volume"] == "900").sum() == 6
    assert "scenario: change[0] changed volume in 2 rows of forecast.csv" in after.notes


def test_the_tables_that_come_in_are_not_altered(small: Tables) -> None:
    apply(small, [Change(table="rates", column="rate", multiply=2.0)])
    assert cells(small, "rates", "rate") == ["20", "3600", "11"]


def test_adding_shows_no_last_bits_of_binary_numbers(small: Tables) -> None:
    after = apply(small, [Change(table="shrinkage", where={"component": "breaks"}, column="share", add=0.2)])
    assert cells(after, "shrinkage", "share") == ["0.28", "0.07", "0.12", "0.3"]


def test_changes_follow_one_another(small: Tables) -> None:
    after = apply(
        small,
        [Change(table="rates", column="rate", add=1.0), Change(table="rates", column="rate", multiply=2)],
    )
    assert cells(after, "rates", "rate") == ["42", "7202", "24"]


def test_setting_a_text_or_a_number(small: Tables) -> None:
    after = apply(
        small,
        [
            Change(table="queues", where={"queue": "voice"}, column="priority", set="P2"),
            Change(table="sites", where={"site": "MNL"}, column="seats", set=40.0),
        ],
    )
    assert cells(after, "queues", "priority") == ["P2", "P1", "P2"]
    assert cells(after, "sites", "seats") == ["100", "40"]


def test_counts_stay_whole(small: Tables) -> None:
    after = apply(small, [Change(table="class_rules", column="class_max", multiply=0.85)])
    assert cells(after, "class_rules", "class_max") == ["8", "13"]


def test_a_blank_number_stands_for_its_default_and_no_limit_stays_none(small: Tables) -> None:
    after = apply(
        small,
        [
            Change(table="sites", column="seat_cost", add=10.0),
            Change(table="sites", column="seats", multiply=0.5),
        ],
    )
    assert cells(after, "sites", "seat_cost") == ["100", "10"]
    assert cells(after, "sites", "seats") == ["50", ""]


def test_a_row_without_date_is_not_chosen_by_dates(small: Tables) -> None:
    after = apply(small, [Change(table="shrinkage", date_from=date(2026, 4, 6), column="share", set=0.2)])
    assert cells(after, "shrinkage", "share") == ["0.08", "0.07", "0.2", "0.1"]


def test_a_list_takes_the_rows_with_any_of_its_labels(small: Tables) -> None:
    change = Change(table="headcount", where={"team": ("DUB_EN", "MNL_EN")}, remove=True)
    assert cells(apply(small, [change]), "headcount", "team") == ["DUB_DE"]
    unknown = Change(table="headcount", where={"team": ("DUB_EN", "MNL_EM")}, remove=True)
    (problem,) = apply(small, [unknown]).problems
    assert (problem.column, problem.value) == ("change[0].where.team", "MNL_EM")


def test_a_list_says_what_it_chose() -> None:
    assert Change(table="sites", where={"site": "MNL"}, remove=True).where == {"site": ("MNL",)}
    with pytest.raises(ValueError, match="at least 1 item"):
        Change(table="sites", where={"site": ()}, remove=True)


def test_removing_rows_keeps_the_lines_of_the_others(small: Tables) -> None:
    after = apply(small, [Change(table="headcount", where={"team": "DUB_EN"}, remove=True)])
    assert cells(after, "headcount", "team") == ["DUB_DE", "MNL_EN"]
    assert after.raw["headcount"].lines.tolist() == [4, 5]


def test_a_vendor_that_is_gone_takes_along_all_that_names_it(small: Tables) -> None:
    after = apply(small, [Change(table="sites", where={"vendor": "Beta"}, remove=True)])
    left = {name: raw.frame.to_csv() for name, raw in after.raw.items()}
    assert not [name for name, text in left.items() if "MNL" in text or "Beta" in text]
    assert cells(after, "teams", "team") == ["DUB_EN", "DUB_DE"]
    assert cells(after, "share_limits", "group") == ["site"]


@pytest.mark.parametrize(
    ("change", "key", "value", "says"),
    [
        (Change(table="forcast", remove=True), "change[0].table", "forcast", "Did you mean 'forecast'?"),
        (Change(table="skills", remove=True), "change[0].table", "skills", "the inputs have no such table"),
        (Change(table="rates", column="rat", add=1), "change[0].column", "rat", "Did you mean 'rate'?"),
        (
            Change(table="rates", where={"tem": "x"}, remove=True),
            "change[0].where",
            "tem",
            "Did you mean 'team'?",
        ),
        (
            Change(table="rates", where={"team": "DUB_EM"}, remove=True),
            "change[0].where.team",
            "DUB_EM",
            "'DUB_EN'?",
        ),
        (
            Change(table="rates", date_from=date(2026, 1, 1), remove=True),
            "change[0].date_from",
            "2026-01-01",
            "no dates",
        ),
        (
            Change(table="forecast", date_from=date(2030, 1, 1), remove=True),
            "change[0]",
            "from 2030-01-01",
            "no row",
        ),
        (
            Change(table="sites", where={"site": "MNL"}, column="seats", add=9),
            "change[0].column",
            "seats",
            "use set",
        ),
        (
            Change(table="sites", column="country", add=9),
            "change[0].column",
            "country",
            "a column with numbers",
        ),
    ],
)
def test_a_change_that_cannot_be_made_is_a_problem(
    small: Tables, change: Change, key: str, value: str, says: str
) -> None:
    (problem,) = apply(small, [change], "small.toml, scenario surge").problems
    assert (problem.file, problem.column, problem.value) == ("small.toml, scenario surge", key, value)
    assert says in str(problem)


def test_copies_of_rows_differ_in_the_cells_that_are_named(small: Tables) -> None:
    change = Change(table="teams", where={"site": "DUB"}, copy_as={"site": "LIS", "contract_h": 35.0})
    with pytest.raises(ValueError, match="exactly one of"):
        Change(table="teams", copy_as={"site": "LIS"}, remove=True)
    after = apply(small, [change])
    frame = after.raw["teams"].frame
    assert cells(after, "teams", "site") == ["DUB", "DUB", "MNL", "LIS", "LIS"]
    assert cells(after, "teams", "team") == ["DUB_EN", "DUB_DE", "MNL_EN", "DUB_EN", "DUB_DE"]
    assert cells(after, "teams", "contract_h")[-2:] == ["35", "35"]
    assert frame.iloc[3]["languages"] == frame.iloc[0]["languages"]
    assert len(after.raw["teams"].lines) == 5 and "contract_h" in after.raw["teams"].changed
    assert "scenario: change[0] added copies of 2 rows to teams.csv" in after.notes
    assert cells(small, "teams", "site") == ["DUB", "DUB", "MNL"]


def test_a_copy_with_an_unknown_column_is_named(small: Tables) -> None:
    after = apply(small, [Change(table="teams", copy_as={"sight": "LIS"})])
    (problem,) = after.problems
    assert (problem.column, problem.value) == ("change[0].copy_as", "sight")
    assert "site" in (problem.cause or "")
