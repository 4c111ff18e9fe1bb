"""Automation initiatives, sites that open and close: a plan keeps their rules, and what breaks them is found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from capplan.pipeline import make_plan, write_plan
from capplan.reasons.rebuilt import of_run
from capplan.report.summary import summary
from capplan.verify import verify_tables
from capplan.verify.read_run import read_frames
from tests.small_inputs import tables
from tests.studies.here import in_process, short_plan

INITIATIVES = """\
initiative,queue,language,build_weeks,ramp_weeks,deflected,handle_time,bounced,bounce_queue,bounce_weeks,\
delay_weeks,delay_risk,cost,run_cost,fee
form,mail,en,1,2,0.5,0.8,,,,1,0.25,500,20,0.1
menu,voice,,2,,0.3,1,0.1,mail,1,,,900,,
robot,mail,de,1,,0.2,,,,,,,900000,,
"""
OPTIONS = """\
site,change,setup_weeks,growth_weeks,least_heads,notice_weeks,waves,wave_weeks,dual_weeks,cost,severance,fixed_cost
OLD,close,,,,1,2,2,1,4000,700,90000
NEW,open,1,1,3,,,,,1000,,50
"""


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """A plan that starts two initiatives of three, closes OLD and opens NEW; its run folder and its tables."""
    folder = tmp_path_factory.mktemp("projects")
    setting = short_plan(folder)
    model = setting.model.read_text().replace("periods = 4", "periods = 8")
    setting.model.write_text(f"{model}\n[initiatives]\nmost_at_once = 1\n\n[site_options]\n")
    added = {
        "sites": "OLD,IE,,EUR,eu,,,,,\nNEW,IE,,EUR,eu,,,,,\n",
        "teams": "OLD_EN,OLD,en,,40,headcount,\nNEW_EN,NEW,en,,40,headcount,\n",
        "rates": "OLD_EN,wage_week,900,,,\nNEW_EN,wage_week,300,,,\n",
        "headcount": "OLD_EN,300,10\n",
        "class_rules": "OLD_EN,1,5,,,,,\nNEW_EN,1,5,,,,,\n",
        "release_rules": "OLD_EN,1,2000,4\n",
    }
    for name, rows in added.items():
        (setting.inputs / f"{name}.csv").write_text(tables()[name] + rows)
    forecast = (setting.inputs / "forecast.csv").read_text().replace(",mail,en,900", ",mail,en,9000")
    (setting.inputs / "forecast.csv").write_text(forecast)
    (setting.inputs / "initiatives.csv").write_text(INITIATIVES)
    (setting.inputs / "site_options.csv").write_text(OPTIONS)
    with in_process():
        inputs = setting.load()
        plan = make_plan(inputs, setting.line)
        write_plan(plan, inputs, folder, folder / "run", for_people=False)
    return plan, folder / "run", read_frames(folder / "run")


def findings(plan, frames, **changed):
    model = changed.pop("model", plan.model)
    facts = replace(plan.facts, **changed)
    return verify_tables(model, facts, plan.requirement, frames).findings


def rules_broken(plan, frames, **changed) -> set[str]:
    return {finding.rule for finding in findings(plan, frames, **changed)}


def test_the_plan_keeps_the_rules_and_takes_what_pays(planned):
    plan, _, frames = planned
    report = verify_tables(plan.model, plan.facts, plan.requirement, frames)
    assert report.findings == ()
    assert report.checks["initiatives"] > 0 and report.checks["site_options"] > 0
    begun = frames["initiatives"].set_index("initiative")
    assert list(begun["decision"]) == ["start", "start", "not_started"]
    sites = frames["site_decisions"].set_index("site")
    assert list(sites["decision"]) == ["close", "open"]
    assert float(sites.loc["OLD", "people_left"]) == pytest.approx(10.0)
    assert float(sites.loc["OLD", "severance"]) == pytest.approx(7000.0)
    # announced on 2 March, its first wave goes a week later, and nobody is there from the fifth week on
    assert tuple(sites.loc["OLD", ["date", "ready", "end"]]) == ("2026-03-02", "2026-03-09", "2026-03-30")
    assert float(sites.loc["OLD", "fixed_cost"]) == pytest.approx(4 * 90000.0)


def test_the_answer_names_them_first(planned):
    told = summary(planned[0], "small", "base")["sentence"]
    assert told.startswith("Announce on 2 Mar that OLD closes, open NEW on 2 Mar, begin the initiatives ")
    assert "form (" in told and "menu (" in told and "robot" not in told


def test_the_hours_of_the_run_are_those_of_the_work_that_is_left(planned):
    plan, _, frames = planned
    hours = frames["initiative_hours"]
    mail = hours[(hours["initiative"] == "menu") & (hours["queue"] == "mail")]
    assert (pd.to_numeric(mail["relieved_h"]) < 0.0).all() and len(mail)
    relieved = plan.projects.relieved_h.sum(axis=0)
    assert plan.coverage.required_h == pytest.approx(plan.requirement.required_h - relieved)
    # voice is sized again: three tenths of the calls are less than three tenths of its people
    voice = plan.facts.queues.name.index("voice:en")
    share = relieved[voice, -1] / plan.requirement.required_h[voice, -1]
    assert 0.2 < share < 0.3


def test_the_run_is_read_back_onto_its_program(planned):
    rebuilt = of_run(planned[1])
    blocks = rebuilt.formulation.program.column_blocks
    assert rebuilt.lower[blocks["initiative_starts"].index].sum() == 2.0
    assert rebuilt.lower[blocks["site_changes"].index].sum() == 2.0


BROKEN = {
    "initiatives": [
        ("initiatives", 0, "start", "2026-03-09", "first period of a month"),
        ("initiatives", 0, "decision", "perhaps", "start of form"),
        ("initiatives", 0, "contacts_taken", "1", "contacts_taken"),
        ("initiatives", 1, "contacts_back", "1", "contacts_back"),
        ("initiatives", 0, "running_cost", "1", "running_cost"),
        ("initiative_hours", 5, "relieved_h", "999", "relieved_h"),
    ],
    "site_options": [
        ("site_decisions", 0, "date", "2026-03-09", "first period of a month"),
        ("site_decisions", 1, "decision", "keep", "decision on NEW"),
        ("site_decisions", 0, "people_left", "3", "people_left"),
        ("site_decisions", 1, "fixed_cost", "3", "fixed_cost"),
    ],
}
CASES = [(rule, *case) for rule, cases in BROKEN.items() for case in cases]


@pytest.mark.parametrize(("rule", "table", "row", "column", "cell", "says"), CASES)
def test_a_cell_that_does_not_follow_is_found(planned, rule, table, row, column, cell, says):
    plan, _, frames = planned
    changed = frames[table].copy()
    changed.loc[row, column] = cell
    found = [each for each in findings(plan, {**frames, table: changed}) if each.rule == rule]
    assert any(says in each.where or says in each.expected for each in found)


def test_rules_that_the_plan_does_not_keep_are_found(planned):
    plan, _, frames = planned
    late, options = plan.facts.initiatives, plan.facts.site_options
    for part, rule in (
        (replace(late, earliest=np.array([8, 0, 0])), "not before its earliest day"),
        (replace(late, build_periods=np.array([6, 6, 1])), "initiatives built at once"),
    ):
        assert any(
            rule in f"{each.where} {each.expected}" for each in findings(plan, frames, initiatives=part)
        )
    for part, rule in (
        (replace(options, earliest=np.array([8, 0])), "not before its earliest day"),
        (replace(options, setup_periods=np.array([0, 5])), "people at NEW before it is set up"),
        (replace(options, least_heads=np.array([0.0, 500.0])), "heads at NEW"),
        (replace(options, dual_periods=np.array([0, 0])), "heads of OLD_EN after wave 1"),
        (replace(options, notice_periods=np.array([0, 0])), "work of OLD_EN after wave 1"),
        (replace(options, notice_periods=np.array([9, 0])), "end of OLD"),
    ):
        found = findings(plan, frames, site_options=part)
        mine = [f"{each.where} {each.expected}" for each in found if each.rule == "site_options"]
        assert any(rule in text for text in mine), rule


def test_without_the_rule_of_the_model_releases_of_a_closing_site_are_releases(planned):
    plan, _, frames = planned
    assert "release_limits" in rules_broken(plan, frames, site_options=None)
