"""The reasons that a run knows without solving again: limits that it reaches, and what each class is for."""

from __future__ import annotations

from pathlib import Path

from capplan.page.tables import Where, queues_of_teams
from capplan.report.pages.content import Cell, Column, Grid
from capplan.run_folder import read_result

__all__ = ["why_grids"]

RULES_SHOWN, CLASSES_SHOWN = 10, 5


def why_grids(run: Path, where: Where) -> tuple[Grid, ...]:
    """The tables of reasons; none where the run is older than they are."""
    texts = ("kind", "name", "where", "first", "last", "text")
    rows = read_result(run, "reasons.csv", texts, ("reached", "of")) or []
    rules = [row for row in rows if row["kind"] == "rule"]
    classes = [row for row in rows if row["kind"] == "class"]
    sites = {name for at in where.values() for name in at}
    works, stands = queues_of_teams(run), _sites_of_teams(run)

    def keys(place: str) -> dict[str, tuple[str, ...]]:
        """The sites and queues of a place that is a site, a team or a queue; nothing where it is another."""
        if place in where:
            return {"queue": (place,), "site": where[place]}
        site = (place,) if place in sites else stands.get(place, ())
        queue = works.get(place, ())
        return {kind: names for kind, names in (("site", site), ("queue", queue)) if names}

    limits = Grid(
        "reached", "Limits that the plan reaches",
        "Counted from the plan: none of these is a price. A limit that is reached need not be worth anything.",
        (Column("limit"), Column("where"), Column("reached in", True), Column("of", True), Column("first"),
         Column("last")),
        tuple(
            (Cell(row["name"]), Cell(row["where"]), Cell(f"{row['reached']:.0f}", row["reached"]),
             Cell(f"{row['of']:.0f}", row["of"]), Cell(row["first"]), Cell(row["last"]))
            for row in rules
        ),
        tuple(keys(row["where"]) for row in rules), RULES_SHOWN, "The plan reaches none of its limits.", level=3,
    )  # fmt: skip
    each = Grid(
        "class_reasons", "What each class is for", "Counted from the plan as well.",
        (Column("class"), Column("why")),
        tuple((Cell(row["name"]), Cell(row["text"])) for row in classes),
        tuple(keys(row["where"]) for row in classes), CLASSES_SHOWN, cards=True, level=3,
    )  # fmt: skip
    return tuple(grid for grid in (limits, each) if grid.rows)


def _sites_of_teams(run: Path) -> dict[str, tuple[str, ...]]:
    rows = read_result(run, "headcount.csv", ("site", "team"), ()) or []
    return {row["team"]: (row["site"],) for row in rows}
