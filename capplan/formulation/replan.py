"""Re-plan: what was communicated stays in the frozen zone and costs something to change beyond it; pins hold.

Index    p team    t period    c contract    b month

Given    told[p,t], people[p,t]      classes of the earlier plan that are not committed, people in them
         size = people / told        of the classes of a cell                                      heads
         ordered[c,b]                units of the earlier order                                    units
         change_price                of a class, opening or ending that is added, cancelled, moved base currency
         size_change_price           of a person by whom a communicated class is larger or smaller base currency
         order_change_share          of what the changed units were forecast to bill               share
         The three guide the choice and are no money: nobody is sent an invoice for a change.

Decides  classes_added, classes_cancelled [p,t]  against what was told, where changes are priced     classes
         classes_changed[p]          the more of the two over the plan: a class that moves counts once
         people_resized[p,t]         people more or fewer in the classes that stay                  heads
         decisions_changed[c]        1 where a contract is opened, or ended, otherwise than told
         projects_changed[j]         1 where an initiative begins, or a site opens or closes, otherwise than told
         orders_changed[c,b]         units more or fewer than ordered in the month                  units

Rows     frozen_classes[p,t]         classes = told                      (frozen; rules, so that conflicts name them)
         pinned_classes[p,t]         classes = pinned classes
         frozen_sizes, pinned_sizes  people * classes = told * hires     (sizes stay)
         frozen_decisions[c,b]       opens, closes = as told
         frozen_projects[j,b]        initiative_starts, site_changes = as told
         class_changes[p,t]          classes - classes_added + classes_cancelled = told
         changed_added, changed_cancelled [p]    classes_changed >= sum over t of either
         resized_up, resized_down [p,t]          people_resized >= +-(hires - size * classes)
         decisions_changed[c]        decisions_changed = 1 - opens[told month], or sum of opens where none was told
         projects_changed[j]         the same for the months of a project j
         order_more, order_less [c,b]            orders_changed >= +-(units of the month - ordered)

Source   schedule nervousness and frozen intervals in rolling plans (Blackburn, Kropp and Millen 1986); FIELD row 94.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.agreed import Agreed
from capplan.contracts.prices import contract_rules
from capplan.contracts.quantities import contracts_of
from capplan.contracts.windows import Window, windows
from capplan.formulation.charges import add_window_units
from capplan.formulation.cost_term import CostTerm, Pricing
from capplan.formulation.hiring import most_classes
from capplan.formulation.selection import may_close
from capplan.formulation.sets import Given
from capplan.program import Axis, Program

__all__ = ["add_replan", "change_terms", "priced_decisions", "priced_orders"]

Float = NDArray[np.float64]
Flag = NDArray[np.bool_]
Index = NDArray[np.int64]

FIRST = 0
"""The period in which changes are posted: they are about the plan, and no week's."""


def add_replan(program: Program, given: Given) -> None:
    """Add the columns and rows named above; nothing without an earlier plan or pins."""
    agreed = given.agreed
    if agreed is None:
        return
    _add_held(program, given, "frozen", agreed.frozen, agreed.classes, agreed.heads)
    _add_held(program, given, "pinned", agreed.pinned, agreed.pinned_classes, agreed.pinned_heads)
    rules = given.model.replan
    if rules.change_price > 0:
        _add_class_changes(program, given, agreed)
    if rules.size_change_price > 0:
        _add_resized(program, given, agreed)
    _add_projects(program, given, agreed)
    if given.facts.contracts is None:
        return
    _add_frozen_decisions(program, given, agreed)
    if rules.change_price > 0:
        _add_decision_changes(program, given, agreed)
    if rules.order_change_share > 0:
        _add_order_changes(program, given, agreed)


def _cells(given: Given, cells: Flag, told: Float) -> tuple[Index, Index, Axis]:
    """Team and period of the cells in which a class was told or may start, and their axis."""
    team, period = np.nonzero(cells & ((told > 0) | (most_classes(given) > 0)))
    names, days = given.sets.teams.labels, given.sets.periods.labels
    return (
        team,
        period,
        Axis("class", tuple(f"{names[p]}, {days[t]}" for p, t in zip(team, period, strict=True))),
    )


def _add_held(program: Program, given: Given, name: str, cells: Flag, told: Float, people: Float) -> None:
    blocks = program.column_blocks
    team, period, axis = _cells(given, cells, told)
    held = program.rows(f"{name}_classes", (axis,), equal=told[team, period], rule=True)
    held.add(blocks["classes"].index[team, period])
    team, period, axis = _cells(given, cells & (told > 0), told)
    sizes = program.rows(f"{name}_sizes", (axis,), equal=0.0)
    sizes.add(blocks["classes"].index[team, period], people[team, period])
    sizes.add(blocks["hires"].index[team, period], -told[team, period])


def _add_class_changes(program: Program, given: Given, agreed: Agreed) -> None:
    team, period, axis = _cells(given, agreed.priced, agreed.classes)
    told = agreed.classes[team, period]
    added = program.columns("classes_added", (axis,))
    cancelled = program.columns("classes_cancelled", (axis,), upper=told)
    rows = program.rows("class_changes", (axis,), equal=told)
    rows.add(program.column_blocks["classes"].index[team, period])
    rows.add(added.index, -1.0)
    rows.add(cancelled.index)
    teams, place = np.unique(team, return_inverse=True)
    of = Axis("team", tuple(given.sets.teams.labels[p] for p in teams))
    changed = program.columns("classes_changed", (of,))
    for name, block in (("changed_added", added), ("changed_cancelled", cancelled)):
        more = program.rows(name, (of,), at_least=0.0)
        more.add(changed.index)
        more.add(block.index, -1.0, at=more.index[place])


def _add_resized(program: Program, given: Given, agreed: Agreed) -> None:
    team, period, axis = _cells(given, agreed.priced & (agreed.classes > 0), agreed.classes)
    size = agreed.heads[team, period] / agreed.classes[team, period]
    resized, blocks = program.columns("people_resized", (axis,)), program.column_blocks
    for name, sign in (("resized_up", 1.0), ("resized_down", -1.0)):
        rows = program.rows(name, (axis,), at_least=0.0)
        rows.add(resized.index)
        rows.add(blocks["hires"].index[team, period], -sign)
        rows.add(blocks["classes"].index[team, period], sign * size)


def _add_frozen_decisions(program: Program, given: Given, agreed: Agreed) -> None:
    contracts = contracts_of(given.facts)
    labels: list[str] = []
    columns: list[Index] = []
    told: list[Float] = []
    for name, frozen, as_told, free in (
        ("opens", agreed.frozen_opens, agreed.opens, _may_open(given)),
        ("closes", agreed.frozen_closes, agreed.closes, may_close(given)),
    ):
        c, b = np.nonzero(frozen & (as_told | free))
        columns.append(program.column_blocks[name].index[c, b])
        told.append(as_told[c, b].astype(np.float64))
        labels += [f"{contracts.name[i]} {name}, {contracts.months[j]}" for i, j in zip(c, b, strict=True)]
    rows = program.rows(
        "frozen_decisions", (Axis("decision", tuple(labels)),), equal=np.concatenate(told), rule=True
    )
    rows.add(np.concatenate(columns))


def _add_projects(program: Program, given: Given, agreed: Agreed) -> None:
    """Initiatives and sites: as told in the frozen months, at the price of a change beyond."""
    if not agreed.projects:
        return
    columns = [program.column_blocks[one.block].index[one.place] for one in agreed.projects]
    days = [given.facts.horizon.labels[t] for t in given.facts.horizon.month_starts]
    cells = [(j, int(b)) for j, one in enumerate(agreed.projects) for b in np.flatnonzero(one.frozen)]
    labels = tuple(f"{agreed.projects[j].name}, {days[b]}" for j, b in cells)
    told = np.array([float(agreed.projects[j].told == b) for j, b in cells])
    frozen = program.rows("frozen_projects", (Axis("project", labels),), equal=told, rule=True)
    frozen.add(np.array([columns[j][b] for j, b in cells], dtype=np.int64))
    if given.model.replan.change_price <= 0:
        return
    axis = Axis("project", tuple(f"{one.name} {one.thing}" for one in agreed.projects))
    begun = np.array([one.told >= 0 for one in agreed.projects])
    changed = program.columns("projects_changed", (axis,))
    rows = program.rows("projects_changed", (axis,), equal=begun * 1.0)
    rows.add(changed.index)
    for row, one in enumerate(agreed.projects):
        here, sign = (columns[row][[one.told]], 1.0) if one.told >= 0 else (columns[row], -1.0)
        rows.add(here, sign, at=rows.index[row])


def _may_open(given: Given) -> Flag:
    """[c, b] months in which a contract may be opened."""
    contracts = contracts_of(given.facts)
    allowed = contracts.selection.candidate & contract_rules(given.model).selection
    return np.tile(allowed[:, None], (1, len(contracts.months)))


def priced_decisions(given: Given, agreed: Agreed) -> list[tuple[str, int, int]]:
    """Openings and endings that cost something to change: block of columns, contract, told month (-1: none)."""
    found = []
    for name, told, free in (
        ("opens", agreed.opens, _may_open(given)),
        ("closes", agreed.closes, may_close(given)),
    ):
        for c in np.flatnonzero(agreed.known & (told.any(axis=1) | free.any(axis=1))):
            month = int(told[c].argmax()) if told[c].any() else -1
            found.append((name, int(c), month))
    return found


def _add_decision_changes(program: Program, given: Given, agreed: Agreed) -> None:
    found, names = priced_decisions(given, agreed), contracts_of(given.facts).name
    axis = Axis("decision", tuple(f"{names[c]} {name}" for name, c, _ in found))
    told = np.array([month >= 0 for *_, month in found])
    changed = program.columns("decisions_changed", (axis,))
    rows = program.rows("decisions_changed", (axis,), equal=told * 1.0)
    rows.add(changed.index)
    for row, (name, c, month) in enumerate(found):
        columns = program.column_blocks[name].index[c]
        one, sign = (columns[[month]], 1.0) if month >= 0 else (columns, -1.0)
        rows.add(one, sign, at=rows.index[row])


def priced_orders(given: Given, agreed: Agreed) -> list[tuple[int, int, Window]]:
    """Contract, month and window of the orders that cost something to change."""
    contracts = contracts_of(given.facts)
    return [
        (c, contracts.months.index(window.label), window)
        for c in range(len(contracts))
        if agreed.unit_cost[c] > 0
        for window in windows(given.facts, c, "month")
        if not np.isnan(agreed.orders[c, contracts.months.index(window.label)])
    ]


def _add_order_changes(program: Program, given: Given, agreed: Agreed) -> None:
    contracts, found = contracts_of(given.facts), priced_orders(given, agreed)
    axis = Axis("order", tuple(f"{contracts.name[c]}, {window.label}" for c, _, window in found))
    ordered = np.array([agreed.orders[c, b] * window.months for c, b, window in found])
    changed = program.columns("orders_changed", (axis,))
    for name, sign in (("order_more", 1.0), ("order_less", -1.0)):
        rows = program.rows(name, (axis,), at_least=-sign * ordered)
        rows.add(changed.index)
        for row, (c, _, window) in enumerate(found):
            unit = contracts.clauses.order_on[c]
            add_window_units(program, given, rows, row, c, unit, window.periods, -sign)


def change_terms(pricing: Pricing) -> list[CostTerm]:
    """What the changes cost, posted in the first period; nothing without an earlier plan."""
    given, rules, blocks = pricing.given, pricing.given.model.replan, pricing.program.column_blocks
    prices: dict[str, tuple[str, float | Float]] = {
        "classes_changed": ("classes", rules.change_price),
        "people_resized": ("people", rules.size_change_price),
        "decisions_changed": ("contracts", rules.change_price),
        "projects_changed": ("projects", rules.change_price),
    }
    if "orders_changed" in blocks and given.agreed is not None:
        contract = np.array([c for c, *_ in priced_orders(given, given.agreed)], dtype=np.int64)
        prices["orders_changed"] = ("units", given.agreed.unit_cost[contract] * rules.order_change_share)
    terms = []
    for name, (unit, price) in prices.items():
        if name in blocks:
            columns, labels = blocks[name].index, blocks[name].axes[0].labels
            who = np.arange(len(labels))
            terms.append(
                pricing.term("plan_changes", unit, columns, price, who, labels, period=FIRST, steering=True)
            )
    return terms
