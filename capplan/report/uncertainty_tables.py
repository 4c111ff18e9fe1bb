"""The tables of a simulated plan and simulate.json."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.report.long import long_table
from capplan.report.uncertainty import BANDS, FREE_H, Simulated, Target, band, drivers, served, targets
from capplan.report.uncertainty_text import sentence

__all__ = ["bands_table", "content", "draws_table", "queue_bands_table", "targets_table"]

Float = NDArray[np.float64]

HELD = (
    "classes",
    "committed classes",
    "contracts opened and ended",
    "locked orders",
    "who takes which queue",
)
FOLLOW = ("people in support roles", "tiers and dead bands of contracts", "months excused")
FREE = (
    "hours by team and queue",
    "overtime and undertime",
    "releases and moves between teams",
    "waiting work",
    "tickets, in parts",
)


def draws_table(simulated: Simulated) -> pd.DataFrame:
    """simulate.csv: one row for each draw."""
    draws, factors = simulated.draws, simulated.factors
    service = served(simulated.over("service"), simulated.over("contacts"), (1, 2))
    short, required = simulated.short_h.sum(axis=1), simulated.required_h.sum(axis=1)
    return pd.DataFrame(
        {
            "draw": [each["draw"] for each in draws],
            "cost": [float(each["cost"]) for each in draws],
            "cost_to_serve": [float(each["cost_to_serve"]) for each in draws],
            "service_level": service,
            "short_h": short,
            "short_share": np.divide(short, required, out=np.zeros_like(short), where=required > 0.0),
            **{
                name: factors.get(name, np.ones(len(draws)))
                for name in ("volume", "aht", "attrition", "shrinkage")
            },
            "rules_given": [_breached(each["breached"]) for each in draws],
            "whole": ["yes" if each["whole"] else "no" for each in draws],
        }
    )


def _breached(rules: dict[str, float]) -> str:
    return "|".join(f"{name} {by:.4g}" for name, by in sorted(rules.items()))


def bands_table(simulated: Simulated) -> pd.DataFrame:
    """bands.csv: every measure in every week, as planned and over the draws."""
    measures = by_week(simulated)
    values = {"planned": np.array([planned for planned, _ in measures.values()])}
    values |= {name: np.array([band(draws)[name] for _, draws in measures.values()]) for name in BANDS}
    return long_table(simulated.facts.horizon.labels, {"measure": list(measures)}, values)


def queue_bands_table(simulated: Simulated) -> pd.DataFrame:
    """queue_bands.csv: hours short and service of every queue in every week, as planned and over the draws."""
    queues, values = simulated.facts.queues, {}
    for name, column in (("short_h", "short_h"), ("service", "service_level")):
        values[f"{column}_planned"] = simulated.plan(name)
        values |= {f"{column}_{part}": value for part, value in band(simulated.over(name)).items()}
    short = simulated.over("short_h") > FREE_H
    values["short_in"] = short.mean(axis=0) if len(short) else np.full(short.shape[1:], np.nan)
    return long_table(
        simulated.facts.horizon.labels, {"queue": queues.queue, "language": queues.language}, values
    )


def by_week(simulated: Simulated) -> dict[str, tuple[Float, Float]]:
    """By measure: the plan [t], the draws [k, t]."""
    plan, over = simulated.plan, simulated.over
    return {
        "cost": (plan("cost_by_week"), over("cost_by_week")),
        "service_level": (
            served(plan("service"), plan("contacts"), 0),
            served(over("service"), over("contacts"), 1),
        ),
        "required_h": (plan("required_h").sum(axis=0), simulated.required_h),
        "staffed_h": (plan("staffed_h"), over("staffed_h")),
        "short_h": (plan("short_h").sum(axis=0), simulated.short_h),
        "heads": (plan("heads"), over("heads")),
    }


def targets_table(simulated: Simulated) -> pd.DataFrame:
    """targets.csv: every target of a queue and how often it is missed."""
    rows = [_target(simulated, one) for one in targets(simulated)]
    return pd.DataFrame(rows, columns=list(rows[0]) if rows else ["queue", "language"])


def _target(simulated: Simulated, one: Target) -> dict[str, Any]:
    queues, labels = simulated.facts.queues, simulated.facts.horizon.labels
    return {
        "queue": queues.queue[one.queue],
        "language": queues.language[one.queue],
        "target": one.kind,
        "asked": one.asked,
        "planned": one.planned,
        **{name: float(value) for name, value in band(one.reached).items()},
        "missed": one.missed,
        "missed_low": one.missed_low,
        "missed_high": one.missed_high,
        "worst_week": labels[one.worst] if one.worst >= 0 else "",
        "worst_week_missed": one.worst_missed,
    }


def content(simulated: Simulated) -> dict[str, Any]:
    """The content of simulate.json; money in base currency, null for what is not known."""
    rules: dict[str, int] = {}
    for each in simulated.draws:
        for name in each["breached"]:
            rules[name] = rules.get(name, 0) + 1
    found = targets(simulated)
    told: dict[str, Any] = {
        "sentence": "",
        "run": simulated.run,
        "model": simulated.told["model"],
        "scenario": simulated.told["scenario"],
        "currency": simulated.currency,
        "seed": simulated.seed,
        "asked": simulated.asked,
        "draws": len(simulated.draws),
        "failed": list(simulated.failed),
        "ranges": "ranges.csv" if simulated.own_ranges else "usual",
        "assumed": _assumed(simulated),
        "held": list(HELD),
        "follow": list(FOLLOW),
        "free": list(FREE),
        "measures": _measures(simulated),
        "targets": [_tidy(_target(simulated, one)) for one in found],
        "any_target_missed": _any_missed(simulated, found),
        "drivers": [_tidy(vars(one)) for one in drivers(simulated)],
        "rules_given": dict(sorted(rules.items())),
        "not_whole": sum(not each["whole"] for each in simulated.draws),
        "plan_again": {
            "objective": simulated.planned["objective"],
            "objective_of_run": round(simulated.objective, 2),
            "away": _number(simulated.away, 9),
        },
    }
    told["sentence"] = sentence(told)
    return told


def _assumed(simulated: Simulated) -> list[dict[str, Any]]:
    """What was drawn; one row where all queues, or all sites, have the same range."""
    rows, by_assumption = [], {one.assumption: [] for one in simulated.assumed}  # type: ignore[var-annotated]
    for one in simulated.assumed:
        by_assumption[one.assumption].append(one)
    for assumption, every in by_assumption.items():
        ranges = {(one.low, one.likely, one.high, one.shared) for one in every}
        for one in every[:1] if len(ranges) == 1 else every:
            name = "all" if len(ranges) == 1 else one.name
            rows.append({**vars(one), "assumption": assumption, "name": name})
    return rows


def _measures(simulated: Simulated) -> dict[str, dict[str, float | None]]:
    """Cost, cost to serve, service and short hours over the horizon: as planned and over the draws."""
    plan, table = simulated.plan, draws_table(simulated)
    planned = {
        "cost": float(simulated.planned["cost"]),
        "cost_to_serve": float(simulated.planned["cost_to_serve"]),
        "service_level": float(served(plan("service"), plan("contacts"), (0, 1))),
        "short_h": float(plan("short_h").sum()),
    }
    found = {}
    for name, value in planned.items():
        draws = table[name].to_numpy(dtype=np.float64)
        mean = float(np.nanmean(draws)) if np.isfinite(draws).any() else np.nan
        spread = {"mean": mean, **{part: float(at) for part, at in band(draws).items()}}
        found[name] = {part: _number(at) for part, at in {"planned": value, **spread}.items()}
    return found


def _any_missed(simulated: Simulated, found: tuple[Target, ...]) -> float | None:
    """The share of draws that miss a target."""
    if not simulated.draws or not found:
        return None
    missed = np.zeros(len(simulated.draws), dtype=np.bool_)
    for one in found:
        missed |= one.reached < one.least
    return _number(float(missed.mean()))


def _tidy(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _number(value) if isinstance(value, float) else value for name, value in values.items()}


def _number(value: float, digits: int = 6) -> float | None:
    """Rounded, without a negative zero; None for what is not known."""
    return round(float(value), digits) + 0.0 if np.isfinite(value) else None
