"""What a tornado tells: how far cost moves with each driver, planned anew and with hires held.

Equation cost_moves_by    = objective of the plan - that of the base; between the best plans as in ``proven.py``
         held_costs_more  = objective with hires held - planned anew; the best plans differ by no less than 0
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from capplan.report.aligned import aligned
from capplan.report.studies.proven import NOT_PROVEN, WHOLE_COST, proven, proven_range
from capplan.report.studies.put import put, rounded
from capplan.report.wording import amount, number, percent, short_number

__all__ = ["MEANING", "NAMES", "Bar", "End", "Tornado", "tornado_content", "tornado_text", "write_tornado"]

MEANING = f"What moves: {WHOLE_COST}"

NAMES = {
    "volume": "Volume",
    "aht": "Handle time",
    "shrinkage": "Shrinkage",
    "attrition": "Attrition",
    "wages": "Own wages",
    "vendor_rates": "Vendor rates",
    "currency": "Foreign currencies",
}


@dataclass(frozen=True)
class End:
    """A driver at one factor: the figures of the plan (empty where there is none) and how the run ended.

    ``by_held`` tells that the plan with hires held was better than what the search found anew, and stands for it.
    """

    factor: float
    summary: Mapping[str, Any]
    exit_code: int
    message: str
    by_held: bool = False

    @property
    def rules_given(self) -> Mapping[str, float]:
        """By how much hard rules had to give, by rule: with hires held there was no plan that kept them."""
        return dict(self.summary.get("rules_given") or {})

    @property
    def cost(self) -> float:
        """The objective: cost to serve, work left undone at its price, and what steers; base currency."""
        return float(self.summary["objective"])


@dataclass(frozen=True)
class Bar:
    """One driver: low and high, planned anew and with hires held."""

    driver: str
    low: End
    high: End
    low_held: End
    high_held: End

    @property
    def name(self) -> str:
        """The driver as people say it."""
        return NAMES.get(self.driver, self.driver)


@dataclass(frozen=True)
class Tornado:
    """The base plan, the bars in the order of the drivers, and drivers that the inputs hold nothing of."""

    model: str
    scenario: str
    currency: str
    base: End
    bars: tuple[Bar, ...]
    skipped: tuple[str, ...]

    def ordered(self) -> list[Bar]:
        """The bars, the longest first; equal ones by name."""
        return sorted(self.bars, key=lambda bar: (-self.reach(bar), bar.driver))

    def moved(self, end: End) -> float | None:
        """What the cost moves by, base currency; None without a plan."""
        return end.cost - self.base.cost if end.summary and self.base.summary else None

    def proven(self, end: End) -> bool:
        """Whether it is proven that the cost moves; false without a plan."""
        return bool(end.summary and self.base.summary) and proven(end.summary, self.base.summary)

    def reach(self, bar: Bar) -> float:
        """How far the bar reaches from the base on its longer side."""
        moves = [self.moved(end) for end in (bar.low, bar.high, bar.low_held, bar.high_held)]
        return max((abs(move) for move in moves if move is not None), default=0.0)


def tornado_content(tornado: Tornado) -> dict[str, Any]:
    """The content of tornado.json."""
    ends = [end for bar in tornado.bars for end in (bar.low, bar.high, bar.low_held, bar.high_held)]
    return {
        "study": "tornado",
        "model": tornado.model,
        "scenario": tornado.scenario,
        "currency": tornado.currency,
        "base": dict(tornado.base.summary)
        or {"exit_code": tornado.base.exit_code, "message": tornado.base.message},
        "drivers": [
            {
                "driver": bar.driver,
                "name": bar.name,
                "low": _end_content(tornado, bar.low, bar.low_held),
                "high": _end_content(tornado, bar.high, bar.high_held),
            }
            for bar in tornado.ordered()
        ],
        "skipped": list(tornado.skipped),
        "failed": sum(not end.summary for end in (tornado.base, *ends)),
    }


def _end_content(tornado: Tornado, anew: End, held: End) -> dict[str, Any]:
    there = bool(anew.summary and held.summary)
    least, most = (proven_range(held.summary, anew.summary) or (None, None)) if there else (None, None)
    return {
        "factor": anew.factor,
        "planned_anew": {**_figures(tornado, anew), "is_plan_with_hires_held": anew.by_held},
        "hires_held": _figures(tornado, held),
        "held_costs_more": rounded(held.cost - anew.cost, 2) if there else None,
        "held_costs_more_least": None if least is None else rounded(max(least, 0.0), 2),
        "held_costs_more_most": rounded(most, 2),
    }


def _figures(tornado: Tornado, end: End) -> dict[str, Any]:
    if not end.summary:
        return {"cost_moves_by": None, "exit_code": end.exit_code, "message": end.message}
    limits = proven_range(end.summary, tornado.base.summary) if tornado.base.summary else None
    least, most = limits or (None, None)
    return {
        "cost_moves_by": rounded(tornado.moved(end), 2),
        "cost_moves_by_least": rounded(least, 2),
        "cost_moves_by_most": rounded(most, 2),
        "proven_to_move": tornado.proven(end),
        **end.summary,
    }


def tornado_table(tornado: Tornado) -> pd.DataFrame:
    """tornado.csv: a line for each driver, side and way of planning."""
    lines = []
    for bar in tornado.ordered():
        for side, way, end in (
            ("low", "planned_anew", bar.low),
            ("high", "planned_anew", bar.high),
            ("low", "hires_held", bar.low_held),
            ("high", "hires_held", bar.high_held),
        ):
            lines.append(
                {
                    "driver": bar.driver,
                    "side": side,
                    "factor": end.factor,
                    "way": way,
                    **_figures(tornado, end),
                    "rules_given": "|".join(f"{name} {by:g}" for name, by in sorted(end.rules_given.items())),
                }
            )
    return pd.DataFrame(lines).drop(columns="message", errors="ignore")


def tornado_text(tornado: Tornado) -> str:
    """The table on the terminal."""
    if not tornado.base.summary:
        return f"The base plan failed: {tornado.base.message}"
    base = tornado.base.summary
    gap = "" if base["gap"] is None else f", gap {percent(base['gap'], 2)}"
    head = f"Base: {amount(base['cost_to_serve'], tornado.currency)} to serve{gap}. {MEANING}, {tornado.currency}:"
    heads = ["driver", "by", "planned anew", "hires held", "held costs more", "to serve, anew", "held", ""]
    lines = []
    for bar in tornado.ordered():
        for anew, held in ((bar.low, bar.low_held), (bar.high, bar.high_held)):
            more = held.cost - anew.cost if anew.summary and held.summary else None
            lines.append(
                [
                    bar.name,
                    f"{anew.factor - 1.0:+.0%}",
                    _moved(tornado, anew),
                    _moved(tornado, held),
                    _signed(more, more is None or proven(held.summary, anew.summary)),
                    _signed(_served(tornado, anew)),
                    _signed(_served(tornado, held)),
                    _remark(anew, held),
                ]
            )
    doubt = [NOT_PROVEN] if any("~" in cell for line in lines for cell in line) else []
    return "\n".join([head, *aligned(heads, lines, (0, len(heads) - 1)), *doubt])


def _served(tornado: Tornado, end: End) -> float | None:
    """What the cost to serve alone moves by."""
    return (
        float(end.summary["cost_to_serve"] - tornado.base.summary["cost_to_serve"]) if end.summary else None
    )


def _moved(tornado: Tornado, end: End) -> str:
    return _signed(tornado.moved(end), tornado.proven(end))


def _signed(value: float | None, sure: bool = True) -> str:
    if value is None:
        return "no plan"
    return ("" if sure or abs(value) < 0.005 else "~") + ("+" if value > 0.0 else "") + short_number(value)


def _remark(anew: End, held: End) -> str:
    late = [
        name
        for name, end in (("anew", anew), ("held", held))
        if end.summary and end.summary["status"] != "within_gap"
    ]
    words = [f"gap not reached: {', '.join(late)}"] if late else []
    words += ["anew: nothing better than with hires held was found"] * anew.by_held
    words += [
        f"held: {', '.join(f'{rule} give by {number(by, 1)}' for rule, by in held.rules_given.items())}"
    ] * bool(held.rules_given)
    words += [
        f"{name}: {_reason(end.message)}" for name, end in (("anew", anew), ("held", held)) if not end.summary
    ]
    return "; ".join(words)


def _reason(message: str) -> str:
    """Why there is no plan: the first line that says more than that."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return lines[min(1, len(lines) - 1)] if lines else "no reason known"


def write_tornado(tornado: Tornado, folder: Path) -> dict[str, Any]:
    """Write tornado.json, tornado.csv and the picture into ``folder``; return the content of tornado.json."""
    content = tornado_content(tornado)

    def draw(at: Path) -> None:
        from capplan.report.plots.save import save  # matplotlib is slow to load
        from capplan.report.plots.tornado import tornado_bars

        save(tornado_bars, tornado, at / "tornado")

    put(folder, content, "tornado.json", {"tornado.csv": tornado_table(tornado)}, draw)
    return content
