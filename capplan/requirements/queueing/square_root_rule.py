"""Agents close to the answer: the load plus a multiple of its square root. Only speed hangs on it.

With N = a + b sqrt(a) agents and nobody hanging up, C is near 1 / (1 + b M(b)) with M(b) = sqrt(pi / 2)
erfcx(-b / sqrt 2). So b follows from

    service level    log(1 + b M(b)) + b sqrt(a) T / handle time = -log(1 - target)
    speed of answer  log(1 + b M(b)) + log b = log(handle time / (sqrt(a) speed))

by Newton's method; both left sides rise with b. Where callers hang up the load that stays takes the place of the
load and a normal quantile that of b.

Sources: S. Halfin, W. Whitt, "Heavy-traffic limits for queues with many exponential servers", Operations
Research 29 (1981); S. Borst, A. Mandelbaum, M. Reiman, "Dimensioning large call centers", OR 52 (2004).
"""

from __future__ import annotations

import numpy as np
from scipy.special import erfcx, ndtri

from capplan.requirements.arguments import Floats
from capplan.requirements.queueing.cells import Cells, by_cells

__all__ = [
    "near_abandonment",
    "near_level",
    "near_level_with_patience",
    "near_speed",
    "near_speed_with_patience",
]

_HALF_ROOT = float(np.sqrt(0.5))
_MILLS = float(np.sqrt(0.5 * np.pi))


def near_level(load: Floats, log_allowed: Floats, per_handle_time: Floats) -> Cells:
    """Agents near those with C exp(-(N - a) T / aht) = exp(-``log_allowed``), and how fast its log falls."""
    return by_cells(_near_level, load, log_allowed, per_handle_time)


def _near_level(load: Floats, log_allowed: Floats, per_handle_time: Floats) -> Cells:
    root = load**0.5
    pull = root * per_handle_time
    beta = log_allowed / (pull + 0.4 * log_allowed**0.5 + 0.9)
    for _ in range(3):
        mills = _MILLS * erfcx(-_HALF_ROOT * beta)
        over = 1.0 + beta * mills
        slope = mills / over + beta + pull
        beta = beta + (log_allowed - np.log(over) - beta * pull) / slope
    return load + beta * (root + 0.2 + 0.07 * beta), slope / root


def near_speed(load: Floats, log_waits: Floats) -> Cells:
    """Agents near those with C / (N - a) = exp(-``log_waits``), and how fast its log falls."""
    return by_cells(_near_speed, load, log_waits)


def _near_speed(load: Floats, log_waits: Floats) -> Cells:
    root = load**0.5
    aim = log_waits - np.log(root)
    beta = np.exp(np.minimum(aim, 0.0)) * (0.5 + (2.0 * np.maximum(aim, 0.0)) ** 0.5)
    for _ in range(4):
        mills = _MILLS * erfcx(-_HALF_ROOT * beta)
        over = 1.0 + beta * mills
        slope = mills / over + beta + 1.0 / beta
        beta = np.maximum(beta + (aim - np.log(over * beta)) / slope, 0.2 * beta)
    return load + beta * root, slope / root


def near_level_with_patience(
    load: Floats, target: Floats, patience: Floats, within: Floats, of_offered: bool
) -> Cells:
    """Agents near those that answer ``target`` in time where callers hang up, and how fast its log odds rise.

    ``patience`` is in handle times and ``within`` in patiences; ``of_offered``: whoever hangs up is a miss.
    """
    kept = np.exp(-within)  # what stays of the load if everybody waits just as long as the threshold
    sharpness = np.sqrt(load * patience)
    quantile = ndtri(target)
    if of_offered:
        shorter = np.maximum(target, kept)  # answering that share at all makes the wait shorter than that
        quantile = quantile * (kept / shorter) ** sharpness
        kept = shorter
    queued = -np.expm1(-within * sharpness)  # 0: hardly anybody waits, 1: everybody does
    spread = np.sqrt(load * kept * (1.0 - queued + queued / patience))
    return np.maximum(load * kept + quantile * spread, 0.0), 1.7 / spread


def near_speed_with_patience(load: Floats, speed: Floats) -> Cells:
    """Agents near those with a mean wait of ``speed`` patiences: all wait as long, so load exp(-speed) stays."""
    agents = load * np.exp(-speed)
    return agents, 1.0 / (load * speed) + 1.0 / np.sqrt(load)


def near_abandonment(load: Floats, target: Floats) -> Cells:
    """Agents near those that lose ``target`` of the contacts."""
    root = np.sqrt(load)
    return load * (1.0 - target) + 0.5 * root * np.exp(-target * root), 1.0 / (load * target) + 0.5 / root
