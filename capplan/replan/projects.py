"""Initiatives and sites that an earlier plan decided on: what of it is agreed, and what has no place any more.

A start, an opening or an announced closure is frozen in the months that begin less than frozen_periods after this
plan does. What began before this plan belongs in the inputs (automation.csv, sites.csv), and a note says so.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from capplan.agreed import Project
from capplan.facts import Facts
from capplan.planning_model import PlanningModel
from capplan.replan.earlier import Earlier

__all__ = ["agreed_projects", "projects_here", "projects_left_out"]


def agreed_projects(earlier: Earlier, facts: Facts, model: PlanningModel) -> tuple[Project, ...]:
    """The projects of both plans."""
    horizon, was = facts.horizon, earlier.facts.horizon
    first = horizon.month_starts
    end = was.day(was.count)
    spoken = np.array([horizon.day(int(t)) < end for t in first], dtype=np.bool_)
    frozen = spoken & (first < model.replan.frozen_periods)
    found = []
    for block, place, thing, name in projects_here(facts, model):
        if (thing, name) not in earlier.projects:
            continue
        day, told = earlier.projects[thing, name], -1
        if day is not None and horizon.start <= day < horizon.day(horizon.count):
            months = [(horizon.day(int(t)).year, horizon.day(int(t)).month) for t in first]
            told = months.index((day.year, day.month)) if (day.year, day.month) in months else -1
        found.append(Project(block, thing, place, name, told, frozen))
    return tuple(found)


def projects_left_out(earlier: Earlier, facts: Facts, model: PlanningModel) -> Iterator[str]:
    """Projects that are gone, and those that began before this plan and are still to be decided on in the inputs."""
    here = {(thing, name) for _, _, thing, name in projects_here(facts, model)}
    for (thing, name), day in earlier.projects.items():
        if day is None:
            continue
        said = f"the {thing.replace('-', ' ')} {name} of the earlier plan"
        if (thing, name) not in here:
            yield f"{said}, on {day}, is not to be decided on any more: it is left out"
        elif day < facts.horizon.start:
            yield f"{said} was to begin on {day}, before this plan, and is still to be decided on in the inputs"


def projects_here(facts: Facts, model: PlanningModel) -> Iterator[tuple[str, int, str, str]]:
    """Block of columns, row, what it is and its name, of every project of this plan."""
    if model.initiatives is not None and facts.initiatives is not None:
        for place, name in enumerate(facts.initiatives.name):
            yield "initiative_starts", place, "initiative", name
    if model.site_options is not None and facts.site_options is not None:
        options = facts.site_options
        for place, (site, opens) in enumerate(
            zip(options.site.tolist(), options.opens.tolist(), strict=True)
        ):
            yield "site_changes", place, "site-opening" if opens else "site-closure", facts.sites.name[site]
