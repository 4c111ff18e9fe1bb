"""What a sweep varies: a numeric key of the planning model, or a column of an input table.

resilience.cover_share=0.5:0.9:5            five values of a key of the model, ends included
coverage.unmet_price.P1=100,200,400         values one by one
forecast.volume*=0.8:1.2:5                  every volume times a factor
attrition[site=MNL].rate+=0:0.005:3         so much more, in the rows of MNL
class_rules[team=MNL_EN].class_max=10,15    a value in the place of those that stand there
forecast[queue=mail,from=2026-04-06].volume*=1,1.1     from a day on (from, to: dates, both included)
"""

from __future__ import annotations

import math
import re
import typing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from pydantic import BaseModel

from capplan.errors import InvalidInput, Problem
from capplan.nearest import did_you_mean, listing
from capplan.planning_model import PlanningModel
from capplan.scenario import Change
from capplan.tables import TABLES

__all__ = ["MOST_KEYS", "Over", "parse"]

OPTION = "--over"
MOST_KEYS = 2
MOST_STEPS = 200
SHOWN = 20
NUMERIC = ("number", "share", "count")
FORM = re.compile(
    r"(?P<name>[^\[\]=*+]+)(\[(?P<where>[^\]]*)\]\.(?P<column>\w+))?(?P<action>[*+]?)=(?P<values>.+)"
)
ALLOWED = (
    "KEY=START:STOP:STEPS or KEY=a,b,c; KEY*= and KEY+= for columns of inputs; TABLE[column=label].COLUMN"
)
ACTIONS = {"": "set", "*": "multiply", "+": "add"}


@dataclass(frozen=True)
class Over:
    """One key and its values. ``change`` is the change of inputs without its number, None for a key of the model."""

    key: str
    action: str  # "" set, "*" multiply, "+" add
    values: tuple[float, ...]
    whole: bool = False
    change: dict[str, Any] | None = None

    @property
    def label(self) -> str:
        """The key as people write it: ``forecast.volume *``."""
        return f"{self.key} {self.action}" if self.action else self.key

    def changes(self, value: float) -> tuple[Change, ...]:
        """The change of the inputs that sets ``value``."""
        if self.change is None:
            return ()
        return (Change.model_validate({**self.change, ACTIONS[self.action]: value}),)

    def rules(self, value: float) -> dict[str, Any]:
        """The rules that set ``value``, as a scenario writes them."""
        if self.change is not None:
            return {}
        tree: Any = int(value) if self.whole else value
        for part in reversed(self.key.split(".")):
            tree = {part: tree}
        return dict(tree)


def parse(texts: Sequence[str], model: PlanningModel) -> list[Over]:
    """The keys and values written in ``texts``. Raises InvalidInput with every mistake in all of them."""
    known = {**dict.fromkeys(_columns(), False), **dict(_model_keys(PlanningModel, model))}
    found: list[Over] = []
    problems: list[Problem] = []
    for text in texts:
        try:
            found.append(_one(text, known))
        except InvalidInput as error:
            problems += error.problems
    names = [over.key for over in found]
    problems += [_wrong(name, "the key is there twice") for name in set(names) if names.count(name) > 1]
    if len(texts) > MOST_KEYS:
        problems.append(
            Problem(OPTION, "too many keys", value=str(len(texts)), allowed=f"{MOST_KEYS} at most")
        )
    if problems:
        raise InvalidInput(problems)
    return found


def _one(text: str, known: dict[str, bool]) -> Over:
    match = FORM.fullmatch(text.strip())
    if match is None:
        raise InvalidInput([_wrong(text, "not a key with values", ALLOWED)])
    name, action = match["name"].strip(), match["action"]
    key = f"{name}.{match['column']}" if match["column"] else name
    problems: list[Problem] = []
    if key not in known:
        problems.append(
            _wrong(key, "there is no such key", listing(_near(key, known), SHOWN), did_you_mean(key, known))
        )
    of_model = key in known and key not in _columns()
    if of_model and (action or match["where"] is not None):
        problems.append(
            _wrong(text, "a key of the planning model takes values only", f"{key}=START:STOP:STEPS")
        )
    values: tuple[float, ...] = ()
    try:
        values = _values(match["values"])
    except ValueError as error:
        problems.append(_wrong(text, str(error), "START:STOP:STEPS, or numbers separated by commas"))
    if of_model and known[key] and any(value != round(value) for value in values):
        problems.append(_wrong(text, f"{key} takes whole numbers", "whole numbers"))
    change: dict[str, Any] | None = None
    if key in _columns():
        table, column = key.split(".")
        try:
            change = {"table": table, "column": column, **_where(match["where"] or "", table)}
        except InvalidInput as error:
            problems += error.problems
    if problems:
        raise InvalidInput(problems)
    where = f"[{match['where']}]" if match["where"] else ""
    shown = key if not where else f"{name}{where}.{match['column']}"
    return Over(shown, action, values, known[key], change)


def _values(text: str) -> tuple[float, ...]:
    """The numbers of ``START:STOP:STEPS`` or ``a,b,c``, each once, in their order."""
    if ":" in text:
        parts = text.split(":")
        if len(parts) != 3:
            raise ValueError("a range has three parts")
        start, stop = _number(parts[0]), _number(parts[1])
        if not re.fullmatch(r"\s*\d+\s*", parts[2]) or not 2 <= int(parts[2]) <= MOST_STEPS:
            raise ValueError(f"STEPS is a whole number from 2 to {MOST_STEPS}")
        if start == stop:
            raise ValueError("START and STOP are the same")
        return tuple(float(f"{value:.12g}") for value in np.linspace(start, stop, int(parts[2])))
    return tuple(dict.fromkeys(_number(part) for part in text.split(",")))


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"{text.strip()!r} is not a number") from None
    if not math.isfinite(value):
        raise ValueError(f"{text.strip()!r} is not a finite number")
    return value


def _where(text: str, table: str) -> dict[str, Any]:
    """The rows that are meant: labels by column (any of them, where a column is named again), and dates."""
    columns = [column.name for entry in TABLES if entry.name == table for column in entry.columns]
    where: dict[str, list[str]] = {}
    dates: dict[str, date] = {}
    problems: list[Problem] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, equals, label = (piece.strip() for piece in part.partition("="))
        if not equals:
            problems.append(_wrong(part, "not a condition", "COLUMN=LABEL"))
        elif name in columns:
            where.setdefault(name, []).append(label)
        elif name in ("from", "to"):
            try:
                dates[f"date_{name}"] = date.fromisoformat(label)
            except ValueError:
                problems.append(_wrong(part, "not a date", "a date as 2026-03-02"))
        else:
            allowed = listing([*columns, "from", "to"], 30)
            problems.append(_wrong(name, f"{table} has no such column", allowed, did_you_mean(name, columns)))
    if problems:
        raise InvalidInput(problems)
    return {"where": where, **dates}


def _columns() -> list[str]:
    """Every column of an input table that holds numbers."""
    return [
        f"{table.name}.{column.name}"
        for table in TABLES
        for column in table.columns
        if column.kind in NUMERIC
    ]


def _model_keys(section: type[BaseModel], value: Any, above: str = "") -> Iterator[tuple[str, bool]]:
    """Every numeric key of the planning model, and whether it takes whole numbers only."""
    for name, entry in section.model_fields.items():
        key, here = f"{above}{name}", getattr(value, name, None)
        kinds = set(_kinds(entry.annotation))
        inner = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
        if typing.get_origin(entry.annotation) is dict:
            if inner is None and float in kinds:
                yield from ((f"{key}.{label}", False) for label in here or {})
        elif inner is not None:
            yield from _model_keys(inner, here, f"{key}.")
        elif kinds & {int, float}:
            yield key, float not in kinds


def _kinds(annotation: Any) -> Iterator[Any]:
    """The plain types inside an annotation."""
    parts = typing.get_args(annotation)
    if typing.get_origin(annotation) is typing.Literal:
        return
    if not parts:
        yield annotation
    for part in parts if typing.get_origin(annotation) is not typing.Annotated else parts[:1]:
        yield from _kinds(part)


def _near(key: str, known: dict[str, bool]) -> list[str]:
    """The keys of the same section or table, or all of them."""
    return [name for name in known if name.split(".")[0] == key.split(".")[0]] or list(known)


def _wrong(value: str, message: str, allowed: str | None = None, cause: str | None = None) -> Problem:
    return Problem(OPTION, message, value=value, allowed=allowed, cause=cause)
