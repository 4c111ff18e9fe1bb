"""A child process that works on cases, one after another: ``python -m capplan.studies.child DESCRIPTOR``.

Tasks and answers go over the socket DESCRIPTOR. When its other end is closed, by a parent that stops or by the death
of the parent, the child ends what it is at: a solver gets its signal and the folder of the work is removed. Ctrl-C is
for the parent to answer.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import sys
import threading
import time
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import FrameType

from capplan.errors import CapplanError, Interrupted

__all__ = ["Crashed"]

LEAVES_S = 4.0
"""How long the work may take to end itself."""


@dataclass(frozen=True)
class Crashed:
    """An attempt that ended in an error which nobody raised on purpose, or in the crash of a solver."""

    message: str


def main(descriptor: int) -> int:
    """Work until there is no more, or nobody is there to take the answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # the parent held it back until here
    signal.signal(signal.SIGTERM, _leave)
    gone = threading.Event()
    threading.Thread(target=_watch, args=(descriptor, gone), daemon=True).start()
    connection: Connection = Connection(descriptor)
    while True:
        try:
            task = connection.recv_bytes()
        except EOFError:
            return 0
        answer = _answer(task, gone)
        try:
            connection.send(answer)
        except OSError:
            return 0


def _answer(task: bytes, gone: threading.Event) -> object:
    try:
        from capplan.studies.attempt import attempt

        work, case, folder, number = pickle.loads(task)
        return attempt(work, case, folder, number, lambda: not gone.is_set())
    except Interrupted:
        sys.exit(0)
    except CapplanError as error:
        return Crashed(str(error))
    except Exception as error:  # whatever it is, the other cases go on
        traceback.print_exc()
        return Crashed(f"{type(error).__name__}: {error}")


def _watch(descriptor: int, gone: threading.Event) -> None:
    """End the work when the other end of the socket is closed."""
    hung_up = select.poll()
    hung_up.register(descriptor, 0)  # no event is asked for: a hang-up is told in any case
    hung_up.poll()
    gone.set()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LEAVES_S)
    os._exit(1)


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    # the classes of the answers must be those of the module, not of __main__
    from capplan.studies import child

    sys.exit(child.main(int(sys.argv[1])))
