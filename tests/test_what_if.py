"""A what-if in a file of its own: read with every problem, written so that it reads back, laid on top."""

from __future__ import annotations

from datetime import date

import pytest

from capplan.errors import InvalidInput
from capplan.scenario import Change, Scenario
from capplan.starting_point import load_replan
from capplan.what_if import load_what_if, what_if_text
from tests.small_inputs import write

MORE = """\
note = "More mail."
change = [{ table = "forecast", where = { queue = "mail" }, column = "volume", add = 10 }]
"""


def problems(path) -> list[str]:
    with pytest.raises(InvalidInput) as told:
        load_what_if(path)
    return [str(problem) for problem in told.value.problems]


def file(tmp_path, text: str, name: str = "more_mail.toml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_written_reads_back_the_same(tmp_path):
    scenario = Scenario(
        note='A "note" with \\ and\nlines, é \x7f',
        rules={"hiring": {"freeze": True}, "solve": {"gap": 0.02}, "coverage": {"must_meet": ["P0", "P1"]}},
        change=(
            Change(
                table="forecast",
                where={"queue": "mail"},
                date_from=date(2026, 4, 6),
                column="volume",
                multiply=1.1,
            ),
            Change(table="class_rules", where={"team": "a b"}, remove=True),
            Change(table="contracts", column="commit_units", set=""),
        ),
    )
    assert load_what_if(file(tmp_path, what_if_text(scenario))) == ("more_mail", scenario)
    assert load_what_if(file(tmp_path, what_if_text(Scenario()))) == ("more_mail", Scenario())


def test_every_problem_is_told_with_its_line(tmp_path):
    wrong = file(
        tmp_path, 'nota = "x"\nnote = 1\n\n[[change]]\ntable = "forecast"\nmultiply = 1.1\nadd = 2.0\n'
    )
    told = problems(wrong)
    assert any(
        line.startswith("more_mail.toml:1: nota: unknown key") and "Did you mean 'note'?" in line
        for line in told
    )
    assert any(line.startswith("more_mail.toml:2: note: must be") for line in told)
    assert any("exactly one of multiply" in line for line in told)
    assert len(told) == 3


def test_no_toml_no_name_and_a_parent_are_problems(tmp_path):
    assert "not TOML" in problems(file(tmp_path, "note = "))[0]
    assert "cannot be read" in problems(tmp_path / "nothing.toml")[0]
    assert "the folder base is taken" in problems(file(tmp_path, MORE, "base.toml"))[0]
    assert "letters, digits" in problems(file(tmp_path, MORE, "more mail.toml"))[0]
    assert problems(file(tmp_path, 'parent = "surge"\n'))[0].startswith(
        "more_mail.toml:1: parent: a what-if has no parent"
    )


def test_it_is_laid_on_the_scenario(tmp_path):
    model, inputs = write(tmp_path)
    loaded = load_replan(model, inputs, "surge", None, None, file(tmp_path, MORE))
    frame = loaded.tables.raw["forecast"].frame
    mail = frame[(frame.queue == "mail") & (frame.language == "en")].volume
    assert (mail.iloc[0], mail.iloc[-1]) == ("910", "1090")
    assert (loaded.name, loaded.scenario, loaded.what_if_note) == ("more_mail", "surge", "More mail.")
    assert loaded.model.hiring is not None and loaded.model.hiring.freeze


def test_a_name_of_a_scenario_is_refused(tmp_path):
    model, inputs = write(tmp_path)
    with pytest.raises(InvalidInput, match="has a scenario of that name"):
        load_replan(model, inputs, None, None, None, file(tmp_path, MORE, "surge.toml"))
