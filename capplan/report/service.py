"""Table of service: what share of contacts each real-time queue answers in time, week by week."""

from __future__ import annotations

import numpy as np
import pandas as pd

from capplan.plan import Plan
from capplan.report.long import long_table

__all__ = ["service_table"]


def service_table(plan: Plan) -> pd.DataFrame:
    """service.csv: target, service at the full requirement and with the hours planned, by queue and period."""
    queues, coverage, curves = plan.facts.queues, plan.coverage, plan.requirement.curves
    here = np.array(sorted(curves), dtype=np.int64)
    periods = plan.facts.horizon.count
    per_queue = {
        "target": queues.service_level[here],
        "answer_within_s": queues.answer_within_s[here],
    }
    values = {name: np.tile(column[:, None], (1, periods)) for name, column in per_queue.items()}
    values |= {
        "volume": plan.requirement.demand.volume[here],
        "required_h": coverage.required_h[here],
        "short_h": coverage.short_h[here],
        "service_level_required": np.array([curves[q].required_level for q in here]).reshape(-1, periods),
        "service_level": coverage.service_level[here],
        "curve_error": np.array([curves[q].error for q in here]).reshape(-1, periods),
        "late_contacts": coverage.late[here],
    }
    keys = {"queue": [queues.queue[q] for q in here], "language": [queues.language[q] for q in here]}
    return long_table(plan.facts.horizon.labels, keys, values)
