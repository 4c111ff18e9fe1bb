"""A workbook of inputs as a folder of tables, which can be edited on the page; the workbook stays as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.routing import Route

from capplan.app.answers import State, json_route
from capplan.app.folder import Outside
from capplan.app.project import inputs_place
from capplan.errors import CapplanError, InvalidInput
from capplan.read import is_workbook, raw_text, read_tables
from capplan.report.whole import write_whole

__all__ = ["routes"]


class AskedBook(BaseModel):
    """A workbook among the inputs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    inputs: Annotated[str, Field(max_length=400)]


def unfold(state: State, asked: AskedBook) -> dict[str, Any]:
    """Write the tables of the workbook into a new folder beside it.

    Raises InvalidInput for a workbook that cannot be read whole, CapplanError where the folder is there already.
    """
    place = inputs_place(state.folder, asked.inputs)
    if not is_workbook(place):
        raise Outside("these inputs are tables already")
    to = state.folder.path(f"{asked.inputs.removesuffix(place.suffix)}_tables".lstrip("/"))
    with state.saving:
        if to.exists():
            name = state.folder.name(to)
            raise CapplanError(f"The folder {name} is there already: choose it under Inputs, or rename it.")
        read = read_tables(place)
        if read.problems:
            raise InvalidInput(read.problems)

        def fill(folder: Path) -> None:
            for name, raw in read.raw.items():
                (folder / f"{name}.csv").write_text(raw_text(raw), encoding="utf-8", newline="\n")

        write_whole(to, fill)
    name = state.folder.name(to)
    told = (
        f"{len(read.raw)} tables are written into {name}. What is edited there does not change the workbook."
    )
    return {"message": told, "inputs": name, "notes": list(read.notes)}


routes = [Route("/api/workbook/tables", json_route(AskedBook, unfold), methods=["POST"])]
