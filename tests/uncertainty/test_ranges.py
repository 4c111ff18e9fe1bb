"""Ranges: the most specific row counts, what no row names stands, wrong rows are told all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from capplan.errors import InvalidInput
from capplan.load_model import load_model
from capplan.read import read_tables
from capplan.uncertainty.futures import LIKELY, Range
from capplan.uncertainty.ranges import ASSUMPTIONS, Ranges, Spread, ranges_of, usual_ranges, with_ranges
from capplan.validation import check, validate
from tests.small_inputs import write

HEADER = "assumption,queue,site,low,likely,high,shared\n"
SOUND = HEADER + ("volume,,,0.9,,1.2,\nvolume,mail,,0.8,1.1,1.5,0.25\nattrition,,MNL,1,1.5,2,1\n")


def ranges(folder: Path, table: str | None) -> Ranges:
    model, inputs = write(folder, {"ranges": table})
    rules, tables = load_model(model)[0], read_tables(inputs)
    return ranges_of(tables, rules, validate(tables, rules))


def test_the_row_of_a_queue_or_site_replaces_the_one_for_all_and_what_no_row_names_stands(
    tmp_path: Path,
) -> None:
    found = ranges(tmp_path, SOUND)
    assert tuple(found) == ASSUMPTIONS
    assert found["volume"] == {
        "voice": Spread(Range(0.9, 1.0, 1.2), 0.5),
        "chat": Spread(Range(0.9, 1.0, 1.2), 0.5),
        "mail": Spread(Range(0.8, 1.1, 1.5), 0.25),
    }
    one = Range(1.0, 1.0, 1.0)
    assert {name: each.range for name, each in found["aht"].items()} == dict.fromkeys(
        ("voice", "chat", "mail"), one
    )
    assert found["attrition"]["MNL"] == Spread(Range(1.0, 1.5, 2.0), 1.0)
    assert found["attrition"]["DUB"].range == one


def test_without_a_table_everything_has_its_usual_range(tmp_path: Path) -> None:
    found = ranges(tmp_path, None)
    assert {name: {each.range for each in spreads.values()} for name, spreads in found.items()} == {
        name: {LIKELY[name]} for name in ASSUMPTIONS
    }
    assert list(found["shrinkage"]) == ["DUB", "MNL"]
    assert list(found["aht"]) == ["voice", "chat", "mail"]


def test_every_wrong_row_is_told(tmp_path: Path) -> None:
    wrong = HEADER + (
        "volume,,,1.2,1,0.9,\n"
        "aht,,,1.1,,1.3,\n"
        "aht,,DUB,0.9,1,1.1,\n"
        "shrinkage,mail,,0.9,1,1.1,\n"
        "volume,fax,,0,1,1.1,2\n"
        "weather,,,0.9,1,1.1,\n"
    )
    model, inputs = write(tmp_path, {"ranges": wrong})
    told = [
        (problem.line, problem.column) for problem in check(model, inputs) if problem.file == "ranges.csv"
    ]
    assert sorted(told, key=str) == [
        (2, "high"), (3, "likely"), (4, "site"), (5, "queue"), (6, "low"), (6, "queue"), (6, "shared"),
        (7, "assumption"),
    ]  # fmt: skip


def test_another_file_takes_the_place_of_the_table_and_is_checked(tmp_path: Path) -> None:
    model, inputs = write(tmp_path, {"ranges": SOUND})
    rules, tables = load_model(model)[0], read_tables(inputs)
    other = tmp_path / "ours.csv"
    other.write_text("assumption,low,high\naht,0.5,2\n")
    facts = validate(tables, rules)
    found = ranges_of(with_ranges(tables, other, rules), rules, facts)
    assert found["aht"]["mail"].range == Range(0.5, 1.0, 2.0)
    assert found["volume"]["mail"].range == Range(1.0, 1.0, 1.0)
    other.write_text("assumption,low,high\naht,2,0.5\nsite,1,1\n")
    with pytest.raises(InvalidInput) as caught:
        with_ranges(tables, other, rules)
    assert sorted((problem.line, problem.column) for problem in caught.value.problems) == [
        (2, "high"), (3, "assumption"),
    ]  # fmt: skip


def test_usual_ranges_need_no_table(tmp_path: Path) -> None:
    model, inputs = write(tmp_path)
    rules = load_model(model)[0]
    assert usual_ranges(validate(read_tables(inputs), rules)) == ranges(tmp_path, None)
