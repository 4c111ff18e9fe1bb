"""The work of most studies: make the plan of a case and write its run folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from capplan.errors import Interrupted
from capplan.pipeline import make_plan, write_plan
from capplan.studies.case import Case

__all__ = ["plan_case"]

EXIT_CODES = {"within_gap": 0, "gap_not_reached": 5}


def plan_case(case: Case, to: Path) -> dict[str, Any]:
    """Plan ``case``, write the run folder ``to``, return summary.json and ``exit_code`` (5: the gap was not reached).

    Raises what the line raises, and Interrupted where a signal cut the search short: half a search is no result.
    """
    inputs = case.load()
    plan = make_plan(inputs, case.line)
    if plan.result.stopped_by is not None:
        raise Interrupted(plan.result.stopped_by)
    write_plan(plan, inputs, to.parent, to, for_people=False)
    summary: dict[str, Any] = json.loads((to / "summary.json").read_text(encoding="utf-8"))
    return {**summary, "exit_code": EXIT_CODES[plan.result.status]}
