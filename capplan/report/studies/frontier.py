"""What a frontier tells: its points, what each step costs, and what one more costs from here."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path
from typing import Any

import pandas as pd

from capplan.report.aligned import aligned
from capplan.report.studies.frontier_found import Beyond, Frontier, FrontierPoint, OneMore
from capplan.report.studies.frontier_words import answer, level_text
from capplan.report.studies.put import put, rounded
from capplan.report.wording import number, short_number

__all__ = ["frontier_content", "frontier_table", "frontier_text", "write_frontier"]


CONFLICT_LINES = 5


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
        "not_to_be_had": [
            {"run": each.run, "bound": rounded(each.bound, 8), "message": each.message}
            for each in frontier.beyond
        ],
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


def _in_the_way(goal: str, beyond: Beyond) -> list[str]:
    """The weakest bound that no plan keeps, none keeps the stricter ones either; and what is in conflict there."""
    reasons = list(takewhile(lambda line: "way out" not in line, beyond.message.splitlines()[1:]))
    head = f"{level_text(goal, beyond.bound)}: no plan meets the rules"
    return [head, *(f"  {line}" for line in reasons[:CONFLICT_LINES])]


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
                _remark(point, step),
            ]
        )
    beyond = [line for each in frontier.beyond[:1] for line in _in_the_way(frontier.goal, each)]
    failed = [f"{run}: failed ({code}): {words.splitlines()[0]}" for run, code, words in frontier.failed]
    return "\n".join(
        [*aligned(heads, lines, (len(heads) - 2, len(heads) - 1)), *beyond, *failed, "", answer(frontier)]
    )


def _remark(point: FrontierPoint, step: OneMore | None) -> str:
    words = [f"dominated by {point.beaten_by}"] * bool(point.beaten_by)
    words += ["step below the gap"] * (step is not None and step.below_gap)
    words += ["gap not reached"] * (point.figures["status"] != "within_gap")
    return "; ".join(words)


def write_frontier(frontier: Frontier, folder: Path) -> dict[str, Any]:
    """Write frontier.json, frontier.csv and the picture into ``folder``; return the content of frontier.json."""
    content = frontier_content(frontier)

    def draw(at: Path) -> None:
        from capplan.report.plots.frontier import frontier_curve  # matplotlib is slow to load
        from capplan.report.plots.save import save

        save(frontier_curve, frontier, at / "frontier")

    put(folder, content, "frontier.json", {"frontier.csv": frontier_table(frontier)}, draw)
    return content
