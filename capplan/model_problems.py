"""What pydantic finds wrong with a model, as problems with file, line, key and nearest known key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from capplan.errors import Problem
from capplan.nearest import did_you_mean, listing
from capplan.planning_model import PlanningModel
from capplan.toml_lines import Path, key_lines, line_of

__all__ = ["in_one_file", "model_problems", "other_kind"]

Place = Callable[[Path], tuple[str, int | None, str]]

OTHERS = {"days": "roster", "weeks": "schedule"}
"""A key that other models have and planning models have not, and the command that takes them."""


def other_kind(file: str, tree: Mapping[str, Any]) -> list[Problem]:
    """That the file is a model of another command, where it is one; its keys need not be listed one by one then."""
    commands = [command for key, command in OTHERS.items() if key in tree and "periods" not in tree]
    return [
        Problem(file, "not a planning model", cause=f"It is a model for capplan {command}.")
        for command in commands[:1]
    ]


def model_problems(
    error: ValidationError, place: Place, model: type[BaseModel] = PlanningModel
) -> list[Problem]:
    """Every finding as a problem; ``place`` tells file, line and written name of a key path of the ``model``."""
    return [_problem(found, place, model) for found in error.errors(include_url=False)]


def in_one_file(file: str, text: str) -> Place:
    """Where the keys of a model stand that is one file."""
    lines = key_lines(text)

    def place(path: Path) -> tuple[str, int | None, str]:
        return file, line_of(path, lines), ".".join(map(str, path))

    return place


def _problem(found: ErrorDetails, place: Place, model: type[BaseModel]) -> Problem:
    # what is wrong with a key is said of the key
    path: Path = tuple(part for part in found["loc"] if part != "[key]")
    file, line, key = place(path)
    value = found["input"]
    shown = None if isinstance(value, dict) else str(value)
    if found["type"] == "extra_forbidden":
        known = _keys(path[:-1], model)
        cause = did_you_mean(str(path[-1]), known)
        return Problem(file, "unknown key", line, key, str(path[-1]), listing(known, 30), cause)
    if found["type"] == "missing":
        return Problem(file, "the key is missing", line, key, allowed=_meant(path))
    context = found.get("ctx", {})
    return Problem(file, _message(found), line, key, shown, _allowed(context), _cause(found))


def _message(found: ErrorDetails) -> str:
    text = found["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    return f"must be {text}" if found["msg"].startswith("Input should be ") else text[:1].lower() + text[1:]


def _allowed(context: dict[str, Any]) -> str | None:
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    limits = [f"{words[key]} {value:g}" for key, value in context.items() if key in words]
    if limits:
        return " and ".join(limits)
    if "expected" in context:
        return str(context["expected"])
    if "pattern" in context:
        return "three capital letters, for example USD"
    return None


def _cause(found: ErrorDetails) -> str | None:
    value = found["input"]
    if found["type"] == "literal_error" and isinstance(value, str):
        choices = found.get("ctx", {}).get("expected", "").replace(" or ", ", ").replace("'", "").split(", ")
        return did_you_mean(value, choices)
    if found["type"] == "less_than_equal" and isinstance(value, int | float) and 1 < value <= 100:
        limit = found.get("ctx", {}).get("le")
        return f"A percentage? Write {value / 100:g}." if limit == 1 else None
    if found["type"] == "string_pattern_mismatch" and isinstance(value, str) and len(value) == 3:
        return f"Did you mean {value.upper()!r}?"
    return None


def _section(path: Path, model: type[BaseModel]) -> type[BaseModel] | None:
    """The section of the model that ``path`` leads to; None where keys are free."""
    section: type[BaseModel] | None = model
    for part in path:
        if section is None:
            return None
        if isinstance(part, str) and part in section.model_fields:
            section = _inner(section.model_fields[part].annotation)
    return section


def _inner(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_inner(argument) for argument in get_args(annotation))
    return next((section for section in inner if section is not None), None)


def _keys(path: Path, model: type[BaseModel]) -> list[str]:
    section = _section(path, model)
    known = [] if section is None else list(section.model_fields)
    return [*known, "extends"] if model is PlanningModel and not path else known


def _meant(path: Path) -> str | None:
    words = {
        "start": "the first day, as 2026-03-02",
        "days": "the number of days, from 2 to 366",
        "periods": "the number of periods, from 4 to 156",
        "currency": "the base currency, for example USD",
        "coverage": "a section [coverage] with unmet_price",
        "unmet_price": "base currency per hour by priority, as { P1 = 100.0 }",
    }
    return words.get(str(path[-1]))
