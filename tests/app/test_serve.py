"""``capplan app`` as a command: a link, a busy port, a missing package, an end without leftovers."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from capplan.app.door import LOOPBACK, bound
from capplan.app.serve import site_of
from capplan.cli import cli
from tests.cli.command_line import capplan, command, environment, without
from tests.solve.test_supervise import needs_proc


def status(link: str, content: dict[str, str] | None = None, **headers: str) -> int:
    """What the app answers to a look, or to a change with ``content``."""
    sent = None if content is None else json.dumps(content).encode()
    asked = urllib.request.Request(link, sent, {"Content-Type": "application/json", **headers})
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


@needs_proc
@pytest.mark.parametrize(("number", "code", "runs"), [(signal.SIGINT, 130, 1), (signal.SIGTERM, 143, 0)])
def test_it_prints_its_link_serves_it_and_ends_with_a_signal_and_with_its_runs(
    project, tmp_path, number, code, runs
):
    process = subprocess.Popen(
        command("app", project, "--port", "0"),
        env=environment(tmp_path, "", {"MARK": str(tmp_path)}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    link = process.stdout.readline().strip()
    try:
        assert link.startswith(f"http://{LOOPBACK}:") and "?token=" in link
        token = {"Authorization": f"Bearer {link.partition('token=')[2]}"}
        place = link.partition("?")[0]
        assert (status(place), status(place, **token)) == (401, 200)
        assert status(place, **token, Host="evil.example") == 421
        if runs:
            asked = {"model": "models/small.toml", "inputs": "inputs"}
            assert status(f"{place}api/plan", asked, **token) == 200
            assert len(marked(tmp_path)) == 2
    finally:
        process.send_signal(number)
        stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (code, "")
    assert "Open this link." in stderr and "Traceback" not in stderr
    assert ("1 run is being stopped" in stderr) == bool(runs)
    assert marked(tmp_path) == []


def marked(place: Path) -> list[str]:
    """The processes that the app, or what it has started, is."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"MARK={place}\0".encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_text())
    return found


def test_a_busy_port_is_a_message_and_exit_code_2(tmp_path):
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = CliRunner().invoke(cli, ["app", str(tmp_path), "--port", str(port)])
    assert done.exit_code == 2 and f"Port {port} is in use" in done.output and "--port 0" in done.output


def test_it_is_bound_to_the_loopback_address_only(tmp_path):
    door = bound(0)
    with door:
        assert door.getsockname()[0] == "127.0.0.1"
        site = site_of(tmp_path, door)
        assert site.link.startswith(f"http://127.0.0.1:{door.getsockname()[1]}/?token=")
        assert not site.server.config.proxy_headers and site.server.config.ws == "none"


def test_a_missing_package_is_named_with_the_line_that_installs_it(tmp_path):
    done = capplan(tmp_path, "app", "--port", "0", start=without("uvicorn"))
    assert (done.returncode, done.stdout) == (8, "")
    assert 'needs the package uvicorn: pip install "capplan[app]"' in done.stderr


def test_a_folder_that_is_not_there_is_usage(tmp_path):
    done = CliRunner().invoke(cli, ["app", str(tmp_path / "none")])
    assert done.exit_code == 2 and "does not exist" in done.output
