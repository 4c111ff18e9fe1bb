"""The families that a director switches on beside the plan: projects, resilience of vendors, rules of Trust & Safety.

Every table here is made from the instance, without further draws: the tables of the plan itself stay as they are.
"""

from __future__ import annotations

from datetime import timedelta

from .people import Staff
from .places import Site, Team
from .sizes import START, Size
from .work import Kind, Queue

__all__ = ["RULES", "family_rows"]

Row = dict[str, object]

RULES = """\
[initiatives]
most_at_once = 2

[site_options]

[strain]
leaver_price = 8000.0
exposure_from_h = 2.5
exposure_leavers = 0.002
steep_from_h = 3.5
steep_leavers = 0.004
busy_from = 0.9
busy_leavers = 0.001

[presence]
first_period = 4
price = 40.0

[nesting]
most_share = 0.35
most_per_role = 8.0
price = 300.0

[shortage]
order = "strict"
protected = { P0 = 0.5 }

[clocks]
turnaround_h = { P0 = 24.0, P2 = 96.0 }
late_price = { P2 = 3.0 }

[rework]

[dsa]

"""
"""Moderate on purpose: every rule has room, or a price, so that each seed has a plan. Losses of vendors and countries
join those of sites in [resilience]."""

FIRST = START + timedelta(weeks=4)


def family_rows(
    size: Size, sites: tuple[Site, ...], teams: tuple[Team, ...], kinds: tuple[Kind, ...],
    queues: tuple[Queue, ...], staff: Staff,
) -> dict[str, list[Row]]:  # fmt: skip
    """The tables that only these families read."""
    return {
        "initiatives": _initiatives(size, kinds, queues),
        "site_options": _site_options(size, sites, teams, staff),
        "presence": _presence(queues),
        "rework": _errors(queues),
        "moderators": _moderators(teams, staff),
    }


def _initiatives(size: Size, kinds: tuple[Kind, ...], queues: tuple[Queue, ...]) -> list[Row]:
    """One for every third queue that can wait, six at most: a tenth to a fifth of it, for about a year of its pay."""
    chosen = [kind for kind in kinds if not kind.real_time and kind.priority != "P0"][::3][:6]
    rows: list[Row] = []
    for number, kind in enumerate(chosen):
        hours = sum(queue.hours for queue in queues if queue.kind.name == kind.name)
        deflected = 0.1 + 0.05 * (number % 3)
        saved = 20.0 * hours * deflected * max(1, size.weeks - 16)
        rows.append(
            {
                "initiative": f"{kind.name} classifier",
                "queue": kind.name,
                "earliest": FIRST,
                "build_weeks": 4 + 2 * (number % 2),
                "ramp_weeks": 4,
                "deflected": deflected,
                "handle_time": 0.85,
                "delay_weeks": 3,
                "delay_risk": 0.3,
                "cost": round(saved * (0.25 + 0.15 * (number % 3)), -2),
                "run_cost": 500,
                "fee": 0.004,
            }
        )
    return rows


def _site_options(size: Size, sites: tuple[Site, ...], teams: tuple[Team, ...], staff: Staff) -> list[Row]:
    """The last own site may close where there are two, else the first; its rent is an hour of pay a head and week."""
    own = [site for site in sites if not site.vendor]
    heads = sum(n for team, n in zip(teams, staff.heads, strict=True) if team.site == own[-1])
    short = size.weeks < 26
    return [
        {
            "site": own[-1].name,
            "change": "close",
            "earliest": FIRST,
            "notice_weeks": 2 if short else 8,
            "waves": 2,
            "wave_weeks": 1 if short else 4,
            "dual_weeks": 1 if short else 2,
            "cost": round(1500.0 * heads, -3),
            "severance": 6000,
            "fixed_cost": round(own[-1].price * heads, -2),
        }
    ]


def _presence(queues: tuple[Queue, ...]) -> list[Row]:
    """One speaker around the clock of the two languages with least work."""
    hours: dict[str, float] = {}
    for queue in queues:
        hours[queue.language] = hours.get(queue.language, 0.0) + queue.hours
    rare = sorted(hours, key=lambda name: hours[name])[:2]
    return [{"language": name, "time_from": "00:00", "time_to": "00:00", "least_people": 1} for name in rare]


def _errors(queues: tuple[Queue, ...]) -> list[Row]:
    """A wrong decision in a review brings half an appeal a week later, or half a mail without a queue of appeals."""
    here = {(queue.kind.name, queue.language) for queue in queues}
    to = "appeals" if ("appeals", "en") in here else "account_email"
    return [
        {
            "from_queue": name,
            "to_queue": to,
            "language": spoken,
            "share": 0.5,
            "delay_periods": 1,
            "of": "errors",
        }
        for name, spoken in sorted(here)
        if name in ("hate_reports", "terror_priority", "graphic_violence", "spam_reports")
        and (to, spoken) in here
    ]


def _moderators(teams: tuple[Team, ...], staff: Staff) -> list[Row]:
    """As many as there are in English and German, those of vendors external."""
    rows: list[Row] = []
    for language in ("en", "de"):
        here = [(team, n) for team, n in zip(teams, staff.heads, strict=True) if language in team.languages]
        own = sum(n for team, n in here if not team.site.vendor)
        rows.append({"language": language, "internal": own, "external": sum(n for _, n in here) - own})
    return rows
