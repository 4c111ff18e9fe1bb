"""A priced plan as a table of plain text, and as JSON with every number as it is."""

from __future__ import annotations

from typing import Any

from capplan.contracts.quantities import contracts_of
from capplan.price_plan.priced import Priced
from capplan.report.aligned import aligned
from capplan.report.wording import number

__all__ = ["as_json", "as_text"]


def as_text(found: Priced) -> str:
    """The invoice by contract and line, with what was billed before beside it."""
    base = found.facts.currency
    headings = ["contract", "line", "amount", "", base]
    headings += [] if found.before is None else [f"before, {base}", "difference"]
    rows = []
    for name in found.contracts:
        currency = _currency(found, name)
        told = found.lines(name)
        for line in told:
            shown = line.replace("_", " ")
            rows.append(
                [
                    name,
                    shown,
                    number(found.amount.get((name, line), 0.0), 2),
                    currency,
                    *_base(found, name, line),
                ]
            )
        native = number(sum(found.amount.get((name, line), 0.0) for line in told), 2)
        rows.append([name, "sum", native, currency, *_base(found, name)])
    rows.append(["all", "sum", "", "", *_base(found)])
    return "\n".join(aligned(headings, rows, left=(0, 1, 3)))


def _currency(found: Priced, contract: str) -> str:
    contracts = contracts_of(found.facts)
    return contracts.currency[contracts.name.index(contract)] if contract in contracts.name else ""


def _base(found: Priced, contract: str | None = None, line: str | None = None) -> list[str]:
    """Billed, and where it is known billed before and the difference, in the base currency."""
    return [number(value, 2) for value in _money(found, contract, line).values()]


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
