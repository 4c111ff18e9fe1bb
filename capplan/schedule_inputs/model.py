"""Reading a schedule model: TOML to ``ScheduleModel``, or every problem with its line and the nearest known key."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from capplan.errors import InvalidInput, Problem
from capplan.nearest import did_you_mean, listing
from capplan.schedule_model import ScheduleModel
from capplan.toml_lines import Path as KeyPath
from capplan.toml_lines import key_lines, line_of

__all__ = ["load_schedule_model"]

LIMITS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}


def load_schedule_model(path: Path) -> ScheduleModel:
    """The schedule model in a file. Raises InvalidInput with every problem."""
    text = _text(path)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"\(at line (\d+)", str(error))
        message = re.sub(r"\s*\(at .*\)", "", str(error)).rstrip(".")
        problem = Problem(path.name, f"not TOML: {message}", int(match[1]) if match else None)
        raise InvalidInput([problem]) from None
    try:
        return ScheduleModel.model_validate(content)
    except ValidationError as error:
        lines = key_lines(text)
        found = error.errors(include_url=False)
        raise InvalidInput([_problem(path.name, each, lines) for each in found]) from None


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InvalidInput([Problem(path.name, f"the file cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise InvalidInput(
            [Problem(path.name, "a letter cannot be read", line, allowed="text in UTF-8")]
        ) from None


def _problem(file: str, found: ErrorDetails, lines: dict[KeyPath, int]) -> Problem:
    path: KeyPath = tuple(part for part in found["loc"] if part != "[key]")
    line, key = line_of(path, lines), ".".join(str(part) for part in path) or None
    if found["type"] == "extra_forbidden":
        known = _keys(path[:-1])
        name = str(path[-1])
        return Problem(file, "unknown key", line, key, name, listing(known, 30), did_you_mean(name, known))
    if found["type"] == "missing":
        return Problem(file, "the key is missing", line, key)
    message = found["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    message = f"must be {message}" if found["msg"].startswith("Input") else message
    limits = [f"{LIMITS[name]} {value:g}" for name, value in found.get("ctx", {}).items() if name in LIMITS]
    value = None if isinstance(found["input"], dict) else str(found["input"])
    return Problem(file, message, line, key, value, " and ".join(limits) or None)


def _keys(path: KeyPath) -> list[str]:
    """The keys of the section that ``path`` leads to."""
    section: type[BaseModel] | None = ScheduleModel
    for part in path:
        fields = {} if section is None else section.model_fields
        section = _inner(fields[part].annotation) if isinstance(part, str) and part in fields else section
    return [] if section is None else list(section.model_fields)


def _inner(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_inner(argument) for argument in get_args(annotation))
    return next((section for section in inner if section is not None), None)
