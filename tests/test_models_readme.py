"""models/README.md documents every key of a planning model, as the code has it, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import pytest
from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from capplan.planning_model import PlanningModel

PROJECT = Path(__file__).resolve().parents[1]
NOT_OF_THE_MODEL = {"extends"}  # read before the model is made


def _inside(annotation: Any) -> list[Any]:
    """The annotation and everything it is made of."""
    if get_origin(annotation) is Literal:
        return [annotation]
    return [annotation, *(part for inner in get_args(annotation) for part in _inside(inner))]


def _section(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """The section a key holds, and whether it holds any number of them by name."""
    parts = _inside(annotation)
    found = next((part for part in parts if isinstance(part, type) and issubclass(part, BaseModel)), None)
    return found, get_origin(annotation) is dict


def _keys(model: type[BaseModel], above: str = "") -> Iterator[tuple[str, FieldInfo]]:
    for name, field in model.model_fields.items():
        yield above + name, field
        section, named = _section(field.annotation)
        if section is not None:
            yield from _keys(section, f"{above}{name}.{'NAME.' if named else ''}")


def _rows() -> dict[str, dict[str, str]]:
    """The rows of the key tables of the README by key, each by the name of its column."""
    found: dict[str, dict[str, str]] = {}
    header: list[str] = []
    for line in (PROJECT / "models" / "README.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if cells[:1] == ["key"]:
            header = cells
        elif header and cells and not cells[0].startswith("---"):
            row = dict(zip(header, cells, strict=True))
            key = row["key"].strip("`")
            assert key not in found, f"{key} is documented twice"
            found[key] = row
        elif not cells:
            header = []
    return found


KEYS = dict(_keys(PlanningModel))
ROWS = _rows()
DOCUMENTED = [pytest.param(KEYS[key], ROWS[key], id=key) for key in KEYS if key in ROWS]


def test_every_key_is_documented_and_no_other() -> None:
    assert set(ROWS) - NOT_OF_THE_MODEL == set(KEYS)
    assert set(ROWS) >= NOT_OF_THE_MODEL


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    section, named = _section(field.annotation)
    if field.is_required():
        return "required"
    if value is None:
        return "off" if section is not None else "none"
    if isinstance(value, BaseModel):
        return "always on"
    if value in ("", (), {}):
        return "empty"
    if isinstance(value, tuple):
        return ", ".join(value)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return f"{value:.10g}" if is_number else str(value).lower()


@pytest.mark.parametrize(("field", "row"), DOCUMENTED)
def test_the_default_is_that_of_the_code(field: FieldInfo, row: dict[str, str]) -> None:
    assert row["default"] == _default(field)


def _bounds(field: FieldInfo) -> Iterator[float]:
    metadata = list(field.metadata)
    for part in _inside(field.annotation):
        if not isinstance(part, type):
            metadata += list(getattr(part, "__metadata__", ()))
    for entry in (inner for item in metadata for inner in getattr(item, "metadata", [item])):
        for kind, name in ((Ge, "ge"), (Gt, "gt"), (Le, "le"), (Lt, "lt")):
            if isinstance(entry, kind):
                yield float(getattr(entry, name))


@pytest.mark.parametrize(("field", "row"), DOCUMENTED)
def test_the_range_is_that_of_the_code(field: FieldInfo, row: dict[str, str]) -> None:
    written = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", row["range"])}
    assert written == set(_bounds(field))


@pytest.mark.parametrize(("field", "row"), DOCUMENTED)
def test_the_choices_are_those_of_the_code(field: FieldInfo, row: dict[str, str]) -> None:
    choices: set[str] = set()
    for part in _inside(field.annotation):
        if get_origin(part) is Literal:
            choices |= set(get_args(part))
        elif part is bool:
            choices |= {"true", "false"}
    named = set(re.findall(r"`([a-z_]+)`", row["range"]))
    if "`monday` to `sunday`" in row["range"]:
        assert {"monday", "sunday"} <= choices and len(choices) == 7
    elif choices:
        assert named == choices


def test_every_equation_names_a_module_that_is_there() -> None:
    text = (PROJECT / "models" / "README.md").read_text(encoding="utf-8")
    modules = set(re.findall(r"`([a-z_]+\.py)`", text))
    there = {path.name for path in (PROJECT / "capplan" / "formulation").glob("*.py")}
    sizing = {path.name for path in (PROJECT / "capplan" / "requirements").rglob("*.py")}
    families = there - {"__init__.py", "build.py", "cost_term.py", "sets.py"}
    assert modules <= there | sizing, f"no such module: {sorted(modules - there - sizing)}"
    assert families <= modules, f"no key or text leads to {sorted(families - modules)}"


def test_every_key_of_a_family_leads_to_its_equation() -> None:
    families = {name for name, field in PlanningModel.model_fields.items() if _section(field.annotation)[0]}
    without = {"solve", "scenario"}
    for key, row in ROWS.items():
        if key.split(".")[0] in families - without:
            assert row["equation"], f"{key} names no equation"


def test_unions_are_looked_into() -> None:
    """The walk over the keys sees through ``Section | None``, or it would miss whole families."""
    hiring = PlanningModel.model_fields["hiring"].annotation
    assert get_origin(hiring) in (UnionType, Union)
    assert "hiring.start_every" in KEYS
    assert "scenario.NAME.change.multiply" in KEYS
