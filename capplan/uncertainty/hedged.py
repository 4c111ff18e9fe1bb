"""What a plan for many futures comes to, ready to be reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from capplan.facts import Facts
from capplan.uncertainty.draws import World
from capplan.uncertainty.ranges import Ranges
from capplan.uncertainty.runs import Reply
from capplan.uncertainty.two_stage import Search, TwoStage

__all__ = ["Hedged"]


@dataclass(frozen=True)
class Hedged:
    """The two-stage plan with the worlds that were drawn, and what every first stage comes to in fresh ones.

    ``facts`` are those before any future was drawn. ``fresh[name]`` [k] is empty where nothing was tried out of
    sample; ``failed`` tells what became of fresh futures that could not be tried.
    """

    model: str
    scenario: str
    facts: Facts
    plan: TwoStage
    ranges: Ranges
    search: Search
    seed: int
    drawn: tuple[World, ...]
    drawn_fresh: tuple[World, ...]
    fresh: Mapping[str, tuple[Reply, ...]]
    failed: tuple[str, ...] = ()
