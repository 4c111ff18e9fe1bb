"""Follow a job as it goes, by server-sent events, and stop it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from capplan.app.answers import state_of
from capplan.app.jobs import Job, Jobs

__all__ = ["routes"]

STEP_S = 0.15
STILL_HERE_S = 15.0
"""How often a comment is sent while nothing happens, so that a page that has gone is noticed."""


def _job(request: Request) -> Job:
    job = state_of(request).jobs.get(request.path_params["job"])
    if job is None:
        raise HTTPException(404, "There is no such run any more.")
    return job


async def told(request: Request) -> Response:
    """Where the job stands."""
    return JSONResponse(_job(request).told())


async def stop(request: Request) -> Response:
    """Ask the job to end with what it has."""
    job = _job(request)
    state_of(request).jobs.stop(job)
    return JSONResponse(job.told())


async def events(request: Request) -> Response:
    """Everything that the job says, from the first line or from the one after the last that was seen."""
    job, seen = _job(request), request.headers.get("last-event-id", "")
    start = int(seen) + 1 if seen.isdigit() and len(seen) < 9 else 0
    return StreamingResponse(_stream(job, state_of(request).jobs, start), media_type="text/event-stream")


async def _stream(job: Job, jobs: Jobs, start: int) -> AsyncIterator[str]:
    """The events of a job, then its end; it also ends when the app does."""
    place, quiet_s, state = start, 0.0, ""
    while True:
        ended = job.exit_code is not None  # read first: what it said before is all there
        for event in job.events[place:]:
            yield _event("step", event, place)
            place, quiet_s = place + 1, 0.0
        if ended:
            yield _event("end", job.told())
            return
        if job.state != state:
            state = job.state
            yield _event("state", job.told())
        if jobs.closed:
            yield _event("gone", {})
            return
        await asyncio.sleep(STEP_S)
        quiet_s += STEP_S
        if quiet_s >= STILL_HERE_S:
            quiet_s = 0.0
            yield ": still here\n\n"


def _event(kind: str, content: dict[str, Any], number: int | None = None) -> str:
    name = "" if number is None else f"id: {number}\n"
    return f"{name}event: {kind}\ndata: {json.dumps(content)}\n\n"


routes = [
    Route("/api/jobs/{job}", told),
    Route("/api/jobs/{job}/events", events),
    Route("/api/jobs/{job}/stop", stop, methods=["POST"]),
]
