"""From files to coverings: the schedule model, its tables, and one covering for each team."""

from capplan.schedule_inputs.whole import ScheduleInputs, TeamCase, read_schedule

__all__ = ["ScheduleInputs", "TeamCase", "read_schedule"]
