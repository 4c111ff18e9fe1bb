"""The drivers of a tornado: what is made lower and higher in the inputs, all else equal.

Driver          changes
volume          contacts of every queue
aht             handle time of every queue
shrinkage       every share of shrinkage
attrition       every rate of attrition
wages           pay of own teams and of support roles
vendor_rates    what vendors charge for a unit: rates of their teams, every price of a unit in their contracts (tiers,
                commitments, what is beside a baseline, locks, training, nesting, handing over), no fees for once
currency        every currency rate: one unit of a foreign currency in base currency
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from capplan.errors import InvalidInput, Problem
from capplan.nearest import did_you_mean, listing
from capplan.read import Tables
from capplan.scenario import Change
from capplan.tables import BILLING_UNITS, PAY_UNITS

__all__ = ["DRIVERS", "SPREAD", "Driver", "asked_drivers", "changes_of"]

SPREAD = 0.10

Part = tuple[str, str, Mapping[str, tuple[str, ...]]]
"""Table, column, and the labels by column that choose the rows; none: all rows."""

UNIT_PRICES = (
    "rate", "rate_missed", "commit_rate", "additional_charge", "reduced_charge", "lock_below", "lock_above",
    "training_rate", "nesting_rate", "transfer_rate",
)  # fmt: skip
"""Prices of a unit in contracts.csv: were some to stay, an unused or additional unit would become the cheaper one."""

PAID, BILLED = {"unit": tuple(PAY_UNITS)}, {"unit": tuple(BILLING_UNITS)}
DRIVERS: dict[str, tuple[Part, ...]] = {
    "volume": (("forecast", "volume", {}),),
    "aht": (("forecast", "aht_s", {}),),
    "shrinkage": (("shrinkage", "share", {}),),
    "attrition": (("attrition", "rate", {}),),
    "wages": (("rates", "rate", PAID), ("rates", "training_rate", PAID), ("support_ratios", "rate", {})),
    "vendor_rates": (
        ("rates", "rate", BILLED),
        ("rates", "training_rate", BILLED),
        *(("contracts", column, {}) for column in UNIT_PRICES),
        ("contract_rates", "rate", {}),
        ("contract_rates", "rate_missed", {}),
        ("contract_tiers", "rate", {}),
        ("contract_tiers", "reduction", {}),
    ),
    "currency": (("currency_rates", "rate", {}),),
}


@dataclass(frozen=True)
class Driver:
    """A driver with its low and its high factor."""

    name: str
    low: float = 1.0 - SPREAD
    high: float = 1.0 + SPREAD


def asked_drivers(texts: Sequence[str], spread: float) -> list[Driver]:
    """Drivers written as ``volume`` or ``volume=0.9:1.2``; all of them where none is asked for.

    Raises InvalidInput with every mistake.
    """
    found: dict[str, Driver] = {}
    problems = []
    for text in texts:
        name, equals, factors = (part.strip() for part in text.partition("="))
        low, _, high = factors.partition(":")
        if name not in DRIVERS:
            problems.append(
                _wrong(name, "there is no such driver", listing(DRIVERS), did_you_mean(name, DRIVERS))
            )
            continue
        try:
            driver = (
                Driver(name, float(low), float(high)) if equals else Driver(name, 1.0 - spread, 1.0 + spread)
            )
        except ValueError:
            problems.append(_wrong(text, "not two factors", f"{name}=LOW:HIGH, as {name}=0.9:1.2"))
            continue
        if not 0.0 <= driver.low < driver.high < float("inf"):
            problems.append(_wrong(text, "the low factor is not below the high one", "0 <= LOW < HIGH"))
        found[name] = driver
    if problems:
        raise InvalidInput(problems)
    return list(found.values()) or [Driver(name, 1.0 - spread, 1.0 + spread) for name in DRIVERS]


def changes_of(driver: str, factor: float, tables: Tables) -> tuple[Change, ...]:
    """The changes of the inputs that multiply a driver; none where the inputs hold nothing of it."""
    return tuple(
        Change(table=table, column=column, where=labels, multiply=factor)
        for table, column, where in DRIVERS[driver]
        for labels in _labels(where)
        if _has_numbers(tables, table, column, labels)
    )


def _labels(where: Mapping[str, tuple[str, ...]]) -> Iterable[dict[str, tuple[str, ...]]]:
    """One condition for each label, of which the table may have none; one without condition where there is none."""
    if not where:
        return [{}]
    return [{column: (label,)} for column, labels in where.items() for label in labels]


def _has_numbers(tables: Tables, table: str, column: str, where: Mapping[str, tuple[str, ...]]) -> bool:
    raw = tables.raw.get(table)
    if raw is None or column not in raw.frame.columns:
        return False
    chosen = raw.frame
    for name, labels in where.items():
        chosen = chosen[chosen[name].isin(labels)]
    return any(str(cell).strip() for cell in chosen[column])


def _wrong(value: str, message: str, allowed: str, cause: str | None = None) -> Problem:
    return Problem("--driver", message, value=value, allowed=allowed, cause=cause)
