"""Why the plan is as it is, as far as it knows without solving again: limits that it reaches, what each class is for.

Index    p team    t period    i pair (team, queue)

A class is told by the stretch from its first day of production to that of the next class of its team, or to the end:
who left the team since the last class, what its queues require in the stretch against the time before, and in how
many periods of it nobody in the team has time to spare.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.conflict_words import RUNS, kind_of_time, named
from capplan.plan import ClassStart, Plan
from capplan.report.hiring import calendar_order
from capplan.report.hours import LEAST_H
from capplan.report.measures import pair_work_h
from capplan.report.wording import count_of, day_text, number, percent

__all__ = ["class_reason", "reasons_table"]

Float = NDArray[np.float64]
Index = NDArray[np.intp]

COLUMNS = ("kind", "name", "where", "reached", "of", "first", "last", "text")
QUEUES_TOLD = 2
SPARE = 0.01  # of a team's productive hours: less than that is none


def reasons_table(plan: Plan) -> pd.DataFrame:
    """reasons.csv: every limit that is reached, those reached in most of their periods first; then the classes."""
    limits = sorted(plan.reached, key=lambda one: (-len(one.times) / one.of, named(one.family), one.where))
    rows: list[tuple[object, ...]] = []
    for one in limits:
        name, times = named(one.family).removeprefix("the "), sorted(one.times)
        kind = kind_of_time(times[0], plan.facts.horizon.period)
        kind = "run" if one.family in RUNS else kind
        of = count_of(one.of, kind, f"{kind}s") + (" as long as a quarter" if one.family in RUNS else "")
        text = f"{name[0].upper()}{name[1:]}, {one.where}: reached in {len(times)} of {of}."
        rows.append(("rule", name, one.where, len(times), one.of, times[0], times[-1], text))
    for start in calendar_order(plan):
        if not start.committed:
            team = plan.facts.teams.name[start.team]
            rows.append(("class", start.reference, team, None, None, "", "", class_reason(plan, start)))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype({"reached": "Int64", "of": "Int64"})


def class_reason(plan: Plan, start: ClassStart) -> str:
    """As: 19 of 24 people for review:en. Since the class before, 8 people left the team; ..."""
    horizon, p, begins = plan.facts.horizon, start.team, start.production
    if begins >= horizon.count:
        return f"It reaches production on {day_text(horizon.day(begins))}, after the plan: it is for what comes then."
    others = sorted({one.production for one in plan.classes if one.team == p})
    since = max([t for t in others if t < begins], default=0)
    until = min([t for t in others if t > begins], default=horizon.count)
    queues = _queues(plan, p, begins, min(until, horizon.count))
    for_whom = (", " if len(queues) > QUEUES_TOLD else " and ").join(
        plan.facts.queues.name[q] for q in queues[:QUEUES_TOLD]
    )
    rest = len(queues) - QUEUES_TOLD
    more = f" and {count_of(rest, 'other', 'others')}" if rest > 0 else ""
    people = f"{number(start.expected_graduates, 1)} of {number(start.size)} people are expected to finish"
    said = [f"{people}, for {for_whom}{more}" if len(queues) else people]
    return ". ".join([*said, _stretch(plan, p, queues, max(since, 0), begins, until)]) + "."


def _queues(plan: Plan, p: int, begins: int, until: int) -> Index:
    """The queues that the team works on in the stretch, those with most hours first."""
    pairs = plan.facts.pairs
    work = np.zeros(len(plan.facts.queues.name))
    here = pairs.team == p
    np.add.at(work, pairs.queue[here], pair_work_h(plan)[here, begins:until].sum(axis=1))
    return np.array([q for q in np.argsort(-work, kind="stable") if work[q] > LEAST_H], dtype=np.intp)


def _stretch(plan: Plan, p: int, queues: Index, since: int, begins: int, until: int) -> str:
    """Who left before it, what is required in it, and whether the team has time to spare."""
    horizon, walk, coverage = plan.facts.horizon, plan.walk, plan.coverage
    before = slice(since, begins)
    gone = float((walk.attrition + walk.releases + walk.transfers_out)[p, before].sum())
    day, count = day_text(horizon.day(since)), until - begins
    said = [f"{number(gone, 1)} people left the team from {day} to then" if begins > since else ""]
    required = coverage.required_h[queues]
    if len(queues) and begins > since and required[:, before].sum() > 0.0:
        change = (
            float(required[:, begins:until].mean(axis=1).sum() / required[:, before].mean(axis=1).sum()) - 1.0
        )
        way = "more" if change >= 0.0 else "fewer"
        said.append(
            f"its queues require {percent(abs(change))} {way} hours a {horizon.period} after it than before"
        )
    spare, productive = plan.staffing.spare_h[p, begins:until], plan.staffing.productive_h[p, begins:until]
    full = int((spare <= SPARE * productive).sum())
    periods = count_of(count, horizon.period, f"{horizon.period}s")
    said.append(f"in {full} of the {periods} that follow the team has nothing to spare")
    short = float(coverage.short_h[queues, begins:until].sum())
    said += [f"{number(short)} h stay short there even so"] if short >= 0.5 else []
    return "; ".join(one for one in said if one)
