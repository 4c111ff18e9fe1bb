"""One contract, or all contracts of a vendor, each by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from capplan.contracts.quantities import contracts_of
from capplan.errors import InvalidInput, Problem
from capplan.facts import Facts
from capplan.nearest import did_you_mean, listing
from capplan.reasons.answer import Answer
from capplan.reasons.clock import Clock
from capplan.reasons.of_contract import of_contract
from capplan.reasons.rebuilt import Rebuilt
from capplan.report.reasons import Part, Story

__all__ = ["contracts_named", "of_contracts"]


def contracts_named(facts: Facts, name: str) -> list[int]:
    """The positions of a contract, by its name, or of all contracts of a vendor.

    Raises InvalidInput where there is none of that name.
    """
    known = () if facts.contracts is None else facts.contracts.name
    if name in known:
        return [known.index(name)]
    of_vendor = () if facts.contracts is None else facts.contracts.vendor
    own = [c for c, vendor in enumerate(of_vendor) if vendor == name]
    if own:
        return own
    allowed = listing(known) if known else "nothing: the run has no contracts"
    hint = did_you_mean(name, (*known, *of_vendor))
    raise InvalidInput(
        [Problem("contracts.csv", "no such contract", value=name, allowed=allowed, cause=hint)]
    )


def of_contracts(
    rebuilt: Rebuilt, contracts: Sequence[int], clock: Clock, tell: Callable[[str], None]
) -> Answer:
    """What is told of a contract; of several of a vendor, one after another, in equal parts of the time left."""
    if len(contracts) == 1:
        return of_contract(rebuilt, contracts[0], clock, tell)
    terms, answers = contracts_of(rebuilt.formulation.given.facts), []
    for place, contract in enumerate(contracts):
        share = Clock.of(clock.left_s(1.0 / (len(contracts) - place)))
        answers.append(of_contract(rebuilt, contract, share, tell))
    names, vendor = [terms.name[c] for c in contracts], terms.vendor[contracts[0]]
    head = (
        f"{vendor} has {len(names)} contracts: {listing(names)}. Each is told by itself, the others as in the "
        "plan; what it costs when the vendor leaves altogether, a scenario tells."
    )
    parts = [Part("", (head,))]
    parts += [
        Part(name, answer.story.parts[0].sentences) for name, answer in zip(names, answers, strict=True)
    ]
    content = {"vendor": vendor, "contracts": [answer.content for answer in answers]}
    return Answer(Story(f"Vendor {vendor}", tuple(parts)), content)
