"""The independent check of a written schedule: the rules as the files say them, nothing of the program behind it."""

from capplan.verify_schedule.check import Finding, Report, verify_schedule

__all__ = ["Finding", "Report", "verify_schedule"]
