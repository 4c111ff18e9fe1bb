"""How the limits of a plan are spoken of when they are priced: what one unit more of each is.

The names of rules are those that a conflict is told in (``conflict_words.py``).
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["HIRING_RULES", "UNITS", "Unit"]


@dataclass(frozen=True)
class Unit:
    """One natural unit of a limit.

    ``more`` and ``less`` begin the sentences "... at KRK saves" and "... costs"; ``at`` leads to the place.
    """

    more: str
    less: str
    at: str = "at"


UNITS = {
    "seats": Unit("one more seat", "one seat fewer"),
    "rooms": Unit("one more training room", "one training room fewer"),
    "trainers": Unit("one more trainer", "one trainer fewer"),
    "classes_per_quarter": Unit("one more class a quarter", "one class a quarter fewer", at="for"),
    "coverage": Unit("1 % more work", "1 % less work", at="in"),
    "backlog_balance": Unit("1 % more work", "1 % less work", at="in"),
    "backlog_h": Unit("1 % more work that may wait", "1 % less work that may wait", at="in"),
    "tenured": Unit(
        "one more trained person from the start", "one trained person fewer from the start", at="in"
    ),
    "team_hours": Unit(
        "the hours of one more trained person", "the hours of one trained person fewer", at="in"
    ),
    "overtime_cap": Unit("one point more of overtime a week", "one point less of overtime a week", at="for"),
    "overtime_quarter": Unit(
        "one point more of overtime in a quarter", "one point less of overtime in a quarter", at="for"
    ),
    "undertime_cap": Unit(
        "one point more of undertime a week", "one point less of undertime a week", at="for"
    ),
    "undertime_quarter": Unit(
        "one point more of undertime in a quarter",
        "one point less of undertime in a quarter",
        at="for",
    ),
    "released": Unit("one more release allowed", "one release fewer allowed", at="in"),
    "transferred": Unit("one more move allowed", "one move fewer allowed", at="from"),
    "share_least": Unit("one point more of the least share", "one point less of the least share", at="of"),
    "share_most": Unit("one point more of the most share", "one point less of the most share", at="of"),
    "stand_in": Unit(
        "1 % more cover for a loss",
        "1 % less cover for a loss",
        at="for",
    ),
    "most_up": Unit("one more start a month", "one start a month fewer", at="under"),
    "most_down": Unit("one more release a month", "one release a month fewer", at="under"),
    "locked_low": Unit(
        "1 % more in the least of the locked order",
        "1 % less in the least of the locked order",
        at="of",
    ),
    "locked_high": Unit(
        "1 % more in the most of the locked order",
        "1 % less in the most of the locked order",
        at="of",
    ),
    "exposure": Unit(
        "a quarter of an hour more exposure a day", "a quarter of an hour less exposure a day", at="for"
    ),
    "severe_share": Unit("one point more of severe work", "one point less of severe work", at="for"),
    "accuracy": Unit("a floor a tenth of a point higher", "a floor a tenth of a point lower", at="for"),
    "accuracy_all": Unit("a floor a tenth of a point higher", "a floor a tenth of a point lower", at="for"),
    "presence": Unit("1 % more people at the desk", "1 % fewer people at the desk", at="for"),
    "nesting_leads": Unit("one more new person", "one new person fewer", at="at"),
    "nesting_share": Unit(
        "one point more of new people in a team", "one point less of new people in a team", at="in"
    ),
    "initiatives_at_once": Unit("one more initiative at once", "one initiative at once fewer", at="in"),
    "backlog_age": Unit(
        "1 % more work that may wait beside initiatives",
        "1 % less work that may wait beside initiatives",
        at="in",
    ),
    "site_least": Unit("one more of the fewest heads", "one fewer of the fewest heads"),
    "protected": Unit("1 % more that may stay short", "1 % less that may stay short", at="in"),
    "fair_share": Unit("1 % more of the tolerance", "1 % less of the tolerance", at="in"),
    "budget": Unit("1 % more budget", "1 % less budget", at="in"),
    "commitment": Unit("1 % more committed", "1 % less committed", at="under"),
    "threshold": Unit("a threshold 1 % higher", "a threshold 1 % lower", at="of"),
}
"""Family of rows, or of bounds of columns, to its natural unit."""

HIRING_RULES = ("rooms", "trainers", "classes_per_quarter", "most_up")
"""Rules on whole classes and who starts: with hires held they hold nothing up."""
