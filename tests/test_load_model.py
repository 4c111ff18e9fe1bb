"""Planning models: merging, scenarios, and every problem with its line and the nearest known key."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from capplan.errors import InvalidInput, Problem
from capplan.load_model import load_model
from capplan.toml_lines import key_lines, line_of
from tests.small_inputs import MODEL


def save(folder: Path, text: str | bytes, name: str = "small.toml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def problems(folder: Path, text: str | bytes, scenario: str | None = None) -> tuple[Problem, ...]:
    with pytest.raises(InvalidInput) as caught:
        load_model(save(folder, text), scenario)
    return caught.value.problems


def only_problem(folder: Path, text: str | bytes, scenario: str | None = None) -> Problem:
    (problem,) = problems(folder, text, scenario)
    return problem


def test_the_rules_without_a_scenario(tmp_path: Path) -> None:
    model, changes = load_model(save(tmp_path, MODEL))
    assert (model.start, model.periods, model.currency) == (date(2026, 3, 2), 8, "USD")
    assert model.hiring is not None
    assert not model.hiring.freeze
    assert model.overtime is None
    assert changes == ()


def test_a_scenario_changes_rules_and_states_changes_of_inputs(tmp_path: Path) -> None:
    model, changes = load_model(save(tmp_path, MODEL), "surge")
    assert model.hiring is not None
    assert model.hiring.freeze
    assert model.hiring.start_every == 1
    assert [(change.table, change.column, change.multiply) for change in changes] == [
        ("forecast", "volume", 1.2)
    ]


def test_an_unknown_scenario_names_the_nearest(tmp_path: Path) -> None:
    problem = only_problem(tmp_path, MODEL, "Surge")
    assert (problem.file, problem.value, problem.allowed) == ("small.toml", "Surge", "surge")
    assert problem.cause == "Did you mean 'surge'? Upper and lower case count."


def test_a_file_builds_on_another_key_by_key(tmp_path: Path) -> None:
    save(tmp_path, MODEL, "base.toml")
    child = save(
        tmp_path, 'extends = "base.toml"\nperiods = 12\n[coverage.unmet_price]\nP2 = 90.0\n', "child.toml"
    )
    model, _ = load_model(child, "surge")
    assert model.periods == 12
    assert model.coverage.unmet_price == {"P1": 200.0, "P2": 90.0}
    assert model.hiring is not None
    assert model.hiring.freeze


def test_a_family_is_turned_off_and_on_by_a_word(tmp_path: Path) -> None:
    text = MODEL + "\n[scenario.bare.rules]\nhiring = false\novertime = true\n"
    model, _ = load_model(save(tmp_path, text), "bare")
    assert model.hiring is None
    assert model.overtime is not None
    assert model.overtime.premium == 1.5


def test_a_problem_of_the_extended_file_is_named_there(tmp_path: Path) -> None:
    save(tmp_path, MODEL.replace("periods = 8", "periods = 800"), "base.toml")
    problem = only_problem(tmp_path, 'extends = "base.toml"\ncurrency = "EUR"\n')
    assert (problem.file, problem.line, problem.column, problem.value) == ("base.toml", 3, "periods", "800")


def test_two_levels_are_one_too_many(tmp_path: Path) -> None:
    save(tmp_path, MODEL, "first.toml")
    save(tmp_path, 'extends = "first.toml"\n', "second.toml")
    problem = only_problem(tmp_path, '\nextends = "second.toml"\n')
    assert (problem.line, problem.column, problem.cause) == (2, "extends", "second.toml extends first.toml.")


def test_files_that_extend_each_other(tmp_path: Path) -> None:
    save(tmp_path, 'extends = "small.toml"\n', "other.toml")
    assert only_problem(tmp_path, 'extends = "other.toml"\n').message == "the two files extend each other"
    assert only_problem(tmp_path, 'extends = "small.toml"\n').message == "the file extends itself"


def test_an_extended_file_that_is_not_there(tmp_path: Path) -> None:
    save(tmp_path, MODEL, "quarterly.toml")
    problem = only_problem(tmp_path, 'extends = "quartely.toml"\n')
    assert (problem.value, problem.cause) == ("quartely.toml", "Did you mean 'quarterly.toml'?")


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "value", "says"),
    [
        ("periods = 8", "periodes = 8", 3, "periodes", "periodes", "Did you mean 'periods'?"),
        (
            "start_every = 1",
            "start_evry = 1",
            11,
            "hiring.start_evry",
            "start_evry",
            "Did you mean 'start_every'?",
        ),
        ("start_every = 1", "start_every = 40", 11, "hiring.start_every", "40", "at most 26"),
        ("[hiring]", "[solve]\ngap = 30\n[hiring]", 11, "solve.gap", "30", "A percentage? Write 0.3."),
        (
            "[hiring]",
            '[objective]\nminimise = "costs"\n[hiring]',
            11,
            "objective.minimise",
            "costs",
            "'cost'?",
        ),
        ("P2 = 80.0", "P2 = -1", 8, "coverage.unmet_price.P2", "-1", "at least 0"),
        ('currency = "USD"', 'currency = "usd"', 4, "currency", "usd", "Did you mean 'USD'?"),
        ('currency = "USD"', "", None, "currency", None, "the key is missing"),
        ("start = 2026-03-02", "start = 2026-03-03", 2, "start", "2026-03-03", "Did you mean 2026-03-02?"),
        ("start = 2026-03-02", 'start = "March"', 2, "start", "March", "date"),
        ("freeze = true", "freze = true", 15, "scenario.surge.rules.hiring.freze", "freze", "'freeze'?"),
        ("multiply = 1.2", "multiply = 1.2\nadd = 3", 17, "scenario.surge.change[0]", None, "exactly one of"),
        (
            "multiply = 1.2",
            "multiplied = 1.2",
            22,
            "scenario.surge.change[0].multiplied",
            "multiplied",
            "'multiply'?",
        ),
    ],
)
def test_a_wrong_key_is_named_with_its_line(
    old: str, new: str, line: int | None, key: str, value: str | None, says: str, tmp_path: Path
) -> None:
    assert old in MODEL
    found = problems(tmp_path, MODEL.replace(old, new, 1))
    texts = [
        str(problem)
        for problem in found
        if (problem.line, problem.column, problem.value) == (line, key, value)
    ]
    assert any(says in text for text in texts), "\n".join(map(str, found))


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    text = (
        MODEL.replace("periods = 8", "periods = 1")
        .replace('"USD"', '"dollar"')
        .replace("P2 = 80.0", "P2 = -80.0")
    )
    assert {problem.column for problem in problems(tmp_path, text)} == {
        "periods",
        "currency",
        "coverage.unmet_price.P2",
    }


def test_a_scenario_that_is_not_asked_for_is_checked_too(tmp_path: Path) -> None:
    problem = only_problem(tmp_path, MODEL.replace("freeze = true", "start_every = 0"))
    assert problem.column == "scenario.surge.rules.hiring.start_every"


def test_a_month_begins_on_its_first_day(tmp_path: Path) -> None:
    text = 'period = "month"\n' + MODEL
    assert only_problem(tmp_path, text).allowed == "2026-03-01"
    assert load_model(save(tmp_path, text.replace("2026-03-02", "2026-03-01")))[0].period == "month"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("start = 2026-03-02\nperiods 8\n", 2, "not TOML"),
        ("start = 2026-02-30\n", 1, "not TOML"),
        ("a = 1\na = 2\n", 2, "not TOML"),
        (b'title = "caf\xe9"\n', 1, "a letter cannot be read"),
    ],
)
def test_text_that_is_no_toml(text: str | bytes, line: int, says: str, tmp_path: Path) -> None:
    problem = only_problem(tmp_path, text)
    assert says in problem.message
    assert problem.line == line


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    assert load_model(save(tmp_path, b"\xef\xbb\xbf" + MODEL.encode()))[0].periods == 8


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        load_model(tmp_path / "none.toml")


def test_lines_of_keys_in_tables_arrays_and_long_texts() -> None:
    lines = key_lines(
        'a = """\nb = 1\n"""\n[t."x y"]\nc.d = 1\n[[t.list]]\ne = 1\n[[t.list]]\ne = 2\n[t.list.in]\nf = 3\n'
    )
    assert ("b",) not in lines
    assert lines[("t", "x y", "c", "d")] == 5
    assert (lines[("t", "list", 0, "e")], lines[("t", "list", 1, "e")]) == (7, 9)
    assert lines[("t", "list", 1, "in", "f")] == 11
    assert line_of(("t", "list", 1, "unknown"), lines) == 8
    assert line_of(("nothing",), lines) is None


FAMILY = (
    MODEL
    + """
[scenario.more_surge]
parent = "surge"
rules = { hiring = { start_every = 2 } }
change = [{ table = "forecast", column = "aht_s", multiply = 1.1 }]

[scenario.thaw]
parent = "more_surge"
rules = { hiring = { freeze = false } }
"""
)


def test_a_scenario_adds_to_what_its_parents_change(tmp_path: Path) -> None:
    model, changes = load_model(save(tmp_path, FAMILY), "more_surge")
    assert model.hiring is not None
    assert (model.hiring.freeze, model.hiring.start_every) == (True, 2)
    assert [change.column for change in changes] == ["volume", "aht_s"]
    model, changes = load_model(save(tmp_path, FAMILY), "thaw")
    assert model.hiring is not None
    assert (model.hiring.freeze, model.hiring.start_every) == (False, 2)
    assert [change.column for change in changes] == ["volume", "aht_s"]


def test_a_parent_that_is_not_there_and_a_circle_are_told_where_they_stand(tmp_path: Path) -> None:
    problem = only_problem(tmp_path, FAMILY.replace('parent = "surge"', 'parent = "surges"'))
    assert (problem.message, problem.column) == ("there is no such scenario", "scenario.more_surge.parent")
    assert (problem.value, problem.cause) == ("surges", "Did you mean 'surge'?")
    assert FAMILY.splitlines()[(problem.line or 0) - 1] == 'parent = "surge"'
    found = problems(tmp_path, FAMILY.replace("[scenario.surge]", '[scenario.surge]\nparent = "thaw"'))
    assert {problem.column for problem in found} == {
        f"scenario.{name}.parent" for name in ("surge", "more_surge", "thaw")
    }
    assert {problem.message for problem in found} == {"a scenario cannot come from itself"}
    alone = '[scenario.alone]\nparent = "alone"\n'
    assert only_problem(tmp_path, FAMILY + alone).column == "scenario.alone.parent"
    below = '[scenario.one]\nparent = "two"\n[scenario.two]\nparent = "two"\n'
    assert only_problem(tmp_path, MODEL + below).column == "scenario.two.parent"


def test_rules_on_top_of_a_scenario_win_and_their_mistakes_are_told(tmp_path: Path) -> None:
    path = save(tmp_path, FAMILY)
    model, changes = load_model(path, "surge", {"hiring": {"start_every": 3}})
    assert model.hiring is not None
    assert (model.hiring.freeze, model.hiring.start_every, len(changes)) == (True, 3, 1)
    model, changes = load_model(path, None, {"hiring": {"start_every": 3}})
    assert model.hiring is not None
    assert (model.hiring.freeze, model.hiring.start_every, changes) == (False, 3, ())
    for scenario in (None, "surge"):
        with pytest.raises(InvalidInput) as caught:
            load_model(path, scenario, {"hiring": {"start_evry": 3}})
        (problem,) = caught.value.problems
        assert problem.cause == "Did you mean 'start_every'?"
        assert problem.column is not None
        assert problem.column.endswith("hiring.start_evry")


@pytest.mark.parametrize(("text", "command"), [("days = 14\n", "roster"), ("weeks = 1\n", "schedule")])
def test_a_model_of_another_command_is_named_as_that(tmp_path: Path, text: str, command: str) -> None:
    problem = only_problem(tmp_path, f"start = 2026-03-23\n{text}[solve]\n")
    assert problem.message == "not a planning model" and f"capplan {command}." in str(problem)
    assert len(problems(tmp_path, MODEL.replace("[coverage", f"{text}[coverage", 1))) == 1  # an unknown key


def test_a_file_that_is_not_there_asks_for_the_folder(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"none\.toml: .*No such file.*capplan init"):
        load_model(tmp_path / "none.toml")
