"""New people: how many hours they have, and how often the decisions of a row of the allocation are right."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.verify.case import Case
from capplan.verify.findings import HOURS, SHARE
from capplan.verify.hours import productive_h

__all__ = ["check_novices", "right_of_row"]

Float = NDArray[np.float64]


def right_of_row(case: Case) -> Float:
    """Share of right decisions of every row of ``case.work``, nan where it is not known: new people by their part."""
    accuracy, work = case.facts.accuracy, case.work
    assert accuracy is not None
    pairs = list(zip(case.facts.pairs.team.tolist(), case.facts.pairs.queue.tolist(), strict=True))
    rows = list(zip(work.team.tolist(), work.queue.tolist(), strict=True))
    usual = dict(zip(pairs, accuracy.of_pair.tolist(), strict=True))
    right = np.array([usual.get(pair, np.nan) for pair in rows], dtype=np.float64)
    if accuracy.new_of_pair is None or "accuracy" not in case.run.sheets:
        return right
    new = dict(zip(pairs, accuracy.new_of_pair.tolist(), strict=True))
    of_new = np.array([new.get(pair, np.nan) for pair in rows], dtype=np.float64)
    part = np.divide(_new_h(case), work.productive_h, out=np.zeros(len(rows)), where=work.productive_h > 0.0)
    return np.asarray(right + part * (of_new - right))


def _new_h(case: Case) -> Float:
    """Hours of new people by row of ``case.work``, as accuracy.csv says; 0 where it has no row."""
    table, facts, work = case.run.sheets["accuracy"], case.facts, case.work
    keys = ("week_start", "queue", "language", "team")
    cells = zip(*(table.labels[name] for name in keys), np.nan_to_num(table.numbers["new_h"]), strict=True)
    stated = {tuple(str(part) for part in cell[:4]): float(cell[4]) for cell in cells}
    queues = facts.queues
    return np.array(
        [
            stated.get((case.weeks[t], queues.queue[q], queues.language[q], facts.teams.name[p]), 0.0)
            for p, q, t in zip(work.team, work.queue, work.period, strict=True)
        ],
        dtype=np.float64,
    )


def check_novices(case: Case) -> None:
    """Hours of new people are there, the others have hours for the rest, and the table follows."""
    accuracy, facts, work = case.facts.accuracy, case.facts, case.work
    if "accuracy" not in case.run.sheets or accuracy is None or accuracy.new_until is None:
        return
    teams, new_h = facts.teams, _new_h(case)
    there = np.zeros_like(work.team_h)
    for p in range(len(teams.name)):
        head_h = teams.contract_h[p] * case.per_team(case.requirement.productive_share)[p]
        until = min(int(accuracy.new_until[p]), int(teams.mature_age[p]))
        for age in range(int(teams.training_periods[p]), until):
            there[p] += case.walk.of_age[p, :, age] * teams.productivity[p, age] * head_h
    given = np.zeros_like(there)
    np.add.at(given, (work.team, work.period), new_h)
    over = np.nan_to_num(case.run.staffing["overtime_paid_h"]) * case.per_team(case.requirement.on_duty_share)
    under = np.nan_to_num(case.run.staffing["undertime_paid_h"]) * case.per_team(
        case.requirement.productive_share
    )
    axes = (teams.name, case.weeks)
    has = np.broadcast_to((accuracy.new_until > 0)[:, None], there.shape)
    case.ledger.at_most("accuracy", "hours of new people", axes, there, given, HOURS, has)
    others = productive_h(case) - there + over - under
    case.ledger.at_most("accuracy", "hours of the others", axes, others, work.team_h - given, HOURS, has)
    names = [
        f"{teams.name[p]} on {facts.queues.name[q]} in {case.weeks[t]}"
        for p, q, t in zip(work.team, work.queue, work.period, strict=True)
    ]
    case.ledger.at_most("accuracy", "new_h of", (names,), work.productive_h, new_h, HOURS)
    _check_shares(case, names)


def _check_shares(case: Case, names: list[str]) -> None:
    """The column accuracy, where it is known."""
    table, facts, work = case.run.sheets["accuracy"], case.facts, case.work
    place = {
        (case.weeks[t], facts.queues.queue[q], facts.queues.language[q], facts.teams.name[p]): row
        for row, (p, q, t) in enumerate(zip(work.team, work.queue, work.period, strict=True))
    }
    keys = [str(part) for part in ("week_start", "queue", "language", "team")]
    right = right_of_row(case)
    for number, cell in enumerate(zip(*(table.labels[name] for name in keys), strict=True)):
        row = place.get(tuple(str(part) for part in cell))  # type: ignore[arg-type]
        where = f"accuracy.csv row {number + 2}"
        if (
            case.ledger.that("accuracy", row is not None, where, "a row of allocation.csv", "none")
            and row is not None
        ):
            found = str(table.labels["accuracy"][number])
            known = not np.isnan(right[row])
            what = f"accuracy of {names[row]}"
            if (
                case.ledger.that("accuracy", (found != "") == known, what, "a share where it is known", found)
                and known
            ):
                case.ledger.equal("accuracy", what, (), right[row], float(found), SHARE)
