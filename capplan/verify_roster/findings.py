"""What is wrong with a roster."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Finding"]


@dataclass(frozen=True)
class Finding:
    """The ``rule`` that is broken, for whom or where, when, and how."""

    rule: str
    place: str
    when: str
    message: str

    def __str__(self) -> str:
        """``rule: place, when: message``."""
        return f"{self.rule}: {', '.join(filter(None, (self.place, self.when)))}: {self.message}"
