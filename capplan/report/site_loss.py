"""Table of losses: what the other sites could do for the queues that must go on, if one site were lost."""

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
    """site_loss.csv: by site lost, queue and period checked; None without [resilience].

    ``able_h`` of a queue are the standard hours of everybody elsewhere who may work it: other queues that must
    go on may claim the same people. ``uncovered_h`` is what is missing when all of them are worked at once.
    """
    rules, loss, queues = plan.model.resilience, plan.site_loss, plan.facts.queues
    if rules is None or loss is None:
        return None
    required = plan.requirement.required_h[loss.queue][:, loss.period]
    able = _able_h(plan)[loss.site, loss.queue][:, loss.period]
    keys = {
        "site": [plan.facts.sites.name[s] for s in loss.site],
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


def _able_h(plan: Plan) -> Float:
    """[s, q, t] standard hours that the sites but one could work on a queue, in an emergency."""
    rules, facts = plan.model.resilience, plan.facts
    assert rules is not None
    teams, pairs = facts.teams, facts.pairs
    hour = (plan.requirement.productive_share + rules.surge_share * plan.requirement.on_duty_share)[
        teams.site
    ]
    own = plan.walk.productive_heads * teams.contract_h[:, None] * hour
    bought = (1.0 + rules.surge_share) * plan.staffing.assigned_h
    each = np.where(teams.on_demand[:, None], bought, own)[pairs.team]
    at_site = np.zeros((len(facts.sites.name), *plan.coverage.required_h.shape))
    np.add.at(at_site, (teams.site[pairs.team], pairs.queue), pairs.pace[:, None] * each * works(facts))
    return np.asarray(at_site.sum(axis=0) - at_site)
