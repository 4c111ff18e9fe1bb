"""The inputs of a run with the contract tables of another folder in place of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from capplan import contract_tables
from capplan.errors import InvalidInput, Problem
from capplan.nearest import listing
from capplan.read import RawTable, Tables, read_tables
from capplan.tables import TABLES

__all__ = ["no_contracts", "under_contracts"]

OF_CONTRACTS = frozenset(table.name for table in contract_tables.TABLES)
OTHER_FILES = frozenset(table.file for table in TABLES if table.name not in OF_CONTRACTS)


def no_contracts(folder: Path) -> Problem:
    """What to say of a folder without contracts.csv."""
    return Problem(
        "contracts.csv", "the file is missing: there is no contract to price", allowed=f"a file in {folder}"
    )


def under_contracts(tables: Tables, folder: Path) -> tuple[Tables, frozenset[str]]:
    """The tables with every contract table from ``folder``, and the teams whose rates those contracts replace.

    What else lies in the folder is not read: the rest of the inputs is that of the run. Raises InvalidInput for a
    folder without contracts.csv.
    """
    other = read_tables(folder)
    raw = {name: table for name, table in tables.raw.items() if name not in OF_CONTRACTS}
    raw |= {name: table for name, table in other.raw.items() if name in OF_CONTRACTS}
    problems = [*tables.problems, *(one for one in other.problems if one.file not in OTHER_FILES)]
    if "contracts" not in raw and "contracts" not in other.unreadable:
        # by itself: without it every team of a vendor would be told to have no rate
        raise InvalidInput([*problems, no_contracts(folder)])
    replaced = frozenset[str]()
    if "rates" in raw and "contracts" in raw:
        raw["rates"], replaced = _without(raw["rates"], _covered(raw["contracts"]))
    notes = [*tables.notes, *(note for note in other.notes if note.split(":")[0] not in OTHER_FILES)]
    if replaced:
        notes.append(
            f"rates.csv: {listing(sorted(replaced))} under contract here: the rates of the run are left out"
        )
    return Tables(raw, tuple(problems), tuple(notes), other.unreadable & OF_CONTRACTS), replaced


def _covered(contracts: RawTable) -> frozenset[str]:
    cells = contracts.frame["teams"].tolist() if "teams" in contracts.frame.columns else []
    return frozenset(name.strip() for cell in cells for name in str(cell).split("|") if name.strip())


def _without(rates: RawTable, teams: frozenset[str]) -> tuple[RawTable, frozenset[str]]:
    """The rates of the other teams, and those of ``teams`` that had one."""
    if "team" not in rates.frame.columns:
        return rates, frozenset()
    kept = ~rates.frame["team"].isin(teams).to_numpy(dtype=np.bool_)
    left_out = frozenset(rates.frame["team"][~kept].tolist())
    return replace(rates, frame=rates.frame[kept].reset_index(drop=True), lines=rates.lines[kept]), left_out
