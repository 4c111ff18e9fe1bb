"""Releases and transfers: how teams shrink and exchange people."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.facts import ReleaseRules, Transfers
from capplan.validation.contract_limits import people_limits
from capplan.validation.typed import Inputs

__all__ = ["build_releases", "build_transfers", "check"]


def check(inputs: Inputs) -> Iterator[Problem]:
    """Transfers from a team to itself or to another site."""
    table, teams = inputs["transfers"], inputs["teams"]
    site_of = dict(zip(teams.text("team").tolist(), teams.text("site").tolist(), strict=True))
    ends = zip(table.text("from_team").tolist(), table.text("to_team").tolist(), strict=True)
    for row, (origin, target) in enumerate(ends):
        if origin == target and origin:
            yield table.problem(
                row, "to_team", "a transfer from a team to itself", "another team of the same site"
            )
        elif origin in site_of and target in site_of and site_of[origin] != site_of[target]:
            yield table.problem(
                row,
                "to_team",
                f"{origin} sits at {site_of[origin]}, {target} at {site_of[target]}",
                f"another team of {site_of[origin]}",
            )


def build_releases(inputs: Inputs) -> ReleaseRules:
    """The release rules by team; teams without a row release nobody."""
    table, names = inputs["release_rules"], inputs["teams"].names()
    at = table.positions("team", names)

    def by_team(values: NDArray[np.float64], otherwise: float) -> NDArray[np.float64]:
        result = np.full(len(names), otherwise)
        result[at] = values
        return result

    return ReleaseRules(
        allowed=(by_team(np.ones(len(table)), 0.0) > 0) & ~_protected(inputs),
        notice_periods=np.maximum(
            by_team(table.number("notice_weeks"), 0.0).astype(np.int64), people_limits(inputs).notice
        ),
        severance=by_team(table.number("severance"), 0.0),
        most=by_team(table.limit("most_per_week"), np.inf),
    )


def _protected(inputs: Inputs) -> NDArray[np.bool_]:
    """[p] teams at sites where nobody is released."""
    sites = inputs["sites"]
    site = inputs["teams"].positions("site", sites.names())
    return np.asarray((sites.text("no_releases") == "yes")[site], dtype=np.bool_)


def build_transfers(inputs: Inputs) -> Transfers:
    """The transfer arcs, in the order of the file."""
    table, names = inputs["transfers"], inputs["teams"].names()
    return Transfers(
        from_team=table.positions("from_team", names),
        to_team=table.positions("to_team", names),
        periods=table.number("weeks").astype(np.int64),
        productivity=table.number("productivity"),
        cost=table.number("cost"),
        most=table.limit("most_per_week"),
    )
