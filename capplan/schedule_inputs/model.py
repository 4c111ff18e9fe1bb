"""Reading a schedule model: TOML to ``ScheduleModel``, or every problem with its line and the nearest known key."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from capplan.errors import InvalidInput
from capplan.model_problems import in_one_file, model_problems
from capplan.schedule_model import ScheduleModel
from capplan.toml_file import read_toml

__all__ = ["load_schedule_model"]


def load_schedule_model(path: Path) -> ScheduleModel:
    """The schedule model in a file. Raises InvalidInput with every problem."""
    text, content = read_toml(path, path.name)
    try:
        return ScheduleModel.model_validate(content)
    except ValidationError as error:
        raise InvalidInput(model_problems(error, in_one_file(path.name, text), ScheduleModel)) from None
