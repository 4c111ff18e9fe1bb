"""What a frontier tells: its points, what each step costs, and what one more costs from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from capplan.report.aligned import aligned
from capplan.report.studies.put import put, rounded
from capplan.report.wording import amount, number, percent, short_number

__all__ = [
    "Frontier", "FrontierPoint", "FromHere", "OneMore", "frontier_content", "frontier_text", "level_text",
    "write_frontier",
]  # fmt: skip

PRESENT = "present"
WORTH_TELLING = 1e-4
"""Of the cost: less than that is what a search left in one plan and not in another."""
ONE_MORE = {
    "service": "one more point of service",
    "coverage": "one more point of coverage",
    "resilience": "one more point of resilience",
    "hires": "one person hired fewer",
    "accuracy": "one more point of accuracy",
    "exposure": "one hour less of exposure a day",
}
"""One step towards the goal, and what the step away from it is, where that is not one less."""
ONE_BACK = {"hires": "One more", "exposure": "One hour more"}


@dataclass(frozen=True)
class FrontierPoint:
    """A plan: its run, its bound (None: the present plan), what it reaches, its cost, and the least it can cost."""

    run: str
    bound: float | None
    reached: float
    cost: float
    least: float | None
    beaten_by: str | None
    figures: Mapping[str, Any]


@dataclass(frozen=True)
class OneMore:
    """What one more of the goal costs on the way from one run to another: between the plans, at least, at most."""

    start: str
    end: str
    units: float
    each: float
    each_least: float
    each_most: float | None

    @property
    def below_gap(self) -> bool:
        """Whether what the gaps leave open is more than the whole step."""
        return self.each_least <= 0.0


@dataclass(frozen=True)
class FromHere:
    """From the present plan: the point that reaches as much, and what one more and one less costs.

    ``saves`` is what reaching the same for less would save, where the present plan is not on the frontier.
    """

    at: str | None
    on_frontier: bool
    saves: float
    more: OneMore | None
    less: OneMore | None


@dataclass(frozen=True)
class Frontier:
    """Points from the weakest to the strictest, plans that others beat, steps between neighbours, what failed.

    ``steering``, what steers in the present plan, is taken off every cost: the present plan costs its money.
    """

    model: str
    scenario: str
    currency: str
    goal: str
    points: tuple[FrontierPoint, ...]
    beaten: tuple[FrontierPoint, ...]
    steps: tuple[OneMore, ...]
    from_here: FromHere | None
    failed: tuple[tuple[str, int, str], ...]
    steering: float

    @property
    def present(self) -> FrontierPoint | None:
        """The plan as the planning model has it."""
        return next((point for point in (*self.points, *self.beaten) if point.run == PRESENT), None)


def frontier_content(frontier: Frontier) -> dict[str, Any]:
    """The content of frontier.json."""
    here = frontier.from_here
    return {
        "study": "frontier",
        "model": frontier.model,
        "scenario": frontier.scenario,
        "currency": frontier.currency,
        "of": "cost",
        "against": frontier.goal,
        "steering_taken_off": rounded(frontier.steering, 2),
        "points": [_point_content(point) for point in frontier.points],
        "dominated": [_point_content(point) for point in frontier.beaten],
        "steps": [_one_more_content(step) for step in frontier.steps],
        "from_here": None
        if here is None
        else {
            "at": here.at,
            "present_on_frontier": here.on_frontier,
            "same_for_less_saves": rounded(here.saves, 2),
            "one_more": None if here.more is None else _one_more_content(here.more),
            "one_less": None if here.less is None else _one_more_content(here.less),
        },
        "answer": answer(frontier),
        "failures": [
            {"run": run, "exit_code": code, "message": words} for run, code, words in frontier.failed
        ],
        "failed": len(frontier.failed),
    }


def _point_content(point: FrontierPoint) -> dict[str, Any]:
    gap = None if point.least is None else (point.cost - point.least) / max(abs(point.cost), 1e-9)
    own = {"reached", "cost", "proven", "gap", "full", "steering"}
    return {
        "run": point.run,
        "bound": rounded(point.bound, 8),
        "reached": rounded(point.reached, 8),
        "cost": rounded(point.cost, 2),
        "cost_at_least": rounded(point.least, 2),
        "gap": rounded(gap, 6),
        "dominated_by": point.beaten_by,
        **{name: value for name, value in point.figures.items() if name not in own},
    }


def _one_more_content(step: OneMore) -> dict[str, Any]:
    return {
        "from": step.start,
        "to": step.end,
        "over": rounded(step.units, 6),
        "each": rounded(step.each, 2),
        "each_at_least": rounded(step.each_least, 2),
        "each_at_most": rounded(step.each_most, 2),
        "below_gap": step.below_gap,
    }


def frontier_table(frontier: Frontier) -> pd.DataFrame:
    """frontier.csv: points of the frontier, then dominated ones."""
    lines = [_point_content(point) for point in (*frontier.points, *frontier.beaten)]
    for line in lines:
        lowest = line.pop("lowest") or {}
        line["lowest_queue"], line["lowest_service_level"] = lowest.get("queue"), lowest.get("service_level")
    return pd.DataFrame(lines)


def level_text(goal: str, value: float) -> str:
    """A level of the goal as people say it."""
    if goal == "exposure":
        return f"{number(value, 2)} h"
    return number(value) if goal == "hires" else percent(value, 2)


def answer(frontier: Frontier) -> str:
    """What one more of the goal costs from here, in words, with its range."""
    one, here = ONE_MORE[frontier.goal], frontier.from_here
    if here is None or frontier.present is None:
        return "There is no present plan to start from."
    words = []
    level = level_text(frontier.goal, frontier.present.reached)
    if here.more is None:
        words.append(f"From {level}, {one} is not to be had: no plan on the frontier reaches more.")
    else:
        words.append(f"From {level}, {one} costs {_priced(here.more, frontier.currency)}.")
    if here.less is not None:
        back = ONE_BACK.get(frontier.goal, "One less")
        words.append(f"{back} saves {_priced(here.less, frontier.currency)}.")
    if here.at is not None and here.saves > WORTH_TELLING * abs(frontier.present.cost):
        words.append(
            f"The same level can be had for {amount(here.saves, frontier.currency)} less ({here.at})."
        )
    return " ".join(words)


def _priced(step: OneMore, currency: str) -> str:
    most = "any amount" if step.each_most is None else amount(step.each_most, currency)
    low = f"between {amount(step.each_least, currency)} and {most}" if step.each_least else f"at most {most}"
    over = f", measured over {step.units:.2g}" if abs(step.units - 1.0) >= 0.05 else ""
    doubt = "; the gap hides more than the step costs" if step.below_gap else ""
    return f"{amount(step.each, currency)} ({low}{over}{doubt})"


def frontier_text(frontier: Frontier) -> str:
    """The points, then the answer, on the terminal."""
    heads = [
        frontier.goal,
        f"cost, {frontier.currency}",
        "at least",
        "to serve",
        "short h",
        "hires",
        "one more",
        "run",
        "",
    ]
    lines = []
    steps = {step.end: step for step in frontier.steps}
    for point in (*frontier.points, *frontier.beaten):
        step, figures = steps.get(point.run), point.figures
        remark = f"dominated by {point.beaten_by}" if point.beaten_by else ""
        if step is not None and step.below_gap:
            remark = "step below the gap"
        lines.append(
            [
                level_text(frontier.goal, point.reached),
                number(point.cost),
                "" if point.least is None else number(point.least),
                number(figures["cost_to_serve"]),
                number(figures["short_hours"]),
                number(figures["hires"]),
                "" if step is None else short_number(step.each),
                point.run,
                remark,
            ]
        )
    failed = [f"{run}: failed ({code}): {words.splitlines()[0]}" for run, code, words in frontier.failed]
    return "\n".join(
        [*aligned(heads, lines, (len(heads) - 2, len(heads) - 1)), *failed, "", answer(frontier)]
    )


def write_frontier(frontier: Frontier, folder: Path) -> dict[str, Any]:
    """Write frontier.json, frontier.csv and the picture into ``folder``; return the content of frontier.json."""
    content = frontier_content(frontier)

    def draw(at: Path) -> None:
        from capplan.report.plots.frontier import frontier_curve  # matplotlib is slow to load
        from capplan.report.plots.save import save

        save(frontier_curve, frontier, at / "frontier")

    put(folder, content, "frontier.json", {"frontier.csv": frontier_table(frontier)}, draw)
    return content
