"""What a turnaround shorter than the planning period costs in hours, for work that may wait.

Work that arrives in the buckets s to t must be done in the buckets s to t + D. So over every such window the
hours staffed must cover the hours that arrive (Hall's condition; exact when the oldest work is done first).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from capplan.requirements.arguments import Floats, at_least_zero, share, whole

__all__ = ["Window", "least_constant_capacity", "peaking_factor", "tightest_window"]

SHARES_TOTAL = 1e-6  # how far the shares of a week may be from 1
NO_TIGHTER = (
    1e-12  # a window whose ratio is larger by this much or less is not tighter; the shortest one is told
)


@dataclass(frozen=True)
class Window:
    """A run of ``length`` buckets of the cyclic week from ``first`` on.

    ``arrives`` is the share of the week's work that arrives in it, ``staffed`` the share of the week's hours from
    its start until the last of it is due.
    """

    first: int
    length: int
    arrives: float
    staffed: float

    @property
    def ratio(self) -> float:
        """How many times the week's workload must be staffed to do this window's work in time."""
        return self.arrives / self.staffed


def _week_of_shares(value: ArrayLike, name: str) -> Floats:
    shares = share(value, name)
    if shares.ndim != 1 or shares.size == 0:
        raise ValueError(f"{name} must be one row of shares; found the shape {list(shares.shape)}")
    if abs(float(shares.sum()) - 1.0) > SHARES_TOTAL:
        raise ValueError(f"{name} must sum to 1; found {float(shares.sum()):.9g}")
    return shares


def peaking_factor(arrival_share: ArrayLike, staffed_share: ArrayLike, turnaround_buckets: int) -> float:
    """How many times the week's workload must be staffed so that every bucket's work is done in time.

    ``arrival_share`` and ``staffed_share`` are shares of a cyclic week by bucket (days, say), each summing to
    1; work of bucket t must be done by the end of bucket t + ``turnaround_buckets`` (0: the same bucket). The
    factor is the largest ratio of arrivals to staffing over all windows, at least 1. Windows longer than a
    week cannot exceed both 1 and the window without the whole week. Raises ValueError for bad shares, and
    where work arrives that nobody is staffed to do in time.
    """
    return max(1.0, tightest_window(arrival_share, staffed_share, turnaround_buckets).ratio)


def tightest_window(arrival_share: ArrayLike, staffed_share: ArrayLike, turnaround_buckets: int) -> Window:
    """The window with the most work for the hours until it is due; arguments and errors as ``peaking_factor``."""
    arrivals = _week_of_shares(arrival_share, "arrival_share")
    staffed = _week_of_shares(staffed_share, "staffed_share")
    if arrivals.size != staffed.size:
        raise ValueError(f"arrival_share has {arrivals.size} buckets and staffed_share {staffed.size}")
    grace = int(whole(turnaround_buckets, "turnaround_buckets"))
    buckets = arrivals.size
    repeats = 2 + (buckets + grace) // buckets
    arrived = np.concatenate(([0.0], np.cumsum(np.tile(arrivals, repeats))))
    done = np.concatenate(([0.0], np.cumsum(np.tile(staffed, repeats))))
    first = np.arange(buckets)[:, None]
    length = np.arange(1, buckets + 1)[None, :]
    due = arrived[first + length] - arrived[first]
    capacity = done[first + length + grace] - done[first]
    stuck = (due > SHARES_TOTAL) & (capacity <= 0.0)
    if stuck.any():
        bucket = int(np.argwhere(stuck)[0, 0])
        raise ValueError(f"work arrives in bucket {bucket} and nobody is staffed up to {grace} after it")
    ratio = due / np.where(capacity > 0.0, capacity, 1.0)
    tight = np.argwhere(ratio >= ratio.max() - NO_TIGHTER)
    at, longer = (int(number) for number in tight[np.argmin(tight[:, 1])])
    return Window(at, longer + 1, float(due[at, longer]), float(capacity[at, longer]))


def least_constant_capacity(arrivals: ArrayLike, turnaround: int) -> float:
    """Least capacity, the same in every bucket, that does each bucket's work within ``turnaround`` further
    ones.

    ``arrivals`` in any unit of work, [buckets], not cyclic; the answer is in the same unit per bucket: the
    largest over s <= t of arrivals[s..t] / (t - s + 1 + turnaround). Raises ValueError for negative arrivals.
    """
    work = at_least_zero(arrivals, "arrivals")
    if work.ndim != 1 or work.size == 0:
        raise ValueError(f"arrivals must be one row of numbers; found the shape {list(work.shape)}")
    grace = int(whole(turnaround, "turnaround"))
    arrived = np.concatenate(([0.0], np.cumsum(work)))
    first, after = np.triu_indices(work.size + 1, k=1)
    return float(((arrived[after] - arrived[first]) / (after - first + grace)).max())
