"""A comparison in words and tables for the terminal, and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.bridge.bridge import Bridge
from capplan.bridge.changes import KINDS, Changed
from capplan.bridge.compared import Comparison
from capplan.bridge.drivers import DRIVERS
from capplan.report.aligned import aligned
from capplan.report.wording import amount, count_of, number, percent, short_number

__all__ = ["as_json", "as_text", "finding"]

SHOWN = 5
"""Changes of a kind that the terminal shows; changes.csv has all."""
SAME = 0.5  # of the base currency
NOUNS = {
    "initiatives": ("decision on initiatives", "decisions on initiatives"),
    "sites": ("decision on sites", "decisions on sites"),
    "contracts": ("decision on contracts", "decisions on contracts"),
    "classes": ("change of classes", "changes of classes"),
    "orders": ("order changed", "orders changed"),
    "allocation": ("queue at a site with other hours", "queues at sites with other hours"),
    "headcount": ("team with other people at the end", "teams with other people at the end"),
}


def finding(found: Comparison) -> str:
    """As: hiring_freeze costs 15.8 M USD more than base (+41.0 %): work left or moved +13.8 M, ..."""
    bridge = found.bridge
    total, before = int(bridge.cents.sum()) / 100, int(bridge.before.sum()) / 100
    if abs(total) < SAME:
        return f"{found.names[1]} costs as much as {found.names[0]}"
    more = "more" if total > 0.0 else "less"
    part = percent(abs(total) / before) if before > 0.0 else ""
    sign = "" if part.startswith("<") else "+" if total > 0.0 else "-"
    share = f" ({sign}{part})" if part else ""
    return f"{found.names[1]} costs {amount(abs(total), bridge.currency)} {more} than {found.names[0]}{share}"


def as_text(found: Comparison) -> str:
    """The finding, the bridge, what the searches prove, and the largest changes."""
    lines = [f"{_sentence(found)}.", "", *_table(found.bridge, found.names), "", *_notes(found)]
    lines += _changes(found.changes)
    return "\n".join(lines).replace("\N{MINUS SIGN}", "-")


def _sentence(found: Comparison) -> str:
    drivers = {driver.name: driver.label for driver in DRIVERS}
    largest = sorted(found.bridge.by_driver.items(), key=lambda item: -abs(item[1]))
    told = [f"{drivers[name].lower()} {_signed(cents)}" for name, cents in largest[:3] if abs(cents) >= 50]
    return finding(found) + (f": {', '.join(told)}" if told else "")


def _signed(cents: int) -> str:
    return f"{'+' if cents > 0 else ''}{short_number(cents / 100)}"


def _table(bridge: Bridge, names: tuple[str, str]) -> list[str]:
    total = int(bridge.cents.sum())
    rows = [[names[0], number(int(bridge.before.sum()) / 100, 2), "", ""]]
    for driver, part in zip(DRIVERS, bridge.cents, strict=True):
        if part.any():
            where = ", ".join(f"{name} {_signed(cents)}" for name, cents in _most(bridge, part))
            cents = int(part.sum())
            rows.append([driver.label, number(cents / 100, 2), _share(cents, bridge), where])
    rows.append([names[1], number(int(bridge.after.sum()) / 100, 2), "", ""])
    rows.append(["difference", number(total / 100, 2), _share(total, bridge), ""])
    return aligned(["", bridge.currency, "of before", "mostly"], rows, left=(0, 3))


def _share(cents: int, bridge: Bridge) -> str:
    before = int(bridge.before.sum())
    return f"{100.0 * cents / before:+.2f} %" if before else ""


def _most(bridge: Bridge, part: NDArray[np.int64]) -> Iterator[tuple[str, int]]:
    """The two largest terms at a site of a driver."""
    for cell in np.argsort(-np.abs(part).ravel(), kind="stable")[:2].tolist():
        j, s = divmod(cell, len(bridge.sites))
        if abs(part[j, s]) >= 50:
            site = f" at {bridge.sites[s]}" if bridge.sites[s] else ""
            yield f"{bridge.terms[j].replace('_', ' ')}{site}", int(part[j, s])


def _notes(found: Comparison) -> Iterator[str]:
    """Whether the difference is proven, and what only one of the two has."""
    sure, currency = found.proven, found.bridge.currency
    limits = [
        f"{word} {_range(value)}"
        for word, value in (("at least", sure.low), ("at most", sure.high))
        if value == value
    ]
    differ = f"By what the searches count, steering too, the best plans differ by {' and '.join(limits)} {currency}"
    if sure.certain:
        yield f"Proven: whatever the gaps hide, one is dearer. {differ}."
    elif len(limits) < 2:
        yield "Not proven: a plan has no bound, so nobody knows how far from the best it is."
    else:
        yield f"Not proven: the gaps of the two plans are larger than their difference. {differ}."
    for name, only in zip(found.names, found.bridge.alone.values(), strict=True):
        for what, things in only.items():
            if things:
                told = ", ".join(things[:SHOWN]) + (
                    f" and {len(things) - SHOWN} more" if len(things) > SHOWN else ""
                )
                yield f"Only in {name}: {what} {told}."


def _range(value: float) -> str:
    return f"{'+' if value > 0.0 else ''}{short_number(value)}"


def _changes(changes: tuple[Changed, ...]) -> Iterator[str]:
    """What changed, kind by kind."""
    if not changes:
        yield ""
        yield "Nothing changed in classes, contracts, orders, allocation and headcount at the end."
    for about in dict.fromkeys(KINDS.values()):
        of_kind = [one for one in changes if KINDS[one.kind.partition("_")[0]] == about]
        if of_kind:
            yield ""
            yield f"{count_of(len(of_kind), *NOUNS[about])}:"
            yield from (f"- {_what(one)}" for one in of_kind[:SHOWN])
            if len(of_kind) > SHOWN:
                yield f"- and {len(of_kind) - SHOWN} more in changes.csv"


def _what(one: Changed) -> str:
    thing, _, done = one.kind.partition("_")
    before, after = number(one.before, _digits(one.before)), number(one.after, _digits(one.after))
    signed = f"{'+' if one.difference > 0.0 else ''}{number(one.difference, _digits(one.difference))}"
    if thing in ("initiative", "site-opening", "site-closure"):
        when = (
            f"from {one.week_before} to {one.week_after}"
            if done == "moved"
            else f"on {one.week_after or one.week_before}"
        )
        return f"{one.name}: {thing.replace('-', ' ')} {done} {when}"
    if thing in ("opening", "ending", "class"):
        size = "" if thing != "class" else f" of {after if done in ('added', 'moved') else before}"
        if done == "resized":
            return f"{one.name}: class of {one.week_after} from {before} to {after} people"
        if done == "moved":
            grown = f", from {before} people" if thing == "class" and one.before != one.after else ""
            return f"{one.name}: {thing}{size} moved from {one.week_before} to {one.week_after}{grown}"
        return f"{one.name}: {thing}{size} {done} on {one.week_after or one.week_before}"
    if thing == "order":
        month = (one.week_after or one.week_before)[:7]
        return f"{one.name}: order of {month} from {before} to {after} {one.unit.replace('_', ' ')}"
    return f"{one.name}: {signed} {one.unit} ({before} to {after})"


def _digits(value: float) -> int:
    return 0 if abs(value) >= 20.0 or abs(value - round(value)) < 0.05 else 1


def as_json(found: Comparison) -> dict[str, Any]:
    """The comparison as JSON: amounts in the base currency, in whole cents that add up."""
    bridge, sure = found.bridge, found.proven
    return {
        "sentence": f"{_sentence(found)}.".replace("\N{MINUS SIGN}", "-"),
        "before": {"name": found.names[0], "run": found.folders[0], "money": int(bridge.before.sum()) / 100},
        "after": {"name": found.names[1], "run": found.folders[1], "money": int(bridge.after.sum()) / 100},
        "currency": bridge.currency,
        "difference": int(bridge.cents.sum()) / 100,
        "drivers": [
            {
                "driver": driver.name,
                "label": driver.label,
                "meaning": driver.meaning,
                "amount": int(part.sum()) / 100,
                "terms": {
                    bridge.terms[j]: int(part[j].sum()) / 100
                    for j in np.flatnonzero(part.any(axis=1)).tolist()
                },
            }
            for driver, part in zip(DRIVERS, bridge.cents, strict=True)
        ],
        "terms": {
            term: {"before": int(was) / 100, "after": int(now) / 100, "difference": int(now - was) / 100}
            for term, was, now in zip(bridge.terms, bridge.before, bridge.after, strict=True)
        },
        "proven": {
            "difference_of_objectives": _known(sure.difference),
            "least": _known(sure.low),
            "most": _known(sure.high),
            "sign_is_proven": sure.certain,
        },
        "only_in": {
            which: {what: list(things) for what, things in only.items()}
            for which, only in bridge.alone.items()
        },
        "weeks_compared": len(bridge.weeks),
        "changes": [{**vars(one), "difference": one.difference} for one in found.changes],
    }


def _known(value: float) -> float | None:
    return round(value, 2) if math.isfinite(value) else None
