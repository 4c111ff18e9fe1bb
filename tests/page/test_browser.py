"""The page of a run in a browser: it fits a phone, sorts, filters, tells its figures, and is dark when asked."""

from __future__ import annotations

import html as entities
import json
import re
import subprocess
from pathlib import Path

import pytest

from capplan.page import write_page
from tests.page.pages import prepared, runs, with_service
from tests.report.sample_plan import make_plan, with_agents

TRY = r"""
const seen = {};
const page = document.getElementById("page").contentDocument, view = document.getElementById("page").contentWindow;
const one = selector => page.querySelector(selector), all = selector => [...page.querySelectorAll(selector)];
const rows = name => all(`#${name} tbody tr`).filter(row => !row.hidden).map(row => row.cells[0].textContent.trim());
const choose = (kind, name) => {
  const select = one(`select[data-filter=${kind}]`);
  select.value = name;
  select.dispatchEvent(new view.Event("change"));
};
const key = (chart, name) => chart.dispatchEvent(new view.KeyboardEvent("keydown", { key: name, bubbles: true }));
seen.wide = page.documentElement.scrollWidth;
seen.inside = view.innerWidth;
seen.room = page.documentElement.clientWidth;
seen.narrow = getComputedStyle(one("#required_staffed .narrow")).display;
seen.hidden = view.getComputedStyle(one("#required_staffed .wide")).display;
seen.queues = rows("queues");
one("#queues th:nth-child(2) button").click();
seen.up = rows("queues");
one("#queues th:nth-child(2) button").click();
seen.down = rows("queues");
seen.sorted = one("#queues th:nth-child(2)").getAttribute("aria-sort");
one("#costs th:nth-child(2) button").click();
seen.sum_last = rows("costs").at(-1);
choose("site", "MNL");
seen.sites_at_mnl = rows("sites");
seen.classes_at_mnl = all("#classes tbody tr").filter(row => !row.hidden).map(row => row.cells[1].textContent.trim());
seen.counted = one("#sites .count").textContent;
seen.veiled = [...new Set(all("#heat_map .veiled").map(rect => rect.dataset.site))];
choose("site", "");
choose("queue", seen.queues[0]);
seen.of_queue = rows("queues");
choose("queue", "payments_voice:en");
const dim = name => all(`#${name} .wide .drawing [data-queue]`).filter(mark => mark.classList.contains("veiled"));
seen.dim = [...new Set(dim("service_reached").map(mark => mark.dataset.queue))];
const stay = all("#service_reached .wide .drawing [data-queue]:not(.veiled)");
seen.kept = [...new Set(stay.map(mark => mark.dataset.queue))];
seen.backlog = [...new Set(dim("backlog").map(mark => mark.dataset.queue))];
seen.opacity = view.getComputedStyle(dim("service_reached")[0]).opacity;
choose("queue", "review:en");
seen.heat_of_review = [...new Set(all("#heat_map .wide .areas rect.veiled").map(rect => rect.dataset.site))];
seen.classes_of_review = all("#classes tbody tr").filter(row => !row.hidden).length;
seen.bars_of_review = all("#hiring_calendar .wide .areas rect:not(.veiled)").length;
choose("queue", "");
seen.dim_after = dim("service_reached").length;
const chart = one("#over_under .narrow");
key(chart, "ArrowRight"); key(chart, "ArrowRight");
seen.says = one("#over_under .says").textContent;
seen.tip = one(".tip").textContent;
seen.tip_shown = !one(".tip").hidden;
key(chart, "Escape");
seen.tip_gone = one(".tip").hidden;
one("#over_under .narrow .areas rect").dataset.lines = [...Array(12).keys()].map(at => `queue ${at} h`).join("|");
key(chart, "Home");
seen.many = one("#over_under .says").textContent;
key(chart, "Escape");
const behind = one("#over_under details.behind");
behind.open = true;
behind.dispatchEvent(new view.Event("toggle"));
seen.behind_head = [...behind.querySelectorAll("thead th")].map(cell => cell.textContent);
seen.behind_rows = [...behind.querySelectorAll("tbody tr")].map(row => [...row.cells].map(cell => cell.textContent));
const light = view.getComputedStyle(page.body).backgroundColor;
one("#theme").click();
seen.themes = [light, view.getComputedStyle(page.body).backgroundColor];
seen.hours = all("#required_by_hour .wide .areas rect").length;
const bright = colour => colour.match(/[\d.]+/g).slice(0, 3).map(Number).reduce((sum, part) => sum + part, 0);
const filled = all("#required_by_hour .wide .drawing path").filter(cell => cell.style.fill.startsWith("rgb"));
seen.shades = [...new Set(filled.map(cell => view.getComputedStyle(cell).fill))].map(bright).sort((a, b) => b - a);
seen.unnamed = all("button, a, select, [role=region], [role=group], [role=img]").filter(part =>
  !(part.textContent.trim() || part.getAttribute("aria-label") || part.closest("label")?.textContent.trim())).length;
seen.unreached = all(".scroll").filter(part => part.scrollWidth > part.clientWidth && part.tabIndex < 0).length;
seen.headings = all("h1, h2, h3").map(head => Number(head.tagName[1]));
seen.no_title = all(".areas title").length;
document.title = "seen";
document.body.textContent = JSON.stringify(seen);
"""
PHONE = 390


def in_browser(chromium: str, page: Path, folder: Path) -> dict[str, object]:
    """What the script saw in the page, shown as wide as a phone."""
    host = folder / "host.html"
    content = entities.escape(page.read_text(encoding="utf-8"))
    frame = f'<iframe id="page" style="width:{PHONE}px;height:800px;border:0" srcdoc="{content}"></iframe>'
    script = f"<script>document.getElementById('page').addEventListener('load', () => {{{TRY}}});</script>"
    host.write_text(f'<!doctype html><meta charset="utf-8"><body>{frame}{script}</body>', encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    limits = ["--virtual-time-budget=5000", "--dump-dom"]
    done = subprocess.run(
        [chromium, *options, *limits, host.as_uri()], capture_output=True, text=True, timeout=120, check=True
    )
    found = re.search(r"<body>(.*)</body>", done.stdout, re.DOTALL)
    assert found and found[1].startswith("{"), done.stdout[-2000:]
    seen: dict[str, object] = json.loads(entities.unescape(found[1]))
    return seen


@pytest.fixture(scope="module")
def seen(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder, plan = tmp_path_factory.mktemp("browser"), with_agents(with_service(make_plan()))
    write_page(prepared(plan, folder / "run"), plan)
    return in_browser(chromium, folder / "run" / "report.html", folder)


def test_it_fits_a_phone_and_shows_the_drawing_for_one(seen):
    assert seen["inside"] == PHONE
    assert seen["wide"] == seen["room"] <= PHONE
    assert (seen["narrow"], seen["hidden"]) == ("block", "none")


def test_tables_sort_both_ways_and_sums_stay_last(seen):
    assert seen["up"] == list(reversed(seen["down"])) and sorted(seen["up"]) == sorted(seen["queues"])
    told = json.loads((runs()[1] / "summary.json").read_text())["queues"]
    assert seen["down"] == sorted(told, key=lambda name: -told[name]["required_hours"])
    assert seen["sorted"] == "descending"
    assert seen["sum_last"] == "sum"


def test_a_site_and_a_queue_filter_tables_and_charts(seen):
    assert seen["sites_at_mnl"] == ["MNL"]
    assert set(seen["classes_at_mnl"]) == {"MNL"}
    assert seen["counted"] == "1 of 2 rows fit the filter."
    assert seen["veiled"] == ["LIS"]
    assert seen["of_queue"] == seen["queues"][:1]


def test_a_queue_fades_the_lines_bands_and_bars_of_others(seen):
    assert seen["dim"] == ["payments_voice:de"] and float(seen["opacity"]) < 0.3
    assert sorted(seen["kept"]) == ["payments_voice:de|payments_voice:en", "payments_voice:en"]
    assert seen["backlog"] == ["review:en"]
    assert seen["dim_after"] == 0


def test_a_queue_shows_the_sites_and_classes_that_work_on_it(seen):
    assert seen["heat_of_review"] == ["LIS"]
    assert seen["classes_of_review"] == seen["bars_of_review"] == 1


def test_keys_go_from_one_figure_to_the_next(seen):
    assert seen["says"].startswith("Week of 12 Jan 2026, over ")
    assert seen["tip"].startswith("Week of 12 Jan 2026over ")
    assert (seen["tip_shown"], seen["tip_gone"]) == (True, True)
    assert seen["no_title"] == 0


def test_a_pointer_tells_the_first_lines_and_how_many_more_there_are(seen):
    assert seen["many"].endswith(", queue 5 h, queue 6 h, and 5 others")


def test_the_table_behind_a_chart_has_a_column_for_each_thing(seen):
    assert seen["behind_head"] == ["", "over", "under"]
    rows = seen["behind_rows"]
    assert len(rows) == 12 and rows[1][0] == "Week of 12 Jan 2026"
    assert all(" h" in row[1] and " h" in row[2] for row in rows)


def test_everything_that_can_be_reached_has_a_name_and_what_scrolls_can_be_reached_by_keys(seen):
    assert seen["unnamed"] == 0
    assert seen["unreached"] == 0
    levels = seen["headings"]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_hours_of_the_week_have_an_area_each_and_their_shades_in_the_dark(seen):
    assert seen["hours"] == 40
    assert len(seen["shades"]) >= 2 and seen["shades"][-1] < 0.4 * seen["shades"][0]


def test_a_click_makes_it_dark(seen):
    assert sorted(seen["themes"]) == ["rgb(20, 23, 27)", "rgb(255, 255, 255)"]
