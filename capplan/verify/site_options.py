"""Sites that open or close: people, classes and work follow what site_decisions.csv says."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.project_facts import SiteOptions
from capplan.verify.case import Case
from capplan.verify.findings import HEADS, HOURS, MONEY
from capplan.verify.vendor_rules import new_hires

__all__ = ["check_site_options", "closing", "site_costs"]

Float = NDArray[np.float64]
Flag = NDArray[np.bool_]
RULE = "site_options"
WORDS = {True: ("open", "not_opened"), False: ("close", "keep")}


def decided(case: Case) -> dict[int, int]:
    """The period in which a site of an option opens, or its closure is announced, by option."""
    options, table = case.facts.site_options, case.run.sheets.get("site_decisions")
    if options is None or table is None:
        return {}
    found, days = {}, {label: t for t, label in enumerate(case.weeks)}
    names = [case.facts.sites.name[s] for s in options.site]
    for site, word, day in zip(*(table.labels[name] for name in ("site", "decision", "date")), strict=True):
        if site in names and word in ("open", "close") and day in days:
            found[names.index(str(site))] = days[str(day)]
    return found


def closing(case: Case) -> Flag:
    """[p, t] where people leave because their site closes."""
    options = case.facts.site_options
    leaving = np.zeros((len(case.facts.teams.name), len(case.weeks)), dtype=np.bool_)
    for o, start in decided(case).items():
        if options is not None and not options.opens[o]:
            first = start + int(options.notice_periods[o] + options.dual_periods[o])
            leaving[case.facts.teams.site == options.site[o], first : _end(options, o, start) + 1] = True
    return leaving


def _end(options: SiteOptions, o: int, start: int) -> int:
    """The first period in which nobody is there."""
    waves = int(options.waves[o]) - 1
    return start + int(options.notice_periods[o] + waves * options.wave_periods[o] + options.dual_periods[o])


def check_site_options(case: Case) -> None:
    """The table word by word, and what follows site by site."""
    options = case.facts.site_options
    if options is None:
        return
    starts = decided(case)
    if case.model.site_options is not None:
        _check_table(case, options, starts)
    for o in range(len(options.site)):
        here = case.facts.teams.site == options.site[o]
        if options.opens[o]:
            _check_opening(case, options, o, here, starts.get(o))
        elif o in starts:
            _check_closing(case, options, o, here, starts[o])


def _check_table(case: Case, options: SiteOptions, starts: dict[int, int]) -> None:
    table, ledger, horizon = case.run.sheets["site_decisions"], case.ledger, case.facts.horizon
    names = tuple(case.facts.sites.name[s] for s in options.site)
    at = table.positions(("site",), names, ledger)
    cost, fixed, severance, left = site_costs(case)
    figures = {"cost": cost, "fixed_cost": fixed, "severance": severance}
    for o, name in enumerate(names):
        rows = np.flatnonzero(at == o)
        ledger.that(RULE, len(rows) == 1, f"rows of {name} in site_decisions.csv", "one", str(len(rows)))
        for row in rows[:1]:
            wanted = WORDS[bool(options.opens[o])][o not in starts]
            word = str(table.labels["decision"][row])
            ledger.that(RULE, word == wanted, f"decision on {name}", wanted, word or "nothing")
            for column, values in figures.items():
                found = float(table.numbers[column][row])
                ledger.equal(RULE, f"{column} of {name}", (), float(values[o].sum()), found, MONEY)
            found = float(table.numbers["people_left"][row])
            ledger.equal(RULE, f"people_left of {name}", (), float(left[o].sum()), found, HEADS)
        if o in starts:
            day, before = horizon.day(starts[o]), horizon.day(starts[o] - 1)
            first = starts[o] == 0 or day.month != before.month
            ledger.that(RULE, first, f"date of {name}", "the first period of a month", day.isoformat())
            early = starts[o] < options.earliest[o]
            ledger.that(RULE, not early, f"date of {name}", "not before its earliest day", day.isoformat())


def _check_opening(case: Case, options: SiteOptions, o: int, here: Flag, start: int | None) -> None:
    """Nobody before it is set up; enough people once it has grown."""
    name, when = case.facts.sites.name[options.site[o]], np.arange(len(case.weeks))
    ready = len(when) if start is None else start + int(options.setup_periods[o])
    people = case.walk["heads"] + case.walk["trainees"] + new_hires(case)
    before = when < ready
    case.ledger.at_most(
        RULE,
        f"people at {name} before it is set up",
        (case.weeks,),
        0.0,
        people[here].sum(axis=0),
        HEADS,
        before,
    )
    hours = case.work.team_h[here].sum(axis=0)
    case.ledger.at_most(RULE, f"work at {name} before it is set up", (case.weeks,), 0.0, hours, HOURS, before)
    grown = when >= ready + int(options.growth_periods[o])
    heads, least = case.walk["heads"][here].sum(axis=0), float(options.least_heads[o])
    case.ledger.at_least(RULE, f"heads at {name}", (case.weeks,), least, heads, HEADS, grown)


def _check_closing(case: Case, options: SiteOptions, o: int, here: Flag, start: int) -> None:
    """No classes, less work after every wave, fewer people when dual running is over, nobody at the end."""
    name, when = case.facts.sites.name[options.site[o]], np.arange(len(case.weeks))
    end = _end(options, o, start)
    case.ledger.that(RULE, end < len(when), f"end of {name}", "within the plan", f"period {end}")
    teams = np.flatnonzero(here)
    starting, people = new_hires(case), case.walk["heads"] + case.walk["trainees"]
    nobody = case.walk["heads"][here].sum(axis=0) + case.walk["trainees"][here].sum(axis=0)
    case.ledger.at_most(
        RULE, f"people at {name} after its end", (case.weeks,), 0.0, nobody, HEADS, when >= end
    )
    speed = case.facts.teams.productivity.max(axis=1)
    full_h = case.facts.teams.contract_h * speed
    productive = case.per_team(case.requirement.productive_share)
    for p in teams.tolist():
        team, there = case.facts.teams.name[p], float(people[p, start])
        late = when + int(case.facts.teams.mature_age[p]) > end
        axes = (case.weeks,)
        told = f"hires of {team}, whose site closes"
        case.ledger.at_most(RULE, told, axes, 0.0, starting[p], HEADS, (when >= start) | late)
        for wave in range(int(options.waves[o])):
            moved = start + int(options.notice_periods[o] + wave * options.wave_periods[o])
            left = 1.0 - (wave + 1) / float(options.waves[o])
            most_h = left * there * full_h[p] * productive[p]
            what = f"work of {team} after wave {wave + 1}"
            case.ledger.at_most(RULE, what, axes, most_h, case.work.team_h[p], HOURS, when >= moved)
            gone = moved + int(options.dual_periods[o])
            what = f"heads of {team} after wave {wave + 1}"
            case.ledger.at_most(RULE, what, axes, left * there, case.walk["heads"][p], HEADS, when >= gone)


def site_costs(case: Case) -> tuple[Float, Float, Float, Float]:
    """[o, t] what opening or closing costs, what a site costs while it is there, severance, and who leaves."""
    options = case.facts.site_options
    count = 0 if options is None else len(options.site)
    once, fixed, severance, left = (np.zeros((count, len(case.weeks))) for _ in range(4))
    starts, leaving = decided(case), closing(case)
    for o in range(count):
        assert options is not None
        start = starts.get(o)
        if start is not None:
            once[o, start] = options.cost[o]
        if options.opens[o]:
            if start is not None:
                fixed[o, start:] = options.fixed_cost[o]
        else:
            fixed[o, : None if start is None else _end(options, o, start)] = options.fixed_cost[o]
        here = case.facts.teams.site == options.site[o]
        left[o] = (case.walk["releases"] * leaving)[here].sum(axis=0)
        severance[o] = options.severance[o] * left[o]
    return once, fixed, severance, left
