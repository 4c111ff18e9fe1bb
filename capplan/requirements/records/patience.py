"""Patience from the waits of single calls.

A caller who hangs up after w seconds shows a patience of w. A caller who is answered after w seconds shows a
patience above w, and nothing more: the wait is right-censored. The plain mean of the waits of those who hung
up is therefore far too short; those who are answered have to be counted with the time they waited.

Exponential     mean patience = seconds waited by all / number who hung up                 (maximum likelihood)
                interval: the number who hung up is Poisson, given the seconds waited by all; its exact limits
                are chi-square quantiles with 2 d and 2 d + 2 degrees of freedom
Kaplan-Meier    S(w) = product over waits v <= w of 1 - hung up at v / still waiting just before v: the share
                of callers whose patience exceeds w, whatever its distribution
Hazard          in a band of waiting: hung up in the band / seconds waited in it. Exponential patience has the
                same rate, 1 / mean patience, in every band
Identity        share that hangs up = mean wait of all callers / mean patience, which Erlang A implies. Over
                all callers the estimate above makes it true; hour by hour it is a test of the patience

Sources: E. L. Kaplan, P. Meier, JASA 53 (1958); F. Garwood, Biometrika 28 (1936), for the interval; L. Brown et
al., "Statistical analysis of a telephone call center", JASA 100 (2005), sections 5 and 6; A. Mandelbaum, S.
Zeltyn, "The Palm/Erlang-A queue, with applications to call centers" (2005), for the identity.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import CensoredData, chi2, ecdf

from capplan.requirements.arguments import Floats, above_zero, at_least_zero, target_share

__all__ = [
    "ExponentialPatience",
    "Hazard",
    "PatienceFit",
    "Survival",
    "abandonment_of_wait",
    "exponential_patience",
    "fit_patience",
    "hazard",
    "median_patience_s",
    "restricted_mean_s",
    "survival",
]

BANDS_S = (0.0, 10.0, 20.0, 30.0, 60.0, 90.0, 120.0, 180.0, 300.0, 600.0)
FEWEST_WAITING = 30  # callers; where fewer are left the curve is a guess


@dataclass(frozen=True)
class ExponentialPatience:
    """Mean patience with its interval, and what it rests on: who hung up, and the seconds waited by all."""

    patience_s: float
    low_s: float
    high_s: float
    confidence: float
    hung_up: int
    answered: int
    waited_s: float


@dataclass(frozen=True)
class Survival:
    """Share of callers whose patience exceeds each wait, with its band; one entry for each wait seen.

    ``waiting`` counts the callers still waiting just before that wait. The band is NaN where nobody is left.
    """

    wait_s: Floats
    share: Floats
    low: Floats
    high: Floats
    waiting: Floats


@dataclass(frozen=True)
class Hazard:
    """Bands of waiting, above ``from_s`` and up to ``to_s`` seconds, and the rate of hanging up in each.

    ``per_minute`` is hang-ups per minute of waiting, ``low`` and ``high`` its exact interval.
    """

    from_s: Floats
    to_s: Floats
    hung_up: Floats
    waited_s: Floats
    per_minute: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class PatienceFit:
    """Everything that the waits say about patience.

    ``at_once`` callers hung up with a wait of zero; ``mean`` and all that follows counts them only where
    ``at_once_counted``, ``mean_of_all`` counts them always. ``median_s`` is followed by its interval (NaN where
    not reached). ``restricted_mean_s`` is the mean of the shorter of patience and ``until_s``, the longest wait
    that at least 30 callers reached, ``restricted_exponential_s`` the same of exponential patience.
    """

    mean: ExponentialPatience
    mean_of_all: ExponentialPatience
    at_once: int
    at_once_counted: bool
    survival: Survival
    hazard: Hazard
    median_s: tuple[float, float, float]
    until_s: float
    restricted_mean_s: float
    restricted_exponential_s: float


def fit_patience(
    hung_up_s: ArrayLike, answered_s: ArrayLike, *, count_at_once: bool = False, confidence: float = 0.95
) -> PatienceFit:
    """All estimates of patience from the waits of callers who hung up and of those who were answered.

    A caller who hangs up with a wait of zero seconds never queued: he left before there was a wait to lose
    patience with (in the announcement, or the moment he heard it). Exponential patience has none of these, so
    they are left out unless ``count_at_once``. Other arguments and errors as ``exponential_patience``.
    """
    hung_up, answered = _waits(hung_up_s, answered_s)
    taken = hung_up if count_at_once else hung_up[hung_up > 0.0]
    mean = exponential_patience(taken, answered, confidence)
    curve = survival(taken, answered, confidence)
    enough = curve.wait_s[(curve.waiting >= FEWEST_WAITING) & (curve.wait_s > 0.0)]
    until = float(enough[-1] if enough.size else curve.wait_s[-1])
    return PatienceFit(
        mean=mean,
        mean_of_all=exponential_patience(hung_up, answered, confidence),
        at_once=int((hung_up == 0.0).sum()),
        at_once_counted=count_at_once,
        survival=curve,
        hazard=hazard(taken, answered, confidence=confidence),
        median_s=median_patience_s(curve),
        until_s=until,
        restricted_mean_s=restricted_mean_s(curve, until),
        restricted_exponential_s=float(-mean.patience_s * np.expm1(-until / mean.patience_s)),
    )


def _waits(hung_up_s: ArrayLike, answered_s: ArrayLike) -> tuple[Floats, Floats]:
    """Both waits as flat arrays; refused where nobody hung up, or nobody waited."""
    hung_up = at_least_zero(hung_up_s, "hung_up_s").ravel()
    answered = at_least_zero(answered_s, "answered_s").ravel()
    if not hung_up.size:
        raise ValueError(
            "hung_up_s must hold at least one wait: where nobody hangs up, patience does not show"
        )
    if hung_up.sum() + answered.sum() <= 0.0:
        raise ValueError("hung_up_s and answered_s must hold a wait above zero: where nobody waits, patience "
                         "does not show")  # fmt: skip
    return hung_up, answered


def _rate_limits(count: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Exact limits of the mean of a Poisson count."""
    tail = (1.0 - confidence) / 2.0
    least = np.maximum(count, 0.5)  # keeps the quantile defined; the limit of a count of zero is zero
    low = np.where(count > 0.0, chi2.ppf(tail, 2.0 * least) / 2.0, 0.0)
    return np.asarray(low, np.float64), np.asarray(chi2.isf(tail, 2.0 * count + 2.0) / 2.0, np.float64)


def exponential_patience(
    hung_up_s: ArrayLike, answered_s: ArrayLike, confidence: float = 0.95
) -> ExponentialPatience:
    """Mean patience by maximum likelihood, if patience is exponential.

    ``hung_up_s`` are the waits of callers who hung up, at least one; ``answered_s`` those of callers who were
    answered, possibly none; seconds, zero or more. ``confidence`` is above 0 and below 1. Raises ValueError
    where nobody hung up or nobody waited.
    """
    hung_up, answered = _waits(hung_up_s, answered_s)
    target_share(confidence, "confidence")
    waited = float(hung_up.sum() + answered.sum())
    low, high = _rate_limits(np.array(float(hung_up.size)), confidence)
    return ExponentialPatience(
        patience_s=waited / hung_up.size,
        low_s=waited / float(high),
        high_s=waited / float(low),
        confidence=confidence,
        hung_up=hung_up.size,
        answered=answered.size,
        waited_s=waited,
    )


def survival(hung_up_s: ArrayLike, answered_s: ArrayLike, confidence: float = 0.95) -> Survival:
    """Kaplan-Meier estimate of the share of callers whose patience exceeds a wait.

    Arguments and errors as ``exponential_patience``. The band is pointwise, on the scale log(-log S).
    """
    hung_up, answered = _waits(hung_up_s, answered_s)
    target_share(confidence, "confidence")
    estimate = ecdf(CensoredData(uncensored=hung_up, right=answered)).sf
    wait, share = estimate.quantiles, estimate.probabilities
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # where the share is 1 or 0; both are dealt with
        band: Any = estimate.confidence_interval(confidence, method="log-log")
    certain = share >= 1.0  # nobody has hung up yet, and log(-log 1) does not exist
    waits = np.sort(np.concatenate([hung_up, answered]))
    return Survival(
        wait_s=wait,
        share=share,
        low=np.where(certain, 1.0, band.low.probabilities),
        high=np.where(certain, 1.0, band.high.probabilities),
        waiting=(waits.size - np.searchsorted(waits, wait, side="left")).astype(np.float64),
    )


def median_patience_s(curve: Survival) -> tuple[float, float, float]:
    """The wait that half of the callers would not outlast, and its interval; NaN where it is not reached.

    The interval holds the waits at which the band of the curve contains one half (Brookmeyer, Crowley 1982).
    """

    def first(share: Floats) -> float:
        reached = np.flatnonzero(share <= 0.5)
        return float(curve.wait_s[reached[0]]) if reached.size else float("nan")

    return first(curve.share), first(curve.low), first(curve.high)


def restricted_mean_s(curve: Survival, until_s: float) -> float:
    """Mean of the shorter of patience and ``until_s``: the area under the curve up to ``until_s`` seconds.

    ``until_s`` is above zero and at most the longest wait of the curve; beyond it the records say nothing.
    """
    until = float(above_zero(until_s, "until_s"))
    if until > curve.wait_s[-1]:
        raise ValueError(f"until_s must be at most the longest wait, {curve.wait_s[-1]:g}; found {until:g}")
    edges = np.minimum(np.concatenate([[0.0], curve.wait_s, [until]]), until)
    level = np.concatenate([[1.0], curve.share])
    return float(np.diff(edges) @ level)


def hazard(
    hung_up_s: ArrayLike,
    answered_s: ArrayLike,
    bands_s: ArrayLike = BANDS_S,
    confidence: float = 0.95,
) -> Hazard:
    """How readily callers hang up, by how long they have waited.

    ``bands_s`` are rising limits in seconds, the first zero; a last band without end is added. Bands that
    nobody reaches are left out. Hang-ups with a wait of zero belong to the first band. Other arguments and
    errors as ``exponential_patience``.
    """
    hung_up, answered = _waits(hung_up_s, answered_s)
    target_share(confidence, "confidence")
    limits = at_least_zero(bands_s, "bands_s")
    if limits.ndim != 1 or not limits.size or limits[0] != 0.0 or (np.diff(limits) <= 0.0).any():
        raise ValueError("bands_s must be rising limits that begin with 0")
    edges = np.append(limits, np.inf)
    waits = np.concatenate([hung_up, answered])
    waited = np.array(
        [(np.minimum(waits, to) - at)[waits > at].sum() for at, to in zip(edges, edges[1:], strict=False)]
    )
    band = np.maximum(np.searchsorted(edges, hung_up, side="left") - 1, 0)
    count = np.bincount(band, minlength=limits.size).astype(np.float64)
    seen = waited > 0.0
    low, high = _rate_limits(count[seen], confidence)
    minutes = waited[seen] / 60.0
    return Hazard(
        from_s=edges[:-1][seen],
        to_s=edges[1:][seen],
        hung_up=count[seen],
        waited_s=waited[seen],
        per_minute=count[seen] / minutes,
        low=low / minutes,
        high=high / minutes,
    )


def abandonment_of_wait(mean_wait_s: ArrayLike, patience_s: ArrayLike) -> Floats:
    """Share that hangs up where the mean wait of all callers is ``mean_wait_s``: mean wait / mean patience.

    Seconds, zero or more and above zero; both broadcast. Exact for exponential patience in any queue.
    """
    return at_least_zero(mean_wait_s, "mean_wait_s") / above_zero(patience_s, "patience_s")
