"""Table of losses: what the rest could do for the queues that must go on, if a site, vendor or country were lost."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.contracts.windows import works
from capplan.plan import Plan
from capplan.report.long import long_table

__all__ = ["site_loss_table"]

Float = NDArray[np.float64]


def site_loss_table(plan: Plan) -> pd.DataFrame | None:
    """site_loss.csv: by what is lost, queue and period checked; None without [resilience].

    ``able_h`` of a queue are the standard hours of everybody left who may work it: other queues that must
    go on may claim the same people. ``uncovered_h`` is what is missing when all of them are worked at once.
    """
    rules, loss, queues = plan.model.resilience, plan.site_loss, plan.facts.queues
    if rules is None or loss is None:
        return None
    required = plan.requirement.required_h[loss.queue][:, loss.period]
    able = _able_h(plan, loss.gone)[loss.loss, loss.queue][:, loss.period]
    keys = {
        "kind": [loss.kind[f] for f in loss.loss],
        "lost": [loss.name[f] for f in loss.loss],
        "queue": [queues.queue[q] for q in loss.queue],
        "language": [queues.language[q] for q in loss.queue],
    }
    values = {
        "required_h": required,
        "need_h": rules.cover_share * required,
        "able_h": able,
        "margin_h": able - rules.cover_share * required,
        "uncovered_h": loss.uncovered_h,
    }
    labels = plan.facts.horizon.labels
    return long_table([labels[t] for t in loss.period], keys, values)


def _able_h(plan: Plan, gone: NDArray[np.bool_]) -> Float:
    """[f, q, t] standard hours that the teams not ``gone`` [f, p] could work on a queue, in an emergency."""
    rules, facts = plan.model.resilience, plan.facts
    assert rules is not None
    teams, pairs = facts.teams, facts.pairs
    hour = (plan.requirement.productive_share + rules.surge_share * plan.requirement.on_duty_share)[
        teams.site
    ]
    own = plan.walk.productive_heads * teams.contract_h[:, None] * hour
    bought = (1.0 + rules.surge_share) * plan.staffing.assigned_h
    each = np.where(teams.on_demand[:, None], bought, own)[pairs.team]
    of_pair = pairs.pace[:, None] * each * works(facts)
    able = np.zeros((len(gone), *plan.coverage.required_h.shape))
    for loss, teams_gone in enumerate(gone):
        left = np.flatnonzero(~teams_gone[pairs.team])
        np.add.at(able[loss], pairs.queue[left], of_pair[left])
    return able
