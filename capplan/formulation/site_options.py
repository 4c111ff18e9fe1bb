"""Sites that open or close: whether, and in which month.

Index    o option: a site that may open, or one that may close    b month    p team of the site    t period

Given    setup, growth, least_heads[o]   periods from the opening to the first class, on to least_heads
         notice, waves, between, dual[o] periods to the first wave; waves; periods between two; dual running
         moved[o,b,t]     share of its work that has gone to other sites when it is announced in b: k / waves after
                          wave k; gone the same, dual periods later: people stay until those who take over can work
         ends[o,b]        the period from which nobody is there
         most             bounds.py

Decides  site_changes[o,b]    it is opened, or its closure announced, in the first period of the month (binary)
         site_open[o,t]       whether the site is there: 1 before its end, or from its opening on
         closing_people[p,b]  heads and trainees when its closure is announced in b, 0 when it is not      heads
         left[p,t]            people who leave because the site closes, at a severance                     heads

Rows     site_once[o]             sum over b: site_changes <= 1
         site_open[o,t]           site_open = sum over b with first[b] <= t: site_changes               (open)
                                  site_open = 1 - sum over b with ends[b] <= t: site_changes            (close)
         site_classes[p,t]        classes <= most * sum over b with first[b] + setup <= t: site_changes (open)
                                  classes <= most * (1 - sum over b with t >= first[b], or too late to learn before
                                  ends[b]: site_changes)                                                (close)
         site_bought[i,t]         assigned_h <= most_h * the same as for classes     (open, teams on demand)
         site_least[o,t]          sum over p: heads >= least_heads * sum over b with first[b] + setup + growth <= t:
                                  site_changes
         closing_most[p,b]        closing_people <= most * site_changes
         closing_people[p,b]      closing_people <= heads + trainees in first[b]
         site_heads[p,t]          heads <= sum over b with gone > 0: (1 - gone) * closing_people
                                  + most * (1 - sum over b with gone > 0: site_changes)
         site_work[p,t]           sum over i of p: assigned_h <= sum over b with moved > 0: (1 - moved) * head_h
                                  * closing_people + most_h * (1 - sum over b with moved > 0: site_changes)
         site_left[p,t]           left <= most * sum over b between first leaving and end: site_changes
         site_released[p,t]       released <= most * (1 - the same sum): no other release then
         tenured[p,t]             loses left
Bounds   A closure ends within the plan, and not before everybody who is known has learned.

Holds    A site that may open stays closed while the family is off; one that may close stays.

Source   plant location with opening and closing over time (Van Roy and Erlenkotter 1982).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.formulation.bounds import most_heads, most_hours
from capplan.formulation.cost_term import CostTerm, Pricing
from capplan.formulation.hiring import most_classes
from capplan.formulation.initiatives import month_labels
from capplan.formulation.selection import MOST_CLASSES, all_learned
from capplan.formulation.sets import Given
from capplan.program import Axis, Program
from capplan.project_facts import SiteOptions

__all__ = ["add_site_options", "may_change", "site_terms", "wind_down"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]
Flag = NDArray[np.bool_]


def wind_down(options: SiteOptions, first: Index, periods: int) -> tuple[Float, Float]:
    """[o, b, t] share of the work that has moved, and of the people who have gone, when a site closes; else 0."""
    age = np.arange(periods) - first[:, None] - options.notice_periods[:, None, None]
    between, waves = options.wave_periods[:, None, None], options.waves[:, None, None]

    def share(since: Index) -> Float:
        done = np.clip(since // between + 1, 0, waves)
        return np.asarray(done / waves * ~options.opens[:, None, None], dtype=np.float64)

    return share(age), share(age - options.dual_periods[:, None, None])


def may_change(given: Given, options: SiteOptions) -> Flag:
    """[o, b] months in which it may be decided."""
    first, count = given.facts.horizon.month_starts, len(given.sets.periods)
    ends = first + options.wind_down[:, None]
    learned = np.zeros(len(given.facts.sites.name), dtype=np.int64)
    np.maximum.at(learned, given.facts.teams.site, all_learned(given))
    in_time = (ends < count) & (ends >= learned[options.site, None])
    on = given.model.site_options is not None
    return np.asarray(on & (first >= options.earliest[:, None]) & (options.opens[:, None] | in_time))


def add_site_options(program: Program, given: Given) -> None:
    """Add the columns and rows named above; nothing where no site may open and the family is off."""
    options = given.facts.site_options
    if options is None:
        return
    first, periods = given.facts.horizon.month_starts, given.sets.periods
    sites = Axis("site", tuple(given.sets.sites.labels[s] for s in options.site))
    upper = may_change(given, options) * 1.0
    changes = program.columns("site_changes", (sites, month_labels(given)), upper=upper, integer=True).index
    once = program.rows("site_once", (sites,), at_most=1.0)
    once.add(changes.T)
    there = program.columns("site_open", (sites, periods)).index
    rows = program.rows("site_open", (sites, periods), equal=(~options.opens)[:, None] * 1.0)
    rows.add(there)
    since = np.where(options.opens[:, None], first, first + options.wind_down[:, None])
    counted = np.where(options.opens, -1.0, 1.0)[:, None, None] * (
        np.arange(len(periods)) >= since[:, :, None]
    )
    rows.add(changes[:, :, None], counted, at=rows.index[:, None, :])
    team, option = _teams(given, options)
    _add_classes(program, given, options, team, option)
    _add_least(program, given, options, team, option)
    _add_bought(program, given, options)
    _add_closing(program, given, options, team[~options.opens[option]], option[~options.opens[option]])


def _teams(given: Given, options: SiteOptions) -> tuple[Index, Index]:
    """The teams at sites with an option, and their options."""
    of_site = np.full(len(given.sets.sites), -1)
    of_site[options.site] = np.arange(len(options.site))
    option = of_site[given.facts.teams.site]
    team = np.flatnonzero(option >= 0)
    return team, option[team]


def _set_up(given: Given, options: SiteOptions, lag: Index) -> Flag:
    """[o, b, t] whether a site that opens in b has been open for ``lag`` [o] periods."""
    first = given.facts.horizon.month_starts
    return np.asarray(np.arange(len(given.sets.periods)) >= first[:, None] + lag[:, None, None])


def _add_classes(program: Program, given: Given, options: SiteOptions, team: Index, option: Index) -> None:
    """No class before a site is set up, or once its closure is announced, or too late to learn before its end."""
    first, period = given.facts.horizon.month_starts, np.arange(len(given.sets.periods))
    most = np.minimum(most_classes(given), MOST_CLASSES)[team]
    axis = Axis("team", tuple(given.sets.teams.labels[p] for p in team))
    constant = ~options.opens[option][:, None] * most
    rows = program.rows("site_classes", (axis, given.sets.periods), at_most=constant)
    rows.add(program.column_blocks["classes"].index[team])
    last = first + options.wind_down[option][:, None] - given.facts.teams.mature_age[team][:, None]
    too_late = period >= np.minimum(first, last + 1)[:, :, None]
    set_up = _set_up(given, options, options.setup_periods)[option]
    opens = options.opens[option][:, None, None]
    gate = np.where(opens, -1.0 * set_up, 1.0 * too_late) * most[:, None, :]
    changes = program.column_blocks["site_changes"].index[option]
    rows.add(changes[:, :, None], gate, at=rows.index[:, None, :])


def _add_least(program: Program, given: Given, options: SiteOptions, team: Index, option: Index) -> None:
    chosen = np.flatnonzero(options.opens & (options.least_heads > 0.0))
    axis = Axis("site", tuple(given.sets.sites.labels[options.site[o]] for o in chosen))
    rows = program.rows("site_least", (axis, given.sets.periods), at_least=0.0, rule=True)
    grown = _set_up(given, options, options.setup_periods + options.growth_periods)
    for row, o in enumerate(chosen):
        rows.add(program.column_blocks["heads"].index[team[option == o]], 1.0, at=rows.index[row])
        changes = program.column_blocks["site_changes"].index[o]
        rows.add(changes[:, None], -options.least_heads[o] * grown[o], at=rows.index[row])


def _add_bought(program: Program, given: Given, options: SiteOptions) -> None:
    """No hours bought on demand at a site before it is set up."""
    team, option = _teams(given, options)
    ruled = team[given.facts.teams.on_demand[team] & options.opens[option]]
    here = np.flatnonzero(np.isin(given.facts.pairs.team, ruled))
    axis = Axis("pair", tuple(given.sets.pairs.labels[i] for i in here))
    rows = program.rows("site_bought", (axis, given.sets.periods), at_most=0.0)
    rows.add(program.column_blocks["assigned_h"].index[here])
    most, set_up = most_hours(given)[here], _set_up(given, options, options.setup_periods)
    of_pair = option[np.searchsorted(team, given.facts.pairs.team[here])]
    changes = program.column_blocks["site_changes"].index[of_pair]
    rows.add(changes[:, :, None], set_up[of_pair] * -most[:, None, :], at=rows.index[:, None, :])


def _add_closing(program: Program, given: Given, options: SiteOptions, team: Index, option: Index) -> None:
    """Work goes in waves, people follow it after dual running, and nobody is there at the end."""
    first, blocks = given.facts.horizon.month_starts, program.column_blocks
    count = len(given.sets.periods)
    heads = most_heads(given)[team]
    teams = Axis("team", tuple(given.sets.teams.labels[p] for p in team))
    changes = blocks["site_changes"].index[option]
    people = program.columns("closing_people", (teams, month_labels(given))).index
    at_most = program.rows("closing_most", (teams, month_labels(given)), at_most=0.0)
    at_most.add(people)
    at_most.add(changes, -heads[:, first])
    counted = program.rows("closing_people", (teams, month_labels(given)), at_most=0.0)
    counted.add(people)
    for name in ("heads", "trainees"):
        counted.add(blocks[name].index[team][:, first], -1.0)

    moved, gone = (share[option] for share in wind_down(options, first, count))
    head_h = given.contract_productive_h[team] * given.facts.teams.productivity[team].max(axis=1)[:, None]
    for name, share, each, block in (("site_heads", gone, np.ones_like(head_h), "heads"),
                                     ("site_work", moved, head_h, "")):  # fmt: skip
        overtime = 0.0 if given.model.overtime is None else given.model.overtime.most_share
        most = heads if block else heads * head_h * (1.0 + overtime)
        rows = program.rows(name, (teams, given.sets.periods), at_most=most)
        rows.add(changes[:, :, None], (share > 0.0) * most[:, None], at=rows.index[:, None, :])
        stays = (share - 1.0) * (share > 0.0) * each[:, None]
        rows.add(people[:, :, None], stays, at=rows.index[:, None, :])
        if block:
            rows.add(blocks[block].index[team])
        else:
            row = np.full(len(given.sets.teams), -1)
            row[team] = np.arange(len(team))
            pair = np.flatnonzero(row[given.facts.pairs.team] >= 0)
            rows.add(blocks["assigned_h"].index[pair], 1.0, at=rows.index[row[given.facts.pairs.team[pair]]])
    _add_left(program, given, options, team, option, heads)


def _add_left(
    program: Program, given: Given, options: SiteOptions, team: Index, option: Index, heads: Float
) -> None:
    first, period = given.facts.horizon.month_starts, np.arange(len(given.sets.periods))
    teams = Axis("team", tuple(given.sets.teams.labels[p] for p in team))
    left = program.columns("left", (teams, given.sets.periods)).index
    rows = program.rows("site_left", (teams, given.sets.periods), at_most=0.0)
    rows.add(left)
    leaving = first[:, None] + (options.notice_periods + options.dual_periods)[option][:, None, None]
    ends = first[:, None] + options.wind_down[option][:, None, None]
    may = (period >= leaving) & (period <= ends)
    changes = program.column_blocks["site_changes"].index[option]
    rows.add(changes[:, :, None], may * -heads[:, None], at=rows.index[:, None, :])
    released = program.column_blocks["released"].index[team]
    most = np.minimum(given.facts.release_rules.most[team], heads.max(axis=1, initial=0.0))[:, None]
    others = program.rows("site_released", (teams, given.sets.periods), at_most=most)
    others.add(released)
    others.add(changes[:, :, None], may * most[:, None], at=others.index[:, None, :])
    tenured = program.row_blocks["tenured"]
    tenured.add(left, 1.0, at=tenured.index[team])


def site_terms(pricing: Pricing) -> list[CostTerm]:
    """What opening and closing cost, what a site costs while it is there, and severance of those who leave."""
    given, options = pricing.given, pricing.given.facts.site_options
    if options is None or "site_changes" not in pricing.program.column_blocks:
        return []
    first, names, blocks = (
        given.facts.horizon.month_starts,
        given.sets.sites.labels,
        pricing.program.column_blocks,
    )
    who = site = options.site[:, None]
    changes, there = pricing.columns("site_changes"), pricing.columns("site_open")
    cost, fixed = options.cost[:, None], options.fixed_cost[:, None]
    team = given.sets.teams.positions(blocks["left"].axes[0])
    option = np.full(len(names), -1)
    option[options.site] = np.arange(len(options.site))
    home = given.facts.teams.site[team][:, None]
    severance = options.severance[option[home]]
    return [
        pricing.term("sites", "changes", changes, cost, who, names, site=site, period=first),
        pricing.term("sites", "sites", there, fixed, who, names, site=site),
        pricing.term("sites", "heads", pricing.columns("left"), severance, home, names, site=home),
    ]
