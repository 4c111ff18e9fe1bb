"""Tables of automation initiatives: which start, when, what they take and cost, and the hours week by week."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.plan import Plan, Projects
from capplan.project_facts import Initiatives
from capplan.requirements.initiatives import Delay, effect_share, taken_contacts

__all__ = ["initiative_hours_table", "initiatives_table"]

Float = NDArray[np.float64]


def initiatives_table(plan: Plan) -> pd.DataFrame | None:
    """initiatives.csv: one row for each initiative; None without [initiatives].

    Contacts, hours and costs are those of the plan's periods, with the risk of delay as the planning model counts it.
    """
    rules, planned, decided = plan.model.initiatives, plan.facts.initiatives, plan.projects
    if rules is None or planned is None or decided is None:
        return None
    taken, back, running = _amounts(plan, planned, decided, rules.delay)
    rows = []
    for n, name in enumerate(planned.name):
        begins, a = int(decided.started[n]), planned.deflected[n]
        started, days = begins >= 0, _days(plan, planned, n, begins)
        row = {"initiative": name, "queue": _of(plan, planned.queues[n], "queue")}
        row["language"] = _of(plan, planned.queues[n], "language")
        row["decision"] = "start" if started else "not_started"
        row |= {key: day.isoformat() if started else "" for key, day in days.items()}
        row |= {
            "deflected": a,
            "residual_handle_time": (1.0 - a * planned.handle_time[n]) / (1.0 - a),
            "contacts_taken": taken[n],
            "contacts_back": back[n],
            "relieved_h": decided.relieved_h[n].sum(),
            "cost": planned.cost[n] * started,
            "running_cost": running[n],
            "currency": plan.facts.currency,
        }
        rows.append(row)
    return pd.DataFrame(rows)


def initiative_hours_table(plan: Plan) -> pd.DataFrame | None:
    """initiative_hours.csv: hours that a queue requires less (more below 0), where an initiative changes any."""
    planned, decided, queues = plan.facts.initiatives, plan.projects, plan.facts.queues
    if planned is None or decided is None:
        return None
    labels = np.array(plan.facts.horizon.labels, dtype=object)
    t, n, q = np.nonzero(decided.relieved_h.transpose(2, 0, 1))
    return pd.DataFrame(
        {
            "week_start": labels[t],
            "initiative": np.array(planned.name, dtype=object)[n],
            "queue": np.array(queues.queue, dtype=object)[q],
            "language": np.array(queues.language, dtype=object)[q],
            "relieved_h": decided.relieved_h[n, q, t],
        }
    )


def _amounts(plan: Plan, planned: Initiatives, decided: Projects, delay: Delay) -> tuple[Float, Float, Float]:
    """[n] contacts taken and come back, running cost, over the periods of the plan."""
    count = plan.facts.horizon.count
    each = taken_contacts(planned, plan.requirement).sum(axis=1)
    share = effect_share(planned, delay, np.maximum(decided.started, 0), count)
    own = np.arange(len(planned.name))
    share = share[own, own] * (decided.started >= 0)[:, None]
    contacts = each * share
    age = np.arange(count) - decided.started[:, None] - planned.build_periods[:, None]
    launched = ((age >= 0) & (decided.started >= 0)[:, None]).sum(axis=1)
    in_time = np.arange(count) < count - planned.bounce_periods[:, None]
    back = planned.bounced * (contacts * in_time).sum(axis=1)
    taken = contacts.sum(axis=1)
    return taken, back, planned.run_cost * launched + planned.fee * taken


def _days(plan: Plan, planned: Initiatives, n: int, begins: int) -> dict[str, date]:
    """The day of its start, of its launch if it is in time, and of its full effect then."""
    launch = begins + int(planned.build_periods[n])
    full = launch + max(int(planned.ramp_periods[n]) - 1, 0)
    days = {"start": begins, "launch": launch, "full_effect": full}
    return {key: plan.facts.horizon.day(t) for key, t in days.items()}


def _of(plan: Plan, chosen: NDArray[np.bool_], what: str) -> str:
    names = getattr(plan.facts.queues, what)
    return "|".join(dict.fromkeys(names[q] for q in np.flatnonzero(chosen)))
