"""What passes between the supervisor and a worker through the private directory."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.entries import Entries
from capplan.program import Arrays
from capplan.solve.contract import Choice, Guide, Ladder, SolveOptions, Stages

__all__ = ["read_checked", "read_incumbent", "read_task", "write_checked", "write_incumbent", "write_task"]

Float = NDArray[np.float64]

PARTS = ("cost", "column_lower", "column_upper", "integer", "row_lower", "row_upper")
CHOICE_PARTS = ("quantity", "options", "lower", "gate", "signs", "constant")
LADDER_PARTS = ("quantity", "stops", "columns", "values")
STAGES_PARTS = ("common", "weights", "alpha", "share", "risk")


def write_task(directory: Path, arrays: Arrays, options: SolveOptions, guide: Guide) -> None:
    """Write the program, the options and the guide for the worker."""
    parts = {name: getattr(arrays, name) for name in PARTS}
    parts |= {f"series_{number}": index for number, index in enumerate(guide.series)}
    parts |= {f"decision_{number}": index for number, index in enumerate(guide.decisions)}
    parts |= {f"neighbourhood_{number}": index for number, index in enumerate(guide.neighbourhoods)}
    parts |= {f"part_{number}": index for number, index in enumerate(guide.parts)}
    parts |= {f"period_{number}": index for number, index in enumerate(guide.periods)}
    for number, choice in enumerate(guide.choices):
        parts |= {f"choice_{name}_{number}": np.asarray(getattr(choice, name)) for name in CHOICE_PARTS}
    for number, ladder in enumerate(guide.ladders):
        parts |= {f"ladder_{name}_{number}": np.asarray(getattr(ladder, name)) for name in LADDER_PARTS}
    if guide.stages is not None:
        parts |= {f"stages_{name}": np.asarray(getattr(guide.stages, name)) for name in STAGES_PARTS}
        parts |= {f"future_{number}": index for number, index in enumerate(guide.stages.columns)}
        parts |= {f"future_cost_{number}": cost for number, cost in enumerate(guide.stages.cost)}
    np.savez(
        directory / "program.npz",
        values=arrays.entries.values,
        columns=arrays.entries.columns,
        starts=arrays.entries.starts,
        shape=np.asarray(arrays.shape, np.int64),
        aside=guide.aside,
        apart=guide.apart,
        start=guide.start,
        **parts,
    )
    (directory / "options.json").write_text(json.dumps(asdict(options)))


def read_task(directory: Path) -> tuple[Arrays, SolveOptions, Guide]:
    """Read back what ``write_task`` wrote."""
    with np.load(directory / "program.npz", allow_pickle=False) as stored:
        parts = {name: stored[name] for name in PARTS}
        rows, columns = (int(size) for size in stored["shape"])
        entries = Entries(stored["values"], stored["columns"], stored["starts"], (rows, columns))
        choices = zip(*(_numbered(stored, f"choice_{name}") for name in CHOICE_PARTS), strict=True)
        ladders = zip(*(_numbered(stored, f"ladder_{name}") for name in LADDER_PARTS), strict=True)
        guide = Guide(
            series=_numbered(stored, "series"),
            decisions=_numbered(stored, "decision"),
            choices=tuple(
                Choice(int(quantity), options, lower, gate, signs, float(constant))
                for quantity, options, lower, gate, signs, constant in choices
            ),
            ladders=tuple(Ladder(int(quantity), *rest) for quantity, *rest in ladders),
            neighbourhoods=_numbered(stored, "neighbourhood"),
            aside=stored["aside"],
            apart=stored["apart"],
            start=stored["start"],
            parts=_numbered(stored, "part"),
            periods=_numbered(stored, "period"),
            stages=_stages(stored),
        )
    options = SolveOptions(**json.loads((directory / "options.json").read_text()))
    return Arrays(**parts, entries=entries), options, guide


def _stages(stored: Any) -> Stages | None:
    if "stages_common" not in stored.files:
        return None
    common, weights, alpha, share, risk = (stored[f"stages_{name}"] for name in STAGES_PARTS)
    columns, cost = _numbered(stored, "future"), _numbered(stored, "future_cost")
    return Stages(common, columns, cost, weights, float(alpha), float(share), risk)


def _numbered(stored: Any, name: str) -> tuple[NDArray[Any], ...]:
    """The arrays ``name_0``, ``name_1`` ..."""
    count = sum(key.rpartition("_")[0] == name for key in stored.files)
    return tuple(stored[f"{name}_{number}"] for number in range(count))


def write_incumbent(directory: Path, x: Float) -> None:
    """Write the best point of the solver, as the solver left it."""
    _write(directory, "incumbent", x)


def read_incumbent(directory: Path) -> Float | None:
    """The last point written, or None."""
    return _read(directory, "incumbent")


def write_checked(directory: Path, plan: Float) -> None:
    """Write the best point that keeps every row with whole numbers: what there is if the last one does not."""
    _write(directory, "checked", plan)


def read_checked(directory: Path) -> Float | None:
    """The last point that was found to keep every row, or None."""
    return _read(directory, "checked")


def _write(directory: Path, name: str, x: Float) -> None:
    # in one step: a kill in between leaves the last point
    fresh = directory / f"{name}.new.npy"
    np.save(fresh, x)
    os.replace(fresh, directory / f"{name}.npy")  # noqa: PTH105 - the one atomic rename on every platform


def _read(directory: Path, name: str) -> Float | None:
    path = directory / f"{name}.npy"
    return np.load(path, allow_pickle=False) if path.exists() else None
