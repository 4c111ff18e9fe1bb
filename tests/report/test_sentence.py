"""The answer in one sentence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from capplan.plan import Plan
from capplan.planning_model import Hiring
from capplan.report.summary import summary
from tests.report.sample_plan import make_plan, with_short, without_new_classes


def said(plan: Plan) -> str:
    return str(summary(plan, "quarterly", "base")["sentence"])


def test_nothing_to_do():
    text = said(without_new_classes(with_short(make_plan(), 0, 0, 0.0)))
    assert text == (
        "Change nothing: no class, release or transfer is needed; 12 weeks cost 585 k USD; "
        "every required hour is covered."
    )


def test_hires_with_the_first_requisition_and_what_is_committed_already():
    text = said(with_short(make_plan(), 0, 0, 0.0))
    assert text.startswith(
        "Start 1 class (6 people) at LIS, the first requisition by 12 Jan (1 class of 8 people"
    )
    assert text.endswith("; every required hour is covered.")


def test_hires_at_several_sites_name_the_site_of_the_first_requisition():
    plan = with_short(make_plan(), 0, 0, 0.0)
    proposed = tuple(replace(start, committed=False) for start in plan.classes)
    text = said(replace(plan, classes=proposed))
    assert text.startswith(
        "Start 2 classes (14 people) at 2 sites, the first requisition by 29 Dec 2025 for MNL;"
    )


def test_hires_as_real_numbers_are_people_not_classes():
    plan = make_plan()
    rules = plan.model.model_copy(update={"hiring": Hiring(classes="fractional")})
    assert said(replace(plan, model=rules)).startswith(
        "Hire 6 people at LIS, the first requisition by 12 Jan (1 class"
    )


def test_a_shortage_names_the_worst_queue_and_week():
    text = said(with_short(make_plan(), queue=0, period=3, hours=38.2))
    assert text.endswith("0.2 % of hours stay short, worst payments_voice:de in the week of 26 Jan (38 h).")


def test_releases_and_transfers_are_steps_as_well():
    plan = without_new_classes(make_plan())
    releases = np.zeros_like(plan.walk.releases)
    releases[0, 4] = 12.0
    moved = replace(plan, walk=replace(plan.walk, releases=releases), transfers=np.full((1, 12), 0.5))
    assert said(moved).startswith("Release 12 people at LIS, move 6 people to other teams; 12 weeks cost ")


def test_a_search_that_ended_early_says_so():
    plan = make_plan()
    result = replace(plan.result, status="gap_not_reached", gap=0.031)
    assert said(replace(plan, result=result)).endswith(
        "at most 3.1 % from the best plan, 1.0 % was asked for."
    )
