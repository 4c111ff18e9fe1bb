"""The content of the page of a run, read from its folder; nothing in it depends on the day or the machine's clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from capplan.facts import Facts
from capplan.orders import decisions_due
from capplan.page.grades import grades_grid
from capplan.page.rests_on import inputs_grid, lineage
from capplan.page.side_by_side import SCENARIO, beside, tables_of_run
from capplan.page.tables import run_tables, sites_of_queues
from capplan.page.why import why_grids
from capplan.report.changes import change_lines
from capplan.report.pages.content import Cell, Column, Figure, Grid, Page, filters_of
from capplan.report.wording import amount, count_of, day_text, number, percent
from capplan.run_folder import read_summary

__all__ = ["page_of_run"]

DUE_DAYS = 28  # of decisions that are shown at once
AHEAD_DAYS = 400  # of decisions that are there at all
WORDS = {
    "requisition": "ask for people",
    "order": "sign an order",
    "notice": "give notice of a lower order",
    "open": "open a contract",
    "end": "end a contract",
}


def page_of_run(run: Path, facts: Facts | None = None, others: Sequence[Path] = ()) -> Page:
    """The page of the run in a folder; ``facts`` are those of the run where they are known.

    ``others`` are runs whose tables stand beside its own. Raises InvalidInput where a folder is no run.
    """
    summary = read_summary(run)
    decisions = _decisions(run, summary, facts)
    where = sites_of_queues(run)
    filters = {"site": tuple(summary["sites"]), "queue": tuple(summary["queues"])}
    own, tables, chosen = summary["scenario"], run_tables(run, summary, where), {}
    if others:
        named = _names(own, others)
        tables = beside({own: tables, **{name: tables_of_run(other) for name, other in named.items()}})
        filters, chosen = filters_of(tables), {SCENARIO: own}
    return Page(
        title=summary["title"] or summary["model"],
        name=f"{summary['model']} / {summary['scenario']}",
        answer=summary["sentence"],
        figures=_figures(summary),
        changed=tuple(change_lines(summary))
        or ("It was not made from an earlier plan (--from), and takes the place of no other.",),
        decisions=decisions,
        tables=tables,
        reasons=_reasons(summary),
        why=why_grids(run, where),
        assumptions=grades_grid(run, run.resolve().parent.parent),
        inputs=inputs_grid(run),
        lineage=lineage(run, summary),
        filters=filters,
        chosen=chosen,
    )


def _names(own: str, others: Sequence[Path]) -> dict[str, Path]:
    """The runs by their scenarios; by model as well, and by a number, where that has been taken."""
    found: dict[str, Path] = {}
    for run in others:
        told = read_summary(run)
        ways = [told["scenario"], f"{told['model']} / {told['scenario']}"]
        ways += [f"{ways[1]} ({number(n)})" for n in range(2, len(others) + 3)]
        found[next(way for way in ways if way != own and way not in found)] = run
    return found


def _figures(summary: Mapping[str, Any]) -> tuple[Figure, ...]:
    currency, gap = summary["currency"], summary["gap"]
    undone = summary["money"] - summary["cost_to_serve"]
    found = [
        Figure("to serve", amount(summary["cost_to_serve"], currency), "what the work done costs"),
        Figure("work left undone", amount(undone, currency), "short hours and late contacts at their price"),
        Figure(
            "people", f"{number(summary['headcount_start'])} → {number(summary['headcount_end'])}",
            f"{count_of(summary['hires'], 'hire', 'hires')} in {count_of(summary['classes'], 'class', 'classes')}",
        ),
        Figure("hours short", percent(summary["short_share"]), f"{number(summary['short_hours'])} h not worked"),
    ]  # fmt: skip
    if summary["service_level"] is not None:
        found.append(Figure("answered in time", percent(summary["service_level"]), "real-time queues"))
    if summary["cost_per_contact"] is not None:
        found.append(
            Figure("per contact", f"{number(summary['cost_per_contact'], 2)} {currency}", "to serve")
        )
    proven = "not proven" if gap is None else f"≤ {percent(gap, 2)}"
    stopped = "stopped" if summary["stopped_by"] is not None else "time ran out"
    reached = "as asked for" if summary["status"] == "within_gap" else f"{stopped} before what was asked for"
    return (*found, Figure("off the best plan", proven, reached))


def _decisions(run: Path, summary: Mapping[str, Any], facts: Facts | None) -> Grid:
    """What to decide from the day on which the plan begins, by when, and what happens otherwise."""
    start = date.fromisoformat(summary["start"])
    until = start + timedelta(days=DUE_DAYS)
    due = decisions_due(run, start, AHEAD_DAYS, facts)
    soon = sum(one["by"] <= until.isoformat() for one in due)
    rows = tuple(
        (
            Cell(day_text(date.fromisoformat(one["by"])), float(date.fromisoformat(one["by"]).toordinal()),
                 tone="bad" if one["overdue"] else ""),
            Cell(WORDS.get(one["what"], one["what"])),
            Cell(one["for"]),
            Cell(one["site"]),
            Cell(one["otherwise"]),
        )
        for one in due
    )  # fmt: skip
    late = sum(bool(one["overdue"]) for one in due)
    note = f"{count_of(soon, 'decision is', 'decisions are')} due by {day_text(until)}"
    note += f", {number(late)} of them overdue on the day the plan begins" if late else ""
    note += f"; {number(len(due) - soon)} more follow." if len(due) > soon else "."
    return Grid(
        "decisions", "Decisions requested", note,
        (Column("by"), Column("what"), Column("for"), Column("site"), Column("if not")),
        rows, tuple({"site": (one["site"],)} if one["site"] else {} for one in due), max(soon, 1),
        "The plan asks nobody to decide anything.", cards=True,
    )  # fmt: skip


def _reasons(summary: Mapping[str, Any]) -> tuple[str, ...]:
    """Why the plan is as it is, as far as the run itself knows: where it is tight, and what tells the rest."""
    short = sorted(summary["queues"].items(), key=lambda queue: -queue[1]["short_hours"])
    said = [
        f"{name} is short of {number(queue['short_hours'])} h ({percent(queue['short_share'])}), most in the "
        f"{summary['period']} of {day_text(date.fromisoformat(queue['worst_week']))}: more hours there would cost "
        "more than what they leave undone."
        for name, queue in short[:3]
        if queue["worst_week"] is not None
    ]
    return tuple(said) or ("No queue is short of hours in any week.".replace("week", summary["period"]),)
