"""Runs with their pages, written once: hand-made plans, no solver, no files of pictures."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from capplan.page import write_page
from capplan.plan import Plan, Reached
from tests.report.sample_contracts import contract_plan
from tests.report.sample_plan import make_plan
from tests.workbook.runs import write_small_run

RUN_INFO = {"capplan": "0.0", "sha256": {"models/quarterly.toml": "ab" * 32, "inputs/sites.csv": "cd" * 32}}

SEATS = Reached("seats", "LIS", ("2026-01-05", "2026-02-16", "2026-01-12"), 12)


def prepared(plan: Plan, folder: Path) -> Path:
    """A run folder as far as a page needs it."""
    write_small_run(folder, plan)
    rested = folder / "assumptions"
    (rested / "planning_model.json").write_text(plan.model.model_dump_json())
    (rested / "sites.csv").write_text("site,country\nLIS,PT\nMNL,PH\n")
    (rested / "changed.json").write_text('{"sites": ["country"]}')
    (folder / "run.json").write_text(json.dumps(RUN_INFO))
    return folder


@cache
def runs() -> tuple[TemporaryDirectory[str], Path, Path]:
    """What keeps the folders, a run with its page, and one with contracts and without a page."""
    kept = TemporaryDirectory()
    plan = replace(make_plan(), reached=(SEATS,))
    plain = prepared(plan, Path(kept.name) / "plain")
    write_page(plain, plan)
    return kept, plain, prepared(contract_plan(), Path(kept.name) / "contracts")


def with_service(plan: Plan) -> Plan:
    """The same plan, whose calls are answered in time so and so often: English better than German."""
    reached = np.where(plan.facts.queues.real_time, [0.9, 0.7, 0.0], np.nan)
    reached = np.tile(reached[:, None], plan.facts.horizon.count)
    queues = replace(plan.facts.queues, service_level=np.where(plan.facts.queues.real_time, 0.8, np.nan))
    facts = replace(plan.facts, queues=queues)
    return replace(plan, facts=facts, coverage=replace(plan.coverage, service_level=reached))
