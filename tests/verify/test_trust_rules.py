"""Desks, people in nesting, shortage, clocks and rework of errors, held against a written plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from capplan.pipeline import make_plan, write_plan
from capplan.trust_rules import Clocks, Nesting, Presence, Shortage
from capplan.verify import verify_tables
from capplan.verify.read_run import read_frames
from tests.small_inputs import tables
from tests.studies.here import in_process, short_plan

SECTIONS = """
[presence]
price = 30.0

[nesting]
most_share = 0.2
most_per_role = 2.0

[support]

[shortage]
order = "strict"
protected = { P1 = 0.1 }

[clocks]
turnaround_h = { P2 = 48.0 }
late_price = { P2 = 2.0 }

[rework]

[accuracy]

[dsa]
"""
PRESENCE = "language,time_from,time_to,least_people\nde,00:00,00:00,2\nen,20:00,04:00,3\n"
REWORK = "from_queue,to_queue,language,share,delay_periods,of\nmail,mail,,0.5,1,errors\n"
ACCURACY = "team,queue,accuracy,new_accuracy,new_weeks\nDUB_EN,,0.9,0.5,5\nDUB_DE,,0.8,,\nMNL_EN,,0.95,,\n"


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """A plan with every section on; its tables."""
    folder = tmp_path_factory.mktemp("trust_rules")
    setting = short_plan(folder)
    text = setting.model.read_text().replace("[service]\nlate_price = { P1 = 3.0 }\n", "")
    text = text.replace("P2 = 80.0", "P2 = 199.0").replace("periods = 4", "periods = 8")
    setting.model.write_text(text + SECTIONS)
    teams = tables()["teams"].replace("staffing,curve", "staffing,curve,works_from,works_to")
    teams = teams.replace("de|en,csam,36,headcount,short", "de|en,csam,36,headcount,short,08:00,18:00")
    teams = teams.replace(",short\n", ",short,,\n").replace("headcount,\n", "headcount,,,\n")
    forecast = (setting.inputs / "forecast.csv").read_text().replace(",voice,en,270", ",voice,en,400")
    (setting.inputs / "forecast.csv").write_text(forecast)
    queues = (setting.inputs / "queues.csv").read_text().replace("mail,email", "mail,review")
    counted = "language,internal,external,qualified\nde,9,2,\n"
    texts = {"presence": PRESENCE, "rework": REWORK, "accuracy": ACCURACY, "teams": teams, "queues": queues}
    texts |= {"moderators": counted, "proficiency": "team,language,level\nDUB_DE,de,B1\n"}
    for name, text in texts.items():
        (setting.inputs / f"{name}.csv").write_text(text)
    with in_process():
        inputs = setting.load()
        plan = make_plan(inputs, setting.line)
        write_plan(plan, inputs, folder, folder / "run", for_people=False)
    return plan, read_frames(folder / "run")


@pytest.fixture(scope="module")
def cells(planned, tmp_path_factory):
    """The input tables as text, as the run rests on them."""
    (folder,) = tmp_path_factory.getbasetemp().glob("trust_rules0/run/assumptions")
    return {path.stem: pd.read_csv(path, dtype=str, keep_default_na=False) for path in folder.glob("*.csv")}


@pytest.mark.parametrize(
    ("table", "column", "cell", "words"),
    [
        ("queues", "countries", "FR|US", "FR or US"),
        ("queues", "least_proficiency", "C1", "the level C1 or higher"),
        ("sites", "cleared_severity", "0.2", "a severity of at most 0.2"),
    ],
)
def test_who_is_not_eligible_is_found_in_the_inputs_as_they_stand(planned, cells, table, column, cell, words):
    plan, frames = planned
    severe = cells | {"queues": cells["queues"].assign(severity="0.5")}
    report = verify_tables(plan.model, plan.facts, plan.requirement, frames, inputs=severe)
    assert report.findings == () and report.checks["eligibility"] > 0
    changed = severe | {table: severe[table].assign(**{column: cell})}
    found = verify_tables(plan.model, plan.facts, plan.requirement, frames, inputs=changed).findings
    assert {finding.rule for finding in found} == {"eligibility"}
    assert any(words in finding.expected for finding in found)


def broken(plan, frames, **sections) -> set[str]:
    model = plan.model.model_copy(update=sections)
    return {finding.rule for finding in verify_tables(model, plan.facts, plan.requirement, frames).findings}


def test_the_plan_keeps_the_rules_and_every_figure_follows(planned):
    plan, frames = planned
    report = verify_tables(plan.model, plan.facts, plan.requirement, frames)
    assert report.findings == ()
    assert all(
        report.checks[rule] > 0 for rule in ("presence", "nesting", "shortage", "clocks", "rework", "dsa")
    )
    terms = set(frames["costs"]["term"])
    assert {"presence", "late_work", "shortage_order"} <= terms


def test_nobody_speaks_german_at_night_so_the_desk_stays_empty(planned):
    plan, frames = planned
    desk = frames["presence"][frames["presence"]["language"] == "de"]
    # two people round the clock; the team is on duty ten hours a day
    assert pd.to_numeric(desk["required_h"]).unique() == pytest.approx([336.0])
    assert (pd.to_numeric(desk["absent_h"]) >= 2 * 14 * 7 - 1e-6).all()


def test_moderators_by_language_as_planned_beside_those_counted(planned):
    plan, frames = planned
    table = frames["dsa_language_hr"].set_index("language")
    assert len(table) == 24
    german = plan.walk.heads[1].mean()
    assert float(table.loc["de", "internal"]) == pytest.approx(german)
    assert float(table.loc["de", "external"]) == 0.0
    assert float(table.loc["de", "qualified"]) == 0.0  # they speak it at B1
    assert float(table.loc["en", "external"]) == pytest.approx(plan.walk.heads[2].mean())
    assert float(table.loc["de", "gap"]) == pytest.approx(9.0 + 2.0 - german)
    assert table.loc["fr", "counted_internal"] == "" and float(table.loc["fr", "internal"]) == 0.0
    each = 36.0 * plan.requirement.productive_share[0].mean()
    assert float(table.loc["de", "required"]) == pytest.approx(40.0 / each, rel=0.01)


@pytest.mark.parametrize(
    ("table", "column", "rule"),
    [
        ("presence", "required_h", "presence"),
        ("presence", "speakers_h", "presence"),
        ("nesting", "nesting", "nesting"),
        ("clocks", "late_h", "clocks"),
        ("clocks", "turnaround_h", "clocks"),
        ("shortage", "short_share", "shortage"),
        ("rework", "rework_h", "rework"),
        ("accuracy", "accuracy", "accuracy"),
        ("rework", "contacts", "rework"),
        ("dsa_language_hr", "internal", "dsa"),
        ("dsa_language_hr", "qualified", "dsa"),
        ("dsa_language_hr", "required", "dsa"),
    ],
)
def test_a_figure_that_does_not_follow_is_found(planned, table, column, rule):
    plan, frames = planned
    changed = frames[table].copy()
    row = pd.to_numeric(changed[column]).idxmax()
    changed.loc[row, column] = str(float(changed.loc[row, column]) * 1.01 + 0.01)
    assert broken(plan, {**frames, table: changed}) == {rule}


def test_a_desk_that_is_called_full_and_is_not_is_found(planned):
    plan, frames = planned
    table = frames["presence"].copy()
    table.loc[pd.to_numeric(table["absent_h"]).idxmax(), "absent_h"] = "0"
    assert broken(plan, {**frames, "presence": table}) >= {"presence"}


def test_stricter_rules_are_broken_by_the_same_plan(planned):
    plan, frames = planned
    assert broken(plan, frames, presence=Presence()) >= {"presence"}
    nobody = replace(
        plan.facts.class_rules, committed_heads=np.zeros_like(plan.facts.class_rules.committed_heads)
    )
    alone = replace(plan, facts=replace(plan.facts, class_rules=nobody))  # what is committed is borne
    assert "nesting" in broken(alone, frames, nesting=Nesting(most_share=0.05))
    assert "nesting" not in broken(alone, frames, nesting=Nesting(most_share=0.5))
    assert broken(plan, frames, nesting=Nesting(most_per_role=0.01)) == {"nesting"}
    assert "shortage" in broken(plan, frames, shortage=Shortage(protected={"P1": 0.999}))
    assert "shortage" in broken(plan, frames, shortage=Shortage(order="proportional", tolerance=0.0))
    assert {"clocks", "turnaround"} <= broken(plan, frames, clocks=Clocks(turnaround_h={"P2": 24.0}))
    assert broken(plan, frames, clocks=Clocks(turnaround_h={"P2": 48.0}, late_price={"P2": 3.0})) >= {"costs"}


def test_hours_of_new_people_are_no_more_than_they_have_and_no_fewer_than_the_work_needs(planned):
    plan, frames = planned
    table = frames["accuracy"].copy()
    new = pd.to_numeric(table["new_h"])
    assert new.max() > 0.0 and set(table["team"][new > 0.0]) == {"DUB_EN"}
    # voice is work that nobody counts errors of in this plan, so new people do that
    assert set(table["queue"][new > 0.0]) <= {"voice", "chat"}
    for factor, words in ((0.0, "hours of the others"), (2.0, "hours of new people")):
        table["new_h"] = (factor * new).astype(str)
        found = verify_tables(
            plan.model, plan.facts, plan.requirement, {**frames, "accuracy": table}
        ).findings
        assert any(finding.rule == "accuracy" and words in finding.where for finding in found)


def test_people_who_err_more_bring_more_work(planned):
    plan, frames = planned
    worse = replace(plan.facts.accuracy, of_pair=plan.facts.accuracy.of_pair - 0.1)
    facts = replace(plan.facts, accuracy=worse)
    found = {f.rule for f in verify_tables(plan.model, facts, plan.requirement, frames).findings}
    assert {"rework", "backlog"} <= found
    # half a contact for every wrong decision of the week before, German ones all by DUB_DE
    table = frames["rework"][frames["rework"]["language"] == "de"].set_index("week_start")["contacts"]
    work = frames["allocation"][frames["allocation"]["language"] == "de"]
    worked = pd.to_numeric(work["work_h"]).groupby(work["week_start"]).sum()
    weeks = list(plan.facts.horizon.labels)
    for before, after in zip(weeks, weeks[1:], strict=False):
        decided = worked.get(before, 0.0) / (480.0 / 3600.0)
        assert float(table[after]) == pytest.approx(0.5 * 0.2 * decided, rel=1e-6)
    assert float(table[weeks[0]]) == pytest.approx(0.5 * 0.2 * 300.0)


def test_new_people_beyond_a_cap_are_a_finding_or_cost_their_price(planned):
    plan, frames = planned
    assert float(pd.to_numeric(frames["nesting"]["nesting"]).max()) > 0.0
    assert broken(plan, frames, nesting=Nesting(most_per_role=0.01)) >= {"nesting"}
    found = broken(plan, frames, nesting=Nesting(most_per_role=0.01, price=5.0))
    assert "nesting" not in found and found & {"costs", "cost_lines", "steering", "summary"}
