"""The input tables, declared once: what may stand in each file, in which unit and range.

Reading, checking, the starter files and ``inputs/README.md`` all follow these declarations.

In a monthly plan (``period = "month"``) every column counted in weeks is counted in months.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["TABLES", "Column", "Table", "by_name"]

Kind = Literal["label", "labels", "text", "number", "share", "count", "date", "time", "choice", "yes_no", "currency"]


@dataclass(frozen=True)
class Column:
    """One column: ``kind`` says how a cell is read, ``default`` what a blank cell means.

    ``required`` columns must be there and filled. ``low`` and ``high`` bound numbers and counts
    (``above`` excludes the lower end). ``to`` names the table whose first key column the label must stand in.
    ``on_period`` dates must be the first day of a period of the plan, which may lie outside its horizon.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = True
    unit: str = ""
    low: float | None = 0.0
    high: float | None = None
    above: bool = False
    choices: tuple[str, ...] = ()
    default: str | float | None = None
    to: str | None = None
    aliases: tuple[str, ...] = ()
    on_period: bool = False

    @property
    def top(self) -> float | None:
        """The upper end of the range: ``high``, or 1 for a share without one."""
        return 1.0 if self.kind == "share" and self.high is None else self.high

    @property
    def allowed(self) -> str:
        """What may stand in a cell, in words; messages and ``inputs/README.md`` say it the same way."""
        if self.kind in ("number", "share", "count"):
            thing = {"number": "a number", "share": "a share", "count": "a whole number"}[self.kind]
            return f"{thing} {self._range()}".rstrip()
        if self.kind == "choice":
            return ", ".join(self.choices)
        if self.to is not None:
            return f"a name from {self.to}.csv"
        return {
            "label": "a name without | and :",
            "labels": "names separated by |",
            "text": "any text",
            "date": "a date as 2026-03-02" + (", the first day of a period" if self.on_period else ""),
            "time": "a time from 00:00 to 23:59",
            "yes_no": "yes or no",
            "currency": "a currency as three capital letters, for example USD",
        }[self.kind]

    def _range(self) -> str:
        lower = "" if self.low is None else f"{'above' if self.above else 'from'} {self.low:g}"
        if self.top is None:
            return lower if self.above else lower.replace("from", "of at least")
        return f"{lower} {'and at most' if self.above else 'to'} {self.top:g}".strip()


@dataclass(frozen=True)
class Table:
    """One input file: ``<name>.csv``. ``key`` columns together are unique."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    required: bool = False

    @property
    def file(self) -> str:
        """The file name."""
        return f"{self.name}.csv"


PAY_UNITS = ("wage_hour", "wage_week", "wage_month", "wage_year")
BILLING_UNITS = ("productive_hour", "paid_hour", "fte_month", "ticket")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK = ("week commencing", "wc date", "period start", "month_start")


def _label(name: str, meaning: str, to: str | None = None, required: bool = True) -> Column:
    return Column(name, "label", meaning, required=required, to=to)


def _blank(name: str, kind: Kind, meaning: str, default: str | float | None = None, **more: object) -> Column:
    return Column(name, kind, meaning, required=False, default=default, **more)  # type: ignore[arg-type]


TABLES: tuple[Table, ...] = (
    Table(
        "sites",
        "Where people sit.",
        ("site",),
        (
            _label("site", "short name of the site"),
            _label("country", "country, ISO code"),
            _label("vendor", "the vendor that runs it; blank for an own site", required=False),
            Column("currency", "currency", "currency of pay, rates and costs at the site"),
            _blank("data_regions", "labels", "data regions whose work may be done here, separated by |"),
            _blank("seats", "count", "production seats; blank for no limit"),
            _blank("seat_cost", "number", "cost of one occupied seat and week", 0.0, unit="site currency"),
            _blank("work_from_home", "share", "share of production heads who need no seat", 0.0),
            _blank("rooms", "count", "classes that can be in training at once; blank for no limit"),
            _blank("trainers", "count", "classes that can be in training or nesting at once; blank for no limit"),
        ),
        required=True,
    ),
    Table(
        "teams",
        "A site and a skill group: people who can do the same work and are paid the same.",
        ("team",),
        (
            _label("team", "short name of the team"),
            _label("site", "where the team sits", "sites"),
            Column("languages", "labels", "languages the team works in, separated by |"),
            _blank("clearances", "labels", "clearances the team holds, separated by |"),
            Column("contract_h", "number", "contract hours of one head in a week", unit="h", above=True, high=744),
            _blank(
                "staffing", "choice", "headcount: people on a payroll; on_demand: hours bought as needed",
                "headcount", choices=("headcount", "on_demand"),
            ),
            _blank("curve", "label", "learning curve of new people; blank: fully productive at once",
                   to="learning_curves"),
        ),
        required=True,
    ),
    Table(
        "rates",
        "What a team costs: pay of own people, or what the vendor bills.",
        ("team",),
        (
            _label("team", "the team", "teams"),
            Column("unit", "choice", "what the rate is for", choices=PAY_UNITS + BILLING_UNITS),
            Column("rate", "number", "pay or price for one unit", unit="site currency"),
            _blank("burden", "share", "employer's share on top of pay", 0.0, high=2.0),
            _blank("bonus", "share", "bonus on top of pay", 0.0, high=2.0),
            _blank(
                "training_rate", "number",
                "pay or price while in training, in the unit of the rate (for productive_hour and ticket: for a "
                "paid hour); blank: as the rate for pay, nothing for vendors", unit="site currency",
            ),
        ),
        required=True,
    ),
    Table(
        "queues",
        "The kinds of work.",
        ("queue",),
        (
            _label("queue", "short name of the queue"),
            Column("channel", "choice", "how it arrives", choices=("voice", "chat", "email", "review")),
            Column("work", "choice", "real_time: answered at once; deferrable: may wait until its turnaround",
                   choices=("real_time", "deferrable")),
            _label("priority", "priority class; the planning model prices its unmet hours"),
            _blank("clearance", "label", "clearance that the work needs"),
            _blank("data_region", "label", "data region that the work must stay in"),
            _blank("service_level", "share", "share answered in time (real-time queues)", above=True, high=0.999),
            _blank("answer_within_s", "number", "in time means within so many seconds", unit="s", above=True),
            _blank("patience_s", "number", "mean patience of callers; blank: nobody abandons", unit="s", above=True),
            _blank("max_occupancy", "share", "busiest that people may be", 1.0, above=True),
            _blank("concurrency", "number", "chats one person works at once", 1.0, low=1.0, high=10.0),
            _blank("aht_basis", "choice", "agent_work: seconds of a person's time; elapsed: seconds a chat is open",
                   "agent_work", choices=("agent_work", "elapsed")),
            _blank("turnaround_h", "number", "hours within which deferrable work must be done", unit="h", above=True),
        ),
        required=True,
    ),
    Table(
        "forecast",
        "Expected volume and handle time by week.",
        ("week_start", "queue", "language"),
        (
            Column("week_start", "date", "first day of the week (or month)", aliases=WEEK, on_period=True),
            _label("queue", "the queue", "queues"),
            _label("language", "language of the contacts"),
            Column("volume", "number", "contacts arriving in the week", unit="contacts",
                   aliases=("forecast volume", "forecast calls", "proj volume")),
            Column("aht_s", "number", "average handle time of a fully productive person", unit="s", above=True,
                   high=86_400, aliases=("planned aht", "target aht", "aht budget")),
        ),
        required=True,
    ),
    Table(
        "profile",
        "How a week's arrivals spread over weekdays and intervals.",
        ("queue", "weekday", "interval_start"),
        (
            _label("queue", "the queue", "queues"),
            Column("weekday", "choice", "day of the week", choices=WEEKDAYS),
            Column("interval_start", "time", "local start of the interval, hh:mm"),
            Column("share", "share", "share of the week's arrivals"),
            _blank("staffed_share", "share",
                   "share of the week's hours worked in the interval (deferrable queues); blank: as the work arrives"),
        ),
    ),
    Table(
        "skills",
        "Which team may work which queue, and how fast. Without this table every eligible team works at pace 1.",
        ("team", "queue"),
        (
            _label("team", "the team", "teams"),
            _label("queue", "the queue", "queues"),
            _blank("pace", "number", "standard work done in one productive hour", 1.0, above=True, high=3.0, unit="h"),
        ),
    ),
    Table(
        "shrinkage",
        "Time that is paid or scheduled and not available for work.",
        ("site", "component", "week_from"),
        (
            _label("site", "the site", "sites"),
            _label("component", "breaks, coaching, vacation, sick ..."),
            _blank("week_from", "date", "first week it holds; blank: from the start", on_period=True),
            _blank("week_to", "date", "last week it holds; blank: to the end", on_period=True),
            Column("share", "share", "share of paid (or scheduled) hours", high=0.95),
            Column("planned", "choice", "known beforehand or not", choices=("planned", "unplanned")),
            Column("paid", "yes_no", "whether the time is paid"),
            Column("place", "choice", "in the office or away", choices=("in_office", "out_of_office")),
            Column("basis", "choice", "what the shares are shares of", choices=("paid", "scheduled")),
            Column("combination", "choice", "whether components add up or follow one another",
                   choices=("additive", "multiplicative")),
        ),
    ),
    Table(
        "attrition",
        "How many people leave, by time since their class started.",
        ("site", "team", "tenure_from_weeks"),
        (
            _label("site", "the site", "sites"),
            _blank("team", "label", "only this team; blank: every team of the site", to="teams"),
            Column("tenure_from_weeks", "count", "first week since class start that the rate holds for", unit="weeks",
                   high=1040),
            Column("rate", "share", "share that leaves in a rate period", high=0.95),
            Column("rate_period", "choice", "what period the rate is for", choices=("annual", "monthly", "weekly")),
        ),
    ),
    Table(
        "learning_curves",
        "What new people produce, week by week since their class started; fully productive after the last row.",
        ("curve", "week"),
        (
            _label("curve", "name of the curve"),
            Column("week", "count", "week since class start, from 1", low=1, high=520),
            Column("stage", "choice", "training (no production), nesting or ramp", choices=("training", "nesting", "ramp")),
            Column("productivity", "share", "output against a fully productive person"),
        ),
    ),
    Table(
        "headcount",
        "Who is there when the plan starts.",
        ("team", "tenure_weeks"),
        (
            _label("team", "the team", "teams"),
            Column("tenure_weeks", "count", "weeks since their class started", unit="weeks", high=5200),
            Column("heads", "number", "people", unit="heads"),
        ),
    ),
    Table(
        "class_rules",
        "How a team may grow. A team without a row hires nobody.",
        ("team",),
        (
            _label("team", "the team", "teams"),
            Column("class_min", "count", "fewest people in a class", unit="heads"),
            Column("class_max", "count", "most people in a class", unit="heads", low=1),
            _blank("lead_weeks", "count", "weeks from requisition to the first day", 0.0, unit="weeks"),
            _blank("classes_per_week", "count", "most classes that start in one week", 1.0, low=1),
            _blank("classes_per_quarter", "count", "most classes that start in a quarter; blank for no limit"),
            _blank("recruiting_cost", "number", "cost of one hire", 0.0, unit="site currency"),
            _blank("class_cost", "number", "cost of one class", 0.0, unit="site currency"),
        ),
    ),
    Table(
        "committed_classes",
        "Classes that are already promised; the plan keeps them.",
        ("team", "class_start"),
        (
            _label("team", "the team", "teams"),
            Column("class_start", "date", "week the class starts", on_period=True),
            Column("size", "count", "people on the first day", unit="heads", low=1),
        ),
    ),
    Table(
        "blackouts",
        "Weeks in which no class may start.",
        ("site", "week_from"),
        (
            _label("site", "the site", "sites"),
            Column("week_from", "date", "first week without class starts", on_period=True),
            Column("week_to", "date", "last week without class starts", on_period=True),
            Column("reason", "text", "why", required=False),
        ),
    ),
    Table(
        "release_rules",
        "How a team may shrink faster than by attrition. A team without a row releases nobody.",
        ("team",),
        (
            _label("team", "the team", "teams"),
            Column("notice_weeks", "count", "weeks of notice: nobody leaves earlier", unit="weeks"),
            Column("severance", "number", "cost of one release", unit="site currency"),
            _blank("most_per_week", "number", "most people released in a week; blank for no limit", unit="heads"),
        ),
    ),
    Table(
        "transfers",
        "Cross-training from one team of a site to another.",
        ("from_team", "to_team"),
        (
            _label("from_team", "the team they leave", "teams"),
            _label("to_team", "the team they join, at the same site", "teams"),
            Column("weeks", "count", "weeks of cross-training", unit="weeks"),
            Column("productivity", "share", "output during cross-training"),
            _blank("cost", "number", "cost of one transfer", 0.0, unit="site currency"),
            _blank("most_per_week", "number", "most people transferred in a week; blank for no limit", unit="heads"),
        ),
    ),
    Table(
        "support_ratios",
        "Support roles that follow the number of heads, in steps.",
        ("site", "role"),
        (
            _label("site", "the site", "sites"),
            _label("role", "team lead, QA, trainer, workforce manager, wellness ..."),
            Column("heads_per_role", "number", "heads that one person in the role serves", unit="heads", above=True),
            Column("unit", "choice", "what the rate is for", choices=PAY_UNITS),
            Column("rate", "number", "pay of one person, with burden", unit="site currency"),
            Column("contract_h", "number", "contract hours in a week", unit="h", required=False, default=40.0, above=True,
                   high=744),
        ),
    ),
    Table(
        "share_limits",
        "Least and most share of the work that a site, vendor or country may do.",
        ("queue", "group", "member"),
        (
            _blank("queue", "label", "the queue; blank: all work together", to="queues"),
            Column("group", "choice", "what is limited", choices=("site", "vendor", "country")),
            _label("member", "the site, vendor or country; vendor in-house means the own sites"),
            _blank("least", "share", "least share of the work done", 0.0),
            _blank("most", "share", "most share of the work done", 1.0),
        ),
    ),
    Table(
        "currency_rates",
        "Dated exchange rates into the base currency of the plan.",
        ("currency", "date_from"),
        (
            Column("currency", "currency", "the foreign currency"),
            Column("date_from", "date", "first day the rate holds"),
            Column("rate", "number", "base currency for one unit of the foreign currency", above=True),
        ),
    ),
    Table(
        "backlog",
        "Work that is waiting when the plan starts (deferrable queues).",
        ("queue", "language"),
        (
            _label("queue", "the queue", "queues"),
            _label("language", "language of the contacts"),
            Column("open_items", "number", "contacts waiting", unit="contacts"),
            _blank("oldest_age_h", "number", "age of the oldest", 0.0, unit="h"),
        ),
    ),
    Table(
        "budgets",
        "Most that may be spent in a quarter.",
        ("quarter",),
        (
            _label("quarter", "calendar quarter, for example 2026-Q1"),
            Column("amount", "number", "most to be spent on all cost lines but unmet hours", unit="base currency"),
        ),
    ),
)


def by_name(name: str) -> Table:
    """The declaration of the table ``name``; KeyError if there is none."""
    return next(table for table in TABLES if table.name == name)
