"""Projects that a plan may decide on: automation initiatives, and sites that open or close.

Index    n initiative    q queue in a language    o option (a site that may open, or close)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Initiatives", "SiteOptions"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]
Flag = NDArray[np.bool_]


@dataclass(frozen=True)
class Initiatives:
    """Automation initiatives. Shares are of the contacts that reach people without them; money is base currency."""

    name: tuple[str, ...]
    queues: Flag  # [n, q] whose contacts it takes
    earliest: Index  # [n] first period in which it may start
    build_periods: Index  # [n] from start to launch
    ramp_periods: Index  # [n] from launch to full effect
    delay_periods: Index  # [n] how much later it launches if it is late
    delay_risk: Float  # [n] share: how likely that is
    deflected: Float  # [n] share of contacts that no longer reach people, at full effect
    handle_time: Float  # [n] handle time of those against the mean of the queue
    bounced: Float  # [n] contacts that come back for one that was taken
    bounce_queue: Index  # [n, q] where those taken from a queue come back, -1 for nowhere
    bounce_periods: Index  # [n] how much later
    cost: Float  # [n] when it starts
    run_cost: Float  # [n] a period, from its launch on
    fee: Float  # [n] for each contact that it takes


@dataclass(frozen=True)
class SiteOptions:
    """Sites that the plan may open, or close. Money is in the currency of the site."""

    site: Index  # [o] s
    opens: Flag  # [o] it may open; else it may close
    earliest: Index  # [o] first period in which that may be decided
    setup_periods: Index  # [o] from the opening to the first class
    growth_periods: Index  # [o] from then until least_heads must be there
    least_heads: Float  # [o]
    notice_periods: Index  # [o] from the announcement of a closure to the first wave
    waves: Index  # [o] in which its work goes to other sites, equal parts
    wave_periods: Index  # [o] between two waves
    dual_periods: Index  # [o] people stay so long after their work has gone
    cost: Float  # [o] of opening, or of closing
    severance: Float  # [o] for each person who leaves because it closes
    fixed_cost: Float  # [o] a period, while the site is there

    @property
    def wind_down(self) -> Index:
        """[o] periods from the announcement of a closure until nobody is there."""
        return self.notice_periods + (self.waves - 1) * self.wave_periods + self.dual_periods
