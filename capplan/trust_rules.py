"""Sections of the planning model on Trust & Safety: who is there, who is new, what comes first, what is late."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from capplan.section import Money, Section, Share

__all__ = ["Clocks", "Dsa", "Nesting", "Presence", "Shortage"]

Hours = Annotated[float, Field(gt=0.0, le=17_520.0)]


class Presence(Section):
    """At least so many people who speak a language are there, hour by hour (presence.csv)."""

    first_period: Annotated[int, Field(ge=0, le=155)] = 0  # people take time to come: it holds from here on
    price: Money | None = None  # base currency per hour that nobody is there (steering); None: a hard rule


class Nesting(Section):
    """How many people who are new, past training and still guided, a team and its leads can carry."""

    most_share: Share | None = None  # of the heads of a team in production
    role: str = "team lead"  # of support_ratios.csv
    most_per_role: Annotated[float, Field(gt=0.0)] | None = None  # new people for one person in the role
    price: Money | None = None  # base currency per person beyond and period (steering); None: hard rules


class Shortage(Section):
    """Which work is done first where there are too few people."""

    order: Literal["price", "strict", "proportional"] = "price"
    protected: dict[str, Share] = {}  # least share of the required hours that is done, by priority
    tolerance: Share = 0.05  # proportional: a queue's short share beyond that of its priority


class Clocks(Section):
    """Turnaround by risk class, which is the priority of a queue; and what lateness costs where it has a price."""

    turnaround_h: dict[str, Hours]  # hours, by priority; the shorter of it and the one of the queue holds
    late_price: dict[
        str, Money
    ] = {}  # base currency per hour of work and period late; absent: nothing may be late


class Dsa(Section):
    """The human-resources table of the EU Digital Services Act is written."""

    # from this level of a language on, expertise is sufficient
    qualified_from: Annotated[str, Field(pattern="^[ABC][12]$")] = "B2"
