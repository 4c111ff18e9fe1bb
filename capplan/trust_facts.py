"""Trust & Safety facts: severe content, right decisions, who must be there, who has been counted.

Index    s site    p team    q queue in a language    i pair (team, queue)    n part of a day with a desk
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from capplan.trust_tables import LEVELS

__all__ = ["EU_LANGUAGES", "LEVELS", "Accuracy", "Exposure", "Moderators", "Presence", "Trust"]

Float = NDArray[np.float64]
Flag = NDArray[np.bool_]
Index = NDArray[np.int64]

EU_LANGUAGES = (
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mt", "nl",
    "pl", "pt", "ro", "sk", "sl", "sv",
)  # fmt: skip
"""The official languages of the European Union (Regulation No 1/1958)."""


@dataclass(frozen=True)
class Exposure:
    """Exposure of people to harmful content. How severe it is, and what a cap should be, is the user's policy."""

    severity: Float  # [q] exposure hours in an hour of work; 0: harmless
    cap_h: Float  # [s] most exposure hours of a person on a day at work, infinite where there is no cap


@dataclass(frozen=True)
class Accuracy:
    """Share of decisions that are right."""

    of_pair: Float  # [i] nan where it is not known
    least: Float  # [q] floor on the accuracy of the queue's decisions in a quarter, nan for none
    new_of_pair: Float | None = None  # [i] of new people; None: as of_pair everywhere
    new_until: Index | None = None  # [p] periods since class start during which people are new, 0 for none


@dataclass(frozen=True)
class Presence:
    """Desks: blocks of hours on every day in which people of a language must be there.

    A desk is split where the hours of a team begin or end, so that who may be there is the same all through a part.
    """

    desk: tuple[str, ...]  # name, as "sv 00:00-24:00"
    language: tuple[str, ...]  # of the desk
    least_people: Float  # of the desk
    desk_of: Index  # [n]
    hours: Float  # [n] of the part, on a day
    able: Flag  # [p, n] who speaks the language and may be on duty then

    @property
    def least_h(self) -> Float:
        """[n] hours of people that the part asks for on a day."""
        return np.asarray(self.least_people[self.desk_of] * self.hours)


@dataclass(frozen=True)
class Moderators:
    """People who moderate, as counted, by official language of the EU; nan where nobody said."""

    language: tuple[str, ...]
    internal: Float
    external: Float
    qualified: Float


@dataclass(frozen=True)
class Trust:
    """What else is known; empty where nothing is."""

    presence: Presence | None = None
    moderators: Moderators | None = None
    level: dict[tuple[str, str], str] = field(default_factory=dict)  # by team and language
    double_review: Float | None = None  # [q] share of decisions made twice; None where no queue has reviews
    sample_s: Float | None = None  # [q] seconds of QA for each decision on average; None with double_review
    error_from: Index = field(
        default_factory=lambda: np.zeros(0, np.int64)
    )  # [k] queue whose errors bring work
    error_to: Index = field(default_factory=lambda: np.zeros(0, np.int64))  # [k] queue in which it arrives
    error_share: Float = field(default_factory=lambda: np.zeros(0))  # [k] contacts for each wrong decision
    error_delay: Index = field(default_factory=lambda: np.zeros(0, np.int64))  # [k] periods
