"""The mean wait of those who are answered after waiting, where callers hang up.

Time is measured in mean patiences; c = agents x patience / handle time and x = load x patience / handle time.
The wait that an endlessly patient caller would face has, beyond 0, a density proportional to
exp(x (1 - exp(-s)) - c s), and a caller is still there after s with probability exp(-s). So the mean wait is

    int s exp(H(s)) ds / int exp(H(s)) ds,    H(s) = x (1 - exp(-s)) - (c + 1) s

H is concave: both integrals are taken relative to its peak, by Gauss-Legendre quadrature on panels that widen
away from the peak and end where exp(H) has fallen by exp(-40). Right to 1e-9 of itself (tested against mpmath).

Source: S. Zeltyn, A. Mandelbaum, "Call centers with impatient customers" (2005).
"""

from __future__ import annotations

import numpy as np

from capplan.requirements.arguments import Floats

__all__ = ["mean_wait_of_answered"]

CUT_OFF = 40.0  # integrands are dropped where they fall below exp(-40), 4e-18 of their peak
_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(40)
NODES = tuple(zip((0.5 * (1.0 + _POINTS)).tolist(), (0.5 * _WEIGHTS).tolist(), strict=True))  # on 0 to 1


def _panel(fall: Floats, low: Floats, peak: Floats, width: Floats, sign: float) -> tuple[Floats, Floats]:
    """Integrals of exp(H - H(peak)), with weights 1 and s, over one panel that starts at the peak."""
    grade = np.log1p(width)
    stayed, waited = np.zeros_like(fall), np.zeros_like(fall)
    for node, weight in NODES:
        away = np.expm1(grade * node)
        off_peak = sign * away
        stay = weight * (1.0 + away) * np.exp(-fall * off_peak - low * np.expm1(-off_peak))
        stayed += stay
        waited += (peak + off_peak) * stay
    return stayed * grade, waited * grade


def mean_wait_of_answered(c: Floats, x: Floats) -> Floats:
    """Mean wait, in patiences, of those who wait and are answered: flat arrays above zero (not checked)."""
    fall = c + 1.0
    low = np.minimum(fall, x)
    peak = np.log(np.maximum(x / fall, 1.0))
    linear = 2.0 * (fall - low) - CUT_OFF
    reach = 4.0 * CUT_OFF / (linear + np.sqrt(linear * linear + 8.0 * CUT_OFF * fall))
    stayed, waited = _panel(fall, low, peak, reach, 1.0)
    left = peak > 0.0
    if left.any():
        scaled = CUT_OFF / fall[left]
        reach_left = np.minimum(peak[left], np.log1p(scaled + np.sqrt(2.0 * scaled)))
        more_stayed, more_waited = _panel(fall[left], low[left], peak[left], reach_left, -1.0)
        stayed[left] += more_stayed
        waited[left] += more_waited
    return waited / stayed
