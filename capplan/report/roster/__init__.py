"""A roster as files: tables, a summary, and calendars for people and teams."""

from capplan.report.roster.summary import roster_summary, roster_text
from capplan.report.roster.write import write_roster

__all__ = ["roster_summary", "roster_text", "write_roster"]
