"""Scenarios: stated changes of rules and inputs, laid on a planning model and on one another."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from capplan.section import Section

__all__ = ["Change", "Scenario", "ScenarioName"]


def _folder_name(name: str) -> str:
    """A scenario names the folder of its run, beside ``base``, the requirement folders and the re-plans."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
        raise ValueError(
            "a scenario is named with letters, digits, _ and - only: its run folder has its name"
        )
    if name == "base" or name.startswith(("requirement-", "replan-")):
        raise ValueError(f"the folder {name} is taken; give the scenario another name")
    return name


ScenarioName = Annotated[str, AfterValidator(lambda name: _folder_name(name))]


def _several(labels: object) -> object:
    return (labels,) if isinstance(labels, str) else labels


Labels = Annotated[tuple[str, ...], BeforeValidator(_several), Field(min_length=1)]
"""One label or a list of them."""


class Change(Section):
    """One stated change of an input table: which rows (``where``, ``date_from``, ``date_to``) and what."""

    table: str
    where: dict[str, Labels] = {}
    date_from: date | None = None
    date_to: date | None = None
    column: str | None = None
    multiply: float | None = None
    add: float | None = None
    set: str | float | None = None
    remove: bool = False
    copy_as: dict[str, str | float] | None = None  # more rows like these, but for these cells

    @model_validator(mode="after")
    def _one_action(self) -> Change:
        of_rows = [self.remove, self.copy_as is not None]
        actions = [self.multiply is not None, self.add is not None, self.set is not None, *of_rows]
        if sum(actions) != 1:
            raise ValueError("a change needs exactly one of multiply, add, set, copy_as or remove = true")
        if not any(of_rows) and self.column is None:
            raise ValueError("a change of values needs the column it changes")
        return self


class Scenario(Section):
    """A named overlay: a note, changed rules, changed inputs, all on top of what its parent changes."""

    note: str = ""
    parent: str | None = None
    rules: dict[str, object] = {}
    change: tuple[Change, ...] = ()
