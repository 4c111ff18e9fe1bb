"""The points of a frontier one beside the other: each search begins with the plan of a neighbour.

Index    d distance of a point from the present plan, among those on its side: 1 is next to it

Equation start[d] = the greatest power of two below d, 0 (the present plan) where d is 1
         round[d] = 0, 1, 2, 2, 3, 3, 3, 3, ...: when start[d] is done

So a neighbour is at least half of the way, and many points are planned side by side. A plan that keeps a bound keeps
a weaker one as well: where a point comes out dearer than a stricter one, it is planned once more and begins there.
Where no plan keeps some of the bounds, as many points are planned below them, to see how far it goes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from capplan.studies.frontier_bounds import PRESENT, Asked
from capplan.studies.frontier_case import PointCase, frontier_point
from capplan.studies.frontier_points import SAME_COST
from capplan.studies.hires_held import HELD
from capplan.studies.many import Done, Failed
from capplan.studies.setting import Setting, Told

__all__ = ["Further", "in_rounds", "planned_along"]

AGAIN = "-again"

Further = Callable[[Sequence[tuple[Asked, Done | Failed]]], list[Asked]]
"""Further points, by what came of the first ones."""


def planned_along(
    setting: Setting, asked: Sequence[Asked], here: float, told: Told, further: Further | None = None
) -> tuple[list[Asked], list[Done | Failed]]:
    """All points and their results, the ``further`` ones last; ``here`` is how strict a bound the present plan keeps.

    A point costs no more than a stricter one. Where it had to be planned again for that, its run is ``<name>-again``.
    """
    results = _planned(setting, asked, here, told)
    points = list(asked)
    if further is not None:
        more = further([(point, results[point[0].name]) for point in points])
        results |= _planned(setting, more, here, told)
        points += more
    _undercut(setting, points, results, told)
    return points, [results[case.name] for case, _ in points]


def _planned(setting: Setting, asked: Sequence[Asked], here: float, told: Told) -> dict[str, Done | Failed]:
    """The results by the names of the points."""
    results: dict[str, Done | Failed] = {}
    for each in in_rounds(asked, here):
        cases = [
            _begun(setting, case, start if isinstance(results.get(start), Done) else PRESENT)
            for case, start in each
        ]
        results |= {result.name: result for result in setting.run(cases, frontier_point, told)}
    return results


def _undercut(
    setting: Setting, asked: Sequence[Asked], results: dict[str, Done | Failed], told: Told
) -> None:
    """Plan a point once more where a stricter one costs less, from there."""
    best: Done | None = None
    for case, _ in sorted(asked, key=lambda each: -each[1]):
        found = results[case.name]
        if best is not None and _cost(found) > _cost(best) + SAME_COST:
            again = replace(_begun(setting, case, best.name), name=f"{case.name}{AGAIN}")
            (second,) = setting.run([again], frontier_point, told)
            if _cost(second) < _cost(found):
                results[case.name] = found = second
        if isinstance(found, Done) and (best is None or _cost(found) < _cost(best)):
            best = found


def in_rounds(asked: Sequence[Asked], here: float) -> list[list[tuple[PointCase, str]]]:
    """Round by round the points to plan, each with the run to begin with."""
    ordered = sorted(asked, key=lambda each: each[1])
    below = [case for case, strict in reversed(ordered) if strict <= here]
    above = [case for case, strict in ordered if strict > here]
    rounds: dict[int, list[tuple[PointCase, str]]] = {}
    for side in (below, above):
        names = [PRESENT, *(case.name for case in side)]
        for d, case in enumerate(side, start=1):
            number = (d - 1).bit_length()
            rounds.setdefault(number, []).append((case, names[(1 << number) >> 1]))
    return [rounds[number] for number in sorted(rounds)]


def _begun(setting: Setting, case: PointCase, run: str) -> PointCase:
    return replace(case, start=setting.runs.resolve() / run / HELD)


def _cost(result: Done | Failed) -> float:
    return float(result.value["cost"]) if isinstance(result, Done) else math.inf
