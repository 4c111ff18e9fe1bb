"""A story as text, as Markdown and as a page that needs nothing else."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from capplan.report.reasons import Part, Story, as_markdown, as_page, as_text

STORY = Story(
    "Why <this> & that",
    (
        Part("", ("First the answer.", "Then <more>.")),
        Part(
            "A table",
            ("What it says.",),
            ("team", "cost", "of it"),
            (("A & B", "\u22121,200", "wages"),),
            words=(2,),
        ),
    ),
)


def test_the_page_is_well_formed_escaped_and_needs_nothing_else() -> None:
    page = as_page(STORY)
    body = page[page.index("<body>") : page.index("<script>")] + "</body>"
    tree = ET.fromstring(body)
    assert tree.findtext("h1") == "Why <this> & that"
    assert [cell.text for cell in tree.iter("td")] == ["A & B", "\u22121,200", "wages"]
    assert [cell.get("class") for cell in tree.iter("td")] == ["text", None, "text"]
    assert page.startswith("<!doctype html>") and "http:" not in page and "src=" not in page


def test_text_and_markdown_say_the_same() -> None:
    text, markdown = as_text(STORY), as_markdown(STORY)
    for each in (text, markdown):
        assert each.index("First the answer.") < each.index("A table") < each.index("A & B")
    assert "-1,200" in text and markdown.startswith("# Why <this> & that\n")
    assert text.splitlines()[-1].startswith("A & B")
