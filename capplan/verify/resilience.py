"""The loss of a site, vendor or country: could the people left work the queues that must go on, all at once?

Recomputed from the walk, the allocation and the inputs: for every loss a transport problem over the periods that are
checked, with the pace of every team on every queue.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import LinearConstraint, milp

from capplan.planning_model import Resilience
from capplan.verify.case import Case
from capplan.verify.findings import EXACT, HOURS
from capplan.verify.hours import bought_h

__all__ = ["check_resilience", "covered_share", "uncovered_by_period", "worked_without"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]
Flag = NDArray[np.bool_]
SAME = 1e-6  # required hours that differ by less, as a share, are no peak


def check_resilience(case: Case) -> None:
    """The table of losses row by row, and whether what it leaves to others can be worked by them."""
    rules = case.model.resilience
    if rules is None:
        return
    checked, can_h = _checked(case, rules), _can_h(case, rules)
    claimed = _check_table(case, rules, checked, can_h)
    need = rules.cover_share * case.sized_h
    weeks = [case.weeks[t] for t in checked]
    for loss, ((kind, name), gone) in enumerate(_losses(case, rules).items()):
        queues = _concerned(case, rules, checked, gone)
        left = np.maximum(need - claimed[loss], 0.0)[queues][:, checked]
        worked = _most_worked(case, gone, queues, checked, can_h, left)
        what = f"hours that the others can work without {kind} {name}"
        case.ledger.at_least("resilience", what, (weeks,), left.sum(axis=0), worked, HOURS)


def covered_share(case: Case, rules: Resilience) -> float | None:
    """Of the hours that must go on by ``rules`` after a loss, those that the others could work at once.

    Over every loss and every period that is checked, whatever the plan was asked for; None where nothing must go on.
    """
    checked, can_h = _checked(case, rules), _can_h(case, rules)
    need, able = 0.0, 0.0
    for gone in _losses(case, rules).values():
        left, worked = _without(case, rules, gone, checked, can_h)
        need += float(left.sum())
        able += float(worked.sum())
    return able / need if need > 0.0 else None


def worked_without(case: Case, rules: Resilience, gone: Flag) -> tuple[Float, Float]:
    """[t] hours of the queues that must go on and that the teams ``gone`` [p] work, and those that the others could.

    Queues that share people with them count too. Over every period that ``rules`` check; 0 elsewhere.
    """
    checked, need, able = _checked(case, rules), np.zeros(len(case.weeks)), np.zeros(len(case.weeks))
    need[checked], able[checked] = _without(case, rules, gone, checked, _can_h(case, rules))
    return need, able


def _without(
    case: Case, rules: Resilience, gone: Flag, checked: list[int], can_h: Float
) -> tuple[Float, Float]:
    queues = _concerned(case, rules, checked, gone)
    left = rules.cover_share * case.sized_h[queues][:, checked]
    return left.sum(axis=0), _most_worked(case, gone, queues, checked, can_h, left)


def uncovered_by_period(case: Case) -> Float:
    """Hours that the table of losses leaves uncovered, [t]; rows of unknown weeks are found elsewhere."""
    total = np.zeros(len(case.weeks))
    table = case.run.sheets.get("site_loss")
    if table is not None:
        week = {label: t for t, label in enumerate(case.weeks)}
        for label, hours in zip(table.labels["week_start"], table.numbers["uncovered_h"], strict=True):
            if label in week:
                total[week[str(label)]] += np.nan_to_num(hours)
    return total


def _checked(case: Case, rules: Resilience) -> list[int]:
    """From the first period on, of every so many the one with most required hours, the first of equal ones."""
    total = case.sized_h[[_goes_on(case, rules, q) for q in range(len(case.sized_h))]].sum(axis=0)
    found = []
    for start in range(rules.first_period, len(total), rules.every_periods):
        run = list(range(start, min(start + rules.every_periods, len(total))))
        peak = max(float(total[t]) for t in run)
        found.append(next(t for t in run if total[t] >= (1.0 - SAME) * peak))
    return found


def _goes_on(case: Case, rules: Resilience, queue: int) -> bool:
    """Whether a queue must go on: by its priority, or because it may not wait as long as the loss lasts."""
    queues, horizon = case.facts.queues, case.facts.horizon
    if queues.priority[queue] in rules.priorities:
        return True
    if rules.days is None or queues.real_time[queue]:
        return False
    return bool(queues.turnaround_periods[queue] * horizon.period_h < 24.0 * rules.days)


def _losses(case: Case, rules: Resilience) -> dict[tuple[str, str], Flag]:
    """Kind and name of what may fail, with the teams [p] that it takes; the same teams are looked at once."""
    sites, team_site = case.facts.sites, case.facts.teams.site.tolist()
    found: dict[tuple[str, str], Flag] = {}
    taken: list[list[bool]] = []
    for kind in ("site", "vendor", "country"):
        names = {"site": sites.name, "vendor": sites.vendor, "country": sites.country}[kind]
        for name in names:
            gone = [names[site] == name for site in team_site]
            looked_at = kind in rules.losses and name != "" and name not in rules.spared
            if looked_at and any(gone) and gone not in taken:
                taken.append(gone)
                found[kind, name] = np.array(gone, dtype=np.bool_)
    return found


def _can_h(case: Case, rules: Resilience) -> Float:
    """Productive hours in an emergency, [p, t]: contract hours and overtime; bought ones and as much more."""
    share = case.per_team(case.requirement.productive_share)
    over = rules.surge_share * case.per_team(case.requirement.on_duty_share)
    own = case.walk["productive_heads"] * case.facts.teams.contract_h[:, None] * (share + over)
    bought = bought_h(case) * (1.0 + rules.surge_share)
    return np.asarray(np.where(case.facts.teams.on_demand[:, None], bought, own))


def _may(case: Case, pair: int, period: int) -> bool:
    """Whether the team of a pair may work, as far as contracts say."""
    contracts, team = case.facts.contracts, case.facts.pairs.team[pair]
    if contracts is None or not contracts.under_contract[team]:
        return True
    return bool(contracts.contract_of_pair[pair, period] >= 0)


def _concerned(case: Case, rules: Resilience, checked: list[int], gone: Flag) -> Index:
    """Queues that must go on and that the teams ``gone`` work, then those that share people elsewhere, and so on.

    Their loss asks nothing of the others: the loss of those who work them asks for more.
    """
    pairs = case.facts.pairs
    works: dict[int, set[int]] = {}
    for i, (team, queue) in enumerate(zip(pairs.team.tolist(), pairs.queue.tolist(), strict=True)):
        if _goes_on(case, rules, queue) and any(_may(case, i, t) for t in checked):
            works.setdefault(team, set()).add(queue)
    found = {queue for team, queues in works.items() if gone[team] for queue in queues}
    before = -1
    while len(found) > before:
        before = len(found)
        for team, queues in works.items():
            if not gone[team] and queues & found:
                found |= queues
    return np.array(sorted(found), dtype=np.int64)


def _check_table(case: Case, rules: Resilience, checked: list[int], can_h: Float) -> Float:
    """The rows of site_loss.csv; what they say is uncovered, [loss, q, t]."""
    losses = _losses(case, rules)
    facts, ledger, table = case.facts, case.ledger, case.run.sheets["site_loss"]
    keys = tuple(zip(facts.queues.queue, facts.queues.language, strict=True))
    loss = table.positions(("kind", "lost"), tuple(losses), ledger)
    queue = table.positions(("queue", "language"), keys, ledger)
    period = table.positions(("week_start",), [case.weeks[t] for t in checked], ledger)
    row = np.flatnonzero((loss >= 0) & (queue >= 0) & (period >= 0))
    loss, queue, period = loss[row], queue[row], np.array(checked, dtype=np.int64)[period[row]]
    names = [
        f"{facts.queues.name[q]} without {list(losses)[f][1]} in {case.weeks[t]}"
        for f, q, t in zip(loss, queue, period, strict=True)
    ]
    gone = list(losses.values())
    able = np.array(
        [_able_h(case, can_h, gone[f], q, t) for f, q, t in zip(loss, queue, period, strict=True)]
    )
    required = case.sized_h[queue, period]
    need = rules.cover_share * required
    uncovered = np.nan_to_num(table.numbers["uncovered_h"][row])
    expected = {"required_h": required, "need_h": need, "able_h": able, "margin_h": able - need}
    for name, hours in expected.items():
        ledger.equal("resilience", name, (names,), hours, table.numbers[name][row], HOURS)
    limit = need if rules.price is not None else np.zeros_like(need)
    ledger.at_most("resilience", "uncovered_h", (names,), limit, uncovered, HOURS)
    claimed = np.zeros((len(losses), *case.sized_h.shape))
    seen = np.zeros_like(claimed)
    np.add.at(claimed, (loss, queue, period), uncovered)
    np.add.at(seen, (loss, queue, period), 1.0)
    _check_rows(case, rules, checked, seen)
    return claimed


def _check_rows(case: Case, rules: Resilience, checked: list[int], seen: Float) -> None:
    """One row for every loss, queue that its loss concerns and period checked, and no row twice."""
    names, weeks = case.facts.queues.name, [case.weeks[t] for t in checked]
    losses = _losses(case, rules)
    for loss, ((_, lost), gone) in enumerate(losses.items()):
        queues = _concerned(case, rules, checked, gone)
        axes = ([f"{names[q]} without {lost}" for q in queues], weeks)
        found = seen[loss, queues][:, checked]
        case.ledger.at_least("resilience", "rows of site_loss.csv for", axes, 1.0, found, EXACT)
    everywhere = ([f"{kind} {name}" for kind, name in losses], names, case.weeks)
    case.ledger.at_most("resilience", "rows of site_loss.csv for", everywhere, 1.0, seen, EXACT)


def _able_h(case: Case, can_h: Float, gone: Flag, queue: int, period: int) -> float:
    """Standard hours of everybody who is not ``gone`` [p] and may work the queue."""
    pairs, total = case.facts.pairs, 0.0
    for i in np.flatnonzero(pairs.queue == queue):
        team = pairs.team[i]
        if not gone[team] and _may(case, int(i), period):
            total += float(pairs.pace[i] * can_h[team, period])
    return total


def _most_worked(
    case: Case, gone: Flag, queues: Index, checked: list[int], can_h: Float, need: Float
) -> Float:
    """The most standard hours of ``need`` [q, t] that the other teams can work, [t]: a transport problem."""
    pairs, worked = case.facts.pairs, np.zeros(len(checked))
    away = np.flatnonzero(np.isin(pairs.queue, queues) & ~gone[pairs.team])
    place = np.searchsorted(queues, pairs.queue[away])
    for k, period in enumerate(checked):
        may = np.array([_may(case, int(i), period) for i in away], dtype=bool)
        pace, team = pairs.pace[away[may]], pairs.team[away[may]]
        if not may.any():
            continue
        one, columns = np.ones(len(pace)), np.arange(len(pace))
        by_team = sparse.csr_matrix((one, (team, columns)), shape=(len(can_h), len(pace)))
        by_queue = sparse.csr_matrix((pace, (place[may], columns)), shape=(len(queues), len(pace)))
        limits = np.concatenate([np.maximum(can_h[:, period], 0.0), need[:, k]])
        rows = LinearConstraint(sparse.vstack([by_team, by_queue]), -np.inf, limits)
        found = milp(-pace, constraints=rows)
        worked[k] = -float(found.fun) if found.success else 0.0
    return worked
