"""The options of all choices, from a relaxation that mixes them.

The relaxation takes a part of a discount without the volume for it. A choice by the quantity alone forgoes discounts
that are nearly reached, so the options that the relaxation mixes are tried, choice by choice.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from capplan.solve.choices import kept_where_near, option_columns, taken_at, torn_choices, values_of
from capplan.solve.contract import Choice
from capplan.solve.relaxation import Hold, Relaxation

__all__ = ["LOOKING", "SECOND", "choose", "free", "reconsider", "settle"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


SECOND = 2
"""How many other options of a choice get a second look."""

LOOKING = 0.2
"""What a second look may take, as a part of the work of deciding before it."""

PAYS = 1e-6
"""What another option must save, as a part of the cost."""


def free(relaxation: Relaxation, choices: Sequence[Choice]) -> None:
    """Give the options their own bounds back."""
    options, arrays = option_columns(choices), relaxation.arrays
    relaxation.bound(options, arrays.column_lower[options], arrays.column_upper[options])


def settle(
    relaxation: Relaxation, x: Float, choices: Sequence[Choice], before: Index | None = None
) -> tuple[Index, Float] | None:
    """The options where the quantities of ``x`` lie, or those taken ``before`` where near, held all at once."""
    lies = taken_at(x, choices)
    near = lies if before is None else kept_where_near(x, choices, before)
    for taken in (near, lies):
        held = relaxation.hold(Hold.at(option_columns(choices), values_of(choices, taken)))
        if held is not None:
            return taken, held
    return None


def choose(relaxation: Relaxation, x: Float, choices: Sequence[Choice]) -> tuple[Index, Float]:
    """One choice after the other, each at the cheapest of the options that the last optimum mixes, held.

    A choice of which no option goes stays open; it is taken where its quantity lies. Choices held already stay.
    """
    unseen = False
    for choice in choices:
        columns = option_columns([choice])
        if np.array_equal(relaxation.lower[columns], relaxation.upper[columns]):
            continue
        lies = int(taken_at(x, [choice])[0])
        worth = [lies, *(other for _, others in torn_choices(x, [choice]) for other in others)]
        holds = [Hold.at(columns, values_of([choice], np.array([option]))) for option in worth]
        if len(holds) == 1 and np.array_equal(np.rint(x[columns]), holds[0].lower):
            # as good as made: the next solve sees it
            relaxation.bound(columns, holds[0].lower, holds[0].upper)
            unseen = True
            continue
        found = relaxation.cheapest(holds)
        if found is not None:
            x, unseen = found[1], False
    if unseen:
        seen = relaxation.solve()
        x = x if seen is None else seen
    return _taken(x, choices), x


def reconsider(
    relaxation: Relaxation,
    x: Float,
    choices: Sequence[Choice],
    torn: Sequence[tuple[int, Sequence[int]]],
    iterations: float = np.inf,
) -> Float:
    """The optimum after a second look at choices that were ``torn``, now that all others are made.

    No option is tried any more after so many simplex ``iterations``.

    Each was made while those after it were open, and the relaxation mixes what is open more cheaply than it can be
    had.
    """
    until = relaxation.iterations + iterations
    for number, others in torn:
        columns = option_columns([choices[number]])
        for option in others:
            if relaxation.iterations > until or relaxation.clock.stop.is_set():
                return x
            mark = relaxation.mark()
            after = relaxation.hold(Hold.at(columns, values_of([choices[number]], np.array([option]))))
            if after is None:
                continue
            if mark.objective is None or relaxation.objective < mark.objective - PAYS * abs(mark.objective):  # type: ignore[operator]
                x = after
            else:
                relaxation.back(mark)
    return x


def _taken(x: Float, choices: Sequence[Choice]) -> Index:
    """The option that every choice takes most of, or in which its quantity lies."""
    taken = taken_at(x, choices)
    for number, choice in enumerate(choices):
        weights = np.where(choice.options >= 0, x[choice.options], 0.0)
        if weights.max(initial=0.0) > 0.5:
            taken[number] = int(np.argmax(weights))
    return taken
