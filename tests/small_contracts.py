"""The small plan with its vendor Beta under contract: MNL_EN in Manila, billed by B1 instead of rates.csv."""

from __future__ import annotations

from pathlib import Path

from capplan.contract_facts import Contracts
from capplan.errors import Problem
from capplan.facts import Facts
from capplan.load_model import load_model
from capplan.read import read_tables
from capplan.validation import check, validate, validate_with_notes
from tests.small_inputs import MODEL, altered, tables, write

__all__ = ["B1", "ON", "csv", "facts", "more_people", "notes", "of", "problems", "texts"]

ON = MODEL.replace("[hiring]", "[contracts]\n\n[hiring]")
"""The model of the small plan with every clause on."""

B1 = {
    "contract": "B1",
    "vendor": "Beta",
    "site": "MNL",
    "teams": "MNL_EN",
    "from": "2025-03-20",
    "unit": "paid_hour",
    "rate": "11",
    "currency": "USD",
}


def csv(*rows: dict[str, str]) -> str:
    """Rows as the text of a table; what a row does not name is blank."""
    header = list(dict.fromkeys(name for row in rows for name in row))
    lines = [",".join(row.get(name, "") for name in header) for row in rows]
    return "\n".join([",".join(header), *lines]) + "\n"


def texts(*contracts: dict[str, str], **more: str | None) -> dict[str, str | None]:
    """The changed tables of the small plan; each contract is B1 with other cells."""
    rates = altered("rates", "MNL_EN,paid_hour,11,,,\n", "")
    rows = [{**B1, **cells} for cells in contracts or ({},)]
    return {"rates": rates, "contracts": csv(*rows), **more}


def problems(folder: Path, *contracts: dict[str, str], model: str = ON, **more: str | None) -> list[Problem]:
    """What is wrong with the small plan under these contracts."""
    return check(*write(folder, texts(*contracts, **more), model))


def facts(folder: Path, *contracts: dict[str, str], model: str = ON, **more: str | None) -> Facts:
    """The facts of the small plan under these contracts."""
    path, inputs = write(folder, texts(*contracts, **more), model)
    return validate(read_tables(inputs), load_model(path)[0])


def of(folder: Path, *contracts: dict[str, str], model: str = ON, **more: str | None) -> Contracts:
    """The contracts of the same."""
    found = facts(folder, *contracts, model=model, **more).contracts
    assert found is not None
    return found


def notes(folder: Path, *contracts: dict[str, str], model: str = ON, **more: str | None) -> tuple[str, ...]:
    """What is worth a look in the small plan under these contracts."""
    path, inputs = write(folder, texts(*contracts, **more), model)
    return validate_with_notes(read_tables(inputs), load_model(path)[0])[1]


def more_people(*teams: str) -> dict[str, str]:
    """teams.csv, class_rules.csv with more teams in Manila, who speak English, without people."""
    return {
        "teams": tables()["teams"] + "".join(f"{name},MNL,en,,40,headcount,\n" for name in teams),
        "class_rules": tables()["class_rules"] + "".join(f"{name},5,15,1,,,,\n" for name in teams),
    }
