"""Works that a test can count, kill and fail: functions of a module, as a child process needs them."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from capplan.errors import CapplanError, NoPlan


@dataclass(frozen=True)
class LightCase:
    """A case whose key is given: a child process that works on it imports nothing of the line."""

    name: str
    inputs: Path
    key: str

    def described(self) -> dict[str, object]:
        return {"name": self.name}


def light_cases(folder: Path, *names: str) -> list[LightCase]:
    """Cases that tell in ``folder`` when they are begun."""
    return [LightCase(name, folder / "inputs", f"key of {name}") for name in names]


def note(case: LightCase) -> Path:
    """Say beside the inputs that the case was begun, and by which process."""
    notes = case.inputs.parent / "begun"
    notes.mkdir(exist_ok=True)
    mine = notes / f"{case.name}.{time.monotonic_ns()}"
    (notes / "writing").mkdir(exist_ok=True)
    draft = notes / "writing" / mine.name
    draft.write_text(str(os.getpid()))
    draft.rename(mine)
    return mine


def begun(folder: Path) -> list[str]:
    """The cases that were begun, one entry for each time."""
    return sorted(path.name.partition(".")[0] for path in (folder / "begun").glob("*.*"))


def process_of(folder: Path, name: str) -> int:
    """The process that began a case last."""
    return int(max((folder / "begun").glob(f"{name}.*")).read_text())


def counted(case: LightCase, to: Path) -> dict[str, object]:
    note(case)
    (to / "made.txt").write_text(case.name)
    return {"name": case.name} if case.name == "a" else {"name": case.name, "place": (1, 2)}


def slow(case: LightCase, to: Path) -> dict[str, object]:
    """Waits until ``go`` is there; what is named b never waits."""
    note(case)
    (to / "half.txt").write_text("half of it")
    until = time.monotonic() + 60
    while case.name != "b" and not (case.inputs.parent / "go").exists() and time.monotonic() < until:
        time.sleep(0.01)
    return {"name": case.name}


def killed_once(case: LightCase, to: Path) -> dict[str, object]:
    """The process of the first attempt at b dies."""
    mine = note(case)
    if case.name == "b" and len(list(mine.parent.glob("b.*"))) == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return {"name": case.name}


def faulty(case: LightCase, to: Path, also: int = 0) -> dict[str, object]:
    """Every way to go wrong, by name."""
    note(case)
    (to / "half.txt").write_text("half of it")
    if case.name == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if case.name == "refused":
        raise NoPlan(["The budget is too small."])
    if case.name == "crashed":
        raise CapplanError("the back end crashed")
    if case.name == "bug":
        return {"value": 1 / 0}
    if case.name == "nan":
        return {"value": float("nan")}
    return {"name": case.name}
