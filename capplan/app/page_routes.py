"""The pages: plan, scenarios side by side, runs, one run; and the files that they link."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from capplan.app.answers import page, state_of
from capplan.app.folder import FILE_KINDS, Folder
from capplan.app.levers import EXIT_RATE, FACTORS, vendors_of
from capplan.app.project import inputs_in, inputs_place, models_in, runs
from capplan.app.side_by_side import MOST_RUNS, side_by_side, summary_of
from capplan.errors import InvalidInput
from capplan.page.charts import ORDER
from capplan.read import read_tables

__all__ = ["routes"]

SANDBOX = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data:; font-src data:; frame-ancestors 'self'"
)
"""A page of a run may move and sort, but it is of no origin: it cannot ask the app for anything."""

PAGES = ("report.html", "tradeoffs.html")
DOWNLOADS = (
    ("plan.xlsx", "workbook"),
    ("report.html", "page"),
    ("report.pdf", "PDF"),
    ("summary.json", "summary"),
)
MOST_ROWS = 12


def plan(request: Request) -> Response:
    """Choose a model and inputs, and plan."""
    folder = state_of(request).folder
    found = next(iter(runs(folder)), None)
    sentence = "" if found is None else summary_of(folder.path(found["run"])).get("sentence", "")
    latest = None if found is None else {**found, "sentence": sentence}
    return page(request, "plan", latest=latest, **_choice(request))


def scenarios(request: Request) -> Response:
    """Levers, and plans side by side."""
    folder = state_of(request).folder
    found = runs(folder)
    known = {row["run"] for row in found}
    asked = [name for name in request.query_params.getlist("run") if name in known][:MOST_RUNS]
    chosen = asked or [row["run"] for row in found if row["study"] is None][:2][::-1]
    beside = side_by_side([(name, folder.path(name)) for name in chosen])
    if beside is not None:
        heads = tuple((name, run, _note(folder, run), mark) for name, run, _, mark in beside.heads)
        beside = type(beside)(beside.currency, heads, beside.lines, beside.fault)
    return page(
        request, "scenarios", runs=found[:60], chosen=chosen, beside=beside, levers=FACTORS,
        vendors=_vendors(request), exit_rate=EXIT_RATE, **_choice(request),
    )  # fmt: skip


def run_list(request: Request) -> Response:
    """All runs."""
    return page(request, "runs", runs=runs(state_of(request).folder))


def run(request: Request) -> Response:
    """One run: the answer, what it costs, pictures, why, downloads."""
    folder = state_of(request).folder
    name = request.query_params.get("run", "")
    place = folder.path(name)
    summary = summary_of(place)
    if not summary:
        raise FileNotFoundError(name)
    calendar = _rows(place / "hiring_calendar.csv")
    pages = [each for each in PAGES if (place / each).is_file()]
    answers = sorted(place.parent.glob(f"explain-{place.name}*/explain.html"))
    return page(
        request, "run", run=folder.name(place), summary=summary, note=_note(folder, name), pages=pages,
        downloads=[(file, label) for file, label in DOWNLOADS if (place / file).is_file()],
        files=sorted(each.name for each in place.glob("*.csv")), calendar=calendar[:MOST_ROWS],
        more=max(len(calendar) - MOST_ROWS, 0),
        pictures=_in_order(each.name for each in place.glob("plots/*.svg") if folder.holds(each)),
        answers=[folder.name(each) for each in answers if folder.holds(each)],
    )  # fmt: skip


def file(request: Request) -> Response:
    """A file of the project folder: to keep, or with ``show`` to look at."""
    folder = state_of(request).folder
    place = folder.file(request.path_params["path"])
    kind = FILE_KINDS[place.suffix.lower()]
    show = "show" in request.query_params or kind.startswith("image/")
    headers = {"content-security-policy": SANDBOX}
    if show and place.suffix.lower() == ".html":
        headers["cross-origin-resource-policy"] = "same-origin"
    return FileResponse(
        place, media_type=kind, filename=_file_name(folder, place), headers=headers,
        content_disposition_type="inline" if show else "attachment",
    )  # fmt: skip


def _in_order(names: Iterable[str]) -> list[str]:
    """The pictures in the order in which planners look at them, others after them."""
    known = [f"{name}.svg" for name in ORDER]
    return sorted(names, key=lambda name: (known.index(name) if name in known else len(known), name))


def _file_name(folder: Folder, place: Path) -> str:
    """A name that tells the run when the file lies among others: quarterly-base-plan.xlsx."""
    parts = place.relative_to(folder.root).parts
    return "-".join(parts[-3:]) if parts[0] == "outputs" else place.name


def _choice(request: Request) -> dict[str, Any]:
    """The models and inputs to choose from, and what is chosen."""
    state, asked = state_of(request), request.query_params
    models, inputs = models_in(state.folder), inputs_in(state.folder)
    state.chosen |= {name: asked[name] for name in ("model", "inputs") if asked.get(name)}
    model, mine = state.chosen.get("model"), state.chosen.get("inputs", "")
    return {
        "models": models,
        "model": next((each for each in models if each.name == model), models[0] if models else None),
        "inputs": inputs,
        "chosen_inputs": mine if mine in inputs else (inputs[0] if inputs else ""),
        "scenario": asked.get("scenario", ""),
    }


def _vendors(request: Request) -> list[str]:
    """The vendors of the chosen inputs; none where these cannot be read."""
    choice = _choice(request)
    try:
        place = inputs_place(state_of(request).folder, choice["chosen_inputs"]) if choice["inputs"] else None
        return [] if place is None else vendors_of(read_tables(place))
    except InvalidInput:
        return []


def _note(folder: Folder, run: str) -> str:
    """What the scenario or the what-if of a run asks, where it says so."""
    try:
        told = json.loads((folder.path(run) / "run.json").read_text(encoding="utf-8"))
        rules = json.loads((folder.path(run) / "assumptions/planning_model.json").read_text(encoding="utf-8"))
        entry = (rules.get("scenario") or {}).get(told.get("scenario") or "", {})
        what_if = told.get("what_if_note") or ""
        return " ".join(filter(None, [" ".join(str(entry.get("note", "")).split()), what_if]))
    except (OSError, ValueError, AttributeError):
        return ""


def _rows(place: Path) -> list[dict[str, str]]:
    import csv

    if not place.is_file():
        return []
    with place.open(encoding="utf-8", newline="") as content:
        return list(csv.DictReader(content))


routes = [
    Route("/", plan),
    Route("/scenarios", scenarios),
    Route("/runs", run_list),
    Route("/run", run),
    Route("/file/{path:path}", file),
]
