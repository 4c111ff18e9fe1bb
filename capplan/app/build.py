"""The app as one value: pages and requests, behind the guard."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from capplan.app import book_routes, job_routes, page_routes, plan_routes, table_routes
from capplan.app.answers import State, page
from capplan.app.folder import Folder, Outside
from capplan.app.guard import Guard, Secrets
from capplan.app.jobs import Jobs
from capplan.errors import CapplanError
from capplan.report.pages import LOOK

__all__ = ["LOOPBACK_NAMES", "build"]

LOOPBACK_NAMES = ("127.0.0.1", "localhost")
STATIC = Path(__file__).parent / "static"


def build(folder: Folder, jobs: Jobs, secrets: Secrets, port: int) -> Guard:
    """The app for the project ``folder``, reached at ``port`` of the loopback address."""
    app = Starlette(
        routes=[
            *page_routes.routes,
            *table_routes.routes,
            *book_routes.routes,
            *plan_routes.routes,
            *job_routes.routes,
            Route("/look.css", _look),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        exception_handlers={
            HTTPException: _wrong_request,
            Outside: _told,
            FileNotFoundError: _told,
            CapplanError: _told,
        },
    )
    app.state.capplan = State(folder, jobs, secrets)
    hosts = frozenset(f"{name}:{port}" for name in LOOPBACK_NAMES)
    return Guard(app, secrets, hosts, f"capplan_{port}")


def _look(_: Request) -> Response:
    """The look of all pages, those of runs and these."""
    return FileResponse(LOOK, media_type="text/css")


def _wrong_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _said(request, error.detail, error.status_code)


def _told(request: Request, error: Exception) -> Response:
    """An error that a user can cause, as a page or as JSON."""
    if isinstance(error, Outside):
        return _said(request, f"Not allowed: {error}.", 403)
    if isinstance(error, FileNotFoundError):
        return _said(request, "There is no such file, table or run in this project.", 404)
    return _said(request, str(error), 422)


def _said(request: Request, message: str, status: int) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"message": message, "problems": []}, status)
    return page(request, "message", status, message=message)
