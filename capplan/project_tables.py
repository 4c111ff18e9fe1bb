"""The input tables of projects that a plan may decide on."""

from __future__ import annotations

from capplan.columns import Column, Table, label, optional

__all__ = ["TABLES"]

TABLES: tuple[Table, ...] = (
    Table(
        "initiatives",
        "Automation initiatives that the plan may start, each at most once ([initiatives] of the planning model).",
        ("initiative",),
        (
            label("initiative", "short name of the initiative"),
            label("queue", "the queue whose contacts it takes", "queues"),
            optional("language", "label", "only in this language; blank: in all languages of the queue"),
            optional(
                "earliest", "date", "first day on which it may start; blank: from the start of the plan"
            ),
            Column("build_weeks", "count", "weeks from its start to its launch"),
            optional("ramp_weeks", "count", "weeks from its launch to full effect, evenly; 0: at once", 0.0),
            Column(
                "deflected",
                "share",
                "share of the contacts that would reach people which it takes, at full effect",
                above=True,
                high=0.95,
            ),
            optional(
                "handle_time",
                "number",
                "handle time of the contacts it takes against the mean: 0.8 for easier ones, so that what is left "
                "takes longer",
                1.0,
                above=True,
                high=1.0,
            ),
            optional("bounced", "share", "contacts that come back for each that it takes (appeals)", 0.0),
            optional("bounce_queue", "label", "the queue in which they come back", to="queues"),
            optional("bounce_weeks", "count", "weeks until they come back", 0.0),
            optional("delay_weeks", "count", "weeks by which it launches later if it is late", 0.0),
            optional("delay_risk", "share", "how likely it is late", 0.0),
            optional("cost", "number", "cost when it starts", 0.0, unit="base currency"),
            optional("run_cost", "number", "cost of a week from its launch on", 0.0, unit="base currency"),
            optional("fee", "number", "cost of each contact that it takes", 0.0, unit="base currency"),
        ),
    ),
    Table(
        "site_options",
        "Own sites that the plan may open or close, once ([site_options] of the planning model).",
        ("site",),
        (
            label("site", "the site", "sites"),
            Column(
                "change",
                "choice",
                "open: it has nobody yet and stays closed unless the plan opens it; close: it runs and may close",
                choices=("open", "close"),
            ),
            optional("earliest", "date", "first day on which it may be decided; blank: from the start"),
            optional("setup_weeks", "count", "open: weeks from the decision to the first class", 0.0),
            optional("growth_weeks", "count", "open: weeks from then until least_heads are there", 0.0),
            optional("least_heads", "number", "open: fewest heads once it has grown", 0.0, unit="heads"),
            optional("notice_weeks", "count", "close: weeks from the announcement to the first wave", 0.0),
            optional("waves", "count", "close: waves in which its work moves to other sites", 1.0, low=1.0),
            optional("wave_weeks", "count", "close: weeks between two waves", 4.0, low=1.0),
            optional("dual_weeks", "count", "close: weeks that people stay after their work has moved", 0.0),
            optional("cost", "number", "cost of opening or closing it", 0.0, unit="site currency"),
            optional(
                "severance", "number", "close: cost of each person who leaves", 0.0, unit="site currency"
            ),
            optional("fixed_cost", "number", "cost of a week while it is there", 0.0, unit="site currency"),
        ),
    ),
)
