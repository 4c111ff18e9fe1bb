"""The starter models and inputs: in the wheel, or in the checkout when capplan is installed from one."""

from __future__ import annotations

import shutil
from pathlib import Path

from capplan.errors import InvalidInput, Problem

__all__ = ["copy_starter", "starter_folder"]

FOLDERS = ("models", "inputs")


def starter_folder() -> Path:
    """The folder that holds ``models`` and ``inputs``."""
    package = Path(__file__).resolve().parent
    for folder in (package / "_starter", package.parent):
        if all((folder / name).is_dir() for name in FOLDERS):
            return folder
    raise FileNotFoundError("the starter files are missing; install capplan again")


def copy_starter(to: Path) -> list[Path]:
    """Copy the starter models and inputs into ``to``; nothing that is there is overwritten.

    Raises InvalidInput naming every file that is in the way.
    """
    source = starter_folder()
    files = sorted(path for name in FOLDERS for path in (source / name).rglob("*") if path.is_file())
    targets = [to / path.relative_to(source) for path in files]
    folders = [to / name for name in FOLDERS]
    taken = [path for path in folders if path.exists() and not path.is_dir()]
    taken += [target for target in targets if target.exists()]
    if taken:
        raise InvalidInput(
            [Problem(str(target), "the file exists already and is not overwritten") for target in taken]
        )
    for path, target in zip(files, targets, strict=True):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return targets
