"""A what-if: a scenario in a file of its own, laid on a planning model and on one of its scenarios.

The file holds what ``[scenario.NAME]`` of a planning model may hold, ``note``, ``rules`` and ``change``; its name
without ``.toml`` names the scenario, and so the run folder.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from capplan.errors import InvalidInput, Problem
from capplan.model_problems import model_problems
from capplan.scenario import Scenario, ScenarioName
from capplan.section import Section
from capplan.toml_file import read_toml
from capplan.toml_lines import Path as KeyPath
from capplan.toml_lines import key_lines, line_of

__all__ = ["load_what_if", "what_if_text"]


class _OfModel(Section):
    """The part of a planning model that the file would be."""

    scenario: dict[ScenarioName, Scenario]


def load_what_if(path: Path) -> tuple[str, Scenario]:
    """The name and the content of the what-if in the file ``path``. Raises InvalidInput with every problem of it."""
    text, content = read_toml(path, path.name)
    lines, name = key_lines(text), path.stem

    def place(at: KeyPath) -> tuple[str, int | None, str]:
        return path.name, line_of(at[2:], lines), ".".join(map(str, at[2:])) or "file name"

    try:
        found = _OfModel.model_validate({"scenario": {name: content}}).scenario[name]
    except ValidationError as error:
        raise InvalidInput(model_problems(error, place)) from None
    if found.parent is not None:
        cause = "Choose it with --scenario: the what-if is laid on top of it."
        line = line_of(("parent",), lines)
        raise InvalidInput(
            [Problem(path.name, "a what-if has no parent", line, "parent", found.parent, cause=cause)]
        )
    return name, found


def what_if_text(scenario: Scenario) -> str:
    """The file that ``load_what_if`` reads as ``scenario``."""
    lines = [f"note = {_value(scenario.note)}"]
    if scenario.rules:
        lines.append(f"rules = {_value(scenario.rules)}")
    changes = [_value(change.model_dump(exclude_defaults=True)) for change in scenario.change]
    lines += ["change = [", *(f"    {change}," for change in changes), "]"] if changes else []
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    """A value as TOML."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(key)} = {_value(each)}" for key, each in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=True).replace("\x7f", "\\u007f")
