"""Worlds drawn from ranges: the same number of a draw is the same world for every plan and any number of workers.

Index    k draw    d assumption    n queue or site

Draws    common[k,d], own[k,d,n]   standard normal; each from a stream of its own, keyed by seed, draw and names, so
                                   that neither the order of draws nor other assumptions or names change it

Equation z = sqrt(shared) * common + sqrt(1 - shared) * own
         factor = the value of the PERT range of n that is not exceeded with chance Phi(z)
         Assumptions are independent of one another.

Source   one-factor Gaussian copula (Vasicek 1987; Li 2000); common random numbers: Glasserman and Yao (1992),
         Management Science 38; Philox: Salmon et al. (2011), SC11.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from capplan.uncertainty.ranges import Ranges

__all__ = ["World", "worlds"]

WORDS = 4  # of 32 bits, of the digest of a name


@dataclass(frozen=True)
class World:
    """One draw: ``factors`` by assumption, then by queue or site; ``common`` by assumption, a standard normal."""

    draw: int
    factors: Mapping[str, Mapping[str, float]]
    common: Mapping[str, float]


def worlds(ranges: Ranges, seed: int, draws: int | Sequence[int]) -> tuple[World, ...]:
    """The worlds with the numbers ``draws``, or the first so many."""
    numbers = range(draws) if isinstance(draws, int) else draws
    return tuple(_world(ranges, seed, number) for number in numbers)


def _world(ranges: Ranges, seed: int, draw: int) -> World:
    common = {assumption: _normal(seed, draw, assumption) for assumption in ranges}
    factors = {
        assumption: {
            name: float(
                spread.range.at(
                    ndtr(
                        np.sqrt(spread.shared) * common[assumption]
                        + np.sqrt(1.0 - spread.shared) * _normal(seed, draw, assumption, name)
                    )
                )
            )
            for name, spread in spreads.items()
        }
        for assumption, spreads in ranges.items()
    }
    return World(draw, factors, common)


def _normal(seed: int, draw: int, *names: str) -> float:
    """A standard normal from the stream of these names."""
    digest = hashlib.sha256("\0".join(names).encode()).digest()
    words = np.frombuffer(digest, dtype="<u4")[:WORDS].tolist()
    stream = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, draw, *words])))
    return float(stream.standard_normal())
