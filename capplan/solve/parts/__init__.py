"""A large program part by part: a nearly optimal point, a proven bound at its prices, and plans from it."""

from __future__ import annotations

from capplan.solve.parts.first_order import nearly_solved
from capplan.solve.parts.plan import plan_by_parts
from capplan.solve.parts.prove import Step, prove_by_parts
from capplan.solve.parts.split import Split, labels_in_core
from capplan.solve.parts.turns import Turns

__all__ = [
    "Split",
    "Step",
    "Turns",
    "labels_in_core",
    "nearly_solved",
    "plan_by_parts",
    "prove_by_parts",
]
