"""Shares of a difference that do not depend on the order of steps: Shapley's value, in closed form.

Index     n line    g group of cells    c cell    d driver

Given     level[g]   = sum over the cells c of g of the product over d of level factors x[d, c]
          amount[n]  = level[group of n] * product over d of own factors y[d, n]
          before (0) and after (1) of every factor; the drivers of the level and those of the line differ

Equation  v(S) is the amount with the drivers in S as after and all others as before. Shapley's value is the mean of
          v(S with d) - v(S) over every order in which drivers can be changed. v is linear in each driver by itself,
          so its multilinear extension is the amount with every factor at  (1 - u) before + u after,  and

              share[d, n] = integral over u from 0 to 1 of the derivative of amount[n] by driver d

          (Owen 1972, theorem 5: the integral of u^s (1 - u)^(k-1-s) is s! (k-1-s)! / k!, the weight of a set of s
          drivers). The integrand is a polynomial in u of degree at most drivers - 1, so that Gauss-Legendre with
          NODES nodes, exact up to degree 2 NODES - 1, leaves no error. No set and no order is ever enumerated.

          Hence: shares sum to after - before; a driver whose factors do not change has none; before and after
          swapped change the sign only; what is linear (sums over sites, weeks, terms) commutes with it.

Source    Shapley (1953), A value for n-person games; Owen (1972), Multilinear extensions of games, Management Science
          18(5); as a decomposition: Albrecht, Francois and Vermetten (2002), Energy Policy 30; Shorrocks (2013),
          Journal of Economic Inequality 11.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Lines", "Level", "shares"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

NODES = 8
"""Exact for as many as 16 drivers in one line, which is all there are."""


@dataclass(frozen=True)
class Level:
    """Quantities of work behind the lines: ``factors[d]`` is [2, c] (before, after), ``group`` [c] of ``groups``."""

    factors: Mapping[str, Float]
    group: Index
    groups: int

    def at(self, u: float) -> tuple[Float, dict[str, Float]]:
        """[g] the level where every factor is ``u`` of the way, and its derivative by driver."""
        value, slope = _product(self.factors, u, len(self.group))
        return self._sum(value), {driver: self._sum(each) for driver, each in slope.items()}

    def values(self) -> Float:
        """[2, g] the level before and after."""
        return np.stack([self.at(0.0)[0], self.at(1.0)[0]])

    def _sum(self, cells: Float) -> Float:
        return np.bincount(self.group, weights=cells, minlength=self.groups).astype(np.float64)


@dataclass(frozen=True)
class Lines:
    """Lines that follow one level: ``at`` [n] is the group of each, ``own[d]`` [2, n] its factors."""

    level: Level
    at: Index
    own: Mapping[str, Float]

    def amounts(self) -> Float:
        """[2, n] the amounts before and after."""
        value = self.level.values()[:, self.at]
        for factor in self.own.values():
            value = value * factor
        return value


def shares(lines: Lines) -> dict[str, Float]:
    """[n] by driver: what each makes of the difference of each line.

    Raises ValueError where a driver moves both a level and the lines on it: the amount would not be linear in it.
    """
    both = set(lines.level.factors) & set(lines.own)
    if both:
        raise ValueError(f"drivers of the level and of the lines at once: {', '.join(sorted(both))}")
    count = len(lines.at)
    found = {driver: np.zeros(count) for driver in (*lines.level.factors, *lines.own)}
    for node, weight in zip(*np.polynomial.legendre.leggauss(NODES), strict=True):
        u = float(node + 1.0) / 2.0
        level, level_slope = lines.level.at(u)
        own, own_slope = _product(lines.own, u, count)
        for driver, slope in level_slope.items():
            found[driver] += weight / 2.0 * slope[lines.at] * own
        for driver, slope in own_slope.items():
            found[driver] += weight / 2.0 * level[lines.at] * slope
    return found


def _product(factors: Mapping[str, Float], u: float, count: int) -> tuple[Float, dict[str, Float]]:
    """The product of the factors at ``u``, and its derivative by each, without dividing by any."""
    names = list(factors)
    at = [(1.0 - u) * factors[name][0] + u * factors[name][1] for name in names]
    before, behind = [np.ones(count)], [np.ones(count)]
    for each in at:
        before.append(before[-1] * each)
    for each in reversed(at):
        behind.append(behind[-1] * each)
    behind.reverse()
    slope = {
        name: (factors[name][1] - factors[name][0]) * before[j] * behind[j + 1]
        for j, name in enumerate(names)
    }
    return before[-1], slope
