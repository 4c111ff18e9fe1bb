"""A sweep: the plan at every value of a key, or at every pair of values of two keys."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from itertools import product
from typing import Any

from capplan.report.studies.swept import Swept, SweptPoint
from capplan.studies.case import Case
from capplan.studies.many import Done
from capplan.studies.plan_case import plan_case
from capplan.studies.setting import Setting, Told, check_all, nobody
from capplan.studies.sweep_keys import Over, parse

__all__ = ["NAME_CHARACTERS", "name_of", "sweep", "sweep_cases"]

NAME_CHARACTERS = 100
"""A longer name of a run is cut, and told from others by a digest."""


def sweep(setting: Setting, overs: Sequence[Over], currency: str, told: Told = nobody) -> Swept:
    """Plan at every point of the grid. Raises InvalidInput with the problems of all points before the first plan."""
    cases = sweep_cases(setting, overs)
    check_all(cases)
    results = setting.run(cases, plan_case, told)
    values = product(*(over.values for over in overs))
    points = tuple(_point(at, result) for at, result in zip(values, results, strict=True))
    name = setting.scenario or "base"
    return Swept(setting.model.stem, name, currency, tuple(over.label for over in overs), points)


def sweep_cases(setting: Setting, overs: Sequence[Over]) -> list[Case]:
    """One case for each point of the grid, the last key fastest."""
    cases = []
    for at in product(*(over.values for over in overs)):
        here = list(zip(overs, at, strict=True))
        rules: dict[str, Any] = {}
        for over, value in here:
            rules = _merged(rules, over.rules(value))
        changes = [change for over, value in here for change in over.changes(value)]
        cases.append(
            setting.case(name_of(",".join(f"{o.key}{o.action}={v:.12g}" for o, v in here)), changes, rules)
        )
    return cases


def name_of(text: str) -> str:
    """A text as the name of a run: letters, digits and ``_.,=+-``."""
    name = re.sub(r"[^A-Za-z0-9_.,=+-]", "-", text.replace("*", "x"))
    if len(name) <= NAME_CHARACTERS and name == text.replace("*", "x"):
        return name
    return f"{name[:NAME_CHARACTERS]}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    merged = dict(one)
    for key, value in other.items():
        here = merged.get(key)
        merged[key] = _merged(here, value) if isinstance(here, dict) and isinstance(value, dict) else value
    return merged


def _point(at: tuple[float, ...], result: object) -> SweptPoint:
    if isinstance(result, Done):
        return SweptPoint(at, result.value, result.name, int(result.value["exit_code"]), "")
    return SweptPoint(at, {}, result.name, result.exit_code, result.message)  # type: ignore[attr-defined]


def folder_name(overs: Sequence[Over], scenario: str | None) -> str:
    """The name of the folder of a sweep: equal keys go to the same folder, whatever the values."""
    return name_of(f"sweep-{scenario or 'base'}-" + ",".join(over.key for over in overs))


__all__ += ["folder_name", "parse"]
