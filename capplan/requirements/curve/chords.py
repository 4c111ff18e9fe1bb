"""A concave curve by a few straight pieces: the chords that stay nearest to it.

A chord between two points of a concave curve lies below it, farthest where the curve is as steep as the chord.
With D[i, j] that distance, the best k pieces up to point j miss the curve by

    E_k[j] = min over i < j of max(E_(k-1)[i], D[i, j]),    E_1[j] = D[0, j].

Chords never promise more than the curve, and they meet it at both ends. Of a long curve ``CANDIDATES`` points are
tried as ends of pieces, close together where the curve bends most: chord and curve part by about an eighth of the
bend times the squared length, so equal steps of the square root of the bend make equal distances. What is found is
then within a fifth of the best that all points allow.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.requirements.arguments import Floats

__all__ = ["best_chords"]

CANDIDATES = 64
NONE = 1e-12  # a distance that counts as none


def _candidates(x: Floats, slopes: Floats) -> NDArray[np.intp]:
    """Positions of the points that may end a piece, both ends of the curve among them."""
    points = x.size
    if points <= CANDIDATES:
        return np.arange(points)
    bend = np.sqrt(np.maximum(slopes[:-1] - slopes[1:], 0.0) * (x[2:] - x[:-2]) / 2.0)
    walked = np.concatenate(([0.0], np.cumsum(bend)))
    picked = 1 + np.searchsorted(walked[1:], np.linspace(0.0, walked[-1], CANDIDATES - 2))
    return np.unique(np.concatenate(([0], np.minimum(picked, points - 1), [points - 1])))


def _distances(x: Floats, y: Floats, slopes: Floats, picked: NDArray[np.intp]) -> Floats:
    """D [candidates, candidates]: how far the chord from i to j lies below the curve; infinite for i >= j."""
    distance = np.full((picked.size, picked.size), np.inf)
    i, j = np.triu_indices(picked.size, k=1)
    at, to = picked[i], picked[j]
    chord = (y[to] - y[at]) / (x[to] - x[at])
    farthest = np.searchsorted(-slopes, -chord)
    distance[i, j] = np.maximum(y[farthest] - y[at] - chord * (x[farthest] - x[at]), 0.0)
    return distance


def best_chords(x: Floats, y: Floats, pieces: int) -> NDArray[np.intp]:
    """Positions of the ends of at most ``pieces`` chords, first and last point among them.

    ``x`` rises strictly and ``y`` is concave over it. The greatest distance is the least that the candidates
    allow; as few pieces are taken as reach it. One point gives one position.
    """
    if x.size < 3:
        return np.arange(x.size)
    slopes = np.minimum.accumulate(np.diff(y) / np.diff(x))
    picked = _candidates(x, slopes)
    distance = _distances(x, y, slopes, picked)
    reached, came_from = [distance[0]], [np.zeros(picked.size, dtype=np.intp)]
    while len(reached) < pieces and reached[-1][-1] > NONE:
        worst = np.maximum(reached[-1][:, None], distance)
        came_from.append(worst.argmin(axis=0))
        reached.append(worst.min(axis=0))
    used = int(np.argmax([row[-1] <= reached[-1][-1] + NONE for row in reached]))
    ends = [picked.size - 1]
    for row in range(used, -1, -1):
        ends.append(int(came_from[row][ends[-1]]))
    return picked[ends[::-1]]
