"""The port of the app, on the loopback address only."""

from __future__ import annotations

import socket

__all__ = ["LOOPBACK", "bound"]

LOOPBACK = "127.0.0.1"


def bound(port: int) -> socket.socket:
    """A socket bound to ``port`` of the loopback address; 0 for any free port. Raises OSError where it is taken."""
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((LOOPBACK, port))
        door.listen(128)
    except OSError:
        door.close()
        raise
    return door
