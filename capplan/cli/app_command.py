"""``capplan app``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import socket

__all__ = ["command"]

INSTALL = 'pip install "capplan[app]"'


@click.command("app")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path())
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8321,
    show_default=True,
    metavar="N",
    envvar="CAPPLAN_PORT",
    show_envvar=True,
    help="Port on this machine; 0: any that is free.",
)
@click.option(
    "--open",
    "open_browser",
    is_flag=True,
    envvar="CAPPLAN_OPEN",
    show_envvar=True,
    help="Open the page in the browser.",
)
def command(folder: Path, port: int, open_browser: bool) -> int:
    """Start a web page on this machine: edit inputs, plan, stop, compare, read why, download.

    FOLDER is the project folder, with models and inputs; nothing outside it is read or written. The link with its
    token is printed on stdout: only who has it may use the page, and only from this machine. Ctrl-C ends the page and
    every run that it started; their best plans so far are written.

    Exit code 2: the port is in use; 8: a package is missing.

    \b
      capplan app
      capplan app my_plan --port 0 --open
    """
    from capplan.errors import MissingSolver

    door = _door(port)
    try:
        from capplan.app.serve import serve, site_of
    except ImportError as error:
        door.close()
        raise MissingSolver(f"The page needs the package {error.name}: {INSTALL}") from error
    site = site_of(folder, door)

    def ready() -> None:
        click.echo(site.link)
        click.echo("Open this link. Ctrl-C ends the page and its runs.", err=True)
        if open_browser:
            click.launch(site.link)

    def ending(count: int) -> None:
        runs = "1 run is" if count == 1 else f"{count} runs are"
        click.echo(f"{runs} being stopped; the best plan so far is written where there is one.", err=True)

    serve(site, ready, ending)
    return 0


def _door(port: int) -> socket.socket:
    """The port, taken before anything is loaded."""
    import errno

    from capplan.app.door import bound

    try:
        return bound(port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = (
                f"Port {port} is in use: end what uses it, or give another; --port 0 takes any that is free."
            )
        else:
            message = f"Port {port} cannot be used: {error.strerror}."
        raise click.BadParameter(message, param_hint="'--port'") from error
