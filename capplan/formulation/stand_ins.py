"""Who could stand in for what is lost: queues with the same teams as a group, teams with the same groups as a pool.

Index    f loss (lost.py)    p team    q queue    t period    g group of queues    n pool    k team of one group
         l pool on group

Nothing is lost by it: the people of a pool can do the same, and what one queue of a group gets any other can get.
Groups and pools are made for every f from the teams that are left; those of all f stand one after the other. Queues
that f has no part in, nor shares people with, have none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

__all__ = ["Losses", "losses"]

Index = NDArray[np.int64]
Flag = NDArray[np.bool_]

COUNTED = {"single_group": "group", "member_pool": "pool", "link_pool": "pool", "link_group": "group"}
"""Arrays of positions, and what they are positions of."""


@dataclass(frozen=True)
class Losses:
    """The groups of every loss, the teams that may work one group only, and the pools that may work several."""

    of_group: Index  # [g] the loss
    queues: Flag  # [g, q]
    single_team: Index  # [k]
    single_group: Index  # [k]
    single_able: Flag  # [k, t]
    of_pool: Index  # [n] the loss
    member_team: Index  # [m] a team of a pool
    member_pool: Index  # [m]
    link_pool: Index  # [l]
    link_group: Index  # [l]
    link_able: Flag  # [l, t]


def losses(gone: Flag, able: Flag) -> Losses:
    """Groups and pools for the loss of ``gone[f, p]`` teams; ``able[p, q, t]`` tells who may work what and when."""
    parts = [_loss(teams, able, f) for f, teams in enumerate(gone)]
    first = {
        "group": np.cumsum([0, *(len(part.of_group) for part in parts)]),
        "pool": np.cumsum([0, *(len(part.of_pool) for part in parts)]),
    }
    joined = {}
    for name in Losses.__dataclass_fields__:
        counted = first.get(COUNTED.get(name, ""), np.zeros(len(parts) + 1, np.int64))
        joined[name] = np.concatenate(
            [
                getattr(part, name) + n if n else getattr(part, name)
                for part, n in zip(parts, counted, strict=False)
            ]
        )
    return Losses(**joined)


def _loss(gone: Flag, able: Flag, lost: int) -> Losses:
    left = np.flatnonzero(~gone)
    queues = _touched(np.asarray(able.any(axis=2)), gone)
    first, group = _same(able[left][:, queues].transpose(1, 0, 2))
    groups = np.zeros((len(first), able.shape[1]), dtype=np.bool_)
    groups[group, queues] = True
    within = able[left][:, queues[first]]  # [team left, g, t]
    may: Flag = np.asarray(within.any(axis=2))
    single, several = np.flatnonzero(may.sum(axis=1) == 1), np.flatnonzero(may.sum(axis=1) > 1)
    _, own = np.nonzero(may[single])
    head, pool = _same(within[several])
    link_pool, link_group = np.nonzero(may[several[head]])
    return Losses(
        of_group=np.full(len(first), lost),
        queues=groups,
        single_team=left[single],
        single_group=own,
        single_able=within[single, own],
        of_pool=np.full(len(head), lost),
        member_team=left[several],
        member_pool=pool,
        link_pool=link_pool,
        link_group=link_group,
        link_able=within[several[head[link_pool]], link_group],
    )


def _touched(may: Flag, lost: Flag) -> Index:
    """Queues that the lost teams may work, and those that share people left with them, directly or not."""
    from scipy.sparse.csgraph import connected_components  # slow to load

    teams, queues = may.shape
    team, queue = np.nonzero(may & ~lost[:, None])
    graph = sparse.coo_matrix((np.ones(len(team)), (team, queue + teams)), shape=(teams + queues,) * 2)
    part = connected_components(graph, directed=False)[1][teams:]
    return np.flatnonzero(np.isin(part, part[may[lost].any(axis=0)]))


def _same(items: Flag) -> tuple[Index, Index]:
    """Where the first of equal items [n, ...] stand, and for every item which of them it equals."""
    if not len(items):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    flat = np.packbits(items.reshape(len(items), -1), axis=1)
    _, first, which = np.unique(flat, axis=0, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))
    return np.sort(first), rank[which.reshape(-1)]
