"""Errors as answers: those of a user are told, faults of the app are passed on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pytest
from pydantic import BaseModel

from capplan.app.answers import State, _answered


class Empty(BaseModel):
    """Nothing is asked."""


def asked(error: Exception) -> int:
    def answer(state: State, asked: BaseModel) -> Mapping[str, Any]:
        raise error

    return _answered(answer, cast(State, None), Empty()).status_code


def test_a_disk_that_is_full_is_told() -> None:
    assert asked(OSError(28, "No space left on device")) == 409


def test_a_fault_of_the_app_is_passed_on() -> None:
    with pytest.raises(KeyError):
        asked(KeyError("nothing"))
