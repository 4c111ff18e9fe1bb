"""The pictures of a plan for its page, in the order in which planners look at them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from capplan.plan import Plan
from capplan.report.measures import backlog_by_queue
from capplan.report.pages import Chart, page_chart
from capplan.report.pictures import not_drawn

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["ORDER", "chart_of_plan", "charts_of_plan"]

ORDER = {
    "required_staffed": True,
    "over_under": True,
    "heat_map": False,
    "hiring_calendar": False,
    "supply_stack": True,
    "cost_by_term": True,
    "service_reached": True,
    "backlog": True,
    "vendor_comparison": False,
    "required_by_hour": False,
    "scheduled_by_hour": False,
    "headcount_bridge": True,
    "tenure_mix": True,
}
"""Names of ``PLOTS``, and whether they are drawn a second time for a phone; the others are scrolled there."""


def charts_of_plan(plan: Plan) -> tuple[Chart, ...]:
    """The pictures with what they say at every place; without those that the plan has nothing for."""
    from capplan.report.plots import PLOTS  # matplotlib is slow to load
    from capplan.report.plots.save import drawn, styled

    charts = []
    for name in (name for name in ORDER if name not in not_drawn(plan)):
        with styled():
            picture = drawn(PLOTS[name], plan)
        charts.append(chart_of_plan(plan, name, picture))
    return tuple(chart for chart in charts if chart is not None)


def chart_of_plan(plan: Plan, name: str, picture: Axes) -> Chart | None:
    """The picture as ``plots.save`` has drawn it, which loses its title; None where it shows nothing of the plan."""
    from capplan.report.plots import PLOTS
    from capplan.report.plots.areas import AREAS

    if name == "service_reached" and not any(level == level for level in plan.facts.queues.service_level):
        return None  # nan: no target
    if name == "backlog" and not backlog_by_queue(plan):
        return None
    again = partial(PLOTS[name], plan) if ORDER[name] else None
    return page_chart(name, picture, AREAS[name](plan), again)
