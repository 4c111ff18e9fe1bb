"""The pictures of a plan for its page, in the order in which planners look at them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from capplan.plan import Plan
from capplan.report.measures import backlog_by_queue
from capplan.report.pages import Chart, page_chart
from capplan.report.pictures import not_drawn

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["ORDER", "charts_of_plan"]

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
    "headcount_bridge": True,
    "tenure_mix": True,
}
"""Names of ``PLOTS``, and whether they are drawn a second time for a phone; the others are scrolled there."""


def charts_of_plan(plan: Plan, pictures: Mapping[str, Axes] | None = None) -> tuple[Chart, ...]:
    """The pictures with what they say at every place; without those that the plan has nothing for.

    ``pictures`` are those that ``plots.save`` has drawn of the plan, by name; they lose their titles here.
    """
    from capplan.report.plots import PLOTS  # matplotlib is slow to load
    from capplan.report.plots.areas import AREAS
    from capplan.report.plots.save import drawn, styled

    absent = set(not_drawn(plan))
    if not any(level == level for level in plan.facts.queues.service_level):  # nan: no target
        absent.add("service_reached")
    if not backlog_by_queue(plan):
        absent.add("backlog")
    charts = []
    for name in (name for name in ORDER if name not in absent):
        with styled():
            picture = (pictures or {}).get(name) or drawn(PLOTS[name], plan)
        again = partial(PLOTS[name], plan) if ORDER[name] else None
        charts.append(page_chart(name, picture, AREAS[name](plan), again))
    return tuple(charts)
