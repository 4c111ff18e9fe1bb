"""Ranges of what is assumed: low, likely and high in this order, queues and sites where they belong."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.errors import Problem
from capplan.validation.typed import Inputs, rows_where

__all__ = ["check"]

SCOPES = {"volume": "queue", "aht": "queue", "attrition": "site", "shrinkage": "site"}


def check(inputs: Inputs) -> Iterator[Problem]:
    """Factors out of order, and a queue or a site beside an assumption that is not about it."""
    table = inputs["ranges"]
    low, likely, high = (table.number(name) for name in ("low", "likely", "high"))
    for row in rows_where(low > high):
        yield table.problem(row, "high", f"below low, which is {low[row]:g}", "low or more")
    for row in rows_where((low <= high) & ((likely < low) | (likely > high))):
        cause = None if table.given("likely")[row] else "A blank likely is 1."
        yield table.problem(
            row, "likely", "the likeliest factor lies outside", f"from {low[row]:g} to {high[row]:g}", cause
        )
    assumption = table.text("assumption")
    for known, scope in SCOPES.items():
        other = "site" if scope == "queue" else "queue"
        for row in rows_where((assumption == known) & table.given(other)):
            yield table.problem(row, other, f"{known} is drawn by {scope}", f"blank; name a {scope} instead")
