"""Four ways to count a service level where contacts may hang up. They differ, so a target must say which.

    "offered"                  answered in time / offered
                               whoever hangs up is a miss, early or late
    "answered"                 answered in time / answered
                               whoever hangs up is left out
    "abandons_count"           (answered in time + hung up in time) / offered
                               hanging up within the threshold is as good as an answer
    "early_abandons_left_out"  answered in time / (offered - hung up in time)
                               hanging up within the threshold is left out, later it is a miss

"In time" is within the threshold ``answer_within_s``. The fifth way in use, "hung up within the threshold
counts as missed", is "offered". Where nobody hangs up all four are the same. Each of the four rises with every
agent added and falls with the load.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from capplan.requirements.arguments import Floats

__all__ = ["Counting", "check_counting", "level_by_counting"]

Counting = Literal["offered", "answered", "abandons_count", "early_abandons_left_out"]


def check_counting(counting: str) -> None:
    """Raise ValueError unless ``counting`` is one of the four ways to count a service level."""
    if counting not in get_args(Counting):
        raise ValueError(f"counting must be one of {', '.join(get_args(Counting))}; found {counting!r}")


def level_by_counting(
    counting: Counting, in_time: Floats, over_before_target: Floats, answered: Floats
) -> Floats:
    """Service level from shares of the contacts offered: answered in time, over in time, answered at all.

    0 where nobody is left to count: where nobody is answered, or all hang up within the threshold.
    """
    if counting == "offered":
        return in_time
    if counting == "abandons_count":
        return over_before_target
    counted = answered if counting == "answered" else in_time + (1.0 - over_before_target)
    some = counted > 0.0
    return np.where(some, in_time / np.where(some, counted, 1.0), 0.0)
