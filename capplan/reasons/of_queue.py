"""One queue: who works it, what an hour more of it costs, and why hours of it stay short."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.formulation.hiring import most_classes
from capplan.reasons.answer import Answer
from capplan.reasons.clock import Clock
from capplan.reasons.hour_costs import hour_costs, hour_text
from capplan.reasons.overview import WORK, plan_sentence
from capplan.reasons.priced import PricedLimit, Prices, ToCheck, checked
from capplan.reasons.telling import LEGEND, as_json, limit_part, limit_sentence, money, week_text
from capplan.report.reasons import Part, Story
from capplan.report.wording import count_of, number, percent

__all__ = ["of_queue"]

Float = NDArray[np.float64]

LEAST_H = 0.05
CAPS = ("overtime_cap", "overtime_quarter")


def of_queue(prices: Prices, queue: str, clock: Clock, tell: Callable[[str], None]) -> Answer:
    """``queue`` is queue:language as the plan has it."""
    facts = prices.rebuilt.formulation.given.facts
    q = facts.queues.name.index(queue)
    own = [limit for limit in prices.limits if limit.limit.family in WORK and limit.limit.where == queue]
    found = checked(prices, ToCheck(both=own), clock, tell).both
    per_hour = _per_hour(prices, q, own[0]) if own else np.zeros(0)
    reasons = hour_costs(prices, q)
    workers, worked = _workers(prices, q, np.asarray(sum(reasons.values()), dtype=np.float64))
    short, why, content = _short(prices, q, reasons)
    hour = _hour_sentence(prices, per_hour)
    one = [limit_sentence(limit, facts) for limit in found]
    parts = [Part("", (*short, *hour, *one, plan_sentence(prices)))]
    if why:
        parts.append(Part("Why it stays short", tuple(why)))
    if workers:
        headings = ("team", "site", "hours", "share", "pace", "an hour takes")
        said = (
            f"An hour takes, {facts.currency} on average over the plan: what is paid for it and what the team would "
            "do elsewhere, rules and all (LP). Who works the queue is who takes least in that week.",
        )
        parts.append(Part("Who works it", said, headings, tuple(workers), left=2))
    if found:
        parts.append(limit_part("Its price", found, (LEGEND,)))
    return Answer(
        Story(f"Queue {queue}", tuple(parts)),
        {
            "queue": queue,
            "currency": facts.currency,
            "work": as_json(found),
            "cost_of_an_hour": dict(zip(facts.horizon.labels, np.round(per_hour, 4).tolist(), strict=False)),
            "teams": worked,
            "short": content,
        },
    )


def _per_hour(prices: Prices, q: int, work: PricedLimit) -> Float:
    """[t] what an hour more costs, hires held."""
    rows = work.limit.at
    return np.asarray(prices.settled.row_price[rows], dtype=np.float64)


def _hour_sentence(prices: Prices, per_hour: Float) -> list[str]:
    if not len(per_hour):
        return []
    facts = prices.rebuilt.formulation.given.facts
    least, most = int(np.argmin(per_hour)), int(np.argmax(per_hour))
    return [
        f"One more hour of it costs {money(float(per_hour.mean()), facts.currency)} on average with hires held "
        f"(dual): {number(per_hour[least], 2)} in {week_text(facts, least)}, {number(per_hour[most], 2)} in "
        f"{week_text(facts, most)}."
    ]


def _workers(prices: Prices, q: int, takes: Float) -> tuple[list[tuple[str, ...]], list[dict[str, Any]]]:
    """Who works it; ``takes`` [i, t] is what an hour costs by every pair of the queue."""
    formulation = prices.rebuilt.formulation
    facts = formulation.given.facts
    pairs, hours = facts.pairs, formulation.program.value("assigned_h", prices.x)
    here = np.flatnonzero(pairs.queue == q)
    done = (hours[here] * pairs.pace[here, None]).sum(axis=1)
    rows: list[tuple[str, ...]] = []
    content: list[dict[str, Any]] = []
    for n in np.argsort(-done, kind="stable").tolist():
        i, p = int(here[n]), int(pairs.team[here[n]])
        share, each = float(done[n]) / max(float(done.sum()), 1e-9), float(takes[n].mean())
        name, site, total = facts.teams.name[p], facts.sites.name[facts.teams.site[p]], float(hours[i].sum())
        rows.append((name, site, number(total), percent(share), f"{pairs.pace[i]:.2f}", number(each, 2)))
        content.append(
            {
                "team": name,
                "site": site,
                "hours": round(total, 2),
                "share": round(share, 6),
                "an_hour_takes": round(each, 4),
            }
        )
    return rows, content


def _short(prices: Prices, q: int, reasons: dict[str, Float]) -> tuple[list[str], list[str], dict[str, Any]]:
    """How much stays short, why in the worst week, and the same for programs."""
    formulation = prices.rebuilt.formulation
    facts = formulation.given.facts
    short = formulation.program.value("short_h", prices.x)[q]
    if short.sum() < LEAST_H:
        return ["Every required hour of it is covered."], [], {"hours": 0.0, "periods": 0}
    worst, weeks = int(np.argmax(short)), int((short > LEAST_H).sum())
    price = prices.rebuilt.arrays.cost[formulation.program.column_blocks["short_h"].index[q]]
    period = facts.horizon.period
    said = [
        f"{number(short.sum())} hours of it stay short in {count_of(weeks, period, f'{period}s')}, most in "
        f"{week_text(facts, worst)} ({number(short[worst])} h)."
    ]
    asks = prices.settled.row_price
    rows = [
        limit
        for limit in prices.limits
        if limit.limit.family in WORK and limit.limit.where == facts.queues.name[q]
    ]
    hour = float(asks[rows[0].limit.at[worst]]) if rows else float("nan")
    price_text = f", {money(float(price[worst]), facts.currency)} by its price" if price[worst] > 0 else ""
    why = [
        f"In {week_text(facts, worst)} one hour more covered would save {money(hour, facts.currency)}{price_text}; "
        "an hour of anyone who may work it takes as much or more:"
    ]
    pairs = facts.pairs
    teams = [int(p) for p in pairs.team[pairs.queue == q]]
    for n, p in enumerate(teams):
        taken = {name: float(values[n, worst]) for name, values in reasons.items()}
        why.append(_state(prices, p, worst, taken))
    content = {
        "hours": float(short.sum()),
        "periods": weeks,
        "worst": facts.horizon.labels[worst],
        "worst_hours": float(short[worst]),
        "an_hour_is_worth": hour,
        "teams": {facts.teams.name[p]: why[1 + n] for n, p in enumerate(teams)},
    }
    return said, why, content


def _state(prices: Prices, p: int, t: int, taken: dict[str, float]) -> str:
    """What an hour of a team takes in a period, and why there are no more of them."""
    formulation = prices.rebuilt.formulation
    facts, blocks = formulation.given.facts, formulation.program.row_blocks
    name, total = facts.teams.name[p], money(sum(taken.values()), facts.currency)
    told = hour_text(taken)
    text = f"{name}: an hour takes {total}{f' ({told})' if told else ''}"
    if facts.teams.on_demand[p]:
        return f"{text}; bought by the hour."
    full = [cap for cap in CAPS if cap in blocks and _is_full(prices, blocks[cap].index[p], t)]
    if full:
        text += "; overtime at its cap" if "overtime_cap" in full else "; overtime used up for the quarter"
    return f"{text}{_class_in_time(prices, p, t)}."


def _is_full(prices: Prices, rows: NDArray[np.int64], t: int) -> bool:
    arrays = prices.rebuilt.formulation.arrays
    periods = len(prices.rebuilt.formulation.given.sets.periods)
    window = periods - len(rows) + 1
    # the runs of periods that hold t
    runs = rows[max(0, t - window + 1) : t + 1] if window > 1 else rows[[t]]
    slack = arrays.row_upper[runs] - arrays.matrix[runs] @ prices.x
    return bool((slack < LEAST_H).any())


def _class_in_time(prices: Prices, p: int, t: int) -> str:
    """Whether a class could have been there by then."""
    given = prices.rebuilt.formulation.given
    facts = given.facts
    may = np.flatnonzero(most_classes(given)[p] > 0)
    last = t - int(facts.teams.training_periods[p])
    if not len(may) or may[0] > last:
        return ", and no class can be in production by then"
    latest = int(may[may <= last][-1])
    return f"; a class for it would start in {week_text(facts, latest)} at the latest"
