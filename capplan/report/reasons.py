"""Why a plan is as it is: sentences and tables as text for a terminal, as Markdown, as a page of HTML."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from capplan.report.aligned import aligned
from capplan.report.vendors.markdown import markdown_table

__all__ = ["Part", "Story", "as_markdown", "as_page", "as_text"]


STYLE = (
    "body{margin:0 auto;max-width:72rem;padding:1.5rem 1.2rem 3rem;color:#22262b;background:#fff;"
    'font:15px/1.5 system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}'
    "h1{font-size:1.6rem;margin:0 0 .6rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}"
    "p{margin:.45rem 0;max-width:60rem}.scroll{overflow-x:auto}"
    "table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.92rem}"
    "th,td{text-align:left;vertical-align:top;padding:.35rem .7rem;border-bottom:1px solid #d9dce0}"
    "th{color:#5d646d;font-weight:600;font-size:.82rem;vertical-align:bottom}"
    ".number{text-align:right;white-space:nowrap}@media print{body{font-size:10px;padding:0}}"
)


@dataclass(frozen=True)
class Part:
    """A heading (none for the first part), sentences, and a table where there are ``headings``."""

    heading: str = ""
    sentences: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    left: int = 1
    """How many of the first columns hold words; the others hold numbers, but for ``words``."""
    words: tuple[int, ...] = ()

    @property
    def at_left(self) -> tuple[int, ...]:
        """Columns that hold words."""
        return (*range(self.left), *self.words)


@dataclass(frozen=True)
class Story:
    """A title and its parts, the answer first."""

    title: str
    parts: tuple[Part, ...]


def as_text(story: Story) -> str:
    """For a terminal."""
    blocks = [story.title]
    for part in story.parts:
        lines = [part.heading] if part.heading else []
        lines += part.sentences
        if part.rows:
            lines += ["", *aligned(part.headings, part.rows, part.at_left)]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def as_markdown(story: Story) -> str:
    """As a page of Markdown."""
    lines = [f"# {story.title}"]
    for part in story.parts:
        lines += ["", f"## {part.heading}"] if part.heading else []
        lines += [line for sentence in part.sentences for line in ("", sentence)]
        if part.rows:
            lines += ["", *markdown_table(part.headings, part.rows)]
    return "\n".join(lines) + "\n"


def as_page(story: Story) -> str:
    """As a page of HTML that needs nothing else; everything in it is escaped."""
    title = html.escape(story.title)
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<style>{STYLE}</style></head>",
        f"<body><h1>{title}</h1>",
    ]
    for part in story.parts:
        lines += [f"<h2>{html.escape(part.heading)}</h2>"] if part.heading else []
        lines += [f"<p>{html.escape(sentence)}</p>" for sentence in part.sentences]
        if part.rows:
            lines += [
                '<div class="scroll"><table>',
                f"<thead>{_row('th', part.headings, part)}</thead>",
                "<tbody>",
            ]
            lines += [_row("td", row, part) for row in part.rows]
            lines += ["</tbody>", "</table></div>"]
    return "\n".join([*lines, "</body>", "</html>"]) + "\n"


def _row(tag: str, cells: Sequence[str], part: Part) -> str:
    parts = []
    for place, cell in enumerate(cells):
        number = "" if place in part.at_left else ' class="number"'
        parts.append(f"<{tag}{number}>{html.escape(cell)}</{tag}>")
    return f"<tr>{''.join(parts)}</tr>"
