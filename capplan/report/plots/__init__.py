"""The pictures of a run. Each is one function ``(plan, ax=None) -> Axes``; ``PLOTS`` names the files.

``TEAM_PLOTS`` are those of a schedule, one function ``(team, ax=None) -> Axes`` each; ``QUEUE_PLOTS`` those of
the queues of a pool, ``(pool, queue, ax=None) -> Axes``.
"""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.axes import Axes

from capplan.plan import Plan
from capplan.report.plots.agents import required_by_hour
from capplan.report.plots.backlog import backlog
from capplan.report.plots.cost import cost_by_term
from capplan.report.plots.headcount import headcount_bridge, tenure_mix
from capplan.report.plots.heat_map import heat_map
from capplan.report.plots.hiring import hiring_calendar
from capplan.report.plots.hour_by_day import hour_by_day
from capplan.report.plots.queue_by_team import queue_by_team
from capplan.report.plots.save import save
from capplan.report.plots.scheduled import scheduled
from capplan.report.plots.scheduled_by_hour import scheduled_by_hour
from capplan.report.plots.service import service_reached
from capplan.report.plots.staffing import over_under, required_staffed
from capplan.report.plots.supply import supply_stack
from capplan.report.plots.vendors import vendor_comparison
from capplan.report.schedule.team import TeamSchedule

__all__ = [
    "PLOTS",
    "QUEUE_PLOTS",
    "TEAM_PLOTS",
    "backlog",
    "cost_by_term",
    "headcount_bridge",
    "heat_map",
    "hiring_calendar",
    "over_under",
    "required_by_hour",
    "required_staffed",
    "save",
    "scheduled_by_hour",
    "service_reached",
    "supply_stack",
    "tenure_mix",
    "vendor_comparison",
]

PLOTS: dict[str, Callable[[Plan], Axes]] = {
    "required_staffed": required_staffed,
    "over_under": over_under,
    "heat_map": heat_map,
    "service_reached": service_reached,
    "backlog": backlog,
    "supply_stack": supply_stack,
    "hiring_calendar": hiring_calendar,
    "cost_by_term": cost_by_term,
    "vendor_comparison": vendor_comparison,
    "required_by_hour": required_by_hour,
    "scheduled_by_hour": scheduled_by_hour,
    "headcount_bridge": headcount_bridge,
    "tenure_mix": tenure_mix,
}
TEAM_PLOTS: dict[str, Callable[[TeamSchedule], Axes]] = {"coverage": hour_by_day, "scheduled": scheduled}
QUEUE_PLOTS: dict[str, Callable[..., Axes]] = {"queue": queue_by_team}
