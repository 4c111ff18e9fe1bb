"""What is decided now: the first stage of a plan for many futures beside those of other plans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.contracts.quantities import contracts_of
from capplan.uncertainty.first_stage import Decided, unpacked
from capplan.uncertainty.hedged import Hedged

__all__ = ["NAMES", "NEGLIGIBLE", "Decision", "decisions", "first_stage_table"]

Float = NDArray[np.float64]

NAMES = {"hedge": "for all futures", "mean": "for the mean", "mean_more": "for the mean + 10 %"}
"""First stages, as people say them."""

NEGLIGIBLE = 1e-6


@dataclass(frozen=True)
class Decision:
    """One thing that some plan decides now. ``amount`` and ``classes`` are by first stage.

    The amount is people for a class, units per month for an order, 1 for all others.
    """

    what: str  # class | open | end | start | order
    who: str  # the team, the contract, the initiative or the site
    site: str
    day: str  # it starts, opens or ends
    decide_by: str
    unit: str
    amount: dict[str, float]
    classes: dict[str, float]


def decisions(hedged: Hedged) -> tuple[Decision, ...]:
    """What at least one first stage decides, by the day to decide it."""
    chosen = {name: unpacked(hedged.plan.first, x) for name, x in hedged.plan.chosen.items()}
    found = [*_classes(hedged, chosen), *_contracts(hedged, chosen), *_orders(hedged, chosen)]
    found += [*_initiatives(hedged, chosen), *_sites(hedged, chosen)]
    return tuple(sorted(found, key=lambda one: (one.decide_by, one.day, one.what, one.who)))


def _some(amount: dict[str, float]) -> bool:
    return any(abs(value) > NEGLIGIBLE for value in amount.values())


def _classes(hedged: Hedged, chosen: dict[str, Decided]) -> Iterator[Decision]:
    facts, horizon = hedged.facts, hedged.facts.horizon
    for p, t in zip(*np.nonzero(hedged.plan.first.classes), strict=True):
        people = {name: float(each.hires[p, t]) for name, each in chosen.items()}
        if _some(people):
            yield Decision(
                what="class",
                who=facts.teams.name[p],
                site=facts.sites.name[facts.teams.site[p]],
                day=horizon.day(int(t)).isoformat(),
                decide_by=horizon.day(int(t) - int(facts.class_rules.lead_periods[p])).isoformat(),
                unit="people",
                amount=people,
                classes={name: float(each.classes[p, t]) for name, each in chosen.items()},
            )


def _contracts(hedged: Hedged, chosen: dict[str, Decided]) -> Iterator[Decision]:
    facts, horizon, first = hedged.facts, hedged.facts.horizon, hedged.plan.first
    if facts.contracts is None:
        return
    contracts = facts.contracts
    begins = np.unique(contracts.month_of_period, return_index=True)[1]
    ahead = np.maximum(contracts.selection.notice_periods, contracts.selection.overlap_periods)
    for what, flags, name in (("open", first.opens, "opens"), ("end", first.closes, "closes")):
        for c, b in zip(*np.nonzero(flags), strict=True):
            taken = {plan: float(getattr(each, name)[c, b]) for plan, each in chosen.items()}
            back = int(ahead[c]) if what == "end" else 0
            if _some(taken):
                yield Decision(
                    what=what,
                    who=contracts.name[c],
                    site=facts.sites.name[contracts.site[c]],
                    day=horizon.day(int(begins[b])).isoformat(),
                    decide_by=horizon.day(int(begins[b]) - back).isoformat(),
                    unit="contract",
                    amount=taken,
                    classes={},
                )


def _initiatives(hedged: Hedged, chosen: dict[str, Decided]) -> Iterator[Decision]:
    planned = hedged.facts.initiatives
    for n, b in zip(*np.nonzero(hedged.plan.first.starts), strict=True):
        taken = {plan: float(each.starts[n, b]) for plan, each in chosen.items()}
        if planned is not None and _some(taken):
            yield _project(hedged, "start", planned.name[n], "", int(b), "initiative", taken)


def _sites(hedged: Hedged, chosen: dict[str, Decided]) -> Iterator[Decision]:
    options, sites = hedged.facts.site_options, hedged.facts.sites.name
    for o, b in zip(*np.nonzero(hedged.plan.first.sites), strict=True):
        taken = {plan: float(each.sites[o, b]) for plan, each in chosen.items()}
        if options is not None and _some(taken):
            what, name = "open" if options.opens[o] else "end", sites[options.site[o]]
            yield _project(hedged, what, name, name, int(b), "site", taken)


def _project(
    hedged: Hedged, what: str, who: str, site: str, month: int, unit: str, taken: dict[str, float]
) -> Decision:
    """What is decided on the first day of a month; a closure is announced then."""
    horizon = hedged.facts.horizon
    day = horizon.day(int(horizon.month_starts[month])).isoformat()
    return Decision(what, who, site, day, decide_by=day, unit=unit, amount=taken, classes={})


def _orders(hedged: Hedged, chosen: dict[str, Decided]) -> Iterator[Decision]:
    for o, order in enumerate(hedged.plan.first.orders):
        contracts = contracts_of(hedged.facts)
        yield Decision(
            what="order",
            who=contracts.name[order.contract],
            site=hedged.facts.sites.name[contracts.site[order.contract]],
            day=date.fromisoformat(f"{order.window.label}-01").isoformat(),
            decide_by=order.signed_by.isoformat(),
            unit=contracts.clauses.order_on[order.contract],
            amount={name: float(each.orders[o]) for name, each in chosen.items()},
            classes={},
        )


def first_stage_table(hedged: Hedged) -> pd.DataFrame:
    """first_stage.csv: a row for each decision, what each plan decides in columns of its own."""
    rows = [
        {
            "what": one.what,
            "who": one.who,
            "site": one.site,
            "date": one.day,
            "decide_by": one.decide_by,
            "unit": one.unit,
            **{name: one.amount[name] for name in NAMES},
            **{f"{name}_classes": one.classes.get(name, np.nan) for name in NAMES},
        }
        for one in decisions(hedged)
    ]
    columns = [
        "what",
        "who",
        "site",
        "date",
        "decide_by",
        "unit",
        *NAMES,
        *(f"{name}_classes" for name in NAMES),
    ]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype(dict.fromkeys(columns[6:], np.float64))
