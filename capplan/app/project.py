"""What the project folder holds: planning models with their scenarios, inputs, runs, what-ifs."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from capplan.app.folder import Folder, Outside
from capplan.errors import InvalidInput
from capplan.load_model import load_model
from capplan.read import is_workbook
from capplan.studies.store import runs_in
from capplan.tables import TABLES

__all__ = [
    "OUTPUTS",
    "SCENARIOS",
    "UPLOADS",
    "Model",
    "inputs_in",
    "inputs_place",
    "model_place",
    "models_in",
    "runs",
]

OUTPUTS, SCENARIOS, UPLOADS = "outputs", "scenarios", "uploads"
NEEDED = tuple(table.file for table in TABLES if table.required)
PLANNING = ("periods", "extends")
"""Keys of which a planning model has one; models of shifts and rosters have neither."""


@dataclass(frozen=True)
class Model:
    """A planning model: its place, its title and scenarios, or what is wrong with it."""

    name: str
    title: str
    scenarios: tuple[tuple[str, str], ...] = ()
    fault: str = ""
    gap: float = 0.01
    time_limit_s: float = 300.0


def models_in(folder: Folder) -> list[Model]:
    """The planning models of ``models`` and of the folder itself."""
    places = [*sorted(folder.root.glob("models/*.toml")), *sorted(folder.root.glob("*.toml"))]
    return [
        _model(folder, place)
        for place in places
        if place.is_file() and folder.holds(place) and _is_planning(place)
    ]


def model_place(folder: Folder, name: str) -> Path:
    """The planning model of that name; what it extends is in the folder too. Raises Outside, FileNotFoundError."""
    place = folder.file(name)
    if place.suffix != ".toml":
        raise Outside("not a planning model")
    base = _content(place).get("extends")
    if isinstance(base, str) and not folder.holds(place.parent / base):
        raise Outside("the planning model extends a file outside the project folder")
    return place


def inputs_in(folder: Folder) -> list[str]:
    """The folders of input tables and the workbooks, by name."""
    places = [folder.root, *(place for place in sorted(folder.root.iterdir()) if place.is_dir())]
    places += [each for place in places[1:] for each in _below(place) if each.is_dir()]
    found = [place for place in places[1:] if _has_inputs(place)]
    found += [book for place in places for book in _below(place) if _is_book(book)]
    return [folder.name(place) for place in found if not _hidden(folder, place) and folder.holds(place)]


def inputs_place(folder: Folder, name: str) -> Path:
    """The inputs of that name; every table in them lies in the folder. Raises Outside, FileNotFoundError."""
    place = folder.path(name)
    if is_workbook(place) and place.is_file():
        return place
    if not place.is_dir():
        raise FileNotFoundError(name)
    if not all(folder.holds(place / table.file) for table in TABLES):
        raise Outside("a table is a link that leads out of the project folder")
    return place


def runs(folder: Folder) -> list[dict[str, Any]]:
    """The runs below outputs that have a plan, the newest first; ``run`` is the place below the project folder."""
    outputs = folder.root / OUTPUTS
    if not outputs.is_dir() or not folder.holds(outputs):
        return []
    rows = [{**row, "run": f"{OUTPUTS}/{row['run']}"} for row in runs_in(outputs)]
    return [
        row for row in rows if row["cost_to_serve"] is not None and folder.holds(folder.root / row["run"])
    ]


def _model(folder: Folder, place: Path) -> Model:
    name = folder.name(place)
    try:
        model, _ = load_model(place)
    except InvalidInput as error:
        return Model(name, place.stem, fault=str(error.problems[0]))
    notes = tuple((each, " ".join(entry.note.split())) for each, entry in model.scenario.items())
    return Model(name, model.title or place.stem, notes, "", model.solve.gap, model.solve.time_limit_s)


def _is_planning(place: Path) -> bool:
    content = _content(place)
    return any(key in content for key in PLANNING) or not content


def _content(place: Path) -> dict[str, Any]:
    """The file; nothing where it is no TOML, which checking the model will tell."""
    try:
        return tomllib.loads(place.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return {}


def _below(place: Path) -> list[Path]:
    return sorted(place.iterdir()) if not place.name.startswith((".", "_")) else []


def _has_inputs(place: Path) -> bool:
    return all((place / file).is_file() for file in NEEDED)


def _is_book(place: Path) -> bool:
    return place.is_file() and is_workbook(place) and not place.name.startswith((".", "~"))


def _hidden(folder: Folder, place: Path) -> bool:
    """In a hidden folder, or in outputs, whose workbooks and assumptions are no inputs to begin with."""
    parts = place.relative_to(folder.root).parts
    return any(part.startswith(".") for part in parts) or parts[0] == OUTPUTS
