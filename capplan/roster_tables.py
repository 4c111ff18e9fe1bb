"""The input tables of a roster: named people, shifts, the cover wanted, requests and leave."""

from __future__ import annotations

from capplan.columns import Column, Table, label, optional

__all__ = ["TABLES", "WEEKDAYS"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _days(name: str, meaning: str, low: float = 1.0) -> Column:
    return optional(name, "count", meaning, low=low, high=366, unit="days")


TABLES: tuple[Table, ...] = (
    Table(
        "people",
        "Named people of a roster: their hours, limits and what went before. A blank limit is that of the model.",
        ("person",),
        (
            label("person", "name or number of the person"),
            optional("team", "label", "fairness is measured within a team; blank: one team of all such people", ""),
            optional("skills", "labels", "skills of the person, separated by |"),
            optional("least_h", "number", "least paid hours over the roster", 0.0, unit="h"),
            optional("most_h", "number", "most paid hours over the roster; blank for no limit", unit="h"),
            optional("pay", "number", "price of a paid hour; blank: pay does not steer the roster", 0.0),
            optional("seniority", "number", "what the weights of the person's requests are multiplied by", 1.0),
            _days("longest_work", "most days of work in a row"),
            _days("shortest_work", "fewest days of work in a row"),
            _days("longest_off", "most days off in a row"),
            _days("shortest_off", "fewest days off in a row"),
            optional("most_weekends", "count", "most weekends with work", high=60),
            optional("first_day", "date", "first day on which the person is there"),
            optional("last_day", "date", "last day on which the person is there"),
            optional("weekdays", "labels", "weekdays on which the person may work, separated by |; blank for all"),
            optional("shifts", "labels", "shifts that the person may work, separated by |; blank for all",
                     to="roster_shifts"),
            optional("worked_before", "count", "days worked in a row just before the roster", 0.0, high=366,
                     unit="days"),
            optional("off_before", "count", "days off in a row just before the roster", 0.0, high=366, unit="days"),
            optional("last_shift", "label", "shift of the day before the roster", to="roster_shifts"),
        ),
        required=True,
    ),
    Table(
        "roster_shifts",
        "The kinds of shift.",
        ("shift",),
        (
            label("shift", "short name of the shift"),
            Column("start", "time", "when it begins, local time"),
            Column("length_h", "number", "from start to end, breaks included", unit="h", above=True, high=24),
            optional("paid_h", "number", "paid hours; blank: its length", unit="h", high=24),
            optional("night", "yes_no", "whether it counts as a night for fairness", "no"),
            optional("skill", "label", "skill that a person must have to work it"),
        ),
        required=True,
    ),
    Table(
        "roster_cover",
        "How many people a shift needs. A date counts before a weekday, a weekday before every day.",
        ("date", "weekday", "shift", "skill"),
        (
            optional("date", "date", "the day; blank: by weekday"),
            optional("weekday", "choice", "the weekday; blank with a blank date: every day", choices=WEEKDAYS),
            label("shift", "the shift", "roster_shifts"),
            optional("skill", "label", "only people with the skill count; one with several counts for each"),
            optional("at_least", "count", "people at least: a rule", 0.0),
            optional("wanted", "count", "people wanted: a wish with prices"),
            optional("at_most", "count", "people at most: a rule; blank for no limit"),
            optional("short_price", "number", "price of everyone too few; blank: that of the model"),
            optional("over_price", "number", "price of everyone too many; blank: that of the model"),
        ),
        required=True,
    ),
    Table(
        "requests",
        "Wishes with their weights, leave, and shifts that are fixed.",
        ("person", "first_day", "shift", "kind"),
        (
            label("person", "who asks", "people"),
            Column("first_day", "date", "the first day"),
            optional("last_day", "date", "the last day; blank: one day"),
            optional("shift", "label", "the shift; blank: any", to="roster_shifts"),
            Column("kind", "choice", "work and off are wishes; leave and fixed are rules",
                   choices=("work", "off", "leave", "fixed")),
            optional("weight", "number", "price of refusing a wish, for each of its days", 1.0),
        ),
    ),
    Table(
        "shift_limits",
        "How often a person may work a kind of shift over the roster.",
        ("person", "shift"),
        (
            optional("person", "label", "the person; blank: everyone without a row", to="people"),
            label("shift", "the shift", "roster_shifts"),
            Column("most", "count", "shifts at most", high=366),
        ),
    ),
    Table(
        "forbidden_successions",
        "Shifts that may not follow each other on consecutive days, whatever the rest between them.",
        ("shift", "next_shift"),
        (label("shift", "the shift", "roster_shifts"), label("next_shift", "not on the next day", "roster_shifts")),
    ),
)  # fmt: skip
