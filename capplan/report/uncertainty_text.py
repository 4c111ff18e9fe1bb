"""A simulated plan on the terminal: the answer first, then measures, what drives the cost, targets at risk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from capplan.report.aligned import aligned
from capplan.report.wording import amount, count_of, number, percent, short_number

__all__ = ["as_text", "sentence"]

NAMES = {
    "volume": "volume",
    "aht": "handle time",
    "attrition": "attrition",
    "shrinkage": "shrinkage",
}
MOST_TARGETS = 4
LEAST_DRAWS = 10
"""Fewer say nothing of 1 in 10."""


def sentence(told: Mapping[str, Any]) -> str:
    """What the plan may cost, what moves that, and what becomes of its targets."""
    if not told["draws"]:
        return "No draw has a result."
    cost, currency = told["measures"]["cost"], told["currency"]
    low, high, planned, middle = (amount(cost[part], currency) for part in ("p10", "p90", "planned", "p50"))
    text = (
        f"In 8 of 10 of {count_of(told['draws'], 'draw', 'draws')} this plan costs {low} to {high} (as planned "
        f"{planned}, half the time more than {middle})"
        if told["draws"] >= LEAST_DRAWS
        else f"In {count_of(told['draws'], 'draw', 'draws')}, too few to speak of chances, this plan costs {low} to "
        f"{high} (as planned {planned})"
    )
    first = next((one for one in told["drivers"] if one["correlation"] is not None), None)
    if first is not None:
        closely = number(first["correlation"], 2)
        text += f"; {NAMES[first['assumption']]} goes with it most (rank correlation {closely})"
    at_risk = [one for one in told["targets"] if one["missed"] > 0.0]
    if not told["targets"]:
        return f"{text}."
    if not at_risk:
        return f"{text}; every target is kept in every draw."
    parts = [f"{one['queue']}:{one['language']} {percent(one['missed'], 0)}" for one in at_risk[:3]]
    more = f" and {count_of(len(at_risk) - 3, 'other', 'others')} less often" if len(at_risk) > 3 else ""
    return f"{text}; targets are missed: {', '.join(parts)}{more}."


def as_text(told: Mapping[str, Any]) -> str:
    """At most 20 lines."""
    lines = [told["sentence"]]
    if told["draws"]:
        lines += ["", *_measures(told)]
        lines += ["", *_drivers(told)] if told["drivers"] else []
        lines += ["", *_targets(told)] if told["targets"] else []
    return "\n".join(lines)


def _measures(told: Mapping[str, Any]) -> list[str]:
    currency, rows = told["currency"], []
    for name, label in (
        ("cost", f"cost, {currency}"),
        ("cost_to_serve", f"cost to serve, {currency}"),
        ("short_h", "hours short"),
        ("service_level", "answered in time"),
    ):
        values = told["measures"][name]
        if values["planned"] is None:
            continue
        say = percent if name == "service_level" else short_number
        rows.append([label, *(say(values[part]) for part in ("planned", "p10", "p50", "p90"))])
    return aligned(["over the horizon", "planned", "P10", "P50", "P90"], rows)


def _drivers(told: Mapping[str, Any]) -> list[str]:
    rows = [
        [
            NAMES[one["assumption"]],
            f"{number(one['low'], 2)} to {number(one['high'], 2)}",
            "-" if one["correlation"] is None else number(one["correlation"], 2),
            "-" if one["per_point"] is None else short_number(one["per_point"]),
        ]
        for one in told["drivers"]
    ]
    return aligned(["what drives the cost", "P10 to P90", "rank corr.", "1 % more costs"], rows)


def _targets(told: Mapping[str, Any]) -> list[str]:
    rows = [
        [
            f"{one['queue']}:{one['language']}",
            "in time" if one["target"] == "service_level" else "turnaround",
            percent(one["planned"]),
            percent(one["p10"]),
            f"{percent(one['missed'], 0)} ({percent(one['missed_low'], 0)} to {percent(one['missed_high'], 0)})",
            one["worst_week"] or "none",
        ]
        for one in told["targets"][:MOST_TARGETS]
    ]
    return aligned(
        ["target", "kind", "planned", "P10", "missed (95 % range)", "worst week"], rows, left=(0, 1)
    )
