"""Trust & Safety facts: how severe content is and how much of it a person may work; how often decisions are right.

Index    s site    q queue in a language    i pair (team, queue)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Accuracy", "Exposure"]

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Exposure:
    """Exposure of people to harmful content. How severe it is, and what a cap should be, is the user's policy."""

    severity: Float  # [q] exposure hours in an hour of work; 0: harmless
    cap_h: Float  # [s] most exposure hours of a person on a day at work, infinite where there is no cap


@dataclass(frozen=True)
class Accuracy:
    """Share of decisions that are right."""

    of_pair: Float  # [i] nan where it is not known
    least: Float  # [q] floor on the accuracy of the queue's decisions in a quarter, nan for none
