"""Why a plan changes: what is different around a change between the inputs then and now, as far as it can be counted.

Hours are those that the queues of the team require in the weeks that both plans have, from the change on.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from capplan.agreed import Agreed
from capplan.plan import Plan
from capplan.replan.agree import Match
from capplan.replan.differences import Difference
from capplan.replan.earlier import Earlier
from capplan.report.wording import day_text, number, percent

__all__ = ["why"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

LEAST_SHARE = 0.001  # of hours, handle time or volume: less is rounding
LEAST_HEADS = 0.5
LEAST_H = 0.5
NOTHING = "nothing changed around it in the inputs"


def why(
    plan: Plan, agreed: Agreed, earlier: Earlier, match: Match, change: Difference, more_short_h: float
) -> str:
    """The reasons, separated by semicolons; a pin is reason enough.

    ``more_short_h`` are hours that more would stay short without the change, nan where that is not known.
    """
    if change.of_team and any(agreed.pinned[change.who, t] for t in change.periods):
        return "pinned by hand"
    teams = _teams(plan, agreed, change)
    reasons = [*_work(plan, earlier, match, teams, min(change.periods))]
    reasons += _people(plan, earlier, match, teams)
    if change.of_contract:
        reasons += _rate(plan, earlier, change.who)
    if not np.isnan(more_short_h) and abs(more_short_h) >= LEAST_H:
        more = "more" if more_short_h > 0 else "fewer"
        reasons.append(f"without it {number(abs(more_short_h))} {more} hours stay short")
    return "; ".join(reasons) if reasons else NOTHING


def _teams(plan: Plan, agreed: Agreed, change: Difference) -> Index:
    if change.of_project:
        project, facts = agreed.projects[change.who], plan.facts
        if project.block == "initiative_starts" and facts.initiatives is not None:
            return np.unique(facts.pairs.team[facts.initiatives.queues[project.place][facts.pairs.queue]])
        assert facts.site_options is not None
        return np.flatnonzero(facts.teams.site == facts.site_options.site[project.place])
    if not change.of_contract:
        return np.array([change.who], dtype=np.int64)
    contracts = plan.facts.contracts
    assert contracts is not None
    return np.flatnonzero((contracts.contract_of_team == change.who).any(axis=1))


def _work(plan: Plan, earlier: Earlier, match: Match, teams: Index, since: int) -> Iterator[str]:
    """The queue of the teams whose required hours changed most, and what of it is volume or handle time."""
    facts, period = plan.facts, np.arange(plan.facts.horizon.count)
    queues = np.unique(facts.pairs.queue[np.isin(facts.pairs.team, teams)])
    then, now = match.queues(earlier.required_h)[queues], plan.coverage.required_h[queues]
    both = ~np.isnan(then) & (period >= since)
    before, after = (np.where(both, hours, 0.0).sum(axis=1) for hours in (then, now))
    new = queues[match.queue[queues] < 0]
    yield from (f"{facts.queues.name[q]} is new" for q in new)
    moved = np.abs(after - before)
    if not len(queues) or moved.max() < max(LEAST_H, LEAST_SHARE * before[moved.argmax()]):
        return
    most, place = int(queues[moved.argmax()]), int(moved.argmax())
    text = f"{facts.queues.name[most]} requires {_changed(before[place], after[place])} hours from "
    text += day_text(facts.horizon.day(since), facts.horizon.start.year) + " on"
    weeks = both[place]
    volume = [
        float(each[most][weeks].sum())
        for each in (match.queues(earlier.volume), plan.requirement.demand.volume)
    ]
    handled = [
        float((time[most] * count[most])[weeks].sum())
        for time, count in (
            (match.queues(earlier.aht_s), match.queues(earlier.volume)),
            (plan.requirement.demand.aht_s, plan.requirement.demand.volume),
        )
    ]
    causes = [f"volume {_by(*volume)}"] if _differ(*volume) else []
    if all(volume) and _differ(handled[0] / volume[0], handled[1] / volume[1]):
        causes.append(f"handle time {_by(handled[0] / volume[0], handled[1] / volume[1])}")
    yield text + (f" ({', '.join(causes)})" if causes else "")


def _differ(before: float, after: float) -> bool:
    return abs(after - before) > LEAST_SHARE * max(abs(before), abs(after))


def _by(before: float, after: float) -> str:
    """As ``+8.0 %``."""
    share = after / before - 1.0 if before > 0 else np.inf
    return f"{'+' if share > 0 else ''}{number(100 * share, 1)} %" if np.isfinite(share) else "from nothing"


def _changed(before: float, after: float) -> str:
    if before <= 0:
        return number(after)
    return f"{percent(abs(after / before - 1.0))} {'more' if after > before else 'fewer'}"


def _people(plan: Plan, earlier: Earlier, match: Match, teams: Index) -> Iterator[str]:
    """Attrition of tenured people, and heads there when this plan starts against those planned for that week.

    Of the teams of a contract the one with the largest difference is named.
    """
    facts, was = plan.facts, earlier.facts
    known = teams[match.team[teams] >= 0]
    if not len(known):
        return
    then = match.team[known]
    now_leave = facts.teams.hazard[known, facts.teams.mature_age[known]]
    then_leave = was.teams.hazard[then, was.teams.mature_age[then]]
    most = int(np.abs(now_leave - then_leave).argmax())
    if _differ(float(then_leave[most]), float(now_leave[most])):
        leave = [percent(float(each[most]), 2) for each in (then_leave, now_leave)]
        name = _name(plan, known, most)
        yield f"attrition{name} {leave[0]} a {facts.horizon.period} then, {leave[1]} now"
    fewer = match.teams(earlier.present)[known, 0] - plan.walk.heads[known, 0]
    most = int(np.abs(np.nan_to_num(fewer)).argmax())
    # in the first week of the earlier plan itself, its own releases and moves are no surprise
    if match.period[0] > 0 and abs(fewer[most]) >= LEAST_HEADS:
        day = day_text(facts.horizon.start, facts.horizon.start.year)
        less, name = "fewer" if fewer[most] > 0 else "more", _name(plan, known, most)
        yield f"{number(abs(float(fewer[most])), 1)} {less} people{name} there on {day} than planned"


def _name(plan: Plan, teams: Index, place: int) -> str:
    return "" if len(teams) == 1 else f" of {plan.facts.teams.name[teams[place]]}"


def _rate(plan: Plan, earlier: Earlier, contract: int) -> Iterator[str]:
    """The rate of a contract, before escalation."""
    now, was = plan.facts.contracts, earlier.facts.contracts
    assert now is not None
    name = now.name[contract]
    if was is None or name not in was.name:
        return
    then = was.name.index(name)
    if was.unit[then] == now.unit[contract] and _differ(float(was.rate[then]), float(now.rate[contract])):
        yield f"rate {was.rate[then]:g} then, {now.rate[contract]:g} now"
