"""The page of a run: what it says is what the run says, it needs nothing else, and it is the same each time."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from matplotlib.axes import Axes
from PIL import Image

from capplan.page import Cell, Column, Grid, as_html, as_pdf, page_of_run, with_reasons
from capplan.page.charts import ORDER, charts_of_plan
from capplan.page.side_by_side import beside
from capplan.report.pages import Chart, page_chart
from capplan.report.pages.content import filters_of
from capplan.report.plots import PLOTS
from capplan.report.plots.areas import AREAS, Area
from capplan.report.plots.save import drawn, styled
from capplan.report.reasons import Part, Story
from tests.page.pages import prepared, runs
from tests.report.sample_contracts import contract_plan
from tests.report.sample_plan import make_plan, with_agents

LOOK = (Path(__file__).resolve().parents[2] / "capplan/report/pages/look.css").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def run() -> Path:
    return runs()[1]


@pytest.fixture(scope="module")
def html(run: Path) -> str:
    return (run / "report.html").read_text(encoding="utf-8")


def body_of(html: str) -> ET.Element:
    return ET.fromstring(html[html.index("<body>") : html.rindex("<script>")] + "</body>")


def table_of(body: ET.Element, name: str) -> list[list[str]]:
    """The cells of the table of a section, as they are read."""
    (section,) = (one for one in body.iter("section") if one.get("id") == name)
    return [["".join(cell.itertext()).strip() for cell in row] for row in section.iter("tr")]


def test_the_answer_comes_first_and_the_parts_in_their_order(run, html):
    told = json.loads((run / "summary.json").read_text())
    text = "".join(body_of(html).itertext())
    parts = [told["sentence"], "What changed", "Decisions requested", "How it looks", "Site by site"]
    parts += [
        "Queue by queue",
        "Classes",
        "What it costs",
        "Reasons",
        "Assumptions and their grade",
        "Input tables",
        "Where it comes from",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_a_plan_that_somebody_stopped_did_not_run_out_of_time(tmp_path):
    told = []
    for number in (None, 15):
        plan = make_plan()
        result = replace(plan.result, status="gap_not_reached", stopped_by=number)
        page = page_of_run(prepared(replace(plan, result=result), tmp_path / f"run{number}"), plan.facts)
        told.append(page.figures[-1].note)
    assert told == ["time ran out before what was asked for", "stopped before what was asked for"]


def test_tables_say_what_the_run_says(run, html):
    told, body = json.loads((run / "summary.json").read_text()), body_of(html)
    sites, queues, costs = (table_of(body, name) for name in ("sites", "queues", "costs"))
    assert [row[0] for row in sites[1:]] == list(told["sites"])
    assert {row[0] for row in queues[1:]} == set(told["queues"])
    assert [row[0] for row in queues[1:]][0] == max(
        told["queues"], key=lambda q: told["queues"][q]["short_hours"]
    )
    assert costs[-1][:2] == ["sum", f"{told['money']:,.0f}"]
    classes = list(csv.DictReader((run / "hiring_calendar.csv").open()))
    assert [row[0] for row in table_of(body, "classes")[1:]] == [row["class_ref"] for row in classes]


def test_queues_show_by_week_what_is_short(tmp_path):
    run = prepared(make_plan(), tmp_path / "run")
    rows = list(csv.DictReader((run / "coverage.csv").open()))
    rows[2]["short_h"] = str(0.1 * float(rows[2]["required_h"]))
    queue = f"{rows[2]['queue']}:{rows[2]['language']}"
    with (run / "coverage.csv").open("w", newline="") as file:
        kept = csv.DictWriter(file, rows[0].keys())
        kept.writeheader()
        kept.writerows(rows)
    (grid,) = (one for one in page_of_run(run, make_plan().facts).tables if one.name == "queues")
    bars = {row[0].text: row[-2] for row in grid.rows}
    here = [row for row in rows if f"{row['queue']}:{row['language']}" == queue]
    short = sum(float(row["short_h"]) > 0.005 * float(row["required_h"]) for row in here)
    assert bars[queue].text.startswith(f"short in {short} of {len(here)}, at most ")
    assert min(bars[queue].bars) <= -0.5 and max(bars[queue].bars) == 0.0


def test_a_class_is_asked_for_by_its_day_and_the_row_knows_its_site(run, html):
    (section,) = (one for one in body_of(html).iter("section") if one.get("id") == "decisions")
    rows = [row for row in section.iter("tr") if row.get("data-site")]
    (proposed,) = (
        row for row in csv.DictReader((run / "hiring_calendar.csv").open()) if row["status"] == "proposed"
    )
    (row,) = (row for row in rows if proposed["class_ref"] in "".join(row.itertext()))
    assert row.get("data-site") == proposed["site"]
    assert "ask for people" in "".join(row.itertext())


def test_what_it_rests_on_names_the_scenario_and_hashes(run, html):
    rests = table_of(body_of(html), "inputs")
    assert rests[1][:3] == ["sites", "2", "country"]
    lineage = "".join(body_of(html).find(".//section[@id='lineage']").itertext())
    assert "quarterly.toml" in lineage and "ab" * 6 in lineage and "cdcd" not in lineage


def test_the_page_needs_nothing_else_and_no_two_things_have_one_name(html):
    assert "default-src 'none'" in html
    assert not re.search(r"""(?:src|href|action)=["'](?!#|data:)""", html)
    assert not re.search(r"@import|url\((?!#)", html)
    names = re.findall(r'\bid="([^"]+)"', html)
    assert len(names) == len(set(names)) > 100
    assert set(re.findall(r"url\(#([^)]+)\)", html)) | set(re.findall(r'href="#([^"]+)"', html)) <= set(names)


def test_names_of_the_user_are_text(run):
    page = page_of_run(run, make_plan().facts)
    evil = '<script>alert("&")</script>'
    grid = Grid("evil", evil, "", (Column(evil),), ((Cell(evil),),), ({"site": (evil,)},))
    html = as_html(replace(page, title=evil, tables=(grid,), filters={"site": (evil,)}), ())
    assert "<script>alert" not in html
    (cell,) = body_of(html).findall(".//section[@id='evil']//tbody//th")
    assert cell.text == evil


def test_every_picture_says_its_finding_in_text_and_has_areas(html):
    figures = {figure.get("id"): figure for figure in body_of(html).iter("figure")}
    assert list(figures) == [name for name in ORDER if name in figures]
    assert {"required_staffed", "over_under", "heat_map", "hiring_calendar"} <= figures.keys()
    for name, figure in figures.items():
        assert figure.findtext(".//h3") and figure.findtext("figcaption/p"), name
        said = [area.findtext("{*}title") for area in figure.iter() if area.get("data-title")]
        assert said and all(said), name
    assert ORDER.keys() == PLOTS.keys() == AREAS.keys()


def test_an_area_lies_where_its_bar_is():
    def two_bars(values: tuple[float, float], ax: Axes | None = None) -> Axes:
        assert ax is None
        ax = PLOTS["over_under"](make_plan())
        ax.clear()
        ax.bar([0.5, 1.5], values, 1.0, color="#123456")
        ax.set_xlim(0.0, 2.0)
        ax.set_ylim(0.0, 10.0)
        return ax

    with styled():
        picture = drawn(two_bars, (10.0, 5.0))
    areas = [
        Area(0.0, 1.0, 0.0, 10.0, "a", ()),
        Area(1.0, 2.0, 0.0, 5.0, "b", ()),
        Area(1.0, 9.0, None, None, "c", ()),
    ]
    wide = page_chart("bars", picture, areas).wide
    bars = [
        re.findall(r"[\d.]+", path) for path in re.findall(r'<path d="([^"]+)"[^>]*fill: #123456', wide.svg)
    ]
    for bar, area in zip(bars, wide.areas, strict=False):
        xs, ys = [float(x) for x in bar[::2]], [float(y) for y in bar[1::2]]
        assert (min(xs), max(xs)) == pytest.approx((area.x, area.x + area.width), abs=0.15)
        assert (min(ys), max(ys)) == pytest.approx((area.y, area.y + area.height), abs=0.15)
    assert len(bars) == 2
    assert wide.areas[2].width == pytest.approx(wide.areas[1].width, abs=0.15)  # cut at the axes
    assert wide.areas[2].height == pytest.approx(wide.areas[0].height, abs=0.15)
    size = [float(side) for side in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', wide.svg).groups()]
    assert size == pytest.approx([wide.width, wide.height], abs=0.05)


def test_areas_say_the_figures_of_the_plan():
    plan = make_plan()
    required = plan.coverage.required_h.sum(axis=0)
    said = AREAS["required_staffed"](plan)
    assert [f"required {hours:,.0f} h" for hours in required] == [area.lines[0] for area in said]
    cells = AREAS["heat_map"](plan)
    assert len(cells) == len(plan.facts.sites.name) * plan.facts.horizon.count
    assert {cell.site for cell in cells} == set(plan.facts.sites.name)
    assert len(AREAS["hiring_calendar"](plan)) == len(plan.classes)


def test_written_again_page_and_paper_are_the_same_byte_for_byte(run):
    plan, page = make_plan(), page_of_run(run, make_plan().facts)

    def chart() -> Chart:
        with styled():
            picture = drawn(PLOTS["supply_stack"], plan)
        return page_chart("supply", picture, AREAS["supply_stack"](plan))

    assert as_html(page, [chart()]) == as_html(page_of_run(run, make_plan().facts), [chart()])
    assert (
        as_pdf(page, run)
        == as_pdf(page_of_run(run, make_plan().facts), run)
        == (run / "report.pdf").read_bytes()
    )


def test_a_plan_with_contracts_says_what_they_bill_and_what_to_sign():
    told = json.loads((runs()[2] / "summary.json").read_text())
    body = body_of(as_html(page_of_run(runs()[2], contract_plan().facts), ()))
    assert [row[0] for row in table_of(body, "contracts")[1:]] == list(told["vendors"])
    assert any(row[1] == "sign an order" for row in table_of(body, "decisions")[1:])


def test_the_paper_says_what_the_page_says(run, pdftotext):
    told = json.loads((run / "summary.json").read_text())
    text = subprocess.run(
        [pdftotext, "-layout", run / "report.pdf", "-"], capture_output=True, check=True
    ).stdout.decode()
    flat = re.sub(r"\s+", " ", text)
    assert told["sentence"].split(";")[0][:40] in flat
    for heading in ("Decisions requested", "Site by site", "Assumptions and their grade"):
        assert heading in flat
    assert all(name in flat for name in (*told["sites"], *told["queues"]))
    assert "\N{REPLACEMENT CHARACTER}" not in flat


def test_pictures_of_the_run_are_on_the_paper_in_their_order(run, tmp_path):
    page = page_of_run(run, make_plan().facts)
    dot = Image.new("RGB", (40, 20), "red")
    for name in ("over_under", "required_staffed", "none_of_ours"):
        dot.save(tmp_path / f"{name}.png")
    assert as_pdf(page, tmp_path).count(b"/Subtype /Image") == 1  # the same picture twice is kept once
    assert as_pdf(page, run).count(b"/Subtype /Image") == 0


def test_an_explanation_adds_prices_to_the_reasons_that_are_there(html):
    part = Part("Which rules bind", ("Seats & rooms.",), ("rule", "price"), (("seats", "12"),))
    told = with_reasons(html, Story("Why", (part,)))
    (section,) = (one for one in body_of(told).iter("section") if one.get("id") == "reasons")
    assert "Seats & rooms." in "".join(section.itertext())
    assert "<code>capplan explain</code>" in html and "<code>capplan explain</code>" not in told
    assert "Limits that the plan reaches" in "".join(section.itertext())
    before, after = told.split("<!-- prices -->")[0], told.split("<!-- /prices -->")[1]
    assert html.startswith(before) and html.endswith(after)
    assert with_reasons("<p>An older page</p>", Story("Why", (part,))) == "<p>An older page</p>"


def test_reasons_say_what_is_reached_and_what_a_class_is_for(run, html):
    body = body_of(html)
    assert table_of(body, "reached")[1] == ["production seats", "LIS", "3", "12", "2026-01-05", "2026-02-16"]
    (told,) = table_of(body, "class_reasons")[1:]
    (proposed,) = (
        row for row in csv.DictReader((run / "hiring_calendar.csv").open()) if row["status"] == "proposed"
    )
    assert told[0] == proposed["class_ref"] and " people are expected to finish, for " in told[1]
    (row,) = (row for row in body.iter("tr") if "production seats" in "".join(row.itertext()))
    assert row.get("data-site") == "LIS" and row.get("data-queue") is None


def test_people_by_the_hour_are_on_the_page_of_queues_that_are_answered_at_once():
    (chart,) = (one for one in charts_of_plan(with_agents(make_plan())) if one.name == "required_by_hour")
    (most,) = (area for area in chart.wide.areas if area.title == "Tue 10:00 to 11:00")
    assert most.lines == ("all 18.0", "payments_voice:de 9.0", "payments_voice:en 9.0")
    assert "required_by_hour" not in {one.name for one in charts_of_plan(make_plan())}


def test_plans_beside_it_can_be_filtered_by_scenario(run):
    page = page_of_run(run, make_plan().facts, [run])
    assert page.chosen == {"scenario": "base"}
    assert page.filters["scenario"] == ("base", "quarterly / base")
    (sites,) = (grid for grid in page.tables if grid.name == "sites")
    assert {row[0].text for row in sites.rows} == {"base", "quarterly / base"}
    html = as_html(page, ())
    assert '<option selected="">base</option>' in html
    rows = [row for row in body_of(html).iter("tr") if row.get("data-scenario") == "quarterly / base"]
    assert len(rows) > len(sites.rows)
    (costs,) = (one for one in body_of(html).iter("section") if one.get("id") == "costs")
    assert sum("data-sum" in row.attrib for row in costs.iter("tr")) == 2
    assert page_of_run(run, make_plan().facts).chosen == {}


def test_tables_in_other_columns_stay_apart():
    grids = {
        name: (Grid("costs", "What it costs", "", (Column(money, True),), ((Cell("1", 1.0),),)),)
        for name, money in {"base": "USD", "euro": "EUR", "more": "USD"}.items()
    }
    found = beside(grids)
    assert [(grid.name, len(grid.rows)) for grid in found] == [("costs", 2), ("costs_2", 1)]
    assert filters_of(found) == {"scenario": ("base", "more", "euro")}


def palettes() -> list[dict[str, str]]:
    blocks = re.findall(r":root[^{]*\{([^}]*)\}", LOOK)
    found = [dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6})", block)) for block in blocks]
    return [one for one in found if one]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("palette", palettes())
def test_all_text_has_contrast_enough_to_read(palette):
    """WCAG 2.2, 1.4.3: 4.5 for text; 1.4.11: 3 for what is drawn."""
    for ground in ("paper", "soft"):
        for text, least in {
            "ink": 7.0,
            "quiet": 4.5,
            "better": 4.5,
            "worse": 4.5,
            "over": 3.0,
            "under": 3.0,
        }.items():
            dark, light = sorted((luminance(palette[text]), luminance(palette[ground])))
            assert (light + 0.05) / (dark + 0.05) >= least, (text, ground)


def test_dark_is_said_the_same_way_twice():
    light, by_choice, by_machine, paper = palettes()
    assert by_choice == by_machine != light
    assert paper.keys() <= light.keys()
