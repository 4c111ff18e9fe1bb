"""Initiatives and site options in the inputs: what is taken over, what is refused, what is noted."""

from __future__ import annotations

from pathlib import Path

import pytest

from capplan.load_model import load_model
from capplan.read import read_tables
from capplan.validation import check, validate_with_notes
from tests.small_inputs import MODEL, altered, tables, write

ON = MODEL + "\n[initiatives]\n\n[site_options]\n\n[releases]\n"
HEAD = "initiative,queue,language,earliest,build_weeks,deflected,bounced,bounce_queue\n"
SITES = "site,change,earliest,setup_weeks,waves,severance\n"
NEW_SITE = {
    "sites": tables()["sites"] + "LIS,PT,,EUR,eu,,,,,\n",
    "teams": tables()["teams"] + "LIS_EN,LIS,en,,40,headcount,short\n",
    "rates": tables()["rates"] + "LIS_EN,wage_week,700,,,\n",
}


def facts_and_notes(tmp_path: Path, model: str = ON, **texts: str):
    path, inputs = write(tmp_path, texts, model)
    return validate_with_notes(read_tables(inputs), load_model(path)[0])


def test_an_initiative_takes_a_queue_in_all_languages_and_starts_on_a_day_or_later(tmp_path: Path) -> None:
    rows = HEAD + "form,mail,,2026-03-10,2,0.3,0.1,voice\n"
    rows = rows.replace("form,mail,,", "form,mail,en,") + "menu,voice,,,1,0.2,,\n"
    facts, notes = facts_and_notes(tmp_path, initiatives=rows)
    planned, names = facts.initiatives, facts.queues.name
    assert planned is not None
    taken = {n: [names[q] for q in planned.queues[i].nonzero()[0]] for i, n in enumerate(planned.name)}
    assert taken == {"form": ["mail:en"], "menu": ["voice:en"]}
    assert planned.earliest.tolist() == [2, 0]
    assert names[planned.bounce_queue[0, names.index("mail:en")]] == "voice:en"
    assert planned.handle_time.tolist() == [1.0, 1.0]
    assert any("no site_options.csv" in note for note in notes)


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("form,mail,fr,,2,0.3,,", "language", "the forecast has no mail in this language"),
        ("form,mail,,,2,0.96,,", "deflected", "at most 0.95"),
        ("form,mail,en,,2,0.3,0.1,", "bounce_queue", "to no queue"),
        ("form,mail,en,,2,0.3,0.1,mail", "bounce_queue", "from which they are taken"),
        ("form,mail,,,2,0.3,0.1,voice", "bounce_queue", "contacts in de would come back there"),
        ("form,post,,,2,0.3,,", "queue", "post"),
    ],
)
def test_a_mistake_in_an_initiative_is_named(tmp_path: Path, row: str, column: str, says: str) -> None:
    problems = check(*write(tmp_path, {"initiatives": HEAD + row + "\n"}, ON))
    (found,) = [problem for problem in problems if problem.column == column]
    assert (found.file, found.line) == ("initiatives.csv", 2)
    assert says in f"{found.message} {found.value} {found.allowed}"


def test_initiatives_on_one_queue_add_up(tmp_path: Path) -> None:
    rows = HEAD + "form,mail,,,2,0.5,,\nbot,mail,en,,2,0.5,,\n"
    problems = check(*write(tmp_path, {"initiatives": rows}, ON))
    assert [(problem.line, problem.column) for problem in problems] == [(2, "deflected"), (3, "deflected")]
    assert "100%" in problems[0].message


def test_sites_open_or_close_by_their_rows(tmp_path: Path) -> None:
    rows = SITES + "LIS,open,,3,,\nDUB,close,2026-03-02,,2,500\n"
    facts, notes = facts_and_notes(tmp_path, **NEW_SITE, site_options=rows)
    options = facts.site_options
    assert options is not None
    assert [facts.sites.name[s] for s in options.site] == ["LIS", "DUB"]
    assert options.opens.tolist() == [True, False] and options.waves.tolist() == [1, 2]
    assert options.wind_down.tolist() == [0, 4]  # four weeks between two waves, where nothing is said
    assert not any("cannot be closed" in note for note in notes)
    late = rows.replace("DUB,close,2026-03-02", "DUB,close,2026-04-20")
    _, notes = facts_and_notes(tmp_path / "late", **NEW_SITE, site_options=late)
    assert any("DUB cannot be closed within the plan" in note for note in notes)
    facts, notes = facts_and_notes(tmp_path / "off", MODEL, **NEW_SITE, site_options=rows)
    assert facts.site_options is not None and facts.site_options.opens.tolist() == [True]
    assert any("site_options.csv is not used" in note for note in notes)


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("DUB,open,,,,", "change", "have people or promised classes already"),
        ("DUB,close,,3,2,", "setup_weeks", "where the change is close"),
        ("LIS,open,,,,700", "severance", "where the change is open"),
        ("DUB,shut,,,,", "change", "open, close"),
        ("BER,close,,,,", "site", "BER"),
    ],
)
def test_a_mistake_in_a_site_option_is_named(tmp_path: Path, row: str, column: str, says: str) -> None:
    problems = check(*write(tmp_path, {**NEW_SITE, "site_options": SITES + row + "\n"}, ON))
    (found,) = [problem for problem in problems if problem.column == column]
    assert (found.file, found.line) == ("site_options.csv", 2)
    assert says in f"{found.message} {found.value} {found.allowed}"


def test_nobody_is_released_where_the_site_says_so_and_so_it_cannot_close(tmp_path: Path) -> None:
    sites = altered("sites", "trainers\n", "trainers,no_releases\n").replace(
        "MNL,PH,Beta,USD,,,,,,", "MNL,PH,Beta,USD,,,,,,,yes"
    )
    sites = sites.replace("0.2,2,3\n", "0.2,2,3,\n")
    facts, _ = facts_and_notes(tmp_path, sites=sites)
    assert facts.release_rules.allowed.tolist() == [False, False, False]
    assert facts_and_notes(tmp_path / "free")[0].release_rules.allowed.tolist() == [False, False, True]
    problems = check(*write(tmp_path / "x", {"sites": sites, "site_options": SITES + "MNL,close,,,,\n"}, ON))
    assert [problem.column for problem in problems] == ["change"]
    assert "no_releases" in problems[0].message
