"""Automation, rework, gaps, growth of chats, priced service and shift fit in one plan: the checker agrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from capplan.pipeline import Line, load, make_plan
from capplan.report.summary import summary
from capplan.report.tables import result_tables
from capplan.verify import verify_tables
from tests.small_inputs import MODEL, tables, write

AUTOMATION = "queue,language,date_from,coverage,success,spread,fee\nmail,,2026-03-16,0.5,0.8,0.25,0.05\n"
REWORK = "from_queue,to_queue,language,share,delay_periods\nvoice,mail,,0.1,1\nmail,mail,en,0.2,2\n"
SERVICE = "\n[service.late_price]\nP1 = 20.0\n\n[overtime]\n"
MORE = {
    "voice": ("0.9", "", "", ""),
    "chat": ("", "0.3", "", ""),
    "mail": ("0.95", "", "voice", "0.95"),
}


def _queues() -> str:
    first, *rows = tables()["queues"].splitlines()
    columns = "schedule_efficiency,concurrency_growth,blend_with,blend_occupancy"
    return (
        "\n".join([f"{first},{columns}", *(f"{row},{','.join(MORE[row.split(',')[0]])}" for row in rows)])
        + "\n"
    )


def test_a_plan_with_all_of_it_keeps_every_rule(tmp_path: Path) -> None:
    # too few people, so that service falls short, and a bill for automation
    headcount = "team,tenure_weeks,heads\nDUB_EN,300,2\nDUB_DE,52,1\nMNL_EN,20,1\n"
    changed = {"queues": _queues(), "automation": AUTOMATION, "rework": REWORK, "headcount": headcount}
    model, inputs = write(tmp_path, changed, MODEL + SERVICE)
    plan = make_plan(load(model, inputs), Line(gap=1e-6, time_limit_s=60.0))
    content = summary(plan, "small", "base")
    found = {name.removesuffix(".csv"): table for name, table in result_tables(plan).items()}
    report = verify_tables(plan.model, plan.facts, plan.requirement, found, summary=content)
    assert report.findings == ()
    assert content["late_contacts"] > 1.0 and content["cost"]["late_contacts"] > 1.0
    mail = plan.facts.queues.name.index("mail:en")
    tried = 0.5 * plan.requirement.demand.arriving[[mail, plan.facts.queues.name.index("mail:de")], 2:].sum()
    assert content["cost"]["automation"] == pytest.approx(0.05 * tried, abs=0.01)
    assert (plan.requirement.gap_share[mail] > 0.0).all()
