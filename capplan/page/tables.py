"""The tables of the page of a run: sites, queues, classes, cost, contracts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from capplan.report.pages.content import Cell, Column, Grid
from capplan.report.wording import day_text, number, percent, short_number
from capplan.run_folder import read_result

__all__ = ["Where", "queues_of_teams", "run_tables", "sites_of_queues"]

FULL_BAR = 0.2  # share of the need at which a bar of over and under is full
CLASSES_SHOWN = 15
QUEUES_SHOWN = 15

Row = tuple[Cell, ...]
Where = Mapping[str, tuple[str, ...]]


def sites_of_queues(run: Path) -> Where:
    """The sites that work on each queue in a language, by name."""
    return _worked(run, lambda queue, row: (queue, row["site"]))


def queues_of_teams(run: Path) -> Where:
    """The queues in a language that each team works on, by its name."""
    return _worked(run, lambda queue, row: (row["team"], queue))


def _worked(run: Path, pair: Callable[[str, Mapping[str, Any]], tuple[str, str]]) -> Where:
    """Who works on what: the first of every ``pair`` that a queue in a language and its row give, to all seconds."""
    found: dict[str, set[str]] = {}
    for row in read_result(run, "allocation.csv", ("queue", "language", "site", "team"), ()) or []:
        first, second = pair(f"{row['queue']}:{row['language']}" if row["language"] else row["queue"], row)
        found.setdefault(first, set()).add(second)
    return {name: tuple(sorted(seconds)) for name, seconds in found.items()}


def run_tables(run: Path, summary: Mapping[str, Any], where: Where) -> tuple[Grid, ...]:
    """The tables that have rows."""
    grids = (
        _sites(summary, where),
        _queues(run, summary, where),
        _classes(run),
        _costs(summary),
        _contracts(summary),
    )
    return tuple(grid for grid in grids if grid.rows)


def _n(value: float | None, digits: int = 0) -> Cell:
    return Cell("") if value is None else Cell(number(value, digits), value)


def _money(value: float) -> Cell:
    return Cell(short_number(value), value)


def _share(value: float | None, digits: int = 1) -> Cell:
    return Cell("") if value is None else Cell(percent(value, digits), value)


def _day(text: str) -> Cell:
    when = date.fromisoformat(text) if text else None
    return Cell("") if when is None else Cell(day_text(when), float(when.toordinal()))


def _bars(net: list[float | None], unknown: float = 1.0) -> Cell:
    """Over and under by period; its text is what the bars say. Where nothing is needed stands ``unknown``."""
    known = [unknown if value is None else value for value in net]
    short = sum(value < -0.005 for value in known)
    said = f"short in {short} of {len(known)}"
    said += f", at most {percent(-min(known))}" if short else ""
    bars = tuple(max(-1.0, min(1.0, value / FULL_BAR)) for value in known)
    return Cell(said, min(known, default=0.0), bars)


def _sites(summary: Mapping[str, Any], where: Where) -> Grid:
    at = {site: tuple(q for q, sites in where.items() if site in sites) for site in summary["sites"]}
    rows = tuple(
        (
            Cell(name),
            Cell(site["vendor"] or "in-house"),
            _n(site["headcount_start"], 1),
            _n(site["headcount_end"], 1),
            _n(site["hires"]),
            _money(site["cost_to_serve"]),
            _share(site["share_of_work"], 0),
            _n(site["short_hours"]),
            _bars(site["net_staffing"]),
        )
        for name, site in summary["sites"].items()
    )
    labels = (
        Column("site"),
        Column("vendor"),
        Column("people at start", True),
        Column("at end", True),
        Column("hires", True),
        Column(f"to serve, {summary['currency']}", True),
        Column("of work", True),
        Column("short h", True),
        Column(
            f"over and under by {summary['period']}", False, f"full bar: {percent(FULL_BAR, 0)} of the need"
        ),
    )
    keys = tuple({"site": (name,), "queue": at[name]} for name in summary["sites"])
    note = "Bars: spare (blue, up) and short (orange, down), of the hours needed."
    return Grid("sites", "Site by site", note, labels, rows, keys)


def _short_by_queue(run: Path) -> dict[str, list[float | None]]:
    """Of each queue in a language what is short by period, as a share of the hours required, below nothing."""
    found: dict[str, list[float | None]] = {}
    for row in read_result(run, "coverage.csv", ("queue", "language"), ("required_h", "short_h")) or []:
        name = f"{row['queue']}:{row['language']}" if row["language"] else row["queue"]
        share = -row["short_h"] / row["required_h"] if row["required_h"] > 0.0 else None
        found.setdefault(name, []).append(share)
    return found


def _queues(run: Path, summary: Mapping[str, Any], where: Where) -> Grid:
    short = _short_by_queue(run)
    ordered = sorted(summary["queues"].items(), key=lambda queue: -queue[1]["short_hours"])
    rows = tuple(
        (
            Cell(name),
            _n(queue["required_hours"]),
            _n(queue["short_hours"]),
            _share(queue["short_share"]),
            _share(queue["service_level"]),
            _share(queue["service_target"], 0),
            Cell("", None) if queue["service_worst"] is None else Cell(
                percent(queue["service_worst"]), queue["service_worst"],
                tone="bad" if queue["service_worst"] < queue["service_target"] - 1e-9 else "",
            ),
            _day(queue["service_worst_week"] or queue["worst_week"] or ""),
            _bars(short.get(name, []), unknown=0.0),
            Cell(", ".join(where.get(name, ()))),
        )
        for name, queue in ordered
    )  # fmt: skip
    labels = (
        Column("queue"), Column("required h", True), Column("short h", True), Column("of required", True),
        Column("in time", True, "share of contacts answered in time"), Column("target", True),
        Column("worst", True, f"lowest share of a {summary['period']}"), Column(f"worst {summary['period']}"),
        Column(f"short by {summary['period']}", False, f"full bar: {percent(FULL_BAR, 0)} of required"),
        Column("worked at"),
    )  # fmt: skip
    keys = tuple({"queue": (name,), "site": where.get(name, ())} for name, _ in ordered)
    return Grid("queues", "Queue by queue", "", labels, rows, keys, QUEUES_SHOWN)


def _classes(run: Path) -> Grid:
    texts = ("class_ref", "site", "team", "status", "requisition_by", "training_start", "production_start")
    found = read_result(run, "hiring_calendar.csv", texts, ("size", "expected_at_90d")) or []

    rows = tuple(
        (Cell(row["class_ref"]), Cell(row["site"]), Cell(row["team"]), _n(row["size"]), _day(row["requisition_by"]),
         _day(row["training_start"]), _day(row["production_start"]), _n(row["expected_at_90d"], 1),
         Cell(row["status"]))
        for row in found
    )  # fmt: skip
    labels = (
        Column("class"), Column("site"), Column("team"), Column("people", True), Column("requisition by"),
        Column("training"), Column("production"), Column("there after 90 days", True), Column("status"),
    )  # fmt: skip
    works = queues_of_teams(run)
    keys = tuple({"site": (row["site"],), "queue": works.get(row["team"], ())} for row in found)
    return Grid("classes", "Classes", "", labels, rows, keys, CLASSES_SHOWN)


def _costs(summary: Mapping[str, Any]) -> Grid:
    money, currency = summary["money"], summary["currency"]
    terms = sorted(
        ((name, value) for name, value in summary["cost"].items() if value), key=lambda term: -term[1]
    )
    rows = [
        (Cell(name.replace("_", " ")), _n(value), _share(value / money if money > 0.0 else None))
        for name, value in terms
    ]
    rows += [(Cell("sum"), _n(money), Cell(""))] if rows else []
    labels = (Column("cost"), Column(currency, True), Column("share", True))
    return Grid("costs", "What it costs", "", labels, tuple(rows))


def _contracts(summary: Mapping[str, Any]) -> Grid:
    vendors = summary.get("vendors", {})
    rows = tuple(
        (
            Cell(name),
            _money(one["billed_base"]),
            _n(one["effective_cost_per_ticket"], 2),
            _n(one["effective_cost_per_work_h"], 2),
            _share(one["commitment_used"], 0),
            _money(one["commitment_not_used_base"]),
            _money(one["credits_base"]),
            Cell(one["decision"].replace("_", " ")),
        )
        for name, one in vendors.items()
    )
    currency = summary["currency"]
    labels = (
        Column("contract"),
        Column(f"billed, {currency}", True),
        Column("per ticket", True, "all costs, handled right"),
        Column("per hour of work", True),
        Column("commitment used", True),
        Column("paid, not used", True),
        Column("credits", True),
        Column("decision"),
    )
    return Grid("contracts", "Contracts", "", labels, rows)
