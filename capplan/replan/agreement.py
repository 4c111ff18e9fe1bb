"""The earlier plan and the pins together, or every problem of both at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from capplan.agreed import Agreed
from capplan.errors import InvalidInput, Problem
from capplan.facts import Facts
from capplan.planning_model import PlanningModel
from capplan.replan.agree import agree
from capplan.replan.earlier import Earlier, read_earlier
from capplan.replan.pins import Pins, check_pins, pinned, read_pins
from capplan.validation import horizon_of
from capplan.workbook.place import located

__all__ = ["Agreement", "agreement"]


@dataclass(frozen=True)
class Agreement:
    """What is agreed, the earlier plan if there is one, notes on both, and what is wrong with them."""

    agreed: Agreed | None
    earlier: Earlier | None
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]


def agreement(sound: tuple[Facts, PlanningModel] | None, run: Path | None, file: Path | None) -> Agreement:
    """What the run folder and the table of pins agree on.

    Where the inputs are not ``sound`` (None), the two are checked as far as they can be without them.
    """
    problems: list[Problem] = []
    earlier: Earlier | None = None
    agreed: Agreed | None = None
    notes: tuple[str, ...] = ()
    try:
        if run is not None:
            earlier = read_earlier(run)
        if sound is not None and earlier is not None:
            agreed, notes = agree(earlier, *sound)
    except InvalidInput as error:
        problems += error.problems
    if file is not None:
        pins = read_pins(file, None if sound is None else horizon_of(sound[1]))
        wrong = _wrong(pins, sound, agreed)
        if sound is not None and not wrong:
            agreed = pinned(pins, sound[0], agreed)
        problems, notes = [*problems, *wrong], (*notes, *pins.notes)
    return Agreement(agreed, earlier, notes, tuple(problems))


def _wrong(pins: Pins, sound: tuple[Facts, PlanningModel] | None, agreed: Agreed | None) -> list[Problem]:
    """The problems of the pins, line by line."""
    found = list(pins.problems)
    if sound is not None:
        found += check_pins(pins, *sound, agreed)
    return located(sorted(dict.fromkeys(found), key=lambda problem: problem.line or 0), pins.places)
