"""One contract: for an offer that is not taken the rate at which it would be, for others what it costs to drop it.

Plans are compared as linear programs (``what_if.py``), with classes, and who takes which queue of the teams it is
about, chosen anew.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.contracts.quantities import contracts_of
from capplan.errors import NoPlanInTime
from capplan.formulation.selection import may_close
from capplan.reasons.answer import Answer
from capplan.reasons.clock import Clock
from capplan.reasons.contract_rate import BreakEven, billed_by_rate, break_even, let_go, one_of
from capplan.reasons.priced import LATE, NOTHING
from capplan.reasons.rebuilt import Rebuilt
from capplan.reasons.telling import (
    difference_json,
    difference_sentences,
    gap_text,
    in_parts_sentence,
    money,
)
from capplan.reasons.what_if import difference, optima
from capplan.report.reasons import Part, Story
from capplan.report.wording import number, percent
from capplan.solve.shifts import Shifted

__all__ = ["of_contract"]

Float = NDArray[np.float64]
Tell = Callable[[str], None]

STEPS = 8
HALF = 0.5
FINE = 10.0
"""Rates below are told with four digits behind the point."""
ROUNDING = 1e-6


def of_contract(rebuilt: Rebuilt, contract: int, clock: Clock, tell: Tell) -> Answer:
    """Why it is opened, kept or not, and what would have to change."""
    formulation = rebuilt.formulation
    given, contracts = formulation.given, contracts_of(formulation.given.facts)
    name, candidate = contracts.name[contract], bool(contracts.selection.candidate[contract])
    opened = bool(rebuilt.lower[formulation.program.column_blocks["opens"].index[contract]].sum() > HALF)
    if not candidate and not may_close(given)[contract].any():
        site = given.facts.sites.name[contracts.site[contract]]
        why = (
            f"{name} is running, and its terms or the rules do not let it end within this plan.",
            f"What holds it up, and what one more of its people is worth: --site {site}.",
        )
        content: dict[str, Any] = {"decision": "keep", "may_end": False}
        return _answer(rebuilt, name, why, content)
    bounds = let_go(rebuilt, contract)
    tell("the plan with classes chosen anew")
    plan = optima([bounds.arrays()], clock)[0]
    if plan is None or not plan.feasible:
        raise NoPlanInTime(LATE)
    if candidate and not opened:
        sentences, content = _not_chosen(rebuilt, contract, plan, clock, tell)
    else:
        sentences, content = _dropped(rebuilt, contract, opened, plan, clock, tell)
    who = "Other contracts, and who takes which queue in teams that share no queue with it,"
    said = (
        *sentences,
        "Classes are chosen anew, in parts. " + in_parts_sentence(rebuilt, plan.objective, who),
    )
    return _answer(rebuilt, name, said, {**content, "objective_in_parts": round(plan.objective, 2)})


def _answer(rebuilt: Rebuilt, name: str, said: tuple[str, ...], content: dict[str, Any]) -> Answer:
    currency = rebuilt.formulation.given.facts.currency
    told = {
        "contract": name,
        "currency": currency,
        "objective": round(float(rebuilt.summary["objective"]), 2),
    }
    return Answer(Story(f"Contract {name}", (Part("", said),)), {**told, **content})


def _dropped(
    rebuilt: Rebuilt, contract: int, opened: bool, plan: Shifted, clock: Clock, tell: Tell
) -> tuple[list[str], dict[str, Any]]:
    formulation = rebuilt.formulation
    facts, blocks = formulation.given.facts, formulation.program.column_blocks
    name, bounds = contracts_of(facts).name[contract], let_go(rebuilt, contract)
    rate = float(contracts_of(facts).rate[contract])
    at = f"at {number(rate, 2)} {_unit(rebuilt, contract)}"
    tell(f"the plan without {name}")
    for block in ("opens", "closes"):
        bounds.let_go(block, [contract])
    if opened:
        bounds.hold(blocks["opens"].index[contract], 0.0)
        arrays, what = bounds.arrays(), f"Without {name}"
        sentences = [f"{name} is an offer that the plan opens, {at}."]
    else:
        arrays = one_of(bounds.arrays(), blocks["closes"].index[contract])
        sentences, what = (
            [f"{name} is running and kept, {at}."],
            f"Ended at the best of its dates, {name} gone,",
        )
    found = difference(formulation, plan, optima([arrays], clock)[0])
    sentences += difference_sentences(found, facts, what)
    if found.kind == "found" and found.amount < -NOTHING:
        sentences.append(_better(rebuilt))
    billed = billed_by_rate(rebuilt, contract, plan)
    rise = found.amount / billed if found.kind == "found" and min(found.amount, billed) > NOTHING else np.nan
    if not np.isnan(rise):
        most = f"{_rate_text(rate * (1.0 + rise))} {_unit(rebuilt, contract)}"
        sentences.append(
            f"It stays the better choice up to {most} at least, "
            f"{percent(rise)} more than {'offered' if opened else 'now'}; its other terms as they are."
        )
    return sentences, {
        "decision": "open" if opened else "keep",
        "may_end": True,
        "dropped": difference_json(found),
        "rate": rate,
        "unit": contracts_of(facts).unit[contract],
        "rate_currency": contracts_of(facts).currency[contract],
        "billed_by_rate": _known(billed, 2),
        "stays_up_to_rate": _known(rate * (1.0 + rise), 6),
        "stays_up_to_rise": _known(rise, 6),
    }


def _better(rebuilt: Rebuilt) -> str:
    return (
        f"So by this measure the plan is not the best one{gap_text(rebuilt)}: whole classes may still decide "
        "otherwise. A scenario with the decision made shows it."
    )


def _not_chosen(
    rebuilt: Rebuilt, contract: int, plan: Shifted, clock: Clock, tell: Tell
) -> tuple[list[str], dict[str, Any]]:
    facts = rebuilt.formulation.given.facts
    contracts = contracts_of(facts)
    name, rate = contracts.name[contract], float(contracts.rate[contract])
    found = break_even(rebuilt, contract, plan, clock, tell)
    unit = _unit(rebuilt, contract)
    sentences = [f"{name} is an offer that the plan does not take, at {number(rate, 2)} {unit}."]
    sentences += difference_sentences(found.opened, facts, f"With {name} opened all the same")
    sentences += _would_be_chosen(rebuilt, contract, found, unit)
    return sentences, {
        "decision": "not_opened",
        "rate": rate,
        "unit": contracts.unit[contract],
        "rate_currency": contracts.currency[contract],
        "opened": difference_json(found.opened),
        "billed_if_opened": _known(found.billed, 2),
        "break_even_rate": _known(rate * found.share, 6),
        "break_even_cut": _known(1.0 - found.share, 6),
        "reached": found.reached,
    }


def _unit(rebuilt: Rebuilt, contract: int) -> str:
    """As: EUR per productive hour."""
    contracts = contracts_of(rebuilt.formulation.given.facts)
    return f"{contracts.currency[contract]} per {contracts.unit[contract].replace('_', ' ')}"


def _rate_text(rate: float) -> str:
    """A rate that is not to be exceeded: rounded down, finely where it is small."""
    digits = 4 if rate < FINE else 2
    return number(math.floor(rate * 10**digits + ROUNDING) / 10**digits, digits)


def _known(value: float, digits: int) -> float | None:
    return None if np.isnan(value) else round(value, digits)


def _would_be_chosen(rebuilt: Rebuilt, contract: int, found: BreakEven, unit: str) -> list[str]:
    """What would have to change."""
    facts = rebuilt.formulation.given.facts
    contracts, more = contracts_of(facts), found.opened.amount
    if found.opened.kind != "found":
        return []
    if more <= NOTHING:
        return [_better(rebuilt)]
    said = []
    if np.isnan(found.share):
        why = (
            "its other costs alone are more than it saves"
            if found.reached
            else "time ran out before it was known"
        )
        said.append(f"No rate that would change that was found: {why}.")
    else:
        sure = "" if found.reached else " or somewhat less: time ran out"
        said.append(
            f"It would be chosen at {_rate_text(float(contracts.rate[contract]) * found.share)} {unit} or less, "
            f"{percent(1.0 - found.share)} less than offered{sure}; its other terms as they are."
        )
    fee = float(contracts.selection.opening_fee[contract])
    if more < fee:
        said.append(f"Or with an opening fee that is {money(more, facts.currency)} lower.")
    return said
