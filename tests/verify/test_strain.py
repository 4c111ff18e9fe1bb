"""Strain is held against a written plan: who leaves by the curves, and the walk that follows from it."""

from __future__ import annotations

import pandas as pd
import pytest

from capplan.pipeline import make_plan, write_plan
from capplan.planning_model import Strain
from capplan.reasons.rebuilt import of_run
from capplan.verify import verify_tables
from capplan.verify.read_run import read_frames
from tests.small_inputs import tables
from tests.studies.here import in_process, short_plan

RULES = """
[exposure]
most_h_day = 3.0

[strain]
leaver_price = 2000.0
exposure_from_h = 0.3
exposure_leavers = 0.02
busy_from = 0.8
busy_leavers = 0.03
"""


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """A plan with severe mail, in which severe content and full days make people leave."""
    folder = tmp_path_factory.mktemp("strain")
    setting = short_plan(folder)
    setting.model.write_text(setting.model.read_text() + RULES)
    queues = tables()["queues"].replace("0.8,20,120,0.85", "0.8,20,120,1").splitlines()
    text = "\n".join(line + tail for line, tail in zip(queues, (",severity", ",", ",", ",1"), strict=True))
    (setting.inputs / "queues.csv").write_text(text + "\n")
    forecast = (setting.inputs / "forecast.csv").read_text().replace(",mail,en,900", ",mail,en,6900")
    (setting.inputs / "forecast.csv").write_text(forecast)
    with in_process():
        inputs = setting.load()
        plan = make_plan(inputs, setting.line)
        write_plan(plan, inputs, folder, folder / "run", for_people=False)
    return plan, folder / "run", read_frames(folder / "run")


def rules_broken(plan, frames, model=None) -> set[str]:
    found = verify_tables(model or plan.model, plan.facts, plan.requirement, frames).findings
    return {finding.rule for finding in found}


def test_people_leave_by_the_curves_and_the_walk_follows(planned):
    plan, run, frames = planned
    report = verify_tables(plan.model, plan.facts, plan.requirement, frames)
    assert report.findings == () and report.checks["strain"] > 0
    table = frames["strain"].set_index(["week_start", "team"])
    for cause in ("leave_by_exposure", "leave_by_full_days"):
        assert pd.to_numeric(table[cause]).max() > 0.01
    attrition = pd.to_numeric(frames["headcount"].set_index(["week_start", "team"])["attrition"])
    worn = pd.to_numeric(table["leave_by_exposure"]) + pd.to_numeric(table["leave_by_full_days"])
    usual = plan.facts.teams.hazard[2, -1] * plan.walk.heads[2, 0]
    assert attrition["2026-03-02", "MNL_EN"] == pytest.approx(usual + worn["2026-03-02", "MNL_EN"], rel=0.05)
    assert of_run(run).formulation.given.model.strain is not None


@pytest.mark.parametrize(
    ("column", "rules"),
    [
        ("exposure_h_day", {"strain"}),
        ("busy_share", {"strain"}),
        ("leave_by_exposure", {"strain", "headcount", "costs"}),
        ("leave_by_full_days", {"strain", "headcount", "costs"}),
    ],
)
def test_a_figure_that_does_not_follow_is_found(planned, column, rules):
    plan, _, frames = planned
    table = frames["strain"].copy()
    row = pd.to_numeric(table[column]).idxmax()
    table.loc[row, column] = str(float(table.loc[row, column]) * 1.5)
    assert rules <= rules_broken(plan, {**frames, "strain": table})


@pytest.mark.parametrize(
    "curve",
    [{"exposure_leavers": 0.04}, {"busy_leavers": 0.06}, {"exposure_from_h": 0.1}, {"busy_from": 0.2}],
)
def test_a_steeper_curve_finds_too_few_leavers(planned, curve):
    plan, _, frames = planned
    steeper = plan.model.strain.model_copy(update=curve)
    assert isinstance(steeper, Strain)
    model = plan.model.model_copy(update={"strain": steeper})
    assert rules_broken(plan, frames, model) == {"strain"}
