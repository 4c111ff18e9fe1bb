"""Start and stop: a plan, a check, an explanation, a comparison; each is the command of that name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.routing import Route

from capplan.app.answers import State, json_route
from capplan.app.folder import Outside, name_fault
from capplan.app.levers import Levers, what_if_of
from capplan.app.project import OUTPUTS, SCENARIOS, inputs_place, model_place
from capplan.errors import InvalidInput, Problem
from capplan.read import read_tables
from capplan.what_if import load_what_if, what_if_text
from capplan.workbook.save import save_whole

__all__ = ["routes"]

Name = Annotated[str, Field(max_length=400)]
TALK = ("--json", "--log-format", "json")
EXPLAIN_S = 60.0


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AskedCheck(_Asked):
    """Inputs to check with a planning model."""

    model: Name
    inputs: Name
    scenario: Annotated[str, Field(pattern=r"^([A-Za-z0-9][A-Za-z0-9_-]*)?$", max_length=200)] = ""


class AskedPlan(AskedCheck):
    """A plan; ``levers`` that are moved become a what-if called ``name``."""

    time_limit_s: Annotated[float, Field(gt=0.0, le=86_400.0)] | None = None
    gap: Annotated[float, Field(ge=0.0, le=1.0)] | None = None
    levers: Levers = Levers()
    name: Annotated[str, Field(max_length=80)] = ""


class AskedWhy(_Asked):
    """A question to a plan: all of it, or why a class or a contract, or a site, queue or week."""

    run: Name
    about: Literal["", "class", "contract", "site", "queue", "week"] = ""
    which: Annotated[str, Field(max_length=200)] = ""


class AskedDifference(_Asked):
    """Two plans, from the first to the second."""

    before: Name
    after: Name


def start_check(state: State, asked: AskedCheck) -> dict[str, Any]:
    """Start ``capplan check``."""
    model, inputs = _chosen(state, asked)
    scenario = ["--scenario", asked.scenario] if asked.scenario else []
    arguments = ["check", "--json", "--inputs", inputs, *scenario, "--", model]
    return state.jobs.start("check", f"Check of {inputs}", f"the check of {inputs}", arguments).told()


def start_plan(state: State, asked: AskedPlan) -> dict[str, Any]:
    """Start ``capplan plan``, with the levers as a what-if where one is moved."""
    model, inputs = _chosen(state, asked)
    if not asked.levers.words and asked.name:
        raise InvalidInput([_wrong("name", "a plan without levers has the name of its scenario", asked.name)])
    what_if, idle = _what_if(state, asked) if asked.levers.words else (None, [])
    name = what_if.stem if what_if is not None else asked.scenario or "base"
    run = f"{OUTPUTS}/{Path(model).stem}/{name}"
    state.folder.path(run)  # no link leads out
    options = ["--inputs", inputs, "--outputs", OUTPUTS, *TALK]
    options += ["--scenario", asked.scenario] if asked.scenario else []
    options += ["--what-if", state.folder.name(what_if)] if what_if is not None else []
    options += ["--time-limit", f"{asked.time_limit_s!r}"] if asked.time_limit_s is not None else []
    options += ["--gap", f"{asked.gap!r}"] if asked.gap is not None else []
    job = state.jobs.start(
        "plan", f"Plan of {Path(model).stem}, {name}", run, ["plan", *options, "--", model]
    )
    return {**job.told(), "idle": idle}


def start_explain(state: State, asked: AskedWhy) -> dict[str, Any]:
    """Start ``capplan explain``."""
    run = _run(state, asked.run)
    which = asked.which.strip()
    if asked.about and not which:
        raise InvalidInput([_wrong("which", f"which {asked.about} is meant?", "")])
    why = {"class": f"class {which}", "contract": f"contract {which}"}.get(asked.about)
    question = [f"--why={why}"] if why is not None else [f"--{asked.about}={which}"] if asked.about else []
    options = ["--json", "--time-limit", f"{EXPLAIN_S:g}", *question]
    title = f"Why {asked.about} {which}".rstrip() if asked.about else f"Why {run} is as it is"
    return state.jobs.start("explain", title, f"the answer on {run}", ["explain", *options, "--", run]).told()


def start_difference(state: State, asked: AskedDifference) -> dict[str, Any]:
    """Start ``capplan compare``."""
    before, after = _run(state, asked.before), _run(state, asked.after)
    to = f"{OUTPUTS}/compare/{_slug(before)}-{_slug(after)}"
    state.folder.path(to)
    arguments = ["compare", "--json", "--to", to, "--", before, after]
    return state.jobs.start("difference", f"From {before} to {after}", to, arguments).told()


def _chosen(state: State, asked: AskedCheck) -> tuple[str, str]:
    """Model and inputs by name, both in the folder."""
    model, inputs = model_place(state.folder, asked.model), inputs_place(state.folder, asked.inputs)
    return state.folder.name(model), state.folder.name(inputs)


def _run(state: State, name: str) -> str:
    """A run by name. Raises Outside, FileNotFoundError."""
    place = state.folder.path(name)
    if place.relative_to(state.folder.root).parts[0] != OUTPUTS:
        raise Outside("runs lie below outputs")
    if not (place / "summary.json").is_file():
        raise FileNotFoundError(name)
    return state.folder.name(place)


def _what_if(state: State, asked: AskedPlan) -> tuple[Path, list[str]]:
    """The file of the what-if, written, and the levers that the inputs have nothing for."""
    scenario, idle = what_if_of(asked.levers, read_tables(inputs_place(state.folder, asked.inputs)))
    if not scenario.rules and not scenario.change:
        raise InvalidInput(
            [_wrong("levers", "the inputs have nothing that these levers move", ", ".join(idle))]
        )
    name = asked.name.strip() or _slug(f"{asked.scenario}_{asked.levers.name}".strip("_"))
    fault = name_fault(f"{name}.toml") or (None if _slug(name) == name else "only letters, digits, _ and -")
    if fault is not None:
        raise InvalidInput([_wrong("name", fault, name)])
    place, text = state.folder.target(f"{SCENARIOS}/{name}.toml"), what_if_text(scenario)
    if place.is_file() and place.read_text(encoding="utf-8") != text:
        allowed = "a name that no file in scenarios has with other levers"
        raise InvalidInput([_wrong("name", "the name is taken", name, allowed)])
    save_whole(text.encode(), place)
    try:
        load_what_if(place)
    except InvalidInput:
        place.unlink()  # a name that no scenario may have
        raise
    return place, idle


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "_", text.removeprefix(f"{OUTPUTS}/"))[:100]


def _wrong(field: str, message: str, value: str, allowed: str | None = None) -> Problem:
    return Problem("request", message, column=field, value=value, allowed=allowed)


routes = [
    Route("/api/check", json_route(AskedCheck, start_check), methods=["POST"]),
    Route("/api/plan", json_route(AskedPlan, start_plan), methods=["POST"]),
    Route("/api/explain", json_route(AskedWhy, start_explain), methods=["POST"]),
    Route("/api/difference", json_route(AskedDifference, start_difference), methods=["POST"]),
]
