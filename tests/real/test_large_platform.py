"""The sample "large platform": its facts are those of the report, and its inputs are sound."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from capplan.load_model import load_model
from capplan.read import read_tables
from capplan.requirements.required import require
from capplan.validation import validate_with_notes
from tests.benchmarks import large_platform as sample

SERVICE = "TikTok"
OF_COUNTRY = {"cz": "cs", "dk": "da", "ee": "et", "gr": "el", "ie": "ga", "si": "sl", "se": "sv"}
"""The report names some languages by a country."""


def rows(shared_data: Path, name: str) -> list[dict[str, str]]:
    with (shared_data / "dsa_h2_2025" / name).open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["service"] == SERVICE]


def test_moderators_are_those_of_the_report(shared_data: Path) -> None:
    found, by_language = {}, {}
    for row in rows(shared_data, "human_resources.csv"):
        scope = row["scope"].lower()
        if scope == "total":
            found[row["indicator"].split()[2]] = int(row["value"])
        else:
            by_language[OF_COUNTRY.get(scope, scope)] = int(row["value"])
    assert (found["internal"], found["external"]) == (sample.INTERNAL, sample.EXTERNAL)
    assert by_language == sample.MODERATORS


def test_volumes_and_recipients_are_those_of_the_reports(shared_data: Path) -> None:
    measures = next(r for r in rows(shared_data, "own_initiative_terms.csv") if r["category"] == "TOTAL")
    assert (int(measures["measures"]), int(measures["automated"])) == (sample.MEASURES, sample.AUTOMATED)
    notices = next(r for r in rows(shared_data, "notices_art16.csv") if r["category"] == "TOTAL")
    assert int(notices["notices"]) == sample.NOTICES
    complaints = next(
        r
        for r in rows(shared_data, "complaints_disputes_suspensions.csv")
        if r["indicator"].startswith("Number of complaints") and r["scope"] == "Total number"
    )
    assert int(complaints["value"]) == sample.COMPLAINTS
    recipients = {r["scope"]: float(r["value"]) / 1e6 for r in rows(shared_data, "active_recipients.csv")}
    assert {country: recipients[country] for country in sample.RECIPIENTS_M} == sample.RECIPIENTS_M


def test_the_sample_is_sound_and_its_work_comes_to_about_the_people_reported(tmp_path: Path) -> None:
    model, inputs = sample.write(tmp_path)
    facts, _ = validate_with_notes(read_tables(inputs), load_model(model)[0])
    languages = {language for language, people in sample.MODERATORS.items() if people > 0}
    assert set(facts.queues.language) == languages and len(facts.queues.name) == 3 * len(languages)
    assert sum(sample.shares().values()) == pytest.approx(1.0)
    assert facts.teams.opening.sum() == pytest.approx(sum(sample.MODERATORS.values()), abs=1.0)
    requirement = require(facts, curves=False)
    people = requirement.required_h[:, 0].sum() / (40.0 * requirement.productive_share[0, 0])
    assert people == pytest.approx(sum(sample.MODERATORS.values()), rel=0.1)
    assert facts.trust.presence is not None and facts.trust.moderators is not None
    assert np.isfinite(facts.trust.moderators.qualified).all()
