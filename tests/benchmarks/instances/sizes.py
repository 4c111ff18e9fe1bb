"""How large an instance is, by its name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["HOURS_OF_HEAD", "SIZES", "START", "Size"]

START = date(2026, 1, 5)
"""First day of every plan: a Monday."""

HOURS_OF_HEAD = 27.5
"""Productive hours a week of one of the opening people, those in training and on the curve among them."""


@dataclass(frozen=True)
class Size:
    """What an instance has; ``queues`` counts queues in a language, ``teams`` those of candidates too.

    ``heads`` are the people who are there at the start, about; ``teams_of_queue`` the fewest and most teams that
    are chosen for a queue in a language (teams with more languages may add a few).
    """

    own: int
    running: int
    candidates: int
    teams: int
    kinds: int
    queues: int
    languages: int
    weeks: int
    heads: int
    teams_of_queue: tuple[int, int]

    @property
    def sites(self) -> int:
        """Sites of our own and of vendors, candidates among them."""
        return self.own + self.running + self.candidates


SIZES = {
    "S": Size(1, 3, 1, teams=13, kinds=5, queues=9, languages=3, weeks=13, heads=330, teams_of_queue=(5, 8)),
    "M": Size(2, 4, 2, teams=23, kinds=8, queues=24, languages=6, weeks=52, heads=900, teams_of_queue=(5, 9)),
    "L": Size(
        4, 13, 3, teams=56, kinds=16, queues=90, languages=12, weeks=78, heads=2800, teams_of_queue=(5, 10)
    ),
    "XL": Size(
        9, 35, 6, teams=150, kinds=40, queues=300, languages=18, weeks=156, heads=8500, teams_of_queue=(4, 6)
    ),
}
