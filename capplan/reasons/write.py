"""The folder of an answer: explain.md, explain.html and explain.json, and the page of the run with its reasons."""

from __future__ import annotations

import json
from pathlib import Path

from capplan.page.html import with_reasons
from capplan.page.write import HTML
from capplan.reasons.answer import Answer
from capplan.report.reasons import as_markdown, as_page
from capplan.report.write import write_whole

__all__ = ["FILES", "write_answer"]

FILES = ("explain.html", "explain.json", "explain.md", HTML)


def write_answer(answer: Answer, folder: Path, run: Path | None = None) -> None:
    """Write the folder, in place of an older one.

    Where the folder ``run`` has a page, it is written here as well, with the answer among its reasons.
    """
    page = None if run is None else run / HTML

    def fill(beside: Path) -> None:
        content = json.dumps(answer.content, indent=1, ensure_ascii=False, allow_nan=False)
        texts = {
            "explain.html": as_page(answer.story),
            "explain.json": content + "\n",
            "explain.md": as_markdown(answer.story),
        }
        if page is not None and page.is_file():
            texts[HTML] = with_reasons(page.read_text(encoding="utf-8"), answer.story)
        for name, text in texts.items():
            (beside / name).write_text(text, encoding="utf-8", newline="\n")

    write_whole(folder, fill)
