"""Exposure and accuracy are held against a written plan, from its tables and the inputs alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from capplan.pipeline import make_plan, write_plan
from capplan.planning_model import Accuracy as Floors
from capplan.planning_model import Exposure as Caps
from capplan.report.exposure import exposure_table, most_exposure_h_day
from capplan.report.summary import summary
from capplan.verify import verify_tables
from capplan.verify.read_run import read_frames
from tests.small_inputs import tables
from tests.studies.here import in_process, short_plan

ACCURACY = "team,queue,accuracy\nDUB_EN,,0.98\nDUB_DE,,0.97\nMNL_EN,,0.95\nMNL_EN,mail,0.9\n"


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """A plan with severe mail, a cap of two hours and a floor of 0.94 on mail; its tables."""
    folder = tmp_path_factory.mktemp("trust")
    setting = short_plan(folder)
    setting.model.write_text(setting.model.read_text() + "\n[exposure]\nmost_h_day = 2.0\n\n[accuracy]\n")
    queues = tables()["queues"].replace("0.8,20,120,0.85", "0.8,20,120,1").splitlines()
    tails = (",severity,least_accuracy", ",,", ",,", ",1,0.94")
    text = "\n".join(line + tail for line, tail in zip(queues, tails, strict=True)) + "\n"
    (setting.inputs / "queues.csv").write_text(text)
    (setting.inputs / "accuracy.csv").write_text(ACCURACY)
    with in_process():
        inputs = setting.load()
        plan = make_plan(inputs, setting.line)
        write_plan(plan, inputs, folder, folder / "run", for_people=False)
    return plan, read_frames(folder / "run")


def broken(plan, frames, **changed) -> set[str]:
    facts = replace(plan.facts, **{name: part for name, part in changed.items() if name != "model"})
    model = changed.get("model", plan.model)
    return {finding.rule for finding in verify_tables(model, facts, plan.requirement, frames).findings}


def with_cap(plan, cap_h):
    return replace(plan.facts.exposure, cap_h=np.full(2, cap_h))


def test_the_plan_keeps_the_rules_and_its_figures_follow(planned):
    plan, frames = planned
    report = verify_tables(plan.model, plan.facts, plan.requirement, frames)
    assert report.findings == () and report.checks["exposure"] > 0 and report.checks["accuracy"] > 0
    table = frames["exposure"]
    assert set(table["team"]) == {"DUB_EN", "DUB_DE", "MNL_EN"}
    figures = table.drop(columns=["week_start", "site", "team"]).astype(float)
    seen = figures[figures["severe_h"] > 1.0]
    assert np.allclose(seen["severity"] * seen["severe_h"], seen["exposure_h"], rtol=1e-8)
    assert figures["severity"][figures["severe_h"] == 0.0].eq(0.0).all()
    half = replace(plan.facts.exposure, severity=0.5 * plan.facts.exposure.severity)
    milder = exposure_table(replace(plan, facts=replace(plan.facts, exposure=half)))
    assert np.allclose(milder["severity"], 0.5 * figures["severity"])
    most = pd.to_numeric(table["exposure_h_day"]).max()
    assert 0.0 < most <= 2.0 + 1e-9
    assert most_exposure_h_day(plan) == pytest.approx(most)


def test_a_tighter_cap_or_share_finds_the_weeks_beyond_it(planned):
    plan, frames = planned
    most = most_exposure_h_day(plan)
    assert broken(plan, frames, exposure=with_cap(plan, most * 1.0001)) <= {"exposure"}
    found = verify_tables(
        plan.model, replace(plan.facts, exposure=with_cap(plan, most * 0.99)), plan.requirement, frames
    ).findings
    assert {finding.rule for finding in found} == {"exposure"}
    assert any("exposure_h" in finding.where for finding in found)
    rules = plan.model.model_copy(update={"exposure": Caps(most_h_day=2.0, most_share=0.01)})
    assert broken(plan, frames, model=rules) == {"exposure"}


def test_a_figure_of_the_table_that_does_not_follow_is_found(planned):
    plan, frames = planned
    for column in (
        "person_days",
        "severe_h",
        "exposure_h",
        "severe_share",
        "severity",
        "exposure_h_day",
        "cap_h_day",
    ):
        table = frames["exposure"].copy()
        row = pd.to_numeric(table[column]).idxmax()
        table.loc[row, column] = str(float(table.loc[row, column]) * 1.01)
        assert broken(plan, {**frames, "exposure": table}) == {"exposure"}


def test_floors_are_held_by_queue_and_quarter_and_for_the_plan(planned):
    plan, frames = planned
    mail = summary(plan, "small", "base")["accuracy"]
    higher = replace(
        plan.facts.accuracy, least=np.where(np.isfinite(plan.facts.accuracy.least), 0.9799, np.nan)
    )
    assert broken(plan, frames, accuracy=higher) == {"accuracy"}
    for least, rules in ((mail - 1e-4, set()), (mail + 1e-4, {"accuracy"})):
        model = plan.model.model_copy(update={"accuracy": Floors(least=least)})
        assert broken(plan, frames, model=model) == rules


def test_a_right_decision_costs_the_cost_of_a_contact_over_the_accuracy(planned):
    told = summary(planned[0], "small", "base")
    assert told["cost_per_correct_decision"] == pytest.approx(
        told["cost_per_contact"] / told["accuracy"], rel=1e-3
    )
    unknown = replace(planned[0].facts.accuracy, of_pair=np.full(len(planned[0].facts.pairs.team), np.nan))
    silent = summary(replace(planned[0], facts=replace(planned[0].facts, accuracy=unknown)), "small", "base")
    assert silent["accuracy"] is None and silent["cost_per_correct_decision"] is None


def test_a_tighter_cap_for_people_who_are_new_and_wellness_time_are_held(planned):
    plan, frames = planned
    table = frames["exposure"]
    most = pd.to_numeric(table["exposure_h_day"])[table["team"] == "DUB_EN"].max()
    facts = replace(plan.facts, exposure=replace(plan.facts.exposure, cap_h=np.array([most * 1.001, 2.0])))
    # four of its people came into production that week
    for new_most_h_day, beyond in ((1.9, False), (0.01, True)):
        caps = Caps(most_h_day=2.0, new_most_h_day=new_most_h_day, new_periods=52)
        model = plan.model.model_copy(update={"exposure": caps})
        # the table under these caps; its figures are right, whatever the plan keeps of them
        again = exposure_table(replace(plan, facts=facts, model=model)).astype(str)
        found = verify_tables(model, facts, plan.requirement, {**frames, "exposure": again}).findings
        assert not [finding for finding in found if "cap_h_day" in finding.where]
        assert any("DUB_EN" in finding.where for finding in found) is beyond
    for least, rules in ((0.5, set()), (30.0, {"exposure"})):
        model = plan.model.model_copy(
            update={"exposure": Caps(most_h_day=2.0, wellness="breaks", wellness_h_week=least)}
        )
        assert broken(plan, frames, model=model) == rules
