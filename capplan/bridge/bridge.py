"""The bridge: the difference in money of two runs by driver, cost term and site, in whole cents that add up.

Every line of costs.csv is a level of work times factors (identity.py); what each driver makes of the difference of a
line is its Shapley value (shapley.py), and sums over lines keep that. Weeks that one run alone has are a driver by
themselves, and so is a line that the identity cannot follow (``other``; none of a plan's own terms is). What the ten
digits of the files leave goes with the rounding to cents.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.bridge.cells import Cells, cells
from capplan.bridge.drivers import DRIVERS
from capplan.bridge.identity import blocks
from capplan.bridge.shapley import shares
from capplan.bridge.side import Side
from capplan.bridge.work import pairing
from capplan.errors import InvalidInput, Problem
from capplan.report.costs import TERMS

__all__ = ["Bridge", "bridge", "common_weeks", "in_cents"]

Float = NDArray[np.float64]
Cents = NDArray[np.int64]

NAMES = tuple(driver.name for driver in DRIVERS)
OTHER, HORIZON = NAMES.index("other"), NAMES.index("horizon")
TRACE = 1e-6
"""Share of a line that the ten digits of the files may leave; more is a line that could not be followed."""
DIGITS = 1e-8
"""Share of a line that a driver must make of its difference to be one, and not the last digit of a factor."""


@dataclass(frozen=True)
class Bridge:
    """``cents`` [driver, term, site] sum to ``after`` - ``before`` [term] exactly; site "" for lines of none.

    ``alone`` names what only one run has: weeks, sites, teams, queues, contracts, by "before" and "after".
    """

    currency: str
    terms: tuple[str, ...]
    sites: tuple[str, ...]
    cents: Cents
    before: Cents
    after: Cents
    weeks: tuple[str, ...]
    alone: Mapping[str, Mapping[str, tuple[str, ...]]]

    @property
    def by_driver(self) -> dict[str, int]:
        """Cents by driver, in the order of DRIVERS."""
        return dict(zip(NAMES, self.cents.sum(axis=(1, 2)).tolist(), strict=True))


def bridge(before: Side, after: Side) -> Bridge:
    """What makes ``after`` cost more or less than ``before``.

    Raises InvalidInput where the two do not compare: other base currencies, other periods, no week in common.
    """
    weeks = common_weeks(before, after)
    pair = pairing(before, after, weeks)
    laid = cells((before, after), weeks)
    known = {*before.cents, *after.cents}
    terms = tuple(term for term in TERMS if term in known) + tuple(sorted(known.difference(TERMS)))
    sites = tuple(sorted({*before.lines["site"], *after.lines["site"]} - {""})) + ("",)
    amounts = np.zeros((len(NAMES), len(terms), len(sites)))
    at = _places(laid.key, terms, sites)
    by_line = np.zeros((len(NAMES), len(laid.key)))
    for block in blocks(pair, laid):
        for driver, share in shares(block.lines).items():
            np.add.at(by_line[NAMES.index(driver)], block.line, share)
    by_line[np.abs(by_line) <= DIGITS * np.abs(laid.base).sum(axis=(0, 2))] = 0.0
    by_line[OTHER] += _left(laid, by_line)
    for j in range(len(NAMES)):
        np.add.at(amounts[j], at, by_line[j])
    for sign, side in ((-1.0, before), (1.0, after)):
        lines = side.lines[~side.lines["week"].isin(weeks)]
        money = sign * lines["amount_base"].to_numpy(dtype=np.float64)
        np.add.at(amounts[HORIZON], _places(lines, terms, sites), money)
    was, is_ = (np.array([side.cents.get(term, 0) for term in terms], np.int64) for side in (before, after))
    whole = np.zeros(amounts.shape, dtype=np.int64)
    for j in range(len(terms)):
        if amounts[:, j].any():
            whole[:, j] = in_cents(amounts[:, j].ravel(), int(is_[j] - was[j])).reshape(-1, len(sites))
        else:  # a cent that the summaries round to other terms
            whole[OTHER, j, -1] = is_[j] - was[j]
    alone = _alone(before, after, frozenset(weeks))
    return Bridge(before.currency, terms, sites, whole, was, is_, tuple(weeks), alone)


def common_weeks(before: Side, after: Side) -> list[str]:
    """The first days of the periods that both have."""
    problems = []
    for what, one, other in (
        ("base currency", before.currency, after.currency),
        ("periods", f"{before.period}s", f"{after.period}s"),
    ):
        if one != other:
            message = f"the {what} of the two runs are {one} and {other}: what they cost does not compare"
            problems.append(Problem(after.name, message))
    weeks = [week for week in before.weeks if week in set(after.weeks)]
    if not problems and not weeks:
        message = f"no {before.period} in common: one plans from {before.weeks[0]} to {before.weeks[-1]}"
        message += f", the other from {after.weeks[0]} to {after.weeks[-1]}"
        problems.append(Problem(after.name, message))
    if problems:
        raise InvalidInput(problems)
    return weeks


def in_cents(amounts: Float, total: int) -> Cents:
    """Amounts [n] as whole cents that sum to ``total``; the negated amounts come to the negated cents.

    Each is rounded to the nearest cent (half to even); cents over or missing go one each to the largest remainders,
    the earlier first among equals. That is the method of largest remainder, made the same seen from either side.
    """
    exact = np.round(amounts * 100.0, 6)
    whole = np.round(exact)
    missing = total - int(math.fsum(whole))
    sign = 1 if missing > 0 else -1
    order = np.argsort(-sign * (exact - whole), kind="stable")
    order = order[amounts[order] != 0.0] if amounts.any() else order
    for place in np.resize(order, abs(missing)):
        whole[place] += sign
    return whole.astype(np.int64)


def _left(laid: Cells, by_line: Float) -> Float:
    """[k] what the drivers do not explain of a line, 0 where it is only the last digit of the files."""
    left = (laid.base[1] - laid.base[0]).sum(axis=1) - by_line.sum(axis=0)
    return np.where(np.abs(left) > TRACE * np.abs(laid.base).sum(axis=(0, 2)) + 1e-6, left, 0.0)


def _places(
    table: pd.DataFrame, terms: tuple[str, ...], sites: tuple[str, ...]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    term = {name: j for j, name in enumerate(terms)}
    site = {name: j for j, name in enumerate(sites)}
    return (
        np.array([term[name] for name in table["term"]], dtype=np.int64),
        np.array([site[name] for name in table["site"]], dtype=np.int64),
    )


def _alone(before: Side, after: Side, weeks: frozenset[str]) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, one, other in (("before", before, after), ("after", after, before)):
        found[name] = {
            "weeks": tuple(week for week in one.weeks if week not in weeks),
            "sites": _only(one.teams["site"], other.teams["site"]),
            "teams": _only(one.teams.index, other.teams.index),
            "queues": _only(one.queues["queue"], other.queues["queue"]),
            "contracts": _only(one.contracts["contract"], other.contracts["contract"]),
        }
    return found


def _only(mine: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    known = set(others)
    return tuple(str(name) for name in dict.fromkeys(mine) if name not in known)
