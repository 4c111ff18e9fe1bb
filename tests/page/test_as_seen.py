"""The page as eyes see it: contrast of all that is written, in the light and in the dark, and on paper."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from capplan.page import as_html, charts_of_plan, page_of_run, write_page
from tests.page.pages import prepared, with_service
from tests.report.sample_contracts import contract_plan
from tests.report.sample_plan import make_plan, with_agents

LOW = r"""
() => {
  const parts = colour => {
    const found = colour.match(/[\d.]+/g).map(Number);
    const rgb = colour.startsWith("color(srgb") ? found.slice(0, 3).map(part => 255 * part) : found.slice(0, 3);
    return [...rgb, found.length > 3 ? found[3] : 1];
  };
  const linear = part => part / 255 <= .04045 ? part / 255 / 12.92 : ((part / 255 + .055) / 1.055) ** 2.4;
  const luminance = ([red, green, blue]) => .2126 * linear(red) + .7152 * linear(green) + .0722 * linear(blue);
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + .05) / (dark + .05);
  };
  const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3]));
  const shape = one => one instanceof SVGGraphicsElement && !(one instanceof SVGSVGElement);
  const ground = (at, text) => {
    let under = [255, 255, 255];
    const below = document.elementsFromPoint(...at)
      .filter(one => one !== text && !one.closest(".areas") && !one.closest("text")).reverse();
    for (const one of below) {
      const style = getComputedStyle(one), colour = shape(one) ? style.fill : style.backgroundColor;
      if (colour === "none") continue;
      const [red, green, blue, alpha] = parts(colour);
      under = over([red, green, blue, alpha * (shape(one) ? style.fillOpacity * style.opacity : 1)], under);
    }
    return under;
  };
  const seen = { count: 0, drawn: 0, low: [] };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode());) {
    const text = node.parentElement, range = document.createRange();
    if (!node.textContent.trim() || text.closest("script, style, title")) continue;
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (!box.width || box.x < 0) continue;
    const style = getComputedStyle(text), drawn = Boolean(text.closest("svg"));
    const under = ground([box.x + box.width / 2, box.y + box.height / 2], text);
    const found = contrast(over(parts(drawn ? style.fill : style.color), under), under);
    seen.count += 1; seen.drawn += drawn;
    const where = text.closest("figure, section")?.id;
    if (found < 4.5) seen.low.push(`${where}: ${node.textContent.trim()} ${found.toFixed(2)}`);
  }
  return seen;
}
"""
"""WCAG 2.2, 1.4.3: texts whose contrast to what is drawn under them is below 4.5."""

TALL = 12_000  # what is not in the window has nothing under it
CONTROLS = (
    "The figures as a table",
    "Show all",
    "every site",
    "every queue",
    "Dark",
    "Light",
    "To the decisions",
)


@pytest.fixture(scope="module")
def browser(chromium: str):
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A page with service and hours of the week, and one with vendors."""
    folder, plan, vendors = (
        tmp_path_factory.mktemp("seen"),
        with_agents(with_service(make_plan())),
        contract_plan(),
    )
    page = page_of_run(prepared(plan, folder / "run"), plan.facts)
    page = replace(page, tables=tuple(replace(grid, first=2) for grid in page.tables))  # the others wait
    (folder / "run" / "report.html").write_text(as_html(page, charts_of_plan(plan)), encoding="utf-8")
    write_page(prepared(vendors, folder / "vendors"), vendors)
    return {name: folder / name / "report.html" for name in ("run", "vendors")}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["run", "vendors"])
def test_everything_that_is_written_can_be_read(browser, pages, name, scheme):
    page = browser.new_page(viewport={"width": 1280, "height": TALL}, color_scheme=scheme)
    page.goto(pages[name].as_uri())
    assert page.evaluate("document.documentElement.scrollHeight") <= TALL
    seen = page.evaluate(LOW)
    page.close()
    assert seen["low"] == []
    assert seen["count"] > seen["drawn"] > 100


@pytest.fixture(scope="module")
def paper(browser, pages, tmp_path_factory, pdftotext):
    """Headings, findings and names of the page, and words by page of the paper that a dark screen prints."""
    page = browser.new_page(color_scheme="dark")
    page.goto(pages["run"].as_uri())
    said = {
        tag: page.eval_on_selector_all(tag, "all => all.map(one => one.textContent.trim())")
        for tag in ("h2", "figcaption h3", "tbody tr:not([hidden]) > th")
    }
    rest = page.eval_on_selector_all("tr[data-rest]", "all => all.length")
    colour = page.evaluate("getComputedStyle(document.body).color")
    page.emulate_media(media="print")
    printed = page.evaluate("getComputedStyle(document.body).color")
    to = tmp_path_factory.mktemp("paper") / "report.pdf"
    margins = dict.fromkeys(("top", "right", "bottom", "left"), "1cm")
    page.pdf(path=to, format="A4", margin=margins)
    page.close()
    boxes = subprocess.run([pdftotext, "-bbox", to, "-"], capture_output=True, check=True).stdout.decode()
    tree = ElementTree.fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", boxes))
    place = "{http://www.w3.org/1999/xhtml}"
    return {**said, "rest": rest, "colours": (colour, printed)}, list(tree.iter(f"{place}page"))


def words_of(page) -> list[str]:
    return [word.text or "" for word in page]


def test_paper_has_every_heading_every_chart_and_every_row_that_the_page_shows(paper):
    said, pages = paper
    text = " ".join(word for page in pages for word in words_of(page))
    for tag in ("h2", "figcaption h3", "tbody tr:not([hidden]) > th"):
        assert said[tag]
        missing = [one for one in said[tag] if re.sub(r"\s+", "", one) not in text.replace(" ", "")]
        assert missing == []
    assert 3 <= len(pages) <= 10


def test_paper_has_no_buttons_and_says_what_it_leaves_out(paper):
    said, pages = paper
    text = " ".join(word for page in pages for word in words_of(page))
    assert [control for control in CONTROLS if control in text] == []
    assert said["rest"] > 0 and "rows: the others are printed once the page shows them." in text


def test_nothing_stands_beyond_the_edge_of_the_paper(paper):
    for page in paper[1]:
        wide, high = float(page.get("width")), float(page.get("height"))
        beyond = [
            word.text for word in page
            if float(word.get("xMin")) < 25 or float(word.get("xMax")) > wide - 25
            or float(word.get("yMin")) < 25 or float(word.get("yMax")) > high - 25
        ]  # fmt: skip
        assert beyond == []


def test_no_heading_stands_last_on_a_page(paper):
    said, pages = paper
    for page in pages:
        end = "".join(words_of(page)).rstrip()
        assert [one for one in said["h2"] if end.endswith(one.replace(" ", ""))] == []


def test_tables_stand_as_tables_and_charts_as_wide_as_the_paper(paper):
    """A sheet of A4 between its margins is as narrow as what the page takes for a phone."""
    words = [word for page in paper[1] for word in page]
    assert not any((word.text or "") == "by:" for word in words)  # of a card
    (staffed, *_) = (word for word in words if word.text == "staffed")
    assert float(staffed.get("xMin")) > 480


def test_a_dark_screen_prints_black_on_white(paper):
    dark, printed = paper[0]["colours"]
    assert (dark, printed) == ("rgb(230, 232, 235)", "rgb(0, 0, 0)")
