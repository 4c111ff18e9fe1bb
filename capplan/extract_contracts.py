"""What vendors deliver, bill and are told, from the values of the columns."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.contracts import TERM_OF_LINE, Delivered, Invoice, invoice
from capplan.contracts.ages import by_age
from capplan.contracts.charges import handing_over
from capplan.contracts.prices import contract_rules
from capplan.contracts.quantities import contracts_of
from capplan.formulation import Formulation
from capplan.formulation.costs import MONEY_TIE_BREAK, base_prices
from capplan.formulation.selection import first_of_month
from capplan.formulation.sets import Given
from capplan.plan import CostLines, Decision, Result, Walk
from capplan.solve.settle import relative_gap

__all__ = ["bill", "bill_lines", "decisions", "joined", "settled_result"]

Float = NDArray[np.float64]
Values = dict[str, Float]


def decisions(given: Given, values: Values) -> tuple[Decision, ...]:
    """Candidates opened and contracts ended, contract by contract."""
    if given.facts.contracts is None:
        return ()
    first = first_of_month(given)
    return tuple(
        Decision(int(c), kind, int(first[b]))  # type: ignore[arg-type]
        for kind, name in (("open", "opens"), ("end", "closes"))
        for c, b in np.argwhere(values[name] > 0.5)
    )


def bill(given: Given, values: Values, walk: Walk, chosen: tuple[Decision, ...]) -> Invoice | None:
    """The invoice for the plan; None without contracts."""
    if given.facts.contracts is None:
        return None
    return invoice(given.facts, given.requirement, given.model, _delivered(given, values, walk, chosen))


def _delivered(given: Given, values: Values, walk: Walk, chosen: tuple[Decision, ...]) -> Delivered:
    facts, contracts = given.facts, contracts_of(given.facts)
    when = {kind: np.full(len(contracts), -1, dtype=np.int64) for kind in ("open", "end")}
    for decision in chosen:
        when[decision.kind][decision.contract] = decision.period
    return Delivered(
        heads=values["heads"],
        starts=walk.hires,
        leavers=walk.attrition + walk.washout,
        **by_age(facts, contract_rules(given.model), walk.hires),
        overtime_h=values["overtime_h"],
        undertime_h=values["undertime_h"],
        transfer_h=_transfer_h(given, values, when["end"]),
        assigned_h=values["assigned_h"],
        opened=when["open"],
        ended=when["end"],
    )


def _transfer_h(given: Given, values: Values, ended: NDArray[np.int64]) -> Float:
    """[p, t] every productive hour of the overlap before a contract ends."""
    hours = values["productive_heads"] * given.contract_productive_h
    return np.where(handing_over(contracts_of(given.facts), ended), hours, 0.0)


def bill_lines(given: Given, billed: Invoice) -> CostLines:
    """The entries of an invoice as cost lines."""
    contracts = contracts_of(given.facts)
    count = len(billed)
    return CostLines(
        term=tuple(TERM_OF_LINE[line] for line in billed.line),
        who=billed.who,
        unit=billed.unit,
        steering=np.zeros(count, dtype=np.bool_),
        site=contracts.site[billed.contract],
        period=billed.period,
        quantity=billed.quantity,
        price=billed.price,
        currency=tuple(contracts.currency[c] for c in billed.contract),
        currency_rate=contracts.currency_rate[billed.contract, billed.period],
        amount=billed.amount,
        amount_base=billed.amount_base,
        contract=billed.contract,
    )


def settled_result(formulation: Formulation, x: Float, billed: Invoice, result: Result) -> Result:
    """The result with the objective as billed.

    It is never above what the solver paid: a point may leave a charge on the dearer side of a threshold.
    """
    given = formulation.given
    paid = sum(
        float(x[term.column] @ base_prices(given, term))
        for term in formulation.terms
        if term.contract.max(initial=-1) >= 0
    )
    weight = MONEY_TIE_BREAK if given.model.objective.minimise == "unmet_hours" else 1.0
    objective = result.objective + weight * (float(billed.amount_base.sum()) - paid)
    bound = None if result.bound is None else min(result.bound, objective)
    return replace(result, objective=objective, bound=bound, gap=relative_gap(objective, bound))


def joined(first: CostLines, second: CostLines) -> CostLines:
    """The lines of both."""
    parts: dict[str, Any] = {}
    for key in CostLines.__dataclass_fields__:
        one, other = getattr(first, key), getattr(second, key)
        parts[key] = one + other if isinstance(one, tuple) else np.concatenate([one, other])
    return CostLines(**parts)
