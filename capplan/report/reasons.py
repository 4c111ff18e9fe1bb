"""Why a plan is as it is: sentences and tables as text for a terminal, as Markdown, as a page of HTML."""

from __future__ import annotations

from dataclasses import dataclass

from capplan.report.aligned import aligned
from capplan.report.pages.render import render
from capplan.report.vendors.markdown import markdown_table

__all__ = ["Part", "Story", "as_markdown", "as_page", "as_text"]


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
    picture: str = ""
    """An SVG of our own drawing, for the page only."""

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
    return render("reasons.html.j2", story=story)
