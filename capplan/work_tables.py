"""The input tables of work: queues, forecast, who may do it, and the limits of share and money."""

from __future__ import annotations

from capplan.columns import Column, Table, label, optional
from capplan.trust_tables import LEVELS

__all__ = ["TABLES", "WEEKDAYS"]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK = ("week commencing", "wc date", "period start", "month_start")

TABLES: tuple[Table, ...] = (
    Table(
        "queues",
        "The kinds of work.",
        ("queue",),
        (
            label("queue", "short name of the queue"),
            Column("channel", "choice", "how it arrives", choices=("voice", "chat", "email", "review")),
            Column(
                "work",
                "choice",
                "real_time: answered at once; deferrable: may wait until its turnaround",
                choices=("real_time", "deferrable"),
            ),
            label("priority", "priority class; the planning model prices its unmet hours"),
            optional("clearance", "label", "clearance that the work needs"),
            optional("data_region", "label", "data region that the work must stay in"),
            optional("countries", "labels", "countries in which it may be done, separated by |; blank: any"),
            optional(
                "least_proficiency", "choice", "level of the language that the work needs", choices=LEVELS
            ),
            optional(
                "service_level", "share", "share answered in time (real-time queues)", above=True, high=0.999
            ),
            optional(
                "answer_within_s", "number", "in time means within so many seconds", unit="s", above=True
            ),
            optional(
                "patience_s",
                "number",
                "mean patience of callers (`capplan fit patience` estimates it); blank: nobody abandons",
                unit="s",
                above=True,
            ),
            optional(
                "max_asa_s",
                "number",
                "longest average speed of answer (real-time queues)",
                unit="s",
                above=True,
            ),
            optional(
                "max_abandonment",
                "share",
                "largest share that may hang up (real-time queues with patience)",
                above=True,
                high=0.999,
            ),
            optional(
                "counting",
                "choice",
                "what a contact that hangs up counts as in the service level",
                "offered",
                choices=("offered", "answered", "abandons_count", "early_abandons_left_out"),
            ),
            optional(
                "least_agents", "count", "fewest agents while the queue is open (real-time queues)", 0.0
            ),
            optional(
                "time_zone",
                "text",
                "zone of the profile and opening hours, for example Europe/Berlin; blank: the plan's",
            ),
            optional("max_occupancy", "share", "busiest that people may be", 1.0, above=True),
            optional(
                "schedule_efficiency",
                "share",
                "share of staffed hours that shifts place where they are needed (shift fit)",
                1.0,
                above=True,
            ),
            optional("concurrency", "number", "chats one person works at once", 1.0, low=1.0, high=10.0),
            optional(
                "concurrency_growth",
                "number",
                "how much each further parallel chat lengthens a chat, as a share of one chat alone",
                0.0,
                high=5.0,
            ),
            optional(
                "aht_basis",
                "choice",
                "agent_work: seconds of a person's time; elapsed: seconds a chat is open",
                "agent_work",
                choices=("agent_work", "elapsed"),
            ),
            optional(
                "turnaround_h",
                "number",
                "hours within which deferrable work must be done",
                unit="h",
                above=True,
            ),
            optional(
                "severity",
                "number",
                "exposure hours in an hour of this work; 0: harmless, 1: fully severe (your own scale)",
                0.0,
                unit="h/h",
                high=10.0,
            ),
            optional(
                "least_accuracy",
                "share",
                "least share of decisions that are right, in every quarter",
                above=True,
            ),
            optional(
                "double_review",
                "share",
                "share of decisions that a second person makes as well (deferrable)",
                0.0,
            ),
            optional("sample", "share", "share of decisions that QA checks afterwards (deferrable)", 0.0),
            optional(
                "sample_s", "number", "time to check one, in place of the handle time", unit="s", above=True
            ),
            optional(
                "blend_with",
                "label",
                "real-time queue in whose gaps this deferrable work is done, by the same people",
                to="queues",
            ),
            optional(
                "blend_occupancy",
                "share",
                "busiest that people may be with both (blended queues)",
                above=True,
            ),
        ),
        required=True,
    ),
    Table(
        "forecast",
        "Expected volume and handle time by week.",
        ("week_start", "queue", "language"),
        (
            Column("week_start", "date", "first day of the week (or month)", aliases=WEEK, on_period=True),
            label("queue", "the queue", "queues"),
            label("language", "language of the contacts"),
            Column(
                "volume",
                "number",
                "contacts arriving in the week",
                unit="contacts",
                aliases=("forecast volume", "forecast calls", "proj volume"),
            ),
            Column(
                "aht_s",
                "number",
                "average handle time of a fully productive person",
                unit="s",
                above=True,
                high=86_400,
                aliases=("planned aht", "target aht", "aht budget"),
            ),
        ),
        required=True,
    ),
    Table(
        "profile",
        "How a week's arrivals spread over weekdays and intervals.",
        ("queue", "weekday", "interval_start"),
        (
            label("queue", "the queue", "queues"),
            Column("weekday", "choice", "day of the week", choices=WEEKDAYS),
            Column("interval_start", "time", "local start of the interval, hh:mm"),
            Column("share", "share", "share of the week's arrivals"),
            optional(
                "staffed_share",
                "share",
                "share of the week's hours worked then (deferrable queues); blank: as the work arrives",
            ),
        ),
    ),
    Table(
        "opening_hours",
        "When a real-time queue is open. Without rows it is open wherever its profile has a share.",
        ("queue", "weekday", "opens"),
        (
            label("queue", "the queue", "queues"),
            Column("weekday", "choice", "day of the week", choices=WEEKDAYS),
            Column("opens", "time", "local start, hh:mm, the start of an interval"),
            Column("closes", "time", "local end, hh:mm; 00:00 is midnight at the end of the day"),
        ),
    ),
    Table(
        "automation",
        "What automation answers before people do, and how much harder the rest is. A row holds until the "
        "next one of its queue.",
        ("queue", "language", "date_from"),
        (
            label("queue", "the queue", "queues"),
            optional("language", "label", "language of the contacts; blank: every language of the queue"),
            Column("date_from", "date", "first day the row holds"),
            Column("coverage", "share", "share of contacts that automation tries"),
            Column("success", "share", "of these, the share that needs no person"),
            optional(
                "spread",
                "share",
                "how far the easiest and the hardest contact lie from the mean handle time, as a share of it",
                0.0,
            ),
            optional("fee", "number", "fee of one contact that automation tries", 0.0, unit="base currency"),
        ),
    ),
    Table(
        "rework",
        "Contacts that the contacts of another queue bring about: appeals, second reviews, call-backs.",
        ("from_queue", "to_queue", "language"),
        (
            label("from_queue", "the queue whose contacts bring them about", "queues"),
            label("to_queue", "the queue in which they arrive, in the same language", "queues"),
            optional("language", "label", "language of the contacts; blank: every language of from_queue"),
            Column("share", "number", "contacts brought about by one contact", unit="contacts", high=10.0),
            optional("delay_periods", "count", "periods until they arrive", 0.0, high=52),
            optional(
                "of",
                "choice",
                "what brings them about: each contact, or each decision that is wrong (accuracy.csv, with [rework])",
                "contacts",
                choices=("contacts", "errors"),
            ),
        ),
    ),
    Table(
        "skills",
        "Which team may work which queue, how fast. Without it every eligible team works at pace 1.",
        ("team", "queue"),
        (
            label("team", "the team", "teams"),
            label("queue", "the queue", "queues"),
            optional(
                "pace",
                "number",
                "standard work done in one productive hour",
                1.0,
                above=True,
                high=3.0,
                unit="h",
            ),
        ),
    ),
    Table(
        "backlog",
        "Work that is waiting when the plan starts (deferrable queues).",
        ("queue", "language"),
        (
            label("queue", "the queue", "queues"),
            label("language", "language of the contacts"),
            Column("open_items", "number", "contacts waiting", unit="contacts"),
            optional("oldest_age_h", "number", "age of the oldest", 0.0, unit="h"),
        ),
    ),
    Table(
        "share_limits",
        "Least and most share of the work that a site, vendor or country may do.",
        ("queue", "group", "member"),
        (
            optional("queue", "label", "the queue; blank: all work together", to="queues"),
            Column("group", "choice", "what is limited", choices=("site", "vendor", "country")),
            label("member", "the site, vendor or country; vendor in-house means the own sites"),
            optional("least", "share", "least share of the work done", 0.0),
            optional("most", "share", "most share of the work done", 1.0),
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
        "budgets",
        "Most that may be spent in a quarter.",
        ("quarter",),
        (
            label("quarter", "calendar quarter, for example 2026-Q1"),
            Column(
                "amount", "number", "most to be spent on all cost lines but unmet hours", unit="base currency"
            ),
        ),
    ),
)
