"""Trust & Safety in the inputs: who is eligible, desks and their parts, reviews, clocks, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from capplan.load_model import load_model
from capplan.read import read_tables
from capplan.requirements.required import require
from capplan.validation import check, validate_with_notes
from tests.small_inputs import MODEL, tables, write


def column(name: str, heading: str, *cells: str) -> str:
    """The text of a table with one more column."""
    lines = tables()[name].splitlines()
    return "\n".join(f"{line},{cell}" for line, cell in zip(lines, (heading, *cells), strict=True)) + "\n"


def facts_of(tmp_path: Path, model: str = MODEL, **texts: str):
    path, inputs = write(tmp_path, texts, model)
    return validate_with_notes(read_tables(inputs), load_model(path)[0])[0]


def may(facts) -> set[str]:
    pairs = zip(facts.pairs.team, facts.pairs.queue, strict=True)
    return {f"{facts.teams.name[p]} {facts.queues.name[q]}" for p, q in pairs}


def test_work_stays_in_its_countries(tmp_path: Path) -> None:
    everywhere = may(facts_of(tmp_path / "all"))
    at_home = may(facts_of(tmp_path / "ie", queues=column("queues", "countries", "IE", "", "IE|US")))
    assert everywhere - at_home == {"MNL_EN voice:en", "MNL_EN mail:en"}


def test_severe_work_needs_a_site_that_is_cleared_for_it(tmp_path: Path) -> None:
    severe = column("queues", "severity", "0", "0.5", "1")
    cleared = column("sites", "cleared_severity", "", "0.5")
    found = may(facts_of(tmp_path, queues=severe, sites=cleared))
    assert "MNL_EN chat:en" in found and "MNL_EN mail:en" not in found and "DUB_EN mail:en" in found


def test_a_language_is_spoken_well_enough(tmp_path: Path) -> None:
    least = column("queues", "least_proficiency", "C1", "", "B1")
    levels = "team,language,level\nDUB_DE,en,B2\nDUB_DE,de,A2\n"
    everybody = may(facts_of(tmp_path / "all"))
    lost = everybody - may(
        facts_of(
            tmp_path / "levels",
            queues=least,
            proficiency="team,language,level\nDUB_DE,en,B2\n",
        )
    )
    assert lost == {"DUB_DE voice:en"}  # mail asks for B1 only; whoever has no row speaks it at C2
    path, inputs = write(tmp_path / "none", {"queues": least, "proficiency": levels})
    (problem,) = check(path, inputs)
    assert "no team may work mail:de: no team has all of language de, proficiency B1" in problem.message


def test_a_desk_is_split_where_a_team_begins_or_ends(tmp_path: Path) -> None:
    lines = tables()["teams"].splitlines()
    hours = (",works_from,works_to", ",08:00,16:00", ",,", ",22:00,02:00")
    teams = "\n".join(line + more for line, more in zip(lines, hours, strict=True)) + "\n"
    desks = "language,time_from,time_to,least_people\nen,00:00,00:00,2\nde,20:00,04:00,1\n"
    presence = facts_of(tmp_path, teams=teams, presence=desks).trust.presence
    assert presence is not None
    assert presence.desk == ("en 00:00-00:00", "de 20:00-04:00")
    parts = {
        (presence.language[desk], *able.tolist()): (hours, least)
        for desk, able, hours, least in zip(
            presence.desk_of, presence.able.T, presence.hours, presence.least_h, strict=True
        )
    }
    # DUB_EN by day, DUB_DE always, MNL_EN around midnight
    assert parts == {
        ("en", True, True, False): (8.0, 16.0),
        ("en", False, True, True): (4.0, 8.0),
        ("en", False, True, False): (12.0, 24.0),
        ("de", False, True, False): (8.0, 8.0),
    }


def test_second_reviews_and_samples_are_work(tmp_path: Path) -> None:
    lines = tables()["queues"].splitlines()
    tails = (",double_review,sample,sample_s", ",,,", ",,,", ",0.25,0.1,210")
    reviewed = "\n".join(line + tail for line, tail in zip(lines, tails, strict=True)) + "\n"
    plain, more = (
        require(facts_of(tmp_path / name, queues=text), curves=False)
        for name, text in (("plain", tables()["queues"]), ("more", reviewed))
    )
    facts = facts_of(tmp_path / "again", queues=reviewed)
    english = facts.queues.name.index("mail:en")
    # 900 mails of 420 s: a quarter twice, and a tenth checked in 210 s
    assert plain.required_h[english, 0] == pytest.approx(105.0)
    assert more.required_h[english, 0] == pytest.approx(105.0 * 1.25 + 900 * 0.1 * 210 / 3600)
    assert more.workload_h == pytest.approx(plain.workload_h)
    assert more.required_h[facts.queues.real_time] == pytest.approx(plain.required_h[facts.queues.real_time])


def test_new_people_have_an_accuracy_of_their_own_where_one_is_stated(tmp_path: Path) -> None:
    text = (
        "team,queue,accuracy,new_accuracy,new_weeks\nDUB_EN,,0.9,0.7,8\nDUB_EN,mail,0.95,,\nMNL_EN,,0.8,,\n"
    )
    facts = facts_of(tmp_path, MODEL + "\n[accuracy]\n", accuracy=text)
    accuracy = facts.accuracy
    assert accuracy is not None and accuracy.new_of_pair is not None and accuracy.new_until is not None
    assert accuracy.new_until.tolist() == [8, 0, 0]
    new = {
        f"{facts.teams.name[p]} {facts.queues.name[q]}": share
        for p, q, share in zip(facts.pairs.team, facts.pairs.queue, accuracy.new_of_pair, strict=True)
    }
    # a row with a queue goes before one without, new people or not
    assert (new["DUB_EN voice:en"], new["DUB_EN mail:en"], new["MNL_EN mail:en"]) == (0.7, 0.95, 0.8)


def test_the_shorter_clock_holds(tmp_path: Path) -> None:
    clocks = MODEL + "\n[clocks.turnaround_h]\nP1 = 1.0\nP2 = 168.0\n"
    looser = facts_of(tmp_path / "loose", clocks)
    mail = looser.queues.name.index("mail:en")
    assert looser.queues.turnaround_periods[mail] == pytest.approx(0.5)  # 84 h of the queue
    tighter = facts_of(tmp_path / "tight", clocks.replace("168.0", "24.0"))
    assert tighter.queues.turnaround_periods[mail] == pytest.approx(24.0 / 168.0)
    assert np.isnan(tighter.queues.turnaround_periods[tighter.queues.real_time]).all()


@pytest.mark.parametrize(
    ("model", "texts", "place", "words"),
    [
        ("", {"proficiency": "team,language,level\nDUB_DE,fr,B2\n"}, ("proficiency.csv", "language"), "no such"),
        ("", {"accuracy": "team,queue,accuracy,new_accuracy\nDUB_EN,,0.9,0.7\n"},
         ("accuracy.csv", "new_weeks"), "how long"),
        ("", {"accuracy": "team,queue,accuracy,new_weeks\nDUB_EN,,0.9,8\nDUB_EN,mail,0.9,6\n"},
         ("accuracy.csv", "new_weeks"), "has 8"),
        ("", {"moderators": "language,internal\nxx,3\n"}, ("moderators.csv", "language"), "official language"),
        ("\n[presence]\n", {"presence": "language,time_from,time_to,least_people\nfi,08:00,16:00,1\n"},
         ("presence.csv", "language"), "no team speaks it"),
        ("", {"queues": column("queues", "double_review", "0.1", "", "")},
         ("queues.csv", "double_review"), "real-time"),
        ("", {"queues": column("queues", "sample", "", "", "0.1")}, ("queues.csv", "sample_s"), "how long"),
        ("", {"teams": column("teams", "works_from", "08:00", "", "")}, ("teams.csv", "works_to"), "go together"),
        ("", {"rework": "from_queue,to_queue,language,share,of\nmail,voice,en,0.1,errors\n"},
         ("rework.csv", "to_queue"), "wait"),
        ("\n[rework]\n", {"rework": "from_queue,to_queue,share,of\nmail,mail,0.1,errors\n"},
         ("rework.csv", "of"), "known"),
        ("\n[clocks.turnaround_h]\nP9 = 24.0\n", {}, ("planning model", "clocks.turnaround_h"), "no queue has"),
        ("\n[shortage.protected]\nP9 = 0.9\n", {}, ("planning model", "shortage.protected"), "no queue has"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(tmp_path: Path, model: str, texts, place, words: str) -> None:
    (problem,) = check(*write(tmp_path, texts, MODEL + model))
    assert (problem.file, problem.column) == place
    assert words in problem.message


@pytest.mark.parametrize(
    ("model", "texts", "words"),
    [
        ("\n[presence]\n", {}, "there is no presence.csv"),
        ("\n[rework]\n", {}, "no rows of errors"),
        ("", {"rework": "from_queue,to_queue,share,of\nmail,mail,0.1,errors\n"}, "not used without [rework]"),
        ("\n[nesting]\nmost_per_role = 3.0\n", {}, "not used without [support]"),
        (
            "\n[support]\n[nesting]\nrole = 'lead'\nmost_per_role = 3.0\n",
            {},
            "support_ratios.csv does not name",
        ),
    ],
)
def test_settings_that_do_nothing_are_noted(tmp_path: Path, model: str, texts, words: str) -> None:
    path, inputs = write(tmp_path, texts, MODEL + model)
    _, notes = validate_with_notes(read_tables(inputs), load_model(path)[0])
    assert any(words in note for note in notes)
