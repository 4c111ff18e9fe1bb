"""One run of a study."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from capplan import __version__
from capplan.load_model import load_model
from capplan.pipeline import Inputs, Line, load
from capplan.scenario import Change
from capplan.studies.result import Done, Failed
from capplan.tables import TABLES

__all__ = ["Case", "Done", "Failed"]


@dataclass(frozen=True)
class Case:
    """A planning model, inputs, a scenario, and further rules and changes on top of it.

    ``name`` is unique in the study and fit for a file name. ``rules`` are laid on the scenario's rules, ``changes``
    are applied after its changes. Can be pickled; equal content has an equal ``key``.
    """

    name: str
    model: Path
    inputs: Path
    scenario: str | None = None
    changes: tuple[Change, ...] = field(default=(), hash=False)
    rules: Mapping[str, Any] = field(default_factory=dict, hash=False)
    line: Line = Line()

    def load(self) -> Inputs:
        """What the line starts from. Raises InvalidInput with every problem at once."""
        return load(self.model, self.inputs, self.scenario, self.changes, self.rules)

    @cached_property
    def key(self) -> str:
        """SHA-256 of all that the result depends on: rules, tables, changes, how it is solved, version of capplan.

        Neither the name nor where the files lie is part of it. Raises InvalidInput where the model is wrong.
        """
        model, changes = load_model(self.model, self.scenario, self.rules)
        content = {
            "capplan": __version__,
            "model": model.model_dump(mode="json", exclude={"scenario"}),
            "scenario": self.scenario,
            "changes": [change.model_dump(mode="json") for change in (*changes, *self.changes)],
            "inputs": _digests(self.inputs),
            "options": vars(self.line.options(model)),
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()

    def described(self) -> dict[str, Any]:
        """All of it for JSON."""
        return {
            "name": self.name,
            "model": str(self.model),
            "inputs": str(self.inputs),
            "scenario": self.scenario,
            "changes": [change.model_dump(mode="json", exclude_defaults=True) for change in self.changes],
            "rules": dict(self.rules),
            "line": vars(self.line),
        }


def _digests(inputs: Path) -> dict[str, str]:
    """The content of the workbook, or of every table in the folder."""
    if inputs.is_file():
        return {"workbook": _digest(inputs, inputs.stat().st_mtime_ns)}
    files = [inputs / table.file for table in TABLES]
    return {file.name: _digest(file, file.stat().st_mtime_ns) for file in files if file.is_file()}


@lru_cache(maxsize=256)
def _digest(file: Path, changed_ns: int) -> str:
    """A study of many cases reads a table once; ``changed_ns`` tells a file from what it was before."""
    return hashlib.sha256(file.read_bytes()).hexdigest()
