"""The requirement as a folder: tables, and a picture for each real-time queue."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np

from capplan.facts import Facts
from capplan.report.requirement.pooling import pooling_table
from capplan.report.requirement.standard_people import contract_h
from capplan.report.requirement.tables import agents_table, requirement_table, service_reached
from capplan.report.tables import csv_text
from capplan.report.write import write_whole
from capplan.requirements.required import Requirement

__all__ = ["picture_names", "required_hours", "write_requirement"]


def write_requirement(facts: Facts, requirement: Requirement, folder: Path) -> None:
    """Write tables and pictures into ``folder``, whole or not at all; ``outputs/README.md`` explains them."""
    services = service_reached(facts, requirement)
    tables = {
        "requirements.csv": requirement_table(facts, requirement, services),
        "agents_by_interval.csv": agents_table(facts, requirement, services),
        "pooling.csv": pooling_table(facts, requirement),
    }

    def fill(beside: Path) -> None:
        for name, table in tables.items():
            (beside / name).write_text(csv_text(table), encoding="utf-8", newline="\n")
        (beside / "plots").mkdir()
        _draw(facts, requirement, beside / "plots")

    write_whole(folder, fill)


def _draw(facts: Facts, requirement: Requirement, folder: Path) -> None:
    from capplan.report.plots.agents import agents_on_duty  # matplotlib is slow to load
    from capplan.report.plots.save import save

    for queue, stem in picture_names(facts, requirement).items():
        save(lambda name: agents_on_duty(facts, requirement, name), queue, folder / stem)


def picture_names(facts: Facts, requirement: Requirement) -> dict[str, str]:
    """The name of its picture, without ending, for every real-time queue: letters, digits, ``_ . -`` only."""
    names: dict[str, str] = {}
    for queue in dict.fromkeys(facts.queues.queue[q] for q in requirement.agents):
        plain = "agents_" + re.sub(r"[^\w.-]+", "_", queue)
        taken = [name for name in names.values() if name.casefold() == plain.casefold()]
        names[queue] = f"{plain}_{len(names) + 1}" if taken else plain
    return names


def required_hours(facts: Facts, requirement: Requirement) -> dict[str, Any]:
    """What a batch job reads: the hours of the plan, all together and by queue in a language."""
    contract = contract_h(facts, requirement)
    queues = {}
    for q, name in enumerate(facts.queues.name):
        required = requirement.required_h[q]
        busiest = int(np.argmax(required))
        queues[name] = {
            "workload_hours": float(requirement.workload_h[q].sum()),
            "interval_hours": float(requirement.interval_h[q].sum()),
            "saved_hours": float(requirement.saved_h[q].sum()),
            "required_hours": float(required.sum()),
            "contract_hours": float(contract[q].sum()) if np.isfinite(contract[q]).all() else None,
            "busiest_week": facts.horizon.labels[busiest],
            "busiest_week_hours": float(required[busiest]),
        }
    horizon = facts.horizon
    return {
        "start": horizon.labels[0],
        "period": horizon.period,
        "periods": horizon.count,
        "required_hours": float(requirement.required_h.sum()),
        "queues": queues,
    }
