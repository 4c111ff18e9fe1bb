"""Prices and differences in words: what one unit more saves or costs, where it comes from, and how sure it is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.conflict_words import RUNS, kind_of_time, named
from capplan.facts import Facts
from capplan.reasons.priced import LEAST_PRICE, NOTHING, PricedLimit
from capplan.reasons.rebuilt import Rebuilt
from capplan.reasons.what_if import Difference
from capplan.reasons.words import UNITS
from capplan.report.reasons import Part
from capplan.report.wording import MONTHS, number, percent, period_text

__all__ = [
    "LEGEND", "as_json", "costs", "difference_json", "difference_sentences", "limit_json", "limit_part",
    "gap_text", "in_parts_sentence", "limit_sentence", "money", "terms_text", "week_text", "when",
]  # fmt: skip

Float = NDArray[np.float64]

LEGEND = (
    "Price (LP): what one unit more in every period of the rule costs over the plan, below nothing what it saves; it "
    "is the dual of the linear program, right for a small change only. One more, one less: solved again with the "
    "unit added or taken away, the exact difference; blank where that was not done. Where the two differ much, the "
    "first bit is worth more than the whole unit."
)
TERMS_TOLD = 5
BILLS = "vendors' bills"
"""What the terms of contracts come to: one of them alone is a part of a bill that another takes back."""
LEAST_SHARE = 0.02
"""Of the largest term of a difference: smaller ones are not told."""


def money(value: float, currency: str) -> str:
    """As: 12,300 USD, rounded to what is worth reading."""
    return f"{number(value, 0 if abs(value) >= 10.0 else 2)} {currency}"


def costs(value: float, currency: str = "") -> str:
    """As: costs 214, saves 214, changes nothing, has no plan."""
    if math.isinf(value):
        return "has no plan"
    if abs(value) < NOTHING:
        return "changes nothing"
    text = money(abs(value), currency).rstrip()
    return f"costs {text}" if value > 0 else f"saves {text}"


def when(month: str) -> str:
    """As: March 2026 -> Mar 2026; quarters as they are."""
    if len(month) == len("2026-03") and "Q" not in month:
        return f"{MONTHS[int(month[5:7]) - 1]} {month[:4]}"
    return month


def week_text(facts: Facts, period: int) -> str:
    """As: the week of 9 Nov."""
    return period_text(facts.horizon.day(period), facts.horizon.period, facts.horizon.start.year)


def limit_sentence(limit: PricedLimit, facts: Facts) -> str:
    """As: One more seat at KRK saves 120 USD over the plan, one seat fewer costs 190 USD (both solved again); ..."""
    unit, one, currency = UNITS[limit.limit.family], limit.checked, facts.currency
    count = len(limit.limit.times)
    text, over = f"{unit.more} {unit.at} {limit.limit.where} ", " over the plan" if count > 1 else ""
    if math.isnan(one.more):
        text += f"{costs(limit.total, currency)}{over} (price of the LP, not solved again)"
    elif math.isnan(one.less):
        text += f"{costs(one.more, currency)}{over} (solved again)"
    else:
        text += (
            f"{costs(one.more, currency)}{over}, {unit.less} {costs(one.less, currency)} (both solved again)"
        )
    if count > 1 and limit.binding:
        kind = f"{kind_of_time(limit.limit.times[0], facts.horizon.period)}s"
        if limit.limit.family in RUNS:
            kind = f"runs of {facts.horizon.count - count + 1} {kind}"
        text += f"; it binds in {limit.binding} of {count} {kind}, most {_most(limit)}"
    return f"{text[0].upper()}{text[1:]}."


def limit_part(heading: str, limits: Sequence[PricedLimit], sentences: Sequence[str] = ()) -> Part:
    """A table of rules: the price of one unit, and what solving again with one more and one less said.

    When they bind is left out where every limit is one period of its rule.
    """
    dated = any(len(limit.limit.times) > 1 for limit in limits)
    rows = [
        (
            named(limit.limit.family).removeprefix("the "),
            limit.limit.where,
            UNITS[limit.limit.family].more,
            _cell(limit.total),
            _cell(limit.checked.more),
            _cell(limit.checked.less),
            *((f"{limit.binding} of {len(limit.limit.times)}", _most(limit)) if dated else ()),
        )
        for limit in limits
    ]
    when_told = ("binds in", "most") if dated else ()
    headings = ("rule", "where", "unit", "price (LP)", "one more", "one less", *when_told)
    return Part(heading, tuple(sentences), headings, tuple(rows), left=3)


def _most(limit: PricedLimit) -> str:
    """As: in Mar 2026; of rules on runs of periods: from Mar 2026 on."""
    text = when(limit.month)
    return f"from {text} on" if limit.limit.family in RUNS else f"in {text}"


def _cell(value: float) -> str:
    if math.isnan(value):
        return ""
    if math.isinf(value):
        return "no plan"
    return number(value) if abs(value) >= NOTHING else "0"


def limit_json(limit: PricedLimit) -> dict[str, Any]:
    """The same for programs: what one unit more and less cost, in base currency; null where that is not known."""
    return {
        "rule": limit.limit.family,
        "name": named(limit.limit.family),
        "where": limit.limit.where,
        "unit": UNITS[limit.limit.family].more,
        "price": _n(limit.total),
        "solved_again": limit.checked.known,
        "one_more": _n(limit.checked.more),
        "one_less": _n(limit.checked.less),
        "no_plan_with_one_more": math.isinf(limit.checked.more),
        "no_plan_with_one_less": math.isinf(limit.checked.less),
        "binds_in": limit.binding,
        "times": len(limit.limit.times),
        "most_in": limit.month,
        "price_by_time": {
            time: _n(value)
            for time, value in zip(limit.limit.times, limit.price.tolist(), strict=True)
            if abs(value) > LEAST_PRICE
        },
    }


def _n(value: float) -> float | None:
    return round(value, 2) if math.isfinite(value) else None


def gap_text(rebuilt: Rebuilt) -> str:
    """As: , it is at most 2.6 % from it; empty where the run does not say."""
    gap = rebuilt.summary.get("gap")
    return f", it is at most {percent(gap)} from it" if gap else ""


def in_parts_sentence(rebuilt: Rebuilt, cost: float, held: str) -> str:
    """What is compared: the two plans as linear programs; ``held`` stays as planned."""
    currency, told = rebuilt.formulation.given.facts.currency, float(rebuilt.summary["objective"])
    return (
        f"{held} stay as planned; hours, overtime, releases and moves follow. Support roles and steps of prices come "
        f"in parts, in the plan ({money(cost, currency)} that way, {money(told, currency)} as written) and in what "
        "it is compared with: a difference is exact but for whole roles and steps."
    )


def difference_sentences(found: Difference, facts: Facts, what: str) -> list[str]:
    """As: Without it the plan costs 41,300 USD more: unmet hours +52,000, wages -18,000."""
    if found.kind == "none":
        return [f"{what} no plan keeps the rules."]
    if found.kind == "not_known":
        return [f"{what} it is not known what the plan costs: time ran out, more with --time-limit."]
    size = money(abs(found.amount), facts.currency)
    if abs(found.amount) < NOTHING:
        text = f"{what} the plan costs the same"
    else:
        text = f"{what} the plan costs {size} {'more' if found.amount > 0 else 'less'}"
    told = terms_text(found.money or {})
    return [f"{text}{': ' if told else ''}{told}.", *_short(found.short_h, facts)]


def terms_text(by_term: Mapping[str, float]) -> str:
    """The largest differences by cost term; what vendors bill is one."""
    told_as: dict[str, float] = {}
    for name, value in by_term.items():
        name = BILLS if name.startswith("vendor_") else name
        told_as[name] = told_as.get(name, 0.0) + value
    ordered = sorted(told_as.items(), key=lambda item: -abs(item[1]))
    largest = abs(ordered[0][1]) if ordered else 0.0
    told = [
        f"{name.replace('_', ' ')} {'+' if value > 0 else ''}{number(value)}"
        for name, value in ordered[:TERMS_TOLD]
        if abs(value) > max(NOTHING, LEAST_SHARE * largest)
    ]
    return ", ".join(told)


def _short(short_h: Float | None, facts: Facts) -> list[str]:
    """Which queue goes short by how much, and where most."""
    if short_h is None or abs(short_h.sum()) < 1.0:
        return []
    total = float(short_h.sum())
    queue, period = np.unravel_index(int(np.argmax(np.abs(short_h))), short_h.shape)
    most, where = (
        float(short_h[queue, period]),
        f"{facts.queues.name[queue]} in {week_text(facts, int(period))}",
    )
    said = f"{_more_or_fewer(total)} hours stay short"
    if 0.0 < most / total <= 1.0:
        return [f"{said}, the largest part of them in {where} ({number(abs(most))} h)."]
    return [f"{said} in all, {_more_or_fewer(most)} in {where} alone."]


def _more_or_fewer(hours: float) -> str:
    return f"{number(abs(hours))} {'more' if hours > 0 else 'fewer'}"


def difference_json(found: Difference) -> dict[str, Any]:
    """The same for programs."""
    return {
        "kind": found.kind,
        "costs_more": _n(found.amount),
        "by_term": {
            name: _n(value) for name, value in (found.money or {}).items() if abs(value) > LEAST_PRICE
        },
        "short_hours": None if found.short_h is None else _n(float(found.short_h.sum())),
    }


def as_json(limits: Iterable[PricedLimit]) -> list[dict[str, Any]]:
    """All of them."""
    return [limit_json(limit) for limit in limits]
