"""A simplex that stands still: it finds no point, cannot prove that there is none, and never ends by itself.

A row shows that there is no point; rounding makes that doubtful, so the row is set aside and another one tried, and
so on, a hundred of them for every iteration. No limit of iterations ends that soon. HiGHS asks whether it may go on
at every look at a row, which is the same on every run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["Stillness"]

LOOKS = 60
"""So many looks without an iteration are no step of a simplex any more; a solve that ends well takes up to 36."""


class Stillness:
    """A callback for ``setCallback`` that stops HiGHS on a wish to ``stop``, and where the simplex stands still.

    ``simplex`` is the kind of callback by which the simplex asks.
    """

    def __init__(self, simplex: int, stop: Callable[[], bool]) -> None:
        self._simplex, self._stop = simplex, stop
        self.begin()

    def begin(self) -> None:
        """Another run begins."""
        self.reached = False
        self._iterations, self._looks = -1, 0

    def __call__(self, kind: int, message: str, said: Any, answer: Any, data: Any) -> None:
        """Hear HiGHS, and answer whether it may go on."""
        if int(kind) == self._simplex:
            self._look(said.simplex_iteration_count)
        if answer is not None:
            # HiGHS keeps the answer until the next one, from one run to the next
            answer.user_interrupt = self.reached or self._stop()

    def _look(self, iterations: int) -> None:
        self._looks = self._looks + 1 if iterations == self._iterations else 0
        self._iterations = iterations
        self.reached = self.reached or self._looks > LOOKS
