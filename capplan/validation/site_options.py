"""Sites that may open or close."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from capplan.errors import Problem
from capplan.project_facts import SiteOptions
from capplan.validation.contract_scope import under_contract
from capplan.validation.days import first_period_from
from capplan.validation.typed import Inputs, rows_where

__all__ = ["build_site_options", "check", "notes"]

TABLE = "site_options"
OF_OPENING = ("setup_weeks", "growth_weeks", "least_heads")
OF_CLOSING = ("notice_weeks", "waves", "wave_weeks", "dual_weeks", "severance")


def check(inputs: Inputs) -> Iterator[Problem]:
    """Sites of contracts, people at a site that is yet to open, closures where nobody may be released."""
    table, sites, teams = inputs[TABLE], inputs["sites"], inputs["teams"]
    if not len(table) or not teams.sound or not sites.sound:
        return
    named, home = teams.text("team"), teams.text("site")
    billed = set(home[under_contract(inputs)].tolist())
    there = set(inputs["headcount"].text("team")[inputs["headcount"].number("heads") > 0.0].tolist())
    there |= set(inputs["committed_classes"].text("team").tolist())
    protected = set(sites.text("site")[sites.text("no_releases") == "yes"].tolist())
    for row, (site, change) in enumerate(zip(table.text("site"), table.text("change"), strict=True)):
        if site in billed:
            yield table.problem(
                row,
                "site",
                f"teams of {site} are under a contract",
                "a site without contracts",
                "A contract opens or ends a vendor's site: status candidate, may_end (contracts.csv).",
            )
        known = sorted({str(team) for team in named[home == site]} & there)
        if change == "open" and known:
            yield table.problem(
                row,
                "change",
                f"{', '.join(known)} of {site} have people or promised classes already",
                "close, or a site without anybody",
            )
        if change == "close" and site in protected:
            yield table.problem(
                row,
                "change",
                f"nobody may be released at {site} (no_releases in sites.csv), so it cannot close",
                "a site without no_releases",
            )
        yield from _unused(inputs, row, str(change))


def _unused(inputs: Inputs, row: int, change: str) -> Iterator[Problem]:
    table = inputs[TABLE]
    for column in OF_CLOSING if change == "open" else OF_OPENING:
        if table.given(column)[row] and change:
            yield table.problem(row, column, f"it says nothing where the change is {change}", "a blank cell")


def notes(inputs: Inputs) -> Iterator[str]:
    """A family without sites to decide on, and sites without the family."""
    table, rules = inputs[TABLE], inputs.model.site_options
    if rules is not None and not table.present:
        yield "the planning model has [site_options], but there is no site_options.csv"
    if rules is None and table.present:
        yield (
            "site_options.csv is not used without [site_options] in the planning model: no site opens or closes"
        )
    if rules is None or not len(table):
        return
    options, last = build_site_options(inputs), inputs.horizon.count - 1
    assert options is not None
    ends = options.earliest + options.wind_down
    for row in rows_where(~options.opens & (ends > last)):
        yield f"site_options.csv:{table.lines[row]}: {table.text('site')[row]} cannot be closed within the plan"


def build_site_options(inputs: Inputs) -> SiteOptions | None:
    """The options as arrays; None without any. While the family is off, sites that may close are none: they stay."""
    table = inputs[TABLE]
    kept = np.flatnonzero((table.text("change") == "open") | (inputs.model.site_options is not None))
    if not len(kept):
        return None

    def count(column: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return table.number(column)[kept].astype(np.int64)

    return SiteOptions(
        site=table.positions("site", inputs["sites"].names())[kept],
        opens=table.text("change")[kept] == "open",
        earliest=first_period_from(table.day("earliest")[kept], inputs.horizon),
        setup_periods=count("setup_weeks"),
        growth_periods=count("growth_weeks"),
        least_heads=table.number("least_heads")[kept],
        notice_periods=count("notice_weeks"),
        waves=count("waves"),
        wave_periods=count("wave_weeks"),
        dual_periods=count("dual_weeks"),
        cost=table.number("cost")[kept],
        severance=table.number("severance")[kept],
        fixed_cost=table.number("fixed_cost")[kept],
    )
