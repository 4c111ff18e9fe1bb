"""The input tables of people: where they sit, what they cost, how they come, learn and leave."""

from __future__ import annotations

from capplan.columns import Column, Table, label, optional

__all__ = ["BILLING_UNITS", "PAY_UNITS", "TABLES"]

PAY_UNITS = ("wage_hour", "wage_week", "wage_month", "wage_year")
BILLING_UNITS = ("productive_hour", "paid_hour", "fte_month", "ticket")

TABLES: tuple[Table, ...] = (
    Table(
        "sites",
        "Where people sit.",
        ("site",),
        (
            label("site", "short name of the site"),
            label("country", "country, ISO code"),
            optional("vendor", "label", "the vendor that runs it; blank for an own site"),
            Column("currency", "currency", "currency of pay, rates and costs at the site"),
            optional("data_regions", "labels", "data regions whose work may be done here, separated by |"),
            optional("seats", "count", "production seats; blank for no limit"),
            optional("seat_cost", "number", "cost of one occupied seat and week", 0.0, unit="site currency"),
            optional("work_from_home", "share", "share of production heads who need no seat", 0.0),
            optional("rooms", "count", "classes that can be in training at once; blank for no limit"),
            optional("trainers", "count", "classes in training or nesting at once; blank for no limit"),
            optional(
                "exposure_cap_h",
                "number",
                "most exposure of a person on a day at work; blank: as the planning model says",
                unit="h",
                high=24.0,
            ),
            optional(
                "no_releases", "yes_no", "yes: nobody is released here, whatever release_rules.csv says", "no"
            ),
            optional(
                "cleared_severity",
                "number",
                "most severe work (severity of queues.csv) that the site, or its vendor, is cleared for; blank: any",
                unit="h/h",
                high=10.0,
            ),
        ),
        required=True,
    ),
    Table(
        "teams",
        "A site and a skill group: people who can do the same work and are paid the same.",
        ("team",),
        (
            label("team", "short name of the team"),
            label("site", "where the team sits", "sites"),
            Column("languages", "labels", "languages the team works in, separated by |"),
            optional("clearances", "labels", "clearances the team holds, separated by |"),
            Column(
                "contract_h", "number", "contract hours of one head in a week", unit="h", above=True, high=744
            ),
            optional(
                "staffing",
                "choice",
                "headcount: people on a payroll; on_demand: hours bought as needed",
                "headcount",
                choices=("headcount", "on_demand"),
            ),
            optional(
                "curve",
                "label",
                "learning curve of new people; blank: fully productive at once",
                to="learning_curves",
            ),
            optional(
                "works_from",
                "time",
                "start of the hours in which the team may be on duty, on the plan's clock",
            ),
            optional("works_to", "time", "their end; blank both: around the clock"),
        ),
        required=True,
    ),
    Table(
        "rates",
        "What a team costs: pay of own people, or what the vendor bills.",
        ("team",),
        (
            label("team", "the team", "teams"),
            Column("unit", "choice", "what the rate is for", choices=PAY_UNITS + BILLING_UNITS),
            Column("rate", "number", "pay or price for one unit", unit="site currency"),
            optional("burden", "share", "employer's share on top of pay", 0.0, high=2.0),
            optional("bonus", "share", "bonus on top of pay", 0.0, high=2.0),
            optional(
                "training_rate",
                "number",
                "pay or price while in training, in the unit of the rate (for productive_hour and ticket: "
                "for a paid hour); blank: as the rate for pay, nothing for vendors",
                unit="site currency",
            ),
        ),
    ),
    Table(
        "shrinkage",
        "Time that is paid or scheduled and not available for work.",
        ("site", "component", "week_from"),
        (
            label("site", "the site", "sites"),
            label("component", "breaks, coaching, vacation, sick ..."),
            optional("week_from", "date", "first week it holds; blank: from the start", on_period=True),
            optional("week_to", "date", "last week it holds; blank: to the end", on_period=True),
            Column("share", "share", "share of paid (or scheduled) hours", high=0.95),
            Column("planned", "choice", "known beforehand or not", choices=("planned", "unplanned")),
            Column("paid", "yes_no", "whether the time is paid"),
            Column("place", "choice", "in the office or away", choices=("in_office", "out_of_office")),
            Column("basis", "choice", "what the shares are shares of", choices=("paid", "scheduled")),
            Column(
                "combination",
                "choice",
                "whether components add up or follow one another",
                choices=("additive", "multiplicative"),
            ),
        ),
    ),
    Table(
        "attrition",
        "How many people leave, by time since their class started.",
        ("site", "team", "tenure_from_weeks"),
        (
            label("site", "the site", "sites"),
            optional("team", "label", "only this team; blank: every team of the site", to="teams"),
            Column(
                "tenure_from_weeks",
                "count",
                "first week since class start that the rate holds for",
                unit="weeks",
                high=1040,
            ),
            Column("rate", "share", "share that leaves in a rate period", high=0.95),
            Column(
                "rate_period",
                "choice",
                "what period the rate is for",
                choices=("annual", "monthly", "weekly"),
            ),
        ),
    ),
    Table(
        "learning_curves",
        "Output of new people, week by week since their class started; full after the last row.",
        ("curve", "week"),
        (
            label("curve", "name of the curve"),
            Column("week", "count", "week since class start, from 1", low=1, high=520),
            Column(
                "stage",
                "choice",
                "training (no production), nesting or ramp",
                choices=("training", "nesting", "ramp"),
            ),
            Column("productivity", "share", "output against a fully productive person"),
        ),
    ),
    Table(
        "headcount",
        "Who is there when the plan starts.",
        ("team", "tenure_weeks"),
        (
            label("team", "the team", "teams"),
            Column("tenure_weeks", "count", "weeks since their class started", unit="weeks", high=5200),
            Column("heads", "number", "people", unit="heads"),
        ),
    ),
    Table(
        "class_rules",
        "How a team may grow. A team without a row hires nobody.",
        ("team",),
        (
            label("team", "the team", "teams"),
            Column("class_min", "count", "fewest people in a class", unit="heads"),
            Column("class_max", "count", "most people in a class", unit="heads", low=1),
            optional("lead_weeks", "count", "weeks from requisition to the first day", 0.0, unit="weeks"),
            optional("classes_per_week", "count", "most classes that start in one week", 1.0, low=1),
            optional(
                "classes_per_quarter", "count", "most classes that start in a quarter; blank for no limit"
            ),
            optional("recruiting_cost", "number", "cost of one hire", 0.0, unit="site currency"),
            optional("class_cost", "number", "cost of one class", 0.0, unit="site currency"),
        ),
    ),
    Table(
        "committed_classes",
        "Classes that are already promised; the plan keeps them.",
        ("team", "class_start"),
        (
            label("team", "the team", "teams"),
            Column("class_start", "date", "week the class starts", on_period=True),
            Column("size", "count", "people on the first day", unit="heads", low=1),
        ),
    ),
    Table(
        "blackouts",
        "Weeks in which no class may start.",
        ("site", "week_from"),
        (
            label("site", "the site", "sites"),
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
            label("team", "the team", "teams"),
            Column("notice_weeks", "count", "weeks of notice: nobody leaves earlier", unit="weeks"),
            Column("severance", "number", "cost of one release", unit="site currency"),
            optional(
                "most_per_week", "number", "most people released in a week; blank for no limit", unit="heads"
            ),
        ),
    ),
    Table(
        "transfers",
        "Cross-training from one team of a site to another.",
        ("from_team", "to_team"),
        (
            label("from_team", "the team they leave", "teams"),
            label("to_team", "the team they join, at the same site", "teams"),
            Column("weeks", "count", "weeks of cross-training", unit="weeks"),
            Column("productivity", "share", "output during cross-training"),
            optional("cost", "number", "cost of one transfer", 0.0, unit="site currency"),
            optional(
                "most_per_week",
                "number",
                "most people transferred in a week; blank for no limit",
                unit="heads",
            ),
        ),
    ),
    Table(
        "support_ratios",
        "Support roles that follow the number of heads, in steps.",
        ("site", "role"),
        (
            label("site", "the site", "sites"),
            label("role", "team lead, QA, trainer, workforce manager, wellness ..."),
            Column(
                "heads_per_role",
                "number",
                "heads that one person in the role serves",
                unit="heads",
                above=True,
            ),
            Column("unit", "choice", "what the rate is for", choices=PAY_UNITS),
            Column("rate", "number", "pay of one person, with burden", unit="site currency"),
            Column(
                "contract_h",
                "number",
                "contract hours in a week",
                unit="h",
                required=False,
                default=40.0,
                above=True,
                high=744,
            ),
        ),
    ),
)
