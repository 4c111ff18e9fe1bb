"""What has to be decided before a day, whatever the future brings: the first stage of a two-stage plan.

Index    p team    t period    c contract    b month    n initiative    o site that may open or close

Given    until               the last day of the first stage
         requisition[p,t]    first day of period t less the lead time of the team
         may_open[c,b]       first day of the month        told[c,b]   less notice or hand-over, the longer of them
         lock[c,b,n]         first day of the month less the days of its n-th lock

Decides  classes, hires [p,t]     where requisition <= until
         opens, closes [c,b]      where they have to be decided by then
         initiative_starts[n,b], site_changes[o,b]    where the month begins by then
         ordered_units[c,b]       orders that are locked by then and are not locked yet       units per month
         under_band, over_band    units below and above the band of such an order, at a price

Rows     order_low[c,b]     units of the month + under_band >= (1 - band) * months * ordered_units
         order_high[c,b]    units of the month - over_band  <= (1 + band) * months * ordered_units
         under_band and over_band are 0 where a locked order is fixed (``lock_kind``). A plan for one future orders
         what it takes, so the rows cost it nothing.

Source   two-stage programs with recourse: Dantzig (1955), Management Science 1; lead times as stages: FIELD row 74.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from capplan.contracts.prices import contract_rules
from capplan.contracts.quantities import contracts_of
from capplan.contracts.windows import Window, windows
from capplan.formulation import Formulation
from capplan.formulation.charges import add_window_units
from capplan.formulation.hiring import most_classes
from capplan.formulation.selection import first_of_month, may_close
from capplan.formulation.sets import Given
from capplan.formulation.site_options import may_change
from capplan.horizon import Horizon
from capplan.program import Axis

__all__ = [
    "Decided",
    "FirstStage",
    "NewOrder",
    "add_orders",
    "decided_columns",
    "end_of_quarter",
    "first_stage",
    "unpacked",
]

Flag = NDArray[np.bool_]
Float = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class NewOrder:
    """An order that is signed in the first stage: for a month (``window``) of a contract, within a ``band``."""

    contract: int
    window: Window
    band: float
    signed_by: date


@dataclass(frozen=True)
class FirstStage:
    """What is decided by the day ``until``: cells of classes, contracts, initiatives and sites; orders."""

    until: date
    classes: Flag  # [p, t]
    opens: Flag  # [c, b]
    closes: Flag  # [c, b]
    starts: Flag  # [n, b] of initiatives
    sites: Flag  # [o, b] that open, or whose closure is announced
    orders: tuple[NewOrder, ...]

    @property
    def nothing(self) -> bool:
        """Whether no decision falls in it."""
        cells = (self.classes, self.opens, self.closes, self.starts, self.sites)
        return not (self.orders or any(flags.any() for flags in cells))


@dataclass(frozen=True)
class Decided:
    """A first stage in its own shapes: classes, people, contracts, initiatives, sites, units a month."""

    classes: Float  # [p, t]
    hires: Float  # [p, t]
    opens: Float  # [c, b]
    closes: Float  # [c, b]
    starts: Float  # [n, b]
    sites: Float  # [o, b]
    orders: Float  # [o] of FirstStage.orders


def unpacked(first: FirstStage, x: Float) -> Decided:
    """The values ``x`` of ``decided_columns`` in their shapes; nought where nothing is decided first."""
    parts, at = list[Float](), 0
    for flags in (first.classes, first.classes, first.opens, first.closes, first.starts, first.sites):
        whole = np.zeros(flags.shape)
        whole[flags] = x[at : at + int(flags.sum())]
        at += int(flags.sum())
        parts.append(whole)
    classes, hires, opens, closes, starts, sites = parts
    return Decided(classes, hires, opens, closes, starts, sites, np.array(x[at:]))


def end_of_quarter(horizon: Horizon) -> date:
    """The last day of the calendar quarter in which the plan starts."""
    month = 3 * ((horizon.start.month - 1) // 3) + 4
    return date(horizon.start.year + month // 13, (month - 1) % 12 + 1, 1) - timedelta(days=1)


def first_stage(given: Given, until: date) -> FirstStage:
    """What has to be decided by ``until``, its day included."""
    horizon, lead = given.facts.horizon, given.facts.class_rules.lead_periods
    called = np.array([[horizon.day(t - int(back)) <= until for t in range(horizon.count)] for back in lead])
    classes = called.reshape(len(lead), horizon.count) & (most_classes(given) > 0)
    starts, sites = _projects(given, until)
    if given.facts.contracts is None:
        none = np.zeros((0, 0), dtype=np.bool_)
        return FirstStage(until, classes, none, none, starts, sites, ())
    contracts, rules = given.facts.contracts, contract_rules(given.model)
    select, first = contracts.selection, first_of_month(given)
    ahead = np.maximum(select.notice_periods, select.overlap_periods)
    opened = np.array([[horizon.day(int(t)) <= until for t in first] for _ in ahead])
    told = np.array([[horizon.day(int(t) - int(back)) <= until for t in first] for back in ahead])
    shape = (len(contracts), len(first))
    opens = opened.reshape(shape) & (select.candidate & rules.selection)[:, None]
    closes = told.reshape(shape) & may_close(given)
    return FirstStage(until, classes, opens, closes, starts, sites, _orders(given, until))


def _projects(given: Given, until: date) -> tuple[Flag, Flag]:
    """[n, b] and [o, b] months in which an initiative may start, a site change, and which begin by ``until``."""
    first, facts = given.facts.horizon.month_starts, given.facts
    begun = np.array([facts.horizon.day(int(t)) <= until for t in first])
    starts = sites = np.zeros((0, len(first)), dtype=np.bool_)
    if given.model.initiatives is not None and facts.initiatives is not None:
        starts = begun & (first >= facts.initiatives.earliest[:, None])
    if facts.site_options is not None:
        sites = begun & may_change(given, facts.site_options)
    return starts, sites


def _orders(given: Given, until: date) -> tuple[NewOrder, ...]:
    """The orders whose last lock by ``until`` lies within the first stage, and which nobody has locked yet."""
    contracts = contracts_of(given.facts)
    if not contract_rules(given.model).locks:
        return ()
    clauses, found = contracts.clauses, []
    for c in range(len(contracts)):
        if clauses.lock_kind[c] not in ("fixed", "priced"):
            continue
        for window in windows(given.facts, c, "month"):
            b = contracts.months.index(window.label)
            if not np.isnan(clauses.order_units[c, b]):
                continue
            locks = _locked_by(clauses.lock_days[c], date.fromisoformat(f"{window.label}-01"), until)
            if locks:
                day, n = max(locks)
                found.append(NewOrder(c, window, float(np.nan_to_num(clauses.lock_bands[c, n])), day))
    return tuple(found)


def _locked_by(days: Float, first: date, until: date) -> list[tuple[date, int]]:
    """The days of the locks that have passed on ``until``, with their numbers."""
    locks = [(first - timedelta(days=int(back)), n) for n, back in enumerate(days) if not np.isnan(back)]
    return [lock for lock in locks if lock[0] <= until]


def add_orders(formulation: Formulation, first: FirstStage) -> None:
    """Add the columns and rows of the orders of the first stage to the program."""
    if not first.orders:
        return
    given, program = formulation.given, formulation.program
    contracts = contracts_of(given.facts)
    axis = (Axis("order", tuple(f"{contracts.name[o.contract]}, {o.window.label}" for o in first.orders)),)
    ordered = program.columns("ordered_units", axis)
    for name, row_name, sign, price in (
        ("under_band", "order_low", 1.0, contracts.clauses.lock_below),
        ("over_band", "order_high", -1.0, contracts.clauses.lock_above),
    ):
        priced = np.array([contracts.clauses.lock_kind[o.contract] == "priced" for o in first.orders])
        each = np.array([price[o.contract] * _money(given, o) for o in first.orders])
        beyond = program.columns(
            name, axis, upper=np.where(priced, np.inf, 0.0), cost=np.where(priced, each, 0)
        )
        rows = program.rows(row_name, axis, at_least=0.0)
        rows.add(beyond.index)
        for row, order in enumerate(first.orders):
            on, periods = contracts.clauses.order_on[order.contract], order.window.periods
            add_window_units(program, given, rows, row, order.contract, on, periods, sign)
            allowed = (1.0 - sign * order.band) * order.window.months
            rows.add(ordered.index[row], -sign * allowed, at=rows.index[row])


def _money(given: Given, order: NewOrder) -> float:
    """Base currency for one unit of a price of the contract, as escalated at the end of the month."""
    contracts, last = contracts_of(given.facts), order.window.last
    return float(contracts.escalation[order.contract, last] * contracts.currency_rate[order.contract, last])


def decided_columns(formulation: Formulation, first: FirstStage) -> Index:
    """The columns of the first stage, in an order that is the same in every future."""
    blocks = formulation.program.column_blocks
    chosen = [blocks[name].index[first.classes] for name in ("classes", "hires")]
    for name, flags in (
        ("opens", first.opens),
        ("closes", first.closes),
        ("initiative_starts", first.starts),
        ("site_changes", first.sites),
    ):
        if name in blocks:
            chosen.append(blocks[name].index[flags])
    if first.orders:
        chosen.append(blocks["ordered_units"].index)
    return np.concatenate(chosen)
