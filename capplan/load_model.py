"""Loading a planning model: the TOML file, the file it extends, and one scenario, merged and checked.

Merging goes key by key: tables are merged, anything else is replaced. ``hiring = false`` turns a family of
rules off, ``hiring = true`` turns it on with its usual settings. A byte order mark is accepted.
A scenario with a parent adds to what its parents change. Every scenario of the file is checked, not only the one that
is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from capplan.descent import fault_of_parent, lineage
from capplan.errors import InvalidInput, Problem
from capplan.horizon import WEEKDAYS
from capplan.model_problems import model_problems, other_kind
from capplan.nearest import did_you_mean, listing
from capplan.planning_model import PlanningModel
from capplan.scenario import Change
from capplan.toml_file import read_toml
from capplan.toml_lines import Path as KeyPath
from capplan.toml_lines import key_lines, line_of

__all__ = ["load_model"]

FAMILIES = tuple(name for name, entry in PlanningModel.model_fields.items() if entry.default is None)

Tree = dict[str, Any]


@dataclass(frozen=True)
class _Source:
    """One TOML file: its name, its content, and where its keys stand."""

    file: str
    content: Tree
    lines: dict[KeyPath, int]

    def has(self, path: KeyPath) -> bool:
        """Whether the file has something at ``path``."""
        here: Any = self.content
        for part in path:
            in_table = isinstance(here, dict) and part in here
            in_array = isinstance(here, list) and isinstance(part, int) and part < len(here)
            if not (in_table or in_array):
                return False
            here = here[part]
        return True


def load_model(
    path: Path, scenario: str | None = None, rules: Mapping[str, Any] | None = None
) -> tuple[PlanningModel, tuple[Change, ...]]:
    """The planning model with the rules of the scenario, and the scenario's changes of the inputs.

    ``rules`` are laid on top, as those of a scenario are. Raises InvalidInput with every problem of the file, of the
    file it extends, of all its scenarios, and of ``rules``.
    """
    sources = _sources(path)
    tree: Tree = {}
    for source in reversed(sources):
        tree = _merge(tree, {key: value for key, value in source.content.items() if key != "extends"})
    if other := other_kind(path.name, tree):
        raise InvalidInput(other)
    model, problems = _checked(tree, sources, None)
    scenarios = tree.get("scenario")
    names = list(scenarios) if isinstance(scenarios, dict) else []
    if scenario is not None and scenario not in names:
        problems.append(
            Problem(
                sources[0].file,
                "there is no such scenario",
                column="scenario",
                value=scenario,
                allowed=listing(names) or "none: the file has no scenario",
                cause=did_you_mean(scenario, names),
            )
        )
    chosen = model
    own: tuple[Change, ...] = ()
    if model is not None:
        parents = {name: entry.parent for name, entry in model.scenario.items()}
        problems += _parent_problems(parents, sources)
        for name in (*parents, *([None] if rules and scenario is None else [])):
            line = [] if name is None else [model.scenario[each] for each in lineage(name, parents)]
            on_top = [rules] if rules and name == scenario else []
            changed, more = _checked(_laid(tree, [*(each.rules for each in line), *on_top]), sources, name)
            problems += more
            if name == scenario:
                chosen, own = changed, tuple(change for each in line for change in each.change)
    if problems or chosen is None:
        raise InvalidInput(list(dict.fromkeys(problems)))
    return chosen, own


def _sources(path: Path) -> list[_Source]:
    """The file and the one that it extends, if any."""
    first = _parse(path, path.name)
    base = first.content.get("extends")
    if base is None:
        return [first]
    line = line_of(("extends",), first.lines)
    if not isinstance(base, str):
        raise InvalidInput(
            [Problem(path.name, "not a file name", line, "extends", str(base), 'text as "base.toml"')]
        )
    other = path.parent / base
    if not other.is_file():
        near = [entry.name for entry in path.parent.glob("*.toml") if entry.name != path.name]
        raise InvalidInput(
            [
                Problem(
                    path.name,
                    "the file is not there",
                    line,
                    "extends",
                    base,
                    listing(sorted(near)) or None,
                    did_you_mean(base, near),
                )
            ]
        )
    if other.resolve() == path.resolve():
        raise InvalidInput(
            [Problem(path.name, "the file extends itself", line, "extends", base, "another file")]
        )
    second = _parse(other, base)
    if "extends" in second.content:
        again = second.content["extends"]
        circle = isinstance(again, str) and (other.parent / again).resolve() == path.resolve()
        what = "the two files extend each other" if circle else "the file extends one that extends another"
        raise InvalidInput(
            [
                Problem(
                    path.name,
                    what,
                    line,
                    "extends",
                    base,
                    "one level: a file that extends nothing",
                    f"{base} extends {again}.",
                )
            ]
        )
    return [first, second]


def _parse(path: Path, name: str) -> _Source:
    text, content = read_toml(path, name)
    return _Source(name, content, key_lines(text))


def _merge(base: Tree, over: Tree) -> Tree:
    """``over`` laid on ``base``; see the head of the module."""
    merged = dict(base)
    for key, value in over.items():
        here = merged.get(key)
        merged[key] = _merge(here, value) if isinstance(here, dict) and isinstance(value, dict) else value
    return merged


def _laid(tree: Tree, overlays: Sequence[Mapping[str, Any]]) -> Tree:
    """All overlays laid on ``tree``, one after the other."""
    for overlay in overlays:
        tree = _merge(tree, dict(overlay))
    return tree


def _switched(tree: Tree) -> Tree:
    """Families written as true or false: on with their usual settings, or off."""
    on = {key: {} if value is True and key in FAMILIES else value for key, value in tree.items()}
    return {key: value for key, value in on.items() if not (value is False and key in FAMILIES)}


def _checked(
    tree: Tree, sources: list[_Source], scenario: str | None
) -> tuple[PlanningModel | None, list[Problem]]:
    """The planning model of a merged tree, or the problems with the place each comes from."""

    def place(path: KeyPath) -> tuple[str, int | None, str]:
        prefixes: list[KeyPath] = [("scenario", scenario, "rules")] if scenario is not None else []
        for prefix in [*prefixes, ()]:
            for source in sources:
                for shorter in (path, path[:-1]):
                    full = (*prefix, *shorter)
                    if shorter and source.has(full):
                        return source.file, line_of((*prefix, *path), source.lines), _words((*prefix, *path))
        return sources[0].file, None, _words(path)

    try:
        model = PlanningModel.model_validate(_switched(tree))
    except ValidationError as error:
        return None, model_problems(error, place)
    return model, [*_start_problems(model, place), *_resilience_problems(model, place)]


def _words(path: KeyPath) -> str:
    """A path as it is written: ``scenario.surge.change[0].table``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _parent_problems(parents: Mapping[str, str | None], sources: list[_Source]) -> list[Problem]:
    """Parents that are not there, and scenarios that come from themselves."""
    problems = []
    for name, parent in parents.items():
        fault = fault_of_parent(name, parents)
        if fault is None or parent is None:
            continue
        path = ("scenario", name, "parent")
        source = next(source for source in sources if source.has(path))
        others = [other for other in parents if other != name]
        allowed = listing(others) or "none: the file has no other scenario"
        cause = did_you_mean(parent, others)
        line = line_of(path, source.lines)
        problems.append(Problem(source.file, fault, line, _words(path), parent, allowed, cause))
    return problems


def _start_problems(model: PlanningModel, place: Any) -> list[Problem]:
    """A start that is not the first day of a period."""
    file, line, key = place(("start",))
    if model.period == "month":
        if model.start.day == 1:
            return []
        return [
            Problem(
                file, "a month begins on day 1", line, key, str(model.start), str(model.start.replace(day=1))
            )
        ]
    day = WEEKDAYS[model.start.weekday()]
    if day == model.first_day:
        return []
    after = (model.start.weekday() - WEEKDAYS.index(model.first_day)) % 7
    near = model.start.toordinal() - (after if after <= 3 else after - 7)
    return [
        Problem(
            file,
            f"the plan starts on a {day}, but first_day is {model.first_day}",
            line,
            key,
            str(model.start),
            f"a {model.first_day}",
            f"Did you mean {model.start.fromordinal(near)}?",
        )
    ]


def _resilience_problems(model: PlanningModel, place: Any) -> list[Problem]:
    """Priorities that the model does not know, and a rule that begins after the plan."""
    rules, known = model.resilience, [*model.coverage.unmet_price, *model.coverage.must_meet]
    if rules is None:
        return []
    file, line, key = place(("resilience", "priorities"))
    problems = [
        Problem(
            file,
            "the model has no unmet_price for it and it is not in must_meet",
            line,
            key,
            priority,
            listing(known),
            did_you_mean(priority, known),
        )
        for priority in rules.priorities
        if priority not in known
    ]
    if rules.first_period >= model.periods:
        file, line, key = place(("resilience", "first_period"))
        last = f"0 to {model.periods - 1}"
        problems.append(
            Problem(file, "the plan ends before the rule begins", line, key, str(rules.first_period), last)
        )
    return problems
