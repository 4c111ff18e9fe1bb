"""A roster in a few figures: for programs as JSON, for people as text."""

from __future__ import annotations

from typing import Any

import numpy as np

from capplan.report.roster.gaps import gap_text
from capplan.rostering import Roster, refused, short_and_over

__all__ = ["roster_summary", "roster_text"]


def roster_summary(roster: Roster, name: str) -> dict[str, Any]:
    """The content of summary.json: nothing in it depends on when or how fast it was made."""
    facts = roster.facts
    short, over = short_and_over(facts, roster.shift_of)
    denied = refused(facts, roster.shift_of)
    return {
        "roster": name,
        "first_day": facts.days.labels[0],
        "days": facts.days.count,
        "time_zone": facts.time_zone,
        "people": len(facts.people.names),
        "shifts_worked": int(roster.works.sum()),
        "paid_h": float(roster.paid_min.sum() / 60.0),
        "people_too_few": float(short.sum()),
        "people_too_many": float(over.sum()),
        "requests": len(denied),
        "requests_refused": int(denied.sum()),
        "nights_most": int(roster.nights.max(initial=0)),
        "weekends_most": int(roster.weekends.max(initial=0)),
        "cost": round(roster.cost, 6),
        "costs": {name: round(value, 6) for name, value in roster.costs.items()},
        "bound": None if roster.bound is None else round(roster.bound, 6),
        "gap": None if roster.gap is None else round(roster.gap, 9),
        "within_gap": roster.within_gap,
        "solver": roster.solver,
    }


def roster_text(roster: Roster) -> str:
    """One sentence, the gaps with what is behind them, then the costs."""
    facts = roster.facts
    short, _ = short_and_over(facts, roster.shift_of)
    denied = refused(facts, roster.shift_of)
    hours = roster.paid_min / 60.0
    proof = (
        "proven optimal"
        if roster.gap is not None and roster.gap < 1e-6
        else ("no bound" if roster.gap is None else f"gap {roster.gap:.2%}")
    )
    lines = [
        f"{len(hours)} people work {int(roster.works.sum()):,} shifts in {facts.days.count} days from "
        f"{facts.days.labels[0]}, {hours.min(initial=np.inf):g} to {hours.max(initial=0.0):g} paid hours each; "
        f"{int(short.sum()):,} shifts lack a person, {int(denied.sum())} of {len(denied)} wishes are refused "
        f"({proof}).",
        *gap_text(roster),
        "",
    ]
    lines += [f"{name.replace('_', ' '):<17}{value:>14,.2f}" for name, value in roster.costs.items() if value]
    return "\n".join([*lines, f"{'cost':<17}{roster.cost:>14,.2f}"])
