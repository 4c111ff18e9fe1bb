"""Tables of inputs: the list, one of them as a grid, saving edits, taking the last save back, handing files in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from capplan.app.answers import USER_ERRORS, State, body, failed, json_route, page, state_of
from capplan.app.folder import Outside, name_fault
from capplan.app.project import UPLOADS, inputs_in, inputs_place, models_in
from capplan.app.table_file import Edits, edited, read_file
from capplan.app.upload import MOST_BYTES, checked
from capplan.errors import CapplanError, InvalidInput, Problem
from capplan.read import is_workbook
from capplan.tables import TABLES, Table, by_name
from capplan.workbook.save import save_whole

__all__ = ["routes"]

ROWS_SHOWN = 100
MOST_UNDONE = 50  # files of which the version before is kept


class AskedTable(BaseModel):
    """A table of inputs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    inputs: Annotated[str, Field(max_length=400)]
    table: Annotated[str, Field(max_length=80)]


class AskedEdits(AskedTable):
    """What to save in it."""

    edits: Edits


def tables(request: Request) -> Response:
    """The tables of the chosen inputs."""
    state = state_of(request)
    names = inputs_in(state.folder)
    chosen = request.query_params.get("inputs", names[0] if names else "")
    place = inputs_place(state.folder, chosen) if chosen else None
    book = place is not None and is_workbook(place)
    rows = [] if place is None or book else [_line(place, table) for table in TABLES]
    return page(
        request, "tables", inputs=names, chosen=chosen, rows=rows, is_book=book,
        most_mb=MOST_BYTES // 1_000_000,
    )  # fmt: skip


def table(request: Request) -> Response:
    """One table as a grid, a page of rows at a time."""
    state, asked = state_of(request), request.query_params
    inputs, found = asked.get("inputs", "inputs"), _table(asked.get("table", ""))
    place = _file(state, inputs, found)
    models = [model.name for model in models_in(state.folder)]
    model = state.chosen.get("model", "")
    common: dict[str, Any] = {"inputs": inputs, "table": found, "models": models, "model": model}
    try:
        file = read_file(place, found)
    except InvalidInput as error:
        return page(request, "table", fault=str(error), **common)
    sought = asked.get("find", "")[:100]
    rows = file.found(sought)
    last = max((len(rows) - 1) // ROWS_SHOWN, 0)
    number = min(int(asked["page"]), last) if asked.get("page", "").isdecimal() else 0
    shown = rows[number * ROWS_SHOWN : (number + 1) * ROWS_SHOWN]
    return page(
        request, "table", fault="", file=file, shown=shown, count=len(rows), find=sought, number=number,
        last=last, can_undo=place in state.before, **common,
    )  # fmt: skip


def save(state: State, asked: AskedEdits) -> dict[str, Any]:
    """Write the edits."""
    found = _table(asked.table)
    place = _file(state, asked.inputs, found)
    with state.saving:
        file = read_file(place, found)
        text = edited(file, asked.edits)
        _keep(state, place, text.encode())
    return {"message": f"{found.file} is saved.", "digest": read_file(place, found).digest}


def undo(state: State, asked: AskedTable) -> dict[str, Any]:
    """Put back the file as it was before it was last saved or replaced."""
    found = _table(asked.table)
    place = _file(state, asked.inputs, found)
    with state.saving:
        before = state.before.get(place)
        if before is None:
            raise CapplanError(f"Nothing was saved in {found.file} since the app started.")
        _keep(state, place, before)
    return {"message": f"{found.file} is as it was before."}


async def upload(request: Request) -> Response:
    """Take a file: a table into the inputs chosen, a workbook into uploads."""
    state, asked = state_of(request), request.query_params
    content = await body(request, MOST_BYTES)
    try:
        told = await run_in_threadpool(_taken, state, asked.get("inputs", ""), asked.get("name", ""), content)
    except USER_ERRORS as error:
        return failed(error)
    return JSONResponse(told)


def _taken(state: State, inputs: str, name: str, content: bytes) -> dict[str, Any]:
    fault = name_fault(name)
    if fault is not None:
        raise InvalidInput([Problem("upload", fault, value=name[:80])])
    kept = checked(name, content)
    if kept.table is not None:
        place = inputs_place(state.folder, inputs)
        if is_workbook(place):
            raise InvalidInput([Problem(name, "a table goes into a folder of inputs, not into a workbook")])
        inputs = state.folder.name(place)
    to = f"{UPLOADS}/{name}" if kept.table is None else f"{inputs}/{name}"
    with state.saving:
        _keep(state, state.folder.target(to), kept.content)
    return {
        "message": f"{to} is written.",
        "notes": list(kept.notes),
        "inputs": to if kept.table is None else inputs,
    }


def _keep(state: State, place: Path, content: bytes) -> None:
    """Write a file, and remember what was there."""
    if place.is_symlink():
        raise Outside("a link is not written to")
    if place.is_file():
        state.before.pop(place, None)
        state.before[place] = place.read_bytes()
        for oldest in list(state.before)[:-MOST_UNDONE]:
            del state.before[oldest]
    save_whole(content, place)


def _table(name: str) -> Table:
    try:
        return by_name(name)
    except KeyError:
        raise FileNotFoundError(name) from None


def _file(state: State, inputs: str, found: Table) -> Path:
    """The file of a table, which is there. Raises Outside, FileNotFoundError."""
    place = inputs_place(state.folder, inputs)
    if is_workbook(place):
        raise Outside("a workbook is edited in a spreadsheet program")
    return state.folder.file(f"{state.folder.name(place)}/{found.file}")


def _line(place: Path, found: Table) -> dict[str, Any]:
    """A table of the list: its rows, or that it is not there."""
    path = place / found.file
    rows = None
    if path.is_file():
        with path.open("rb") as file:
            rows = max(sum(1 for line in file if line.strip()) - 1, 0)
    return {"table": found, "rows": rows}


routes = [
    Route("/tables", tables),
    Route("/table", table),
    Route("/api/table", json_route(AskedEdits, save), methods=["POST"]),
    Route("/api/table/undo", json_route(AskedTable, undo), methods=["POST"]),
    Route("/api/upload", upload, methods=["POST"]),
]
