"""A frontier: the least cost at each level of a goal, and what one more of it costs from the present plan."""

from __future__ import annotations

from functools import partial
from typing import Any

from capplan.formulation.goal import GoalName
from capplan.pipeline import Inputs
from capplan.report.studies.frontier_found import Beyond, FromHere, Frontier, FrontierPoint, OneMore
from capplan.studies.frontier_bounds import (
    PRESENT,
    Asked,
    is_beyond,
    point_case,
    point_cases,
    points_between,
    same_level,
)
from capplan.studies.frontier_case import frontier_point
from capplan.studies.frontier_goals import FEWER, check_goal
from capplan.studies.frontier_order import planned_along
from capplan.studies.frontier_points import Ranked, Step, efficient, step_between
from capplan.studies.many import Done, Failed
from capplan.studies.setting import Setting, Told, check_all, nobody

__all__ = ["frontier"]


def frontier(setting: Setting, against: str, points: int, step: float, told: Told = nobody) -> Frontier:
    """The frontier of cost against a goal: so many ``points`` beside the present plan, shares ``step`` apart.

    Each is planned from the plan of a neighbour on.

    Raises InvalidInput for a goal that the model does not have, before the first plan is made.
    """
    inputs = setting.load()
    goal = check_goal(against, inputs.model, inputs.facts, inputs.model_path.name)
    present_case = point_case(setting, goal, PRESENT, None)
    (present,) = setting.run([present_case], frontier_point, told)
    results: list[Done | Failed] = []
    asked: list[Asked] = []
    if isinstance(present, Done):
        asked = point_cases(setting, inputs, goal, present.value, points, step)
        check_all(case for case, _ in asked)
        sign = -1.0 if goal in FEWER else 1.0
        further = partial(points_between, setting, inputs, goal, present.value)
        asked, results = planned_along(setting, asked, sign * float(present.value["reached"]), told, further)
    return _assembled(setting, inputs, goal, step, present, asked, results)


def _assembled(
    setting: Setting,
    inputs: Inputs,
    goal: GoalName,
    step: float,
    present: Done | Failed,
    asked: list[Asked],
    results: list[Done | Failed],
) -> Frontier:
    sign, unit = (-1.0, 1.0) if goal in FEWER else (1.0, 0.01)
    done = {result.name: result.value for result in [present, *results] if isinstance(result, Done)}
    shift = done[PRESENT]["steering"] if PRESENT in done else 0.0
    ranked = [
        _ranked(result.name, strict, sign * result.value["reached"], result.value, shift)
        for (_, strict), result in zip(asked, results, strict=True)
        if isinstance(result, Done)
    ]
    here = None
    if PRESENT in done:
        worth = sign * done[PRESENT]["reached"]
        here = _ranked(PRESENT, worth, worth, done[PRESENT], shift)
        ranked.append(here)
    alike = same_level(goal, [strict for _, strict in asked])
    kept, beaten = efficient(ranked, PRESENT, alike)
    bounds = {result.name: case.bound for (case, _), result in zip(asked, results, strict=True)}
    return Frontier(
        model=setting.model.stem,
        scenario=setting.scenario or "base",
        currency=inputs.facts.currency,
        goal=goal,
        points=tuple(_point(point, done[point.run], bounds.get(point.run), sign) for point in kept),
        beaten=tuple(_point(point, done[point.run], bounds.get(point.run), sign) for point in beaten),
        steps=tuple(_one_more(step_between(a, b, unit)) for a, b in zip(kept, kept[1:], strict=False)),
        from_here=None
        if here is None
        else _from_here(here, kept, beaten, unit, 0.0 if goal in FEWER else step, alike),
        beyond=tuple(
            Beyond(result.name, case.bound, result.message)
            for (case, _), result in sorted(zip(asked, results, strict=True), key=lambda each: each[0][1])
            if case.bound is not None and isinstance(result, Failed) and is_beyond(result)
        ),
        failed=tuple(
            (r.name, r.exit_code, r.message)
            for r in [present, *results]
            if isinstance(r, Failed) and (r is present or not is_beyond(r))
        ),
        steering=shift,
    )


def _ranked(run: str, strictness: float, worth: float, value: dict[str, Any], shift: float) -> Ranked:
    """A point, its cost and bound without what steers in the present plan."""
    proven = None if value["proven"] is None else float(value["proven"]) - shift
    return Ranked(run, strictness, worth, float(value["cost"]) - shift, proven)


def _from_here(
    here: Ranked, kept: list[Ranked], beaten: list[Ranked], unit: float, step: float, alike: float
) -> FromHere:
    """What one more and one less of the goal costs, from the plan that reaches what the present one does."""
    at = next((point for point in kept if point.worth >= here.worth - alike), None)
    off = next((point for point in beaten if point.run == here.run), None)
    more = less = None
    if at is not None:
        place = kept.index(at)
        up = [point for point in kept[place + 1 :] if point.worth - at.worth >= 0.5 * step] or kept[
            place + 1 :
        ][-1:]
        down = [point for point in kept[:place] if at.worth - point.worth >= 0.5 * step][-1:] or kept[:place][
            :1
        ]
        more = _one_more(step_between(at, up[0], unit)) if up else None
        less = _one_more(step_between(down[0], at, unit)) if down else None
    saved = here.cost - at.cost if off is not None and at is not None else 0.0
    return FromHere(None if at is None else at.run, off is None, max(saved, 0.0), more, less)


def _one_more(step: Step) -> OneMore:
    return OneMore(step.start, step.end, step.units, step.each, step.each_least, step.each_most)


def _point(point: Ranked, value: dict[str, Any], bound: float | None, sign: float) -> FrontierPoint:
    return FrontierPoint(
        run=point.run,
        bound=bound,
        reached=sign * point.worth,
        cost=point.cost,
        least=point.least,
        beaten_by=point.beaten_by,
        figures=value,
    )
