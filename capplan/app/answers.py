"""What all pages and requests share: the state of the app, pages from templates, errors as JSON, bodies read."""

from __future__ import annotations

import json
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from capplan import __version__
from capplan.app.folder import Folder, Outside
from capplan.app.guard import Secrets
from capplan.app.jobs import Busy, Jobs
from capplan.app.table_file import Changed
from capplan.errors import CapplanError, InvalidInput, Problem
from capplan.report.wording import number, percent, short_number

__all__ = ["MOST_JSON", "USER_ERRORS", "State", "body", "failed", "json_route", "page", "state_of"]

MOST_JSON = 2_000_000  # bytes of what the page sends as JSON

Asked = TypeVar("Asked", bound=BaseModel)


@dataclass
class State:
    """The app as it runs: ``before`` are the tables as they were before they were last saved or replaced, ``chosen``
    the planning model and the inputs that were chosen last.
    """

    folder: Folder
    jobs: Jobs
    secrets: Secrets
    before: dict[Path, bytes] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)
    saving: threading.Lock = field(default_factory=threading.Lock)


def state_of(request: Request) -> State:
    """The state of the app that the request came to."""
    state: State = request.app.state.capplan
    return state


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("capplan.app", "templates"),
        autoescape=select_autoescape(["j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number, "percent": percent, "short": short_number}
    environment.globals["parts"] = environment.get_template("parts.html.j2").module
    return environment


TEMPLATES = _environment()


def page(request: Request, name: str, status: int = 200, **content: object) -> HTMLResponse:
    """The page of a template; runs under way are shown on every page."""
    state = state_of(request)
    common = {
        "here": request.url.path,
        "change": state.secrets.change,
        "project": state.folder.root.name,
        "running": [job.id for job in state.jobs.running()],
        "version": __version__,
    }
    return HTMLResponse(TEMPLATES.get_template(f"{name}.html.j2").render({**common, **content}), status)


async def body(request: Request, most: int) -> bytes:
    """The body of a request. Raises HTTPException 413 as soon as it is known to be longer than ``most`` bytes."""
    too_large = HTTPException(413, f"More than {most // 1_000_000} MB are not taken.")
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > most:
        raise too_large
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > most:
            raise too_large
    return bytes(content)


def json_route(
    kind: type[Asked], answer: Callable[[State, Asked], Mapping[str, Any]]
) -> Callable[[Request], Awaitable[Response]]:
    """A request whose body is ``kind`` as JSON; ``answer`` is called off the loop, and its errors become answers."""

    async def route(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            raise HTTPException(415, "JSON is expected.")
        content = await body(request, MOST_JSON)
        try:
            asked = kind.model_validate(json.loads(content))
        except ValidationError as error:
            problems = [_of_field(found) for found in error.errors(include_url=False)]
            return JSONResponse({"message": "The request is not understood.", "problems": problems}, 422)
        except ValueError:
            raise HTTPException(400, "No JSON.") from None
        return await run_in_threadpool(_answered, answer, state_of(request), asked)

    return route


def _answered(answer: Callable[[State, Asked], Mapping[str, Any]], state: State, asked: Asked) -> Response:
    try:
        return JSONResponse(dict(answer(state, asked)))
    except USER_ERRORS as error:
        return failed(error)


USER_ERRORS = (CapplanError, Busy, Changed, Outside, OSError)
"""What a user can cause; anything else is a fault of the app."""


def failed(error: Exception) -> Response:
    """The answer to one of ``USER_ERRORS``."""
    if isinstance(error, InvalidInput):
        problems = [vars(problem) for problem in error.problems]
        return JSONResponse({"message": _counted(len(problems)), "problems": problems}, 422)
    if isinstance(error, (Busy, Changed)):
        return JSONResponse({"message": str(error), "problems": []}, 409)
    if isinstance(error, Outside):
        return JSONResponse({"message": f"Not allowed: {error}.", "problems": []}, 403)
    if isinstance(error, FileNotFoundError):
        return JSONResponse({"message": "There is no such file.", "problems": []}, 404)
    if isinstance(error, OSError):
        return JSONResponse(
            {"message": f"The file cannot be written: {error.strerror}.", "problems": []}, 409
        )
    return JSONResponse({"message": str(error), "problems": []}, 422)


def _counted(count: int) -> str:
    return f"{count} problem{'s' if count != 1 else ''} found. Nothing was written."


def _of_field(found: Any) -> dict[str, Any]:
    name = ".".join(str(part) for part in found["loc"])
    return vars(Problem("request", found["msg"], column=name or None))
