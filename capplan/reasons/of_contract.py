"""One contract: for an offer that is not taken the rate at which it would be, for others what it costs to drop it.

Break-even   opened at the share s of its rate the plan costs z(s), the least over plans of  fixed + s * billed:
             concave in s, so that the steps of Newton
                 s' = s + (plan - z(s)) / billed at the optimum of s
             fall to the share at which opening costs what not opening does, and no cheaper one is passed over.

Plans are compared as linear programs (``what_if.py``), with classes, and who takes which queue of the teams it is
about, chosen anew.

Source   Dinkelbach (1967), Management Science 13(7): the ratio as the root of a parametric optimum.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.contract_facts import Contracts
from capplan.contracts.ages import contract_of_each_team
from capplan.contracts.quantities import contracts_of
from capplan.entries import Entries
from capplan.errors import InvalidInput, NoPlanInTime, Problem
from capplan.facts import Facts
from capplan.formulation import formulate
from capplan.formulation.selection import may_close
from capplan.nearest import did_you_mean, listing
from capplan.program import Arrays
from capplan.reasons.answer import Answer
from capplan.reasons.clock import Clock
from capplan.reasons.priced import LATE, NOTHING
from capplan.reasons.rebuilt import Rebuilt
from capplan.reasons.telling import (
    difference_json,
    difference_sentences,
    gap_text,
    in_parts_sentence,
    money,
)
from capplan.reasons.what_if import Bounds, Difference, difference, optima, related_teams
from capplan.report.reasons import Part, Story
from capplan.report.wording import number, percent
from capplan.solve.shifts import Shifted

__all__ = ["BreakEven", "break_even", "contract_named", "of_contract"]

Float = NDArray[np.float64]
Tell = Callable[[str], None]

STEPS = 8
HALF = 0.5


@dataclass(frozen=True)
class BreakEven:
    """``share`` of the rate at which opening costs what not opening does, nan where no rate does or time ran out.

    ``opened`` is what opening costs at the rate as offered, ``billed`` what is then billed by the rate; ``reached``:
    no step was left out.
    """

    share: float
    opened: Difference
    billed: float
    reached: bool


def contract_named(facts: Facts, name: str) -> int:
    """The position of a contract, by its name or by that of a vendor who has one only.

    Raises InvalidInput where there is none of that name.
    """
    known = () if facts.contracts is None else facts.contracts.name
    if name in known:
        return known.index(name)
    of_vendor = () if facts.contracts is None else facts.contracts.vendor
    own = [contract for contract, vendor in zip(known, of_vendor, strict=True) if vendor == name]
    if len(own) == 1:
        return known.index(own[0])
    allowed = listing(known) if known else "nothing: the run has no contracts"
    hint = f"{name} has {listing(own)}: name one." if own else did_you_mean(name, (*known, *of_vendor))
    raise InvalidInput(
        [Problem("contracts.csv", "no such contract", value=name, allowed=allowed, cause=hint)]
    )


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
    bounds = _let_go(rebuilt, contract)
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


def _let_go(rebuilt: Rebuilt, contract: int) -> Bounds:
    """The plan with classes, and the work of the teams a contract is about, let go."""
    bounds, formulation = Bounds.of(rebuilt), rebuilt.formulation
    bounds.let_go_hiring()
    own = np.flatnonzero(contract_of_each_team(formulation.given.facts) == contract)
    bounds.let_go_work(related_teams(formulation, own.tolist()))
    return bounds


def _one_of(arrays: Arrays, columns: NDArray[np.int64]) -> Arrays:
    """The program with a row more: one at least of the columns."""
    row = sparse.csr_matrix(
        (np.ones(len(columns)), (np.zeros(len(columns), np.int64), columns)), shape=(1, arrays.shape[1])
    )
    return replace(
        arrays,
        entries=Entries.of(sparse.csr_matrix(sparse.vstack([arrays.matrix, row]))),
        row_lower=np.append(arrays.row_lower, 1.0),
        row_upper=np.append(arrays.row_upper, np.inf),
    )


def _dropped(
    rebuilt: Rebuilt, contract: int, opened: bool, plan: Shifted, clock: Clock, tell: Tell
) -> tuple[list[str], dict[str, Any]]:
    formulation = rebuilt.formulation
    facts, blocks = formulation.given.facts, formulation.program.column_blocks
    name, bounds = contracts_of(facts).name[contract], _let_go(rebuilt, contract)
    tell(f"the plan without {name}")
    for block in ("opens", "closes"):
        bounds.let_go(block, [contract])
    if opened:
        bounds.hold(blocks["opens"].index[contract], 0.0)
        arrays, what = bounds.arrays(), f"Without {name}"
        sentences = [f"{name} is an offer that the plan opens."]
    else:
        arrays = _one_of(bounds.arrays(), blocks["closes"].index[contract])
        sentences, what = [f"{name} is running and kept."], f"Ended at the best of its dates, {name} gone,"
    found = difference(formulation, plan, optima([arrays], clock)[0])
    sentences += difference_sentences(found, facts, what)
    if found.kind == "found" and found.amount < -NOTHING:
        sentences.append(_better(rebuilt))
    return sentences, {
        "decision": "open" if opened else "keep",
        "may_end": True,
        "dropped": difference_json(found),
    }


def _better(rebuilt: Rebuilt) -> str:
    return (
        f"So by this measure the plan is not the best one{gap_text(rebuilt)}: whole classes may still decide "
        "otherwise. A scenario with the decision made shows it."
    )


def _at_share(rebuilt: Rebuilt, contract: int, share: float) -> Arrays:
    """The program with the rate of a contract at a share of itself; what follows from the rate follows."""
    given = rebuilt.formulation.given
    facts = given.facts
    scaled = replace(facts, contracts=_scaled(contracts_of(facts), contract, share))
    return formulate(given.model, scaled, given.requirement, given.agreed).arrays


def _scaled(contracts: Contracts, contract: int, share: float) -> Contracts:
    def of(values: Float, which: NDArray[np.int64]) -> Float:
        return np.where(which == contract, values * share, values)

    rate = contracts.rate.astype(np.float64).copy()
    rate[contract] *= share
    return replace(
        contracts,
        rate=rate,
        team_rate=of(contracts.team_rate, contracts.contract_of_team),
        pair_rate=of(contracts.pair_rate, contracts.contract_of_pair),
    )


def break_even(rebuilt: Rebuilt, contract: int, plan: Shifted, clock: Clock, tell: Tell) -> BreakEven:
    """The share of its rate at which an offer that is not taken would be; ``plan`` is the plan without it."""
    bounds, opens = _let_go(rebuilt, contract), rebuilt.formulation.program.column_blocks["opens"]
    for name in ("opens", "closes"):
        bounds.let_go(name, [contract])
    who = contracts_of(rebuilt.formulation.given.facts).name[contract]
    share, opened, first = 1.0, None, np.nan
    for _ in range(STEPS):
        tell(f"{who} opened at {100 * share:.4g} % of its rate")
        arrays = _one_of(bounds.arrays(_at_share(rebuilt, contract, share)), opens.index[contract])
        found = optima([arrays], clock)[0]
        opened = opened or difference(rebuilt.formulation, plan, found)
        if found is None or not found.feasible:
            return BreakEven(np.nan, opened, first, False)
        more = found.objective - plan.objective
        # costs are linear in the rate
        half = _at_share(rebuilt, contract, share / 2.0)
        billed = float((arrays.cost - half.cost) @ found.x) * 2.0 / share
        first = billed if np.isnan(first) else first
        if more <= NOTHING:
            return BreakEven(share, opened, first, True)
        share = share - more / billed if billed > 0.0 else -1.0
        if share <= 0.0:
            return BreakEven(np.nan, opened, first, True)
    assert opened is not None
    return BreakEven(share, opened, first, False)


def _not_chosen(
    rebuilt: Rebuilt, contract: int, plan: Shifted, clock: Clock, tell: Tell
) -> tuple[list[str], dict[str, Any]]:
    facts = rebuilt.formulation.given.facts
    contracts = contracts_of(facts)
    name, rate = contracts.name[contract], float(contracts.rate[contract])
    found = break_even(rebuilt, contract, plan, clock, tell)
    unit = f"{contracts.currency[contract]} per {contracts.unit[contract].replace('_', ' ')}"
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
            f"It would be chosen from {number(float(contracts.rate[contract]) * found.share, 4)} {unit} on, "
            f"{percent(1.0 - found.share)} less than offered{sure}; its other terms as they are."
        )
    fee = float(contracts.selection.opening_fee[contract])
    if more < fee:
        said.append(f"Or with an opening fee that is {money(more, facts.currency)} lower.")
    return said
