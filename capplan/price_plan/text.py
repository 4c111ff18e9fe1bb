"""A priced plan as a table of plain text, and as JSON with every number as it is."""

from __future__ import annotations

from typing import Any

from capplan.contracts.quantities import contracts_of
from capplan.price_plan.priced import Priced
from capplan.report.aligned import aligned
from capplan.report.wording import amount, number, percent, short_number

__all__ = ["as_json", "as_text"]

WORTH_TELLING = 0.5  # of the base currency


def as_text(found: Priced) -> str:
    """A sentence, then the invoice by contract and line, with what was billed before beside it."""
    base = found.facts.currency
    headings = ["contract", "line", "amount", "", base]
    headings += [] if found.before is None else [f"before, {base}", "difference"]
    rows = []
    for name in found.contracts:
        currency = _currency(found, name)
        told = found.lines(name)
        if not told:
            rows.append([name, "nothing billed"])
        for line in told:
            shown = line.replace("_", " ")
            rows.append(
                [
                    name,
                    shown,
                    number(found.amount.get((name, line), 0.0)),
                    currency,
                    *_base(found, name, line),
                ]
            )
        native = number(sum(found.amount.get((name, line), 0.0) for line in told))
        if told:
            rows.append([name, "sum", native, currency, *_base(found, name)])
    rows.append(["all", "sum", "", "", *_base(found)])
    full = [row + [""] * (len(headings) - len(row)) for row in rows]
    return "\n".join(
        [_sentence(found).replace("\N{MINUS SIGN}", "-"), "", *aligned(headings, full, left=(0, 1, 3))]
    )


def _sentence(found: Priced) -> str:
    """As: 18.6 M USD are billed, 285 k USD less than before (1.5 %): Beta-MNL -285 k."""
    base, money = found.facts.currency, _money(found)
    told = f"{amount(money['amount_base'], base)} are billed"
    if found.before is None:
        return f"{told}."
    change = {name: _money(found, name)["difference_base"] for name in found.contracts}
    moved = {name: value for name, value in change.items() if abs(value) >= WORTH_TELLING}
    if not moved:
        return f"{told}, as before."
    more, before = money["difference_base"], money["before_base"]
    share = f" ({percent(abs(more) / before)})" if before > 0.0 else ""
    parts = sorted(moved.items(), key=lambda item: -abs(item[1]))
    each = ", ".join(f"{name} {'+' if value > 0.0 else ''}{short_number(value)}" for name, value in parts)
    return f"{told}, {amount(abs(more), base)} {'more' if more > 0.0 else 'less'} than before{share}: {each}."


def _currency(found: Priced, contract: str) -> str:
    contracts = contracts_of(found.facts)
    return contracts.currency[contracts.name.index(contract)] if contract in contracts.name else ""


def _base(found: Priced, contract: str | None = None, line: str | None = None) -> list[str]:
    """Billed, and where it is known billed before and the difference, in the base currency."""
    return [number(value) for value in _money(found, contract, line).values()]


def _money(found: Priced, contract: str | None = None, line: str | None = None) -> dict[str, float]:
    """The same as numbers: of a line, of a contract, or of all."""
    parts = [found.amount_base] if found.before is None else [found.amount_base, found.before]
    sums = [
        sum(value for (name, of), value in part.items() if contract in (None, name) and line in (None, of))
        for part in parts
    ]
    told = dict(zip(("amount_base", "before_base"), sums, strict=False))
    return told if found.before is None else {**told, "difference_base": sums[0] - sums[1]}


def as_json(found: Priced) -> dict[str, Any]:
    """By contract and line, the sums, and the notes."""
    contracts: dict[str, Any] = {}
    for name in found.contracts:
        lines = {
            line: {"amount": found.amount.get((name, line), 0.0), **_money(found, name, line)}
            for line in found.lines(name)
        }
        contracts[name] = {
            "currency": _currency(found, name) or None,
            "lines": lines,
            "amount": sum(line["amount"] for line in lines.values()),
            **_money(found, name),
        }
    return {
        "currency": found.facts.currency,
        "contracts": contracts,
        **_money(found),
        "notes": list(found.notes),
    }
