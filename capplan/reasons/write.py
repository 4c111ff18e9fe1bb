"""The folder of an answer: explain.md, explain.html and explain.json, written whole."""

from __future__ import annotations

import json
from pathlib import Path

from capplan.reasons.answer import Answer
from capplan.report.reasons import as_markdown, as_page
from capplan.report.write import write_whole

__all__ = ["FILES", "write_answer"]

FILES = ("explain.html", "explain.json", "explain.md")


def write_answer(answer: Answer, folder: Path) -> None:
    """Write the folder, in place of an older one."""

    def fill(beside: Path) -> None:
        content = json.dumps(answer.content, indent=1, ensure_ascii=False, allow_nan=False)
        for name, text in zip(
            FILES, (as_page(answer.story), content + "\n", as_markdown(answer.story)), strict=True
        ):
            (beside / name).write_text(text, encoding="utf-8", newline="\n")

    write_whole(folder, fill)
