"""Share limits, budgets and support roles."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.facts import ShareLimit, SupportRatios
from capplan.nearest import did_you_mean, listing
from capplan.validation.forecast import Series
from capplan.validation.sites import IN_HOUSE
from capplan.validation.teams import pay_per_period
from capplan.validation.typed import Inputs, rows_where

__all__ = ["build_budgets", "build_share_limits", "build_support", "check", "notes"]

GROUPS = ("site", "vendor", "country")
OWN_SITES = "our own sites"
"""What people call the sites without vendor."""
QUARTER = re.compile(r"[0-9]{4}-Q[1-4]")


def _members(inputs: Inputs, group: str) -> NDArray[np.str_]:
    """For every site the member of the group that it is."""
    values = inputs["sites"].text(group)
    return np.where(values == "", IN_HOUSE, values) if group == "vendor" else values


def check(inputs: Inputs) -> Iterator[Problem]:
    """Limits that cannot be met together, unknown members, bad quarters, support hours of a month."""
    yield from _share_limits(inputs)
    table = inputs["budgets"]
    for row, quarter in enumerate(table.text("quarter").tolist()):
        if quarter and not QUARTER.fullmatch(quarter):
            found = re.search(r"(20[0-9]{2})\D*([1-4])$|[Qq]([1-4])\D*(20[0-9]{2})", quarter)
            guess = f"{found[1] or found[4]}-Q{found[2] or found[3]}" if found else None
            yield table.problem(
                row,
                "quarter",
                "not a quarter",
                "a year and quarter as 2026-Q1",
                f"Write {guess}." if guess else None,
            )
    support = inputs["support_ratios"]
    if inputs.horizon.period == "month":
        for row in rows_where((support.text("unit") == "wage_hour") & ~support.given("contract_h")):
            yield support.problem(
                row, "contract_h", "a monthly plan needs the hours of a month", "for example 173.3"
            )


def _share_limits(inputs: Inputs) -> Iterator[Problem]:
    table = inputs["share_limits"]
    least, most = table.number("least"), table.number("most")
    for row in rows_where(least > most):
        yield table.problem(row, "least", "the least share is more than the most", f"at most {most[row]:g}")
    if not inputs["sites"].sound:
        return
    for row, group in enumerate(table.text("group").tolist()):
        if group in GROUPS and table.given("member")[row]:
            known = sorted(set(_members(inputs, group).tolist()))
            member = str(table.text("member")[row])
            if member not in known:
                yield table.problem(
                    row,
                    "member",
                    f"there is no such {group} in sites.csv",
                    listing(known),
                    did_you_mean(member, known),
                )
    yield from _sums(inputs)


def _sums(inputs: Inputs) -> Iterator[Problem]:
    table = inputs["share_limits"]
    pairs = list(zip(table.text("queue").tolist(), table.text("group").tolist(), strict=True))
    for queue, group in dict.fromkeys(pairs):
        if group not in GROUPS:
            continue
        rows = np.array([row for row, pair in enumerate(pairs) if pair == (queue, group)])
        of = f"for {queue or 'all work'} by {group}"
        least, most = (float(table.number(name)[rows].sum()) for name in ("least", "most"))
        if least > 1 + 1e-9:
            yield table.problem(
                int(rows[0]), "least", f"the least shares {of} sum to {least:g}", "a sum of at most 1"
            )
        everyone = set(_members(inputs, group).tolist()) <= set(table.text("member")[rows].tolist())
        if everyone and most < 1 - 1e-9:
            yield table.problem(
                int(rows[0]),
                "most",
                f"every {group} is limited, and the most shares {of} sum to {most:g}",
                "a sum of at least 1",
            )


def notes(inputs: Inputs) -> Iterator[str]:
    """Budgets outside the plan, quarters of the plan without one."""
    quarters, given = inputs.horizon.quarters, inputs["budgets"].names()
    for quarter in given:
        if quarter not in quarters:
            yield f"budgets.csv: {quarter} lies outside the plan and is left out"
    missing = [quarter for quarter in quarters if quarter not in given]
    if inputs.model.budget is not None and given and missing:
        yield f"budgets.csv: no budget limits {', '.join(missing)}"


def build_share_limits(inputs: Inputs, found: Series) -> tuple[ShareLimit, ...]:
    """The share limits; those of a queue without forecast are left out."""
    table, sites, teams = inputs["share_limits"], inputs["sites"], inputs["teams"]
    at_site = teams.positions("site", sites.names())
    limits = []
    for row in range(len(table)):
        queue, group, member = (str(table.text(name)[row]) for name in ("queue", "group", "member"))
        queues = np.array([queue in ("", name) for name in found.queue], dtype=np.bool_)
        if queues.any():
            doers = (_members(inputs, group) == member)[at_site]
            who = OWN_SITES if (group, member) == ("vendor", IN_HOUSE) else f"{group} {member}"
            label = f"{who} in {queue or 'all work'}"
            least, most = float(table.number("least")[row]), float(table.number("most")[row])
            limits.append(ShareLimit(label, queues, doers, least, most))
    return tuple(limits)


def build_support(inputs: Inputs) -> SupportRatios:
    """The support roles, with the pay of one person in one period."""
    table = inputs["support_ratios"]
    pay = [
        pay_per_period(str(unit), float(rate), float(hours), inputs.horizon)
        for unit, rate, hours in zip(
            table.text("unit"), table.number("rate"), table.number("contract_h"), strict=True
        )
    ]
    return SupportRatios(
        role=tuple(table.text("role").tolist()),
        site=table.positions("site", inputs["sites"].names()),
        heads_per_role=table.number("heads_per_role"),
        pay=np.array(pay, dtype=np.float64),
    )


def build_budgets(inputs: Inputs) -> dict[str, float]:
    """The budgets of the quarters of the plan."""
    table = inputs["budgets"]
    every = dict(zip(table.text("quarter").tolist(), table.number("amount").tolist(), strict=True))
    return {quarter: every[quarter] for quarter in inputs.horizon.quarters if quarter in every}
