"""What a re-plan changes: the table, the part of the summary, and the few lines for the terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

import pandas as pd

from capplan.plan import Change, Plan
from capplan.report.wording import amount, count_of, day_text, number, percent

__all__ = ["change_lines", "changes_in_summary", "changes_table"]

SHOWN = 5
SAVES = {
    "exact": "saves {}",
    "at_least": "saves at least {}",
    "at_most": "saves at most {}",
    "needed": "no plan without it while all else stays",
}


def changes_table(plan: Plan) -> pd.DataFrame | None:
    """changes.csv: a row for each change; None without an earlier plan."""
    if plan.replanned is None:
        return None
    names = [field.name for field in fields(Change)]
    rows = [[getattr(change, name) for name in names] for change in plan.replanned.changes]
    table = pd.DataFrame(rows, columns=names)
    return table.astype(dict.fromkeys(("before", "after", "saves"), "float64"))


def changes_in_summary(plan: Plan, money: float, steering: Mapping[str, float]) -> dict[str, Any] | None:
    """The part ``replan`` of the summary; None without an earlier plan. ``money`` and ``steering`` are the plan's."""
    found = plan.replanned
    if found is None:
        return None
    return {
        "earlier": found.earlier,
        "same_question": not found.differs,
        "differs": list(found.differs),
        "money_before": _known(found.money_before),
        "money_change": _known(round(money - found.money_before, 2)),
        "gap_before": found.gap_before,
        "price_of_changes": steering.get("plan_changes", 0.0),
        "pins": found.pins,
        "count": len(found.changes),
        "changes": [
            {name: _known(value) for name, value in vars(change).items()} for change in found.changes
        ],
    }


def _known(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def change_lines(summary: Mapping[str, Any]) -> Iterator[str]:
    """The changes as a planner reads them, the largest first; nothing without an earlier plan."""
    found = summary.get("replan")
    if found is None:
        return
    yield _head(found, summary)
    year = date.fromisoformat(summary["start"]).year
    for change in found["changes"][:SHOWN]:
        yield f"- {_what(change, year)}{_saved(change, summary['currency'])}. Why: {change['why']}."
    if found["count"] > SHOWN:
        yield f"- and {found['count'] - SHOWN} more in changes.csv"


def _saved(change: Mapping[str, Any], currency: str) -> str:
    """What undoing the change would cost; less than nothing is what the change itself costs."""
    said, value = SAVES.get(change["saves_is"]), change["saves"]
    if said is None:
        return ""
    if value is not None and value < 0:
        said = {"saves {}": "costs {}", "saves at most {}": "costs at least {}"}[said]
    return "; " + said.format("" if value is None else amount(abs(value), currency))


def _head(found: Mapping[str, Any], summary: Mapping[str, Any]) -> str:
    """How many changes, and what the two plans cost."""
    text = f"Against {found['earlier']}: {count_of(found['count'], 'change', 'changes')}"
    price = found["price_of_changes"]
    text += f" (they steer with {amount(price, summary['currency'])}). " if price else ". "
    if found["money_change"] is None:
        return text.rstrip()
    more = found["money_change"]
    cost = f"{amount(abs(more), summary['currency'])} {'more' if more > 0 else 'less'} than the earlier plan"
    if round(more) == 0:
        cost = "as much as the earlier plan"
    if {"start", "period", "periods"} & set(found["differs"]):
        return f"{text}What the two cost does not compare: they have other periods."
    if not found["same_question"]:
        return f"{text}It costs {cost}, which had other {', '.join(found['differs'])}."
    if round(more) == 0:
        return f"{text}It costs {cost}, for the same inputs."
    what = "what the pins cost" if found["pins"] else "the difference of the two searches"
    gaps = [percent(gap, 2) for gap in (found["gap_before"], summary["gap"]) if gap is not None]
    return f"{text}It costs {cost} for the same inputs: {what}, up to gaps of {' and '.join(gaps) or 'unknown size'}."


def _what(change: Mapping[str, Any], year: int) -> str:
    """One change: ``MNL_EN: class of 15 moved from 2 Mar to 16 Mar``."""
    thing, _, done = change["kind"].partition("_")
    before, after = (
        day_text(date.fromisoformat(change[key]), year) if change[key] else ""
        for key in ("week_before", "week_after")
    )
    if thing == "order":
        month = change["week_after"][:7]
        units = f"{number(change['before'])} to {number(change['after'])} {change['unit'].replace('_', ' ')}"
        return f"{change['name']}: order of {month} from {units}"
    size = max(change["before"], change["after"])
    noun = (
        f"class of {number(size, 0 if size == round(size) else 1)}"
        if thing == "class"
        else thing.replace("-", " ")
    )
    if done == "resized":
        return f"{change['name']}: class of {after} {number(change['before'])} → {number(change['after'])} people"
    when = f"from {before} to {after}" if done == "moved" else f"on {after or before}"
    return f"{change['name']}: {noun} {done} {when}"
