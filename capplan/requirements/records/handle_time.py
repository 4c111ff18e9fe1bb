"""Handle time from the services of single calls: what a mean of seconds hides.

A mean handle time is all that the Erlang formulas take. Two things are worth a look before it is used: how
widely services differ (coefficient of variation = standard deviation / mean; 1 for an exponential time), and
how many are too short to be work.

Source: L. Brown et al., "Statistical analysis of a telephone call center", JASA 100 (2005), section 4: agents
who hung up on callers to rest left a peak of services below 10 seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from capplan.requirements.arguments import above_zero, at_least_zero

__all__ = ["HandleTime", "measure_handle_time"]

SHORT_SERVICE_S = 10.0


@dataclass(frozen=True)
class HandleTime:
    """Seconds of service of the answered calls.

    ``variation`` is the coefficient of variation, standard deviation / mean: 1 for an exponential time.
    ``short_share`` is the share below ``short_s`` seconds, ``mean_of_others_s`` the mean of the others (NaN
    when there are none).
    """

    answered: int
    mean_s: float
    median_s: float
    variation: float
    short_s: float
    short_share: float
    mean_of_others_s: float


def measure_handle_time(handle_s: ArrayLike, short_s: float = SHORT_SERVICE_S) -> HandleTime:
    """What the services of answered calls looked like; seconds, zero or more, at least one.

    Services below ``short_s`` seconds are counted apart: many of them are calls that broke off, or agents who
    hung up to rest (Brown et al. 2005, section 4), and they hide how long real work takes.
    """
    served = at_least_zero(handle_s, "handle_s").ravel()
    limit = float(above_zero(short_s, "short_s"))
    if not served.size or served.sum() <= 0.0:
        raise ValueError("handle_s must hold at least one time above zero")
    others = served[served >= limit]
    return HandleTime(
        answered=served.size,
        mean_s=float(served.mean()),
        median_s=float(np.median(served)),
        variation=float(served.std(ddof=1) / served.mean()) if served.size > 1 else float("nan"),
        short_s=limit,
        short_share=1.0 - others.size / served.size,
        mean_of_others_s=float(others.mean()) if others.size else float("nan"),
    )
