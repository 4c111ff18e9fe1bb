"""From files to coverings: the schedule model, its tables, and one covering for each team and pool of teams."""

from capplan.schedule_inputs.pools import PoolCase
from capplan.schedule_inputs.team import TeamCase
from capplan.schedule_inputs.whole import ScheduleInputs, read_schedule

__all__ = ["PoolCase", "ScheduleInputs", "TeamCase", "read_schedule"]
