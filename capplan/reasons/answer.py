"""What comes out of a question: the page, and the same for programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from capplan.report.reasons import Story

__all__ = ["Answer"]


@dataclass(frozen=True)
class Answer:
    """``story`` for people, ``content`` for programs; amounts in base currency."""

    story: Story
    content: dict[str, Any]
