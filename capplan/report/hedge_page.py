"""The page of a plan for many futures: what to do now, what differs, what it costs, why it may be believed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from capplan.report.hedge_decisions import decisions
from capplan.report.hedge_text import (
    DECISION_HEADINGS,
    MEASURED,
    SMALL_DIFFERENCE,
    cost_table,
    decision_rows,
    worth,
)
from capplan.report.reasons import Part, Story, as_page
from capplan.report.wording import count_of, day_text
from capplan.uncertainty.hedged import Hedged

__all__ = ["page"]


def page(hedged: Hedged, told: Mapping[str, Any], pictures: Mapping[str, str]) -> str:
    """The page; ``pictures`` are the SVG of ``plots.hedge``, by name."""
    headings, rows = cost_table(told)
    parts = (
        Part(sentences=(told["sentence"], _drawn(hedged))),
        *_decided(hedged),
        Part(
            heading="What it costs",
            sentences=(f"{MEASURED[0].upper()}{MEASURED[1:]}.",),
            headings=tuple(headings),
            rows=tuple(tuple(row) for row in rows),
        ),
        *(Part(picture=picture) for picture in pictures.values()),
        Part(heading="Why it may be believed", sentences=tuple(worth(told))),
    )
    return as_page(
        Story(f"What to decide by {day_text(hedged.plan.first.until)} for {told['futures']} futures", parts)
    )


def _drawn(hedged: Hedged) -> str:
    """What was planned, and for which futures."""
    fresh = count_of(len(hedged.drawn_fresh), "fresh one", "fresh ones")
    tried = f", tried on {fresh}" if hedged.drawn_fresh else ""
    drawn = count_of(len(hedged.drawn), "future", "futures")
    return f"{hedged.model}, {hedged.scenario}: {drawn} drawn from the ranges (seed {hedged.seed}){tried}."


def _decided(hedged: Hedged) -> tuple[Part, ...]:
    """What the plan for the mean would decide otherwise, and after it what it would not."""
    every = decisions(hedged)
    other = [one for one in every if abs(one.amount["hedge"] - one.amount["mean"]) > SMALL_DIFFERENCE]
    same = [one for one in every if one not in other and one.amount["hedge"] > SMALL_DIFFERENCE]
    parts = []
    for heading, said, rows in (
        ("Decided otherwise than for the mean", "What each plan would do, by the day to decide it.", other),
        (
            "Decided as for the mean",
            f"{count_of(len(same), 'decision does', 'decisions do')} not differ.",
            same,
        ),
    ):
        cells = tuple(tuple(row) for row in decision_rows(rows))
        parts.append(
            Part(
                heading,
                (said if rows else "Nothing.",),
                tuple(DECISION_HEADINGS) if rows else (),
                cells,
                left=4,
            )
        )
    return tuple(parts)
