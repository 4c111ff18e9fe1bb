"""The formulas of a workbook calculated anew, without the program that wrote it: + - * / ( ) SUM, cells, ranges."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]+)(?::\$?([A-Z]{1,3})\$?([0-9]+))?")
ALLOWED = re.compile(r"[0-9.eE+\-*/() ,]*")


@dataclass
class Recalculated:
    """A sheet whose formulas are calculated from cells that are calculated, to the bottom."""

    formulas: Any
    done: dict[tuple[int, int], float] = field(default_factory=dict)

    def value(self, row: int, column: int) -> float:
        at = (row, column)
        if at not in self.done:
            cell = self.formulas.cell(row, column).value
            if isinstance(cell, str) and cell.startswith("="):
                self.done[at] = self._calculated(cell[1:])
            else:
                self.done[at] = float(cell) if isinstance(cell, int | float) else 0.0
        return self.done[at]

    def _calculated(self, formula: str) -> float:
        names: dict[str, Any] = {"SUM": sum}

        def cells(match: re.Match[str]) -> str:
            left, top, right, bottom = range_boundaries(match[0])
            name = f"v{len(names)}"
            values = [self.value(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)]
            names[name] = values if match[3] else values[0]
            return name

        text = REFERENCE.sub(cells, formula)
        assert ALLOWED.fullmatch(re.sub(r"v[0-9]+|SUM", "", text)), formula
        return float(eval(text, {"__builtins__": {}}, names))  # noqa: S307


def differences(path: Path) -> tuple[int, list[str]]:
    """How many formulas the workbook has, and those whose saved value is not what they come to."""
    formulas, saved = load_workbook(path), load_workbook(path, data_only=True)
    count, wrong = 0, []
    for sheet in formulas.worksheets:
        anew = Recalculated(sheet)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                count += 1
                was, now = saved[sheet.title][cell.coordinate].value, anew.value(cell.row, cell.column)
                if not isinstance(was, int | float) or abs(now - was) > 1e-6 * max(1.0, abs(was)):
                    wrong.append(f"{sheet.title}!{cell.coordinate}: {cell.value} saved {was}, is {now}")
    return count, wrong
