"""A project folder, and the app for it as a client sees it."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from capplan.app.build import build
from capplan.app.folder import Folder
from capplan.app.guard import CHANGE_HEADER, Secrets
from capplan.app.jobs import Jobs
from tests.cli.command_line import NO_PICTURES
from tests.small_inputs import write

PORT = 8321
HOST = f"http://127.0.0.1:{PORT}"
SECRETS = Secrets("the-token", "the-change")

QUICK = (
    NO_PICTURES
    + """
page, page.__path__ = types.ModuleType("capplan.page"), page.__path__
page.chart_of_plan = lambda *_: None
page.write_page = lambda folder, *rest: (folder / "report.html").write_text("<title>The page</title><p>A page.")
sys.modules["capplan.page"] = page
"""
)
"""Runs at the start of Python: a plan without pictures, and with a page that takes no time."""


def write_project(folder: Path) -> Path:
    """The small plan as a project: models/small.toml and inputs."""
    write(folder)
    (folder / "models").mkdir()
    (folder / "small.toml").rename(folder / "models" / "small.toml")
    return folder


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    return write_project(folder)


class StillJobs(Jobs):
    """Jobs that are written down, not run."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked: list[list[str]] = []

    def start(self, kind, title, holds, arguments):
        self.asked.append(list(arguments))
        return super().start(kind, title, holds, ["--version"])


@pytest.fixture
def jobs(project):
    running = StillJobs(project)
    yield running
    running.close(0.0)


@pytest.fixture
def door(project, jobs):
    """The app before anybody has shown the token."""
    with TestClient(
        build(Folder.at(project), jobs, SECRETS, PORT), base_url=HOST, follow_redirects=False
    ) as client:
        yield client


@pytest.fixture
def client(door):
    """The app as its own page uses it."""
    door.cookies.set(f"capplan_{PORT}", SECRETS.token)
    door.headers[CHANGE_HEADER] = SECRETS.change
    return door
