"""The server: bound to the loopback address, ended by a signal, and with it every run that it started."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from capplan.app.build import build
from capplan.app.door import LOOPBACK
from capplan.app.folder import Folder
from capplan.app.guard import Secrets
from capplan.app.jobs import Jobs

__all__ = ["Site", "serve", "site_of"]

WAIT_S = 1  # for pages that still listen when the app ends
STEP_S = 0.02


@dataclass(frozen=True)
class Site:
    """The app before it serves: its address with the token, its jobs, the socket that it is bound to."""

    link: str
    jobs: Jobs
    server: uvicorn.Server
    door: socket.socket


def site_of(folder: Path, door: socket.socket) -> Site:
    """The app for ``folder`` at the socket ``door``, with secrets of its own."""
    port: int = door.getsockname()[1]
    secrets, jobs = Secrets(), Jobs(folder.resolve())
    config = uvicorn.Config(
        build(Folder.at(folder), jobs, secrets, port),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        lifespan="off",
        timeout_graceful_shutdown=WAIT_S,
    )
    return Site(f"http://{LOOPBACK}:{port}/?token={secrets.token}", jobs, uvicorn.Server(config), door)


def serve(site: Site, ready: Callable[[], None], ending: Callable[[int], None]) -> None:
    """Serve until a signal comes; then end every run, telling ``ending`` how many. ``ready``: once it serves.

    Raises KeyboardInterrupt after Ctrl-C, as a command does that Ctrl-C ends.
    """
    threading.Thread(target=_watch, args=(site, ready), daemon=True).start()
    try:
        site.server.run(sockets=[site.door])
    finally:
        site.door.close()
        if site.jobs.running():
            ending(len(site.jobs.running()))
        site.jobs.close()


def _watch(site: Site, ready: Callable[[], None]) -> None:
    """Call ``ready`` as soon as the server answers; when it is to end, let no new run start and no page wait."""
    pause, server = threading.Event(), site.server
    while not server.started and not server.should_exit:
        pause.wait(STEP_S)
    if server.started:
        ready()
    while not server.should_exit:
        pause.wait(STEP_S)
    site.jobs.closed = True
