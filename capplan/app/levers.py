"""The levers that directors ask about, as one what-if: changes of the inputs and of the rules.

Lever            changes
volume           contacts of every queue                                             factor
aht              handle time of every queue                                          factor
shrinkage        every share of shrinkage                                            factor
attrition        every rate of attrition                                             factor
wages            pay of own teams and of support roles                               factor
currency         every foreign currency in base currency                             factor
freeze           no new classes; what is promised starts                             rule
vendor_exit      a vendor gives notice: no further class, no promised one, no orders and no least size; its people
                 leave at EXIT_RATE a week from the first day; a site that has nobody yet (an offer) is gone
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from capplan.read import RawTable, Tables
from capplan.scenario import Change, Scenario
from capplan.studies.tornado_drivers import changes_of

__all__ = ["EXIT_RATE", "FACTORS", "Levers", "vendors_of", "what_if_of"]

EXIT_RATE = 0.08  # a week: half of the people are gone after eight
FACTORS = {
    "volume": "volume",
    "aht": "handle time",
    "shrinkage": "shrinkage",
    "attrition": "attrition",
    "wages": "wages",
    "currency": "foreign currencies",
}
"""The levers that are factors, with what they are called."""

OWN = ("", "in-house")
Factor = Annotated[float, Field(ge=0.5, le=2.0)]


class Levers(BaseModel):
    """Where the levers stand; 1 is where the inputs stand."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    volume: Factor = 1.0
    aht: Factor = 1.0
    shrinkage: Factor = 1.0
    attrition: Factor = 1.0
    wages: Factor = 1.0
    currency: Factor = 1.0
    freeze: bool = False
    vendor_exit: Annotated[str, Field(max_length=80)] = ""

    @property
    def moved(self) -> dict[str, float]:
        """The factors that are not 1."""
        return {name: value for name in FACTORS if (value := getattr(self, name)) != 1.0}

    @property
    def words(self) -> str:
        """What is asked, in a sentence; empty where no lever is moved."""
        parts = [f"{FACTORS[name]} {_signed(100.0 * (value - 1.0))} %" for name, value in self.moved.items()]
        parts += ["no new classes"] if self.freeze else []
        parts += [f"vendor {self.vendor_exit} gives notice"] if self.vendor_exit else []
        said = ", ".join(parts)
        return f"{said[:1].upper()}{said[1:]}." if said else ""

    @property
    def name(self) -> str:
        """A name for the what-if: ``volume_plus_10_freeze``."""
        parts = [
            f"{name}_{'plus' if value > 1.0 else 'minus'}_{abs(100.0 * (value - 1.0)):.0f}"
            for name, value in self.moved.items()
        ]
        parts += ["freeze"] if self.freeze else []
        parts += [f"exit_{self.vendor_exit}"] if self.vendor_exit else []
        return re.sub(r"[^A-Za-z0-9_-]+", "_", "_".join(parts))[:60]


def vendors_of(tables: Tables) -> list[str]:
    """The vendors of the sites, without our own."""
    return sorted({cell for cell in _cells(tables.raw.get("sites"), "vendor") if cell.strip() not in OWN})


def what_if_of(levers: Levers, tables: Tables) -> tuple[Scenario, list[str]]:
    """The what-if that the levers ask for, and the levers of which the inputs hold nothing."""
    changes: list[Change] = []
    idle = []
    for name, factor in levers.moved.items():
        found = changes_of(name, factor, tables)
        changes += found
        idle += [] if found else [FACTORS[name]]
    if levers.vendor_exit:
        leaving = list(_exit(levers.vendor_exit, tables))
        changes += leaving
        idle += [] if leaving else [f"vendor {levers.vendor_exit}"]
    rules: dict[str, object] = {"hiring": {"freeze": True}} if levers.freeze else {}
    return Scenario(note=levers.words, rules=rules, change=tuple(changes)), idle


def _exit(vendor: str, tables: Tables) -> Iterator[Change]:
    """The changes that the notice of a vendor makes, each only where the inputs have rows for it."""
    every = _where(tables.raw.get("sites"), "vendor", {vendor}, "site")
    staffed = set(_cells(tables.raw.get("headcount"), "team"))
    sites = {site for site in every if staffed & _where(tables.raw.get("teams"), "site", {site}, "team")}
    teams = _where(tables.raw.get("teams"), "site", sites, "team")
    contracts = _where(tables.raw.get("contracts"), "vendor", {vendor}, "contract")
    contracts -= _where(tables.raw.get("contracts"), "site", every - sites, "contract")

    def held(table: str, column: str, names: set[str]) -> dict[str, tuple[str, ...]]:
        found = tuple(sorted(names & set(_cells(tables.raw.get(table), column))))
        return {column: found} if found else {}

    if every - sites:
        yield Change(table="sites", where={"site": tuple(sorted(every - sites))}, remove=True)
    if where := held("attrition", "site", sites):
        yield Change(table="attrition", where=where, column="rate", set=EXIT_RATE)
        if "rate_period" in _columns(tables.raw.get("attrition")):
            yield Change(table="attrition", where=where, column="rate_period", set="weekly")
    for table in ("committed_classes", "class_rules"):
        if where := held(table, "team", teams):
            yield Change(table=table, where=where, remove=True)
    if where := held("contract_orders", "contract", contracts):
        yield Change(table="contract_orders", where=where, remove=True)
    if contracts and "commit_units" in _columns(tables.raw.get("contracts")):
        yield Change(
            table="contracts", where={"contract": tuple(sorted(contracts))}, column="commit_units", set=""
        )


def _signed(percent: float) -> str:
    return f"{percent:+.0f}".replace("-", "\N{MINUS SIGN}")


def _columns(raw: RawTable | None) -> list[str]:
    return [] if raw is None else [str(name) for name in raw.frame.columns]


def _cells(raw: RawTable | None, column: str) -> list[str]:
    return [] if raw is None or column not in _columns(raw) else [str(cell) for cell in raw.frame[column]]


def _where(raw: RawTable | None, column: str, labels: set[str], wanted: str) -> set[str]:
    """The cells of ``wanted`` in the rows whose ``column`` is one of the labels."""
    pairs = zip(_cells(raw, column), _cells(raw, wanted), strict=True)
    return {found for label, found in pairs if label in labels and found}
